"""HTML as EPUB 3 takes it: every element, its categories, what it may hold, its attributes.

The checker compiles the table to a grammar (:mod:`packager.schemas.xhtml3`); the repairs ask it
simple questions, and the tests hold the clean-up's own table (:mod:`packager.read.elements`) to it:

- ``ELEMENTS["p"].content`` is ``phrasing``; :func:`packager.schemas.html_nesting.may_hold` answers
  whether one element may be the child of another;
- :data:`FLOW` and :data:`PHRASING` are sets of names; :data:`VOID` are the elements without
  content;
- :data:`OBSOLETE` names what EPUB refuses and what to write in its place.

The facts are those of https://html.spec.whatwg.org/multipage/indices.html, as of EPUBCheck 5.3
where the two differ (tried with EPUBCheck, element by element). The notation of contents and
attributes is explained in :mod:`packager.schemas.grammar`.
"""

from __future__ import annotations

from dataclasses import field

from packager.data_classes import dataclass
from packager.schemas.grammar import attributes_of, rows_of


@dataclass(frozen=True, slots=True)
class Element:
    """What HTML says of one element.

    ``content`` is ``flow``, ``phrasing``, ``transparent`` (what the parent allows), ``text``,
    ``empty``, or a pattern. ``roles`` are the ARIA roles that may be given (``*`` is any) and
    ``aria`` the ``aria-`` properties, without that prefix, that it takes without a role.
    ``attributes`` maps its own ones, beside the global ones, to value types.
    """

    name: str
    categories: frozenset[str]
    content: str
    roles: str = "*"
    aria: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    required: frozenset[str] = frozenset()


REFERRER = (
    "(|no-referrer|no-referrer-when-downgrade|origin|origin-when-cross-origin|same-origin"
    "|strict-origin|strict-origin-when-cross-origin|unsafe-url)"
)
CROSS_ORIGIN = "{|anonymous|use-credentials}"
_ENCTYPES = "[application/x-www-form-urlencoded|multipart/form-data|text/plain]"
_SUBMIT = (
    f"formaction=filled formenctype={_ENCTYPES} formmethod=[dialog|get|post]"
    " formnovalidate=flag formtarget"
)
_POPOVER = "popovertarget=word popovertargetaction=[hide|show|toggle]"
_SIZE = "height=natural width=natural"
_MEDIA = (
    f"src=filled autoplay=flag controls=flag crossorigin={CROSS_ORIGIN} loop=flag muted=flag"
    " preload={|auto|metadata|none}"
)
_HEADING = "doc-subtitle heading none presentation tab"
_LISTS = (
    "directory group list listbox menu menubar none presentation radiogroup tablist toolbar tree"
)
_SECTIONS = (
    "alert alertdialog application banner complementary contentinfo dialog doc-abstract"
    " doc-acknowledgments doc-afterword doc-appendix doc-bibliography doc-chapter doc-colophon"
    " doc-conclusion doc-credit doc-credits doc-dedication doc-endnotes doc-epigraph doc-epilogue"
    " doc-errata doc-example doc-foreword doc-glossary doc-index doc-introduction doc-notice"
    " doc-pagelist doc-part doc-preface doc-prologue doc-pullquote doc-qna doc-toc document feed"
    " group log main marquee navigation none note presentation region search status tabpanel"
)
_ASIDES = (
    "complementary doc-dedication doc-example doc-footnote doc-glossary doc-pullquote doc-tip"
    " feed none note presentation region search"
)
_IMAGES = (
    "button checkbox doc-cover img link math menuitem menuitemcheckbox menuitemradio none option"
    " presentation progressbar radio scrollbar separator slider switch tab treeitem"
)
_BUTTONS = (
    "button checkbox combobox link menuitem menuitemcheckbox menuitemradio option radio switch tab"
)
_INPUTS = (
    "button checkbox combobox link menuitem menuitemcheckbox menuitemradio option radio searchbox"
    " slider spinbutton switch tab textbox"
)
_WINDOW = (
    "onafterprint onbeforeprint onbeforeunload onhashchange onlanguagechange onmessage"
    " onmessageerror onoffline ononline onpagehide onpageshow onpopstate onrejectionhandled"
    " onstorage onunhandledrejection onunload"
)
INPUT_TYPES = (
    "button checkbox color date datetime-local email file hidden image month number password radio"
    " range reset search submit tel text time url week"
)
_SCRIPTS = "script | template"
_HEADINGS = "h1 | h2 | h3 | h4 | h5 | h6"

