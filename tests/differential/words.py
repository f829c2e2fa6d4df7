"""What the mutations draw from: names, values, markup, references, style rules."""

# ruff: noqa: E501 - markup reads better unbroken

from __future__ import annotations

XHTML = "http://www.w3.org/1999/xhtml"
OPS = "http://www.idpf.org/2007/ops"
OPF = "http://www.idpf.org/2007/opf"
XLINK = "http://www.w3.org/1999/xlink"
SVG = "http://www.w3.org/2000/svg"
DC = "http://purl.org/dc/elements/1.1/"

KINDS = {
    "opf": 30, "xhtml": 34, "nav": 9, "ncx": 6, "css": 5, "smil": 5, "svg": 4, "container": 2,
    "metainf": 1, "xml": 1, "binary": 5, "dtbook": 12,
}  # fmt: skip
SYNTAX = [
    "utf-16", "latin-1", "bad utf-8", "bom", "no declaration", "xml 1.1", "doctype", "doctype",
    "entity", "entity", "lost end tag", "lost quote", "extra <",
]  # fmt: skip
DOCTYPES = [
    "<!DOCTYPE html>",
    '<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML 1.1//EN" '
    '"http://www.w3.org/TR/xhtml11/DTD/xhtml11.dtd">',
    '<!DOCTYPE html SYSTEM "about:legacy-compat">',
    '<!DOCTYPE html [<!ENTITY x "y">]>',
    '<!DOCTYPE html [<!ENTITY x SYSTEM "x.txt">]>',
    "<!DOCTYPE HTML>",
    '<!DOCTYPE html PUBLIC "-//W3C//DTD HTML 4.01//EN" "http://www.w3.org/TR/html4/strict.dtd">',
]
ENTITIES = ["&nbsp;", "&amp;", "&eacute;", "&unknown;", "& ", "&#xA0;", "&#0;", "]]>"]
FILE_NAMES = [
    "other.xhtml", "a b.xhtml", "é.xhtml", "a?b.xhtml", "end.", "a:b.css", "x|y.png", "a<b.xhtml",
    "plain.jpg", "font.otf", "style.css", "UPPER.XHTML",
]  # fmt: skip
NAMESPACES = [XHTML, SVG, OPF, DC, OPS, "http://example.org/ns", ""]

_HTML = (
    "a abbr address area article aside audio b base bdi bdo big blockquote body br button canvas "
    "caption center cite code col colgroup data datalist dd del details dfn dialog div dl dt em "
    "embed fieldset figcaption figure font footer form h1 h2 h3 h4 h5 h6 head header hgroup hr "
    "html i iframe img input ins kbd label legend li link main map mark menu meta meter nav "
    "noscript object ol optgroup option output p param picture pre progress q rp rt ruby s samp "
    "script section select small source span strike strong style sub summary sup svg table tbody "
    "td template textarea tfoot th thead time title tr track tt u ul var video wbr blink foo"
).split()
_SVG = (
    "svg g path rect circle text tspan title desc a image use defs style foreignObject foo".split()
)
_OPF = (
    "package metadata manifest spine guide item itemref meta link collection reference foo".split()
)
_DC = (
    "title creator identifier language date subject description publisher contributor type format "
    "source relation coverage rights foo"
).split()
_NCX = (
    "ncx head meta docTitle docAuthor navMap navPoint navLabel text content pageList pageTarget "
    "navList navTarget navInfo foo"
).split()
_SMIL = "smil head body seq par text audio metadata foo".split()
_CONTAINER = "container rootfiles rootfile links link foo".split()
_MATH = "math mrow mi mo mn mfrac msup semantics annotation annotation-xml mtext foo".split()


_DTBOOK = (
    "a annotation author bdo blockquote book bodymatter br caption cite code col dd div dl docauthor "
    "doctitle dt dtbook em frontmatter h1 h2 hd head img imggroup level level1 level2 li lic line "
    "linegroup link list meta note noteref p pagenum poem prodnote q rearmatter sent sidebar span "
    "strong sub table td th title tr w foo"
).split()


def elements_for(kind: str, space: str | None) -> list[str]:
    """Return the element names to draw from in a file of that kind and namespace."""
    if space == SVG:
        return _SVG
    if space == DC:
        return _DC
    if space == "http://www.w3.org/1998/Math/MathML":
        return _MATH
    return {
        "opf": _OPF, "ncx": _NCX, "smil": _SMIL, "container": _CONTAINER, "svg": _SVG,
        "dtbook": _DTBOOK,
    }.get(kind, _HTML)  # fmt: skip


