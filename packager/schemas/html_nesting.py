"""Which element of HTML may be the child of which, order and number aside.

https://html.spec.whatwg.org/multipage/indices.html#elements-3
"""

from __future__ import annotations

from packager.schemas.html import ELEMENTS, FLOW, PHRASING

# Where the elements of no category belong.
PARENTS: dict[str, frozenset[str]] = {
    child: frozenset(parents.split())
    for children, parents in {
        "li": "ol ul menu",
        "dt dd": "dl div",
        "figcaption": "figure",
        "caption colgroup thead tbody tfoot": "table",
        "tr": "table thead tbody tfoot",
        "td th": "tr",
        "col": "colgroup",
        "rb rt rp rtc": "ruby",
        "source": "audio video picture",
        "track": "audio video",
        "param": "object",
        "legend": "fieldset",
        "summary": "details",
        "optgroup": "select",
        "option": "select optgroup datalist",
        "head body": "html",
        "title base": "head",
    }.items()
    for child in children.split()
}
_PUNCTUATION = dict.fromkeys(map(ord, "(),|&*+?"), " ")


def may_hold(parent: str, child: str, around: str = "flow") -> bool:
    """Return whether HTML lets ``child`` stand directly in ``parent``.

    ``around`` is what the parent's own parent takes (``flow`` or ``phrasing``); it counts for a
    transparent parent such as ``a``. Unknown names hold nothing and stand nowhere.
    """
    if parent not in ELEMENTS or child not in ELEMENTS:
        return False
    content = ELEMENTS[parent].content.replace("transparent", around)
    words = set(content.replace("~", " ~").translate(_PUNCTUATION).split())
    if child in words or (words & {"any", "any-of-html"}):
        return True
    return ("flow" in words and child in FLOW) or ("phrasing" in words and child in PHRASING)
