"""ARIA as EPUB 3 takes it: the properties, their values, and which role goes with which.

WAI-ARIA 1.2 (https://www.w3.org/TR/wai-aria-1.2/), DPUB-ARIA 1.1
(https://www.w3.org/TR/dpub-aria-1.1/), Graphics-ARIA (https://www.w3.org/TR/graphics-aria-1.0/);
which role an element takes stands with the element in :mod:`packager.schemas.html`.
"""

from __future__ import annotations

from functools import cache

from packager.schemas.grammar import Case, Dependent, attributes_of

_BOOLEAN = "(false|true)"
_TRISTATE = "(false|mixed|true|undefined)"
_UNDEFINED = "(false|true|undefined)"

# Without the prefix "aria-". The first group stands on any element, whatever its role.
_COMMON = (
    f"atomic={_BOOLEAN} busy={_BOOLEAN} controls"
    " current=(date|false|location|page|step|time|true) describedby description details=word"
    f" disabled={_BOOLEAN} errormessage=word flowto"
    " haspopup=(dialog|false|grid|listbox|menu|tree|true)"
    f" hidden={_BOOLEAN} invalid=(false|grammar|spelling|true) keyshortcuts label labelledby"
    " live=(assertive|off|polite) owns relevant=relevance roledescription"
)
_BY_ROLE = (
    "activedescendant=word autocomplete=(both|inline|list|none)"
    f" checked={_TRISTATE} colcount=count colindex=positive colspan=positive"
    f" expanded={_UNDEFINED} level=positive modal={_BOOLEAN} multiline={_BOOLEAN}"
    f" multiselectable={_BOOLEAN} orientation=(horizontal|undefined|vertical) placeholder"
    f" posinset=positive pressed={_TRISTATE} readonly={_BOOLEAN} required={_BOOLEAN}"
    f" rowcount=count rowindex=positive rowspan=positive selected={_UNDEFINED} setsize=count"
    " sort=(ascending|descending|none|other) valuemax=number valuemin=number valuenow=number"
    " valuetext"
)
COMMON: dict[str, str] = attributes_of(_COMMON)[0]
PROPERTIES: dict[str, str] = {**COMMON, **attributes_of(_BY_ROLE)[0]}

# Roles: the properties that they add. A property with a "!" must stand with the role.
_ROLES = """
button: expanded pressed
link form application document img math alert article banner complementary contentinfo definition \
directory feed figure list log main marquee navigation note region status tabpanel term timer: \
expanded
checkbox menuitemcheckbox switch: checked!
combobox: activedescendant autocomplete expanded! orientation readonly required
menuitem: expanded posinset setsize
menuitemradio radio: checked! posinset selected setsize
option: checked posinset selected setsize
searchbox textbox: activedescendant autocomplete multiline readonly required
slider: orientation valuemax! valuemin! valuenow! valuetext
scrollbar: orientation! valuemax! valuemin! valuenow! valuetext
spinbutton: required valuemax! valuemin! valuenow! valuetext
tab: expanded posinset selected setsize
search separator: expanded orientation
progressbar: valuemax valuemin valuenow valuetext
treeitem: checked expanded level posinset selected setsize
alertdialog dialog: expanded modal
cell: colindex colspan rowindex rowspan
columnheader rowheader: colspan expanded readonly required rowindex rowspan selected sort
grid: activedescendant colcount expanded level multiselectable readonly rowcount
gridcell: colindex colspan expanded level readonly required rowindex rowspan selected
group rowgroup: activedescendant expanded
heading: expanded level
listbox tree: activedescendant expanded multiselectable orientation required
listitem: expanded level posinset setsize
menu menubar toolbar: activedescendant expanded orientation
radiogroup: activedescendant expanded orientation required
row: activedescendant colindex expanded level rowindex selected
table: colcount rowcount
tablist: activedescendant expanded level multiselectable orientation
treegrid: activedescendant colcount expanded level multiselectable orientation readonly required \
rowcount
graphics-document graphics-object graphics-symbol none presentation tooltip doc-abstract \
doc-acknowledgments doc-afterword doc-appendix doc-backlink doc-biblioentry doc-bibliography \
doc-biblioref doc-chapter doc-colophon doc-conclusion doc-cover doc-credit doc-credits \
doc-dedication doc-endnote doc-endnotes doc-epigraph doc-epilogue doc-errata doc-example \
doc-footnote doc-foreword doc-glossary doc-glossref doc-index doc-introduction doc-noteref \
doc-notice doc-pagebreak doc-pagelist doc-part doc-preface doc-prologue doc-pullquote doc-qna \
doc-subtitle doc-tip doc-toc:
"""


def _roles() -> dict[str, tuple[frozenset[str], frozenset[str]]]:
    roles = {}
    for line in _ROLES.strip().splitlines():
        names, _, properties = line.partition(":")
        words = properties.split()
        every = frozenset(word.rstrip("!") for word in words)
        must = frozenset(word[:-1] for word in words if word.endswith("!"))
        for name in names.split():
            roles[name] = (every, must)
    return roles


# Each role with the properties that it adds and those that it requires.
ROLES: dict[str, tuple[frozenset[str], frozenset[str]]] = _roles()

_DEPENDING = frozenset(PROPERTIES) - frozenset(COMMON)


@cache
def role_of(roles: str, without: str) -> Dependent:
    """Return how the ARIA attributes of an element depend on its ``role``.

    ``roles`` are those it may take (``*`` is any), ``without`` the properties it takes when none
    is given.
    """
    allowed = ROLES if roles == "*" else roles.split()
    own = frozenset(without.split())
    cases = {}
    for role in allowed:
        extra, must = ROLES[role]
        cases[role] = _case(extra, must)
    absent = _case(own, frozenset())
    return Dependent("role", cases, absent, _case(_DEPENDING, frozenset()))


@cache
def _case(allowed: frozenset[str], must: frozenset[str]) -> Case:
    return Case(
        deny=frozenset(f"aria-{name}" for name in _DEPENDING - allowed),
        require=frozenset(f"aria-{name}" for name in must),
    )