_ATTRIBUTES = {
    "xhtml": [
        "id", "class", "lang", "{http://www.w3.org/XML/1998/namespace}lang", "dir", "title", "href",
        "src", "alt", "style", "role", "aria-label", "aria-labelledby", "aria-hidden", "tabindex",
        "hidden", f"{{{OPS}}}type", f"{{{OPS}}}prefix", "align", "bgcolor", "width", "height",
        "name", "target", "rel", "type", "data-x", "data-X", "onclick", "colspan", "rowspan",
        "scope", "headers", "datetime", "cite", "start", "value", "reversed", "border", "summary",
        "contenteditable", "draggable", "translate", "itemprop", "property", "srcset", "controls",
        "foo", "{http://example.org/ns}x", "accesskey", "for", "usemap",
    ],
    "opf": [
        "id", "href", "media-type", "properties", "fallback", "media-overlay", "idref", "linear",
        "toc", "page-progression-direction", "refines", "property", "scheme", "prefix", "version",
        "unique-identifier", "dir", "{http://www.w3.org/XML/1998/namespace}lang", "name", "content",
        "rel", "hreflang", f"{{{OPF}}}role", f"{{{OPF}}}file-as", f"{{{OPF}}}scheme",
        f"{{{OPF}}}event", "foo", "type", "title", "role",
    ],
    "ncx": ["id", "playOrder", "class", "src", "version", "name", "content", "value", "type", "foo"],
    "smil": [
        "id", "src", "clipBegin", "clipEnd", f"{{{OPS}}}type", f"{{{OPS}}}textref", "version",
        f"{{{OPS}}}prefix", "foo",
    ],
    "svg": [
        "id", "viewBox", "width", "height", "href", f"{{{XLINK}}}href", f"{{{XLINK}}}title", "fill",
        f"{{{OPS}}}type", "style", "class", "aria-label", "foo", "x", "transform",
    ],
    "dtbook": [
        "id", "class", "title", "href", "src", "alt", "idref", "page", "type", "render", "showin",
        "smilref", "version", "dir", "width", "enum", "foo", "style", "colspan", "scope",
        "{http://www.w3.org/XML/1998/namespace}lang", "{http://example.org/ns}x",
    ],
    "container": ["full-path", "media-type", "version", "href", "rel", "foo"],
}  # fmt: skip


def attributes_for(kind: str) -> list[str]:
    """Return the attribute names to draw from in a file of that kind."""
    return _ATTRIBUTES.get("xhtml" if kind == "nav" else kind, _ATTRIBUTES["xhtml"])


REFERENCES = ("href", "src", "full-path", "textref", "data", "poster", "cite")
_HREFS = [
    "missing.xhtml", "#missing", "", "#", "http://example.org/x.png", "https://example.org/a b",
    "file:///etc/passwd", "data:text/plain,x", "data:image/png;base64,AAAA", "../../../out.xhtml",
    "mailto:a@example.org", "javascript:alert(1)", "a b.xhtml", "x.xhtml?q=1", "/absolute.xhtml",
    "http://", "https:///x", "http://[bad", "tel:+1", "unknown:thing", "//example.org/x",
    "http://example.org:99999/", "%zz", "style.css", "nav.xhtml", "urn:isbn:123", "foo\\bar.xhtml",
]  # fmt: skip


def damaged_hrefs(old: str) -> list[str]:
    """Return hrefs to put in the place of ``old``: other ones, and itself damaged."""
    base = old.partition("#")[0]
    own = [
        base,
        base + "#x",
        old + "#y",
        old + "x",
        old.upper(),
        old[:-1],
        base + "?q=1",
        " " + old,
    ]
    return [*own, *_HREFS]