# name | categories | content | roles | aria without a role | own attributes
_TABLE = f"""
html | | head, body | - | | epub:prefix
head | | (title? & base? & (link | meta~head | script | style | template | epub:trigger)*) | - | |
title | metadata | text | - | |
base | metadata | empty | - | | href=url target
link | metadata phrasing | empty | link menuitem none presentation | | href=filled rel as=(|audio|audioworklet|document|embed|fetch|font|image|manifest|object|paintworklet|report|script|serviceworker|sharedworker|style|track|video|worker|xslt) blocking=[render] color=hex-colour crossorigin={CROSS_ORIGIN} disabled=flag fetchpriority=[auto|high|low] hreflang=language imagesizes imagesrcset integrity media referrerpolicy={REFERRER} scope=url sizes=icon-sizes type=media-type updateviacache=(all|imports|none) workertype=(classic|module)
meta | metadata phrasing | empty | menuitem none presentation | | name=filled http-equiv={{content-type|default-style|refresh|x-ua-compatible|content-security-policy}} charset={{utf-8}} content media
style | metadata | text | - | | blocking=[render] media type
body | | flow | application document none presentation | expanded | {_WINDOW}
article | flow sectioning palpable | flow | application article document feed main none presentation region | expanded |
section | flow sectioning palpable | flow | {_SECTIONS} | expanded |
nav | flow sectioning palpable | flow | doc-index doc-pagelist doc-toc menu menubar navigation none presentation tablist | expanded |
aside | flow sectioning palpable | flow | {_ASIDES} | expanded |
h1 | flow heading palpable | phrasing | {_HEADING} | expanded level |
h2 | flow heading palpable | phrasing | {_HEADING} | expanded level |
h3 | flow heading palpable | phrasing | {_HEADING} | expanded level |
h4 | flow heading palpable | phrasing | {_HEADING} | expanded level |
h5 | flow heading palpable | phrasing | {_HEADING} | expanded level |
h6 | flow heading palpable | phrasing | {_HEADING} | expanded level |
hgroup | flow heading palpable | (p | {_SCRIPTS})*, ({_HEADINGS}), (p | {_SCRIPTS})* | * | |
header | flow palpable | flow | banner doc-footnote group none presentation | expanded |
footer | flow palpable | flow | contentinfo doc-footnote group none presentation | expanded |
address | flow palpable | flow | * | |
p | flow palpable | phrasing | * | |
hr | flow | empty | doc-pagebreak none presentation separator | orientation valuemax valuemin valuenow valuetext |
pre | flow palpable | phrasing | * | |
blockquote | flow palpable | flow | * | | cite=url
ol | flow palpable | (li~ol | {_SCRIPTS})* | {_LISTS} | expanded | reversed=flag start=integer type={{1|A|I|a|i}}
ul | flow palpable | (li | {_SCRIPTS})* | {_LISTS} | expanded |
menu | flow palpable | (li | {_SCRIPTS})* | {_LISTS} | expanded |
li | | flow | doc-biblioentry doc-endnote listitem menuitem menuitemcheckbox menuitemradio none option presentation radio separator tab treeitem | expanded level posinset setsize | value=integer
dl | flow palpable | ((({_SCRIPTS})*, (dt, ({_SCRIPTS})*)+, (dd, ({_SCRIPTS})*)+)* | (div~dl | {_SCRIPTS})*) | group list none presentation | |
dt | | flow | listitem term | expanded |
dd | | flow | definition | expanded |
figure | flow palpable | ((figcaption, flow) | (flow, figcaption?)) | * | expanded |
figcaption | | flow | group none presentation | |
main | flow palpable | flow | main | expanded |
search | flow palpable | flow | form group none presentation region search | expanded |
div | flow palpable | flow | * | |
a | flow phrasing interactive palpable | transparent | * | | href=url target download ping=url rel hreflang=language type=media-type referrerpolicy={REFERRER} name=word
em | flow phrasing palpable | phrasing | * | |
strong | flow phrasing palpable | phrasing | * | |
small | flow phrasing palpable | phrasing | * | |
s | flow phrasing palpable | phrasing | * | |
cite | flow phrasing palpable | phrasing | * | |
q | flow phrasing palpable | phrasing | * | | cite=url
dfn | flow phrasing palpable | phrasing | * | |
abbr | flow phrasing palpable | phrasing | * | |
ruby | flow phrasing palpable | ((phrasing & rb*), (rt | rtc | (rp, (rt | rtc)+, rp))+)+ | * | |
rb | | phrasing | * | |
rt | | phrasing | * | |
rtc | | (phrasing & (rt | rp)*) | * | |
rp | | text | * | |
data | flow phrasing palpable | phrasing | * | | value!
time | flow phrasing palpable | text | * | | datetime=date-or-time
code | flow phrasing palpable | phrasing | * | |
var | flow phrasing palpable | phrasing | * | |
samp | flow phrasing palpable | phrasing | * | |
kbd | flow phrasing palpable | phrasing | * | |
sub | flow phrasing palpable | phrasing | * | |
sup | flow phrasing palpable | phrasing | * | |
i | flow phrasing palpable | phrasing | * | |
b | flow phrasing palpable | phrasing | * | |
u | flow phrasing palpable | phrasing | * | |
mark | flow phrasing palpable | phrasing | * | |
bdi | flow phrasing palpable | phrasing | * | |
bdo | flow phrasing palpable | phrasing | * | |
span | flow phrasing palpable | phrasing | * | |
br | flow phrasing | empty | none presentation | |
wbr | flow phrasing | empty | none presentation | |
ins | flow phrasing palpable | transparent | * | | cite=url datetime=date-with-time
del | flow phrasing | transparent | * | | cite=url datetime=date-with-time
picture | flow phrasing embedded | (source~picture | {_SCRIPTS})*, img, ({_SCRIPTS})* | - | |
source | | empty | - | | src=filled srcset type=media-type media sizes {_SIZE}
img | flow phrasing embedded interactive palpable | empty | {_IMAGES} | expanded | src!=filled alt srcset sizes crossorigin={CROSS_ORIGIN} usemap=hash ismap=flag {_SIZE} border={{0}} decoding=(async|auto|sync) fetchpriority=[auto|high|low] loading=(eager|lazy) referrerpolicy={REFERRER} generator-unable-to-provide-required-alt=[]
iframe | flow phrasing embedded interactive palpable | empty | application document img none presentation | expanded | src=filled srcdoc name sandbox=[|allow-forms|allow-same-origin|allow-scripts|allow-top-navigation] allow allowfullscreen=flag {_SIZE} loading=[eager|lazy] referrerpolicy={REFERRER}
embed | flow phrasing embedded interactive palpable | empty | * | | src=filled type=media-type height=natural width=natural
object | flow phrasing embedded palpable | (param*, transparent) | application document img | expanded | data=filled type=media-type name usemap=hash form=word {_SIZE}
param | | empty | - | | name! value!
video | flow phrasing embedded interactive palpable | (source*, track*, transparent) | application | expanded | {_MEDIA} poster=filled playsinline=flag {_SIZE}
audio | flow phrasing embedded interactive palpable | (source*, track*, transparent) | application | expanded | {_MEDIA}
track | | empty | - | | src!=filled kind={{captions|chapters|descriptions|metadata|subtitles}} srclang=language label default=flag
map | flow phrasing palpable | transparent | - | | name!=word
area | flow phrasing | empty | button link | expanded | alt coords=coordinates shape={{circle|default|poly|rect}} href=url target download ping=url rel hreflang=language type=media-type
table | flow palpable | caption?, (colgroup | {_SCRIPTS})*, thead?, ((tbody | {_SCRIPTS})* | (tr | {_SCRIPTS})+), tfoot? | * | colcount rowcount | border={{|1}}
caption | | flow | - | |
colgroup | | (col | {_SCRIPTS})* | - | | span=positive
col | | empty | - | | span=positive
tbody | | (tr | {_SCRIPTS})* | * | |
thead | | (tr | {_SCRIPTS})* | * | |
tfoot | | (tr | {_SCRIPTS})* | * | |
tr | | (td | th | {_SCRIPTS})* | * | |
td | | flow | * | colspan rowindex rowspan | colspan=positive rowspan=natural headers
th | | flow | * | colindex colspan expanded readonly required rowindex rowspan selected sort | colspan=positive rowspan=natural headers scope={{col|colgroup|row|rowgroup}}
form | flow palpable | flow | form none presentation search | expanded | accept-charset action=filled autocomplete={{off|on}} enctype={_ENCTYPES} method=[dialog|get|post] name=filled novalidate=flag target
label | flow phrasing interactive palpable | phrasing | - | | for=word
input | flow phrasing interactive palpable | empty | {_INPUTS} | activedescendant autocomplete checked expanded multiline placeholder posinset pressed readonly required selected setsize valuemax valuemin valuenow valuetext | accept alt=filled autocomplete capture=[environment|user] checked=flag dirname=filled disabled=flag form=word {_SUBMIT} list=word max=number-or-date maxlength=natural min=number-or-date minlength=natural multiple=flag name=filled pattern placeholder {_POPOVER} readonly=flag required=flag size=positive src=filled step=step type={{{INPUT_TYPES.replace(" ", "|")}}} value {_SIZE}
button | flow phrasing interactive palpable | phrasing | {_BUTTONS} | expanded pressed | disabled=flag form=word {_SUBMIT} name=filled {_POPOVER} type={{button|reset|submit}} value
select | flow phrasing interactive palpable | (optgroup | option | {_SCRIPTS})* | combobox listbox menu | activedescendant autocomplete expanded multiselectable readonly required | autocomplete disabled=flag form=word multiple=flag name=filled required=flag size=positive
datalist | flow phrasing | (phrasing & option*) | - | |
optgroup | | (option | {_SCRIPTS})* | group | activedescendant expanded | disabled=flag label!
option | | text | option | checked posinset selected setsize | disabled=flag label=filled selected=flag value
textarea | flow phrasing interactive palpable | text | textbox | activedescendant autocomplete multiline placeholder readonly required | autocomplete cols=positive dirname=filled disabled=flag form=word maxlength=natural minlength=natural name=filled placeholder readonly=flag required=flag rows=positive wrap={{hard|soft}}
output | flow phrasing palpable | phrasing | * | expanded | for form=word name=filled
progress | flow phrasing palpable | phrasing | progressbar | valuemax valuemin valuenow valuetext | max=positive-number value=natural-number
meter | flow phrasing palpable | phrasing | - | valuemax valuemin | value!=decimal high=number low=number max=number min=number optimum=number
fieldset | flow palpable | legend?, flow | group none presentation radiogroup | activedescendant expanded | disabled=flag form=word name=filled
legend | | (phrasing & ({_HEADINGS} | hgroup)*) | - | |
details | flow interactive palpable | summary, flow | group | activedescendant expanded | open=flag
summary | | (phrasing & ({_HEADINGS} | hgroup)*) | button | expanded pressed |
dialog | flow | flow | alertdialog | expanded modal | open=flag
script | metadata flow phrasing script-supporting | any | - | | src=filled type async=flag defer=flag nomodule=flag crossorigin={CROSS_ORIGIN} integrity referrerpolicy={REFERRER} blocking=[render] fetchpriority=[auto|high|low] charset language
template | metadata flow phrasing script-supporting | any-of-html | - | | span=positive src=filled
slot | flow phrasing | transparent | * | | name
canvas | flow phrasing embedded palpable | transparent | * | | {_SIZE}
"""  # noqa: E501 - a row a line