_VALUES = {
    "media-type": [
        "text/html", "text/css", "image/png", "image/jpeg", "application/xhtml+xml", "text/plain",
        "application/x-dtbncx+xml", "audio/mpeg", "font/otf", "application/vnd.ms-opentype",
        "image/svg+xml", "foo", "application/octet-stream", "application/smil+xml", "video/mp4",
        "image/webp", "image/tiff", "application/pdf", "text/x-oeb1-document",
    ],
    "properties": [
        "nav", "cover-image", "scripted", "svg", "mathml", "remote-resources", "switch", "foo",
        "foo:bar", "rendition:layout-pre-paginated", "page-spread-left", "nav cover-image",
        "rendition:page-spread-center", "page-spread-left page-spread-right", "media-overlay",
    ],
    "property": [
        "dcterms:modified", "role", "file-as", "title-type", "display-seq", "rendition:layout",
        "rendition:orientation", "rendition:spread", "rendition:flow", "media:duration",
        "media:active-class", "belongs-to-collection", "foo", "foo:bar", "schema:accessMode",
        "identifier-type", "source-of", "meta-auth", "rendition:viewport", "a11y:certifiedBy",
    ],
    "linear": ["yes", "no", "true", "YES"],
    "version": ["3.0", "2.0", "3.1", "1.0", "2005-1", "4", "1.1", "3.3"],
    "lang": ["en", "english", "x", "en-US", "e n", "zh-Hant-TW", "de_DE", "123"],
    "language": ["en", "english language"],
    "dir": ["ltr", "rtl", "auto", "up"],
    "role": [
        "doc-chapter", "note", "none", "presentation", "button", "foo", "aut", "heading", "img",
        "doc-toc", "region", "list",
    ],
    "id": ["x", "1bad", "a b", "a:b", "uid", "é"],
    "idref": ["x", "nav", "ncx", "style"],
    "refines": ["#x", "#uid", "x", "#title", "chapter.xhtml", ""],
    "type": [
        "chapter", "toc", "pagebreak", "noteref", "footnote", "foo", "text/css", "text/javascript",
        "image/png", "landmarks", "page-list", "foo:bar", "bodymatter", "cover",
    ],
    "rel": ["stylesheet", "alternate stylesheet", "record", "marc21xml-record", "foo", "icon"],
    "clipBegin": ["0s", "00:00:01", "1:2", "5s", "abc", "10min", "99s", "-1s"],
    "clipEnd": ["0s", "00:00:01", "1:2", "5s", "abc", "10min", "99s"],
    "colspan": ["2", "0", "x", "-1", "2000"],
    "rowspan": ["2", "0", "x", "70000"],
    "tabindex": ["0", "-1", "x"],
    "width": ["100", "50%", "10px", "x", "-1"],
    "height": ["100", "50%", "10px", "x"],
    "datetime": ["2020-01-01", "yesterday", "2020-13-01", "P1D"],
    "hidden": ["", "hidden", "true"],
    "viewBox": ["0 0 100 100", "x", "0 0 10"],
    "prefix": [
        "foo: http://example.org/", "foo http://example.org/", ": x", "foo:http://example.org/",
        "dcterms: http://purl.org/dc/elements/1.1/", "_: http://example.org/",
        "schema: http://schema.org/", "rendition: http://example.org/",
        "media: http://www.idpf.org/epub/vocab/overlays/#", "", " foo: http://example.org/",
    ],
    "content": ["width=100, height=100", "x", "", "width=x", "text/html; charset=utf-8", "1"],
    "toc": ["ncx", "x", ""],
    "fallback": ["x", "nav", "css", "item1"],
    "playOrder": ["1", "x", "0", "2"],
    "target": ["_blank", "foo", ""],
    "style": ["color: red", "color", "background: url(missing.png)", "}", "position: fixed"],
    "page-progression-direction": ["ltr", "rtl", "default", "x"],
    "scheme": ["marc:relators", "foo", "UUID", "onix:codelist5", "ISBN"],
    "event": ["publication", "foo"],
    "unique-identifier": ["x", "uid", ""],
    "aria-hidden": ["true", "x"],
    "full-path": ["EPUB/package.opf", "missing.opf", ""],
    "name": ["cover", "dtb:uid", "x", "viewport", "a b", ""],
    "scope": ["col", "row", "x"],
    "start": ["2", "x"],
    "value": ["2", "x"],
}  # fmt: skip


def values_for(name: str) -> list[str]:
    """Return values for an attribute, by its local name; some sound, most not."""
    local = name.rpartition("}")[2]
    if local in REFERENCES:
        return _HREFS
    return _VALUES.get(local, ["", "x", "1", "true", "a b", "é"])


TEXTS = [
    "", "2020-01-01T00:00:00Z", "yesterday", "2020-13-45", "english", "en", "urn:uuid:123",
    "urn:uuid:12345678-1234-1234-1234-123456789abc", "foo", "pre-paginated", "reflowable", "#x",
    "a\u00a0b", "2020", "aut", "0:00:10", "10s", "xyz", "http://example.org/",
]  # fmt: skip