def _rows() -> dict[str, Element]:
    elements = {}
    for name, categories, content, roles, aria, own in rows_of(_TABLE):
        attributes, required = attributes_of(own)
        elements[name] = Element(
            name,
            frozenset(categories.split()),
            content,
            "" if roles == "-" else roles,
            aria,
            attributes,
            required,
        )
    return elements


# https://html.spec.whatwg.org/multipage/syntax.html#void-elements
VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())

ELEMENTS: dict[str, Element] = _rows()


def _category(name: str) -> frozenset[str]:
    return frozenset(e.name for e in ELEMENTS.values() if name in e.categories)


PHRASING = _category("phrasing")
FLOW = _category("flow") | PHRASING

# What EPUB's XHTML does not take, and what to write in its place (nothing: keep the content).
# https://html.spec.whatwg.org/multipage/obsolete.html#non-conforming-features
OBSOLETE: dict[str, str] = {
    "acronym": "abbr",
    "applet": "object",
    "basefont": "",
    "bgsound": "audio",
    "big": "span",
    "blink": "span",
    "center": "div",
    "dir": "ul",
    "font": "span",
    "frame": "",
    "frameset": "",
    "isindex": "",
    "keygen": "",
    "listing": "pre",
    "marquee": "div",
    "menuitem": "",
    "multicol": "div",
    "nextid": "",
    "nobr": "span",
    "noembed": "",
    "noframes": "",
    "noscript": "",
    "plaintext": "pre",
    "spacer": "",
    "strike": "s",
    "tt": "code",
    "xmp": "pre",
}