MARKUP = [
    "<p>A paragraph.</p>", "<div>text<p>inside</p></div>", "<span>inline</span>",
    '<a href="missing.xhtml">gone</a>', '<a href="#missing">gone</a>', "<a>no href</a>",
    '<img src="missing.png" alt=""/>', '<img src="https://example.org/x.png" alt="far"/>',
    '<img alt="no source"/>', '<img src="x.png"/>', "<table><tr><td>cell</td></tr></table>",
    "<table><thead><tr><th>a</th></tr></thead></table>", "<ul><li>one</li></ul>", "<ul>text</ul>",
    "<li>stray</li>", "<dl><dt>t</dt><dd>d</dd></dl>", "<dl><dd>d</dd></dl>", "<h2>Heading</h2>",
    "<h1>Heading</h1>", "<em>deep <strong>text</strong></em>", "<br/>", "<hr/>", "<center>c</center>",
    "<font color='red'>f</font>", "<iframe src='https://example.org/'></iframe>",
    "<script>alert(1)</script>", "<script src='https://example.org/x.js'></script>",
    "<style>p { color: red }</style>", "<form action='x'><input type='text'/></form>",
    "<button>press</button>", "<video src='https://example.org/x.mp4' controls=''></video>",
    "<audio src='https://example.org/x.mp3'></audio>", "<object data='x.pdf'></object>",
    "<embed src='x.swf' type='application/x-shockwave-flash'/>",
    "<svg xmlns='http://www.w3.org/2000/svg'><rect width='1' height='1'/></svg>",
    "<math xmlns='http://www.w3.org/1998/Math/MathML'><mi>x</mi></math>",
    "<section epub:type='chapter'><h2>s</h2></section>", "<aside epub:type='footnote'>n</aside>",
    "<span epub:type='pagebreak' id='p1' title='1'/>", "<nav epub:type='toc'><ol><li/></ol></nav>",
    "<figure><img src='x.png' alt='x'/><figcaption>c</figcaption></figure>",
    "<blockquote cite='http://example.org/'>q</blockquote>", "<ruby>a<rt>b</rt></ruby>",
    "<details><summary>s</summary>d</details>", "<main>m</main>", "<picture><img src='x.png' alt=''/>"
    "</picture>", "<time datetime='x'>t</time>", "<meter value='2'>m</meter>", "<p><div>d</div></p>",
    "<a href='https://example.org/'><a href='#x'>nested</a></a>", "<label for='nothing'>l</label>",
    "<meta name='viewport' content='width=100'/>", "<link rel='stylesheet' href='missing.css'/>",
    "<title>Again</title>", "<base href='https://example.org/'/>", "<template><p>t</p></template>",
    "<canvas>c</canvas>", "<ins>i</ins>", "<del><p>d</p></del>", "<map name='m'><area/></map>",
    "<foo>unknown</foo>", "<x:y xmlns:x='http://example.org/ns'>foreign</x:y>", "<wbr/>",
    "<epub:switch><epub:case required-namespace='x'>c</epub:case><epub:default/></epub:switch>",
    "<epub:trigger ref='x' action='show'/>", "<p lang=''>no language</p>", "<ol><ol/></ol>",
    "<select><option>o</option></select>", "<textarea>t</textarea>", "<input type='foo'/>",
    "<p id='x'>id</p>", "<h6>deep</h6>", "<address><h1>h</h1></address>", "<pre>  pre</pre>",
    "<noscript><p>n</p></noscript>", "<caption>c</caption>", "<col/>", "<tr/>", "<body/>", "<html/>",
    "<dialog>d</dialog>", "<progress value='2' max='1'>p</progress>", "<q cite='a b'>q</q>",
]  # fmt: skip

CSS = [
    "@import url(missing.css);", '@import "https://example.org/x.css";', "p { color: ",
    "@font-face { font-family: x; src: url(missing.otf) }", "@font-face { }",
    "@font-face { font-family: x; src: url(https://example.org/f.woff) }",
    "p { background: url(missing.png) }", "p { background: url(https://example.org/x.png) }",
    "p { direction: rtl }", "p { unicode-bidi: embed }", "p { position: fixed }",
    "}", "{", "@media print { p { color: red } }", "p { color: red;; }", "p { : red }",
    "p { color red }", "p[ { color: red }", "/* open", "@charset 'utf-8';", "@namespace x 'y';",
    "p::before { content: '\\201C' }", "p { background: url('') }", "p { background: url() }",
    "a:hover > b ~ c + d { }", "@page { margin: 1em }", "p { -epub-hyphens: auto }", "\\", '"',
    "p { width: calc(1px + 2px) }", ".-epub-media-overlay-active { color: red }", "<!-- -->",
    "p { background: url(data:image/png;base64,AAAA) }", "p { x: url(file:///x.png) }", "@foo;",
    "p { color: red !important }", "p { color: red ! }", "p, { color: red }", ", p { color: red }",
    "@supports (display: grid) { p { x: y } }", "p { *zoom: 1 }", "p { filter: alpha(opacity=1) }",
    "#1 { }", ". { }", "p { background: url(a b.png) }", "@import 'x.css' screen;", "@media { }",
]  # fmt: skip
