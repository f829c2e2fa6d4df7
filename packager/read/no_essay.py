"""Pages without an essay: what was seen on them instead, as far as the page itself says it.

Each look asks for what only such a page has: a field for a password, a check of a robot, a
banner about cookies, a root that scripts fill.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from lxml import etree

from packager.xhtml import local_name, text_of

_FEW_WORDS = 250  # a page of more may be a whole essay though it says that it is not free
_CHECK = re.compile(
    r"just a moment|attention required|verify(?:ing)? (?:that )?you are (?:a )?human|"
    r"are you a robot|access denied|security check|checking your browser|ddos protection", re.I
)  # fmt: skip
_CHECK_MARKS = re.compile(r"cf-chl|challenge-form|g-recaptcha|h-captcha|px-captcha|datadome", re.I)
_ERROR = re.compile(
    r"\A\W*(?:error\W*)?(?:40[0134]|410|429|50[0234])\b|not found|page (?:not|introuvable)|"
    r"nicht gefunden|no encontrada|não encontrad|non trovata|見つかりません|找不到", re.I
)  # fmt: skip
_WALL = re.compile(r"paywall|regwall|pay-wall|piano-offer|subscribe-wall|metered|tp-modal", re.I)
_COOKIES = re.compile(
    r"cookie|consent|onetrust|didomi|usercentrics|sp_message|cmpbox|qc-cmp|gdpr|truste", re.I
)
_ROOTS = frozenset("root app __next __nuxt ___gatsby svelte main-app react-root ember".split())
_SCRIPTS_WANTED = re.compile(r"java\s?script", re.I)
_NOT_FREE = re.compile(rb'"isAccessibleForFree"\s*:\s*"?false', re.I)
_SAVE = "save it from the browser when its text is shown"


def what_is_there(root: etree._Element) -> str:
    """Return what a page without an essay is, and what to do; empty where it does not say.

    ``root`` is the ``html`` element as it was parsed, nothing taken out.
    """
    return next((said for look in _LOOKS if (said := look(root))), "")


def may_be_cut_off(data: bytes, words: int) -> bool:
    """Return whether a page says that it is not free to read, and holds little of a text."""
    return words < _FEW_WORDS and _NOT_FREE.search(data) is not None


def title_of(root: etree._Element) -> str:
    """Return the title of a page, in one line."""
    title = next((node for node in root.iter("{*}title")), None)
    return " ".join(text_of(title).split())[:60] if title is not None else ""


def _check(root: etree._Element) -> str:
    if _CHECK.search(title_of(root)) or _is_marked(root, _CHECK_MARKS):
        return f"it is a check for robots ({title_of(root)!r}); {_SAVE}"
    return ""


def _error(root: etree._Element) -> str:
    title = title_of(root)
    return f"it is an error page ({title!r}); look for the address" if _ERROR.search(title) else ""


def _moved(root: etree._Element) -> str:
    for node in root.iter("{*}meta"):
        if str(node.get("http-equiv") or "").lower() == "refresh":
            address = str(node.get("content") or "").partition("=")[2].strip(" '\"")
            if address:
                return f"it only leads on to {address[:100]}; save that page"
    return ""


def _frames(root: etree._Element) -> str:
    frame = next(root.iter("{*}frame"), None)
    if frame is None:
        return ""
    return f"its text is in frames; save {str(frame.get('src') or 'the frame')[:100]!r}"


def _password(root: etree._Element) -> str:
    fields = (str(node.get("type") or "").lower() for node in root.iter("{*}input"))
    return f"it asks for a password; log in and {_SAVE}" if "password" in fields else ""


def _wall(root: etree._Element) -> str:
    if _is_not_free(root):
        return f"it says that it is not free to read; subscribe or log in, and {_SAVE}"
    if _is_marked(root, _WALL):
        return f"a wall for subscribers is on it; log in and {_SAVE}"
    return ""


def _scripts(root: etree._Element) -> str:
    wanted = any(_SCRIPTS_WANTED.search(text_of(node)) for node in root.iter("{*}noscript"))
    is_filled = any(
        str(node.get("id") or "").lower() in _ROOTS and not text_of(node).strip()
        for node in root.iter("{*}div")
    )
    has_scripts = next(root.iter("{*}script"), None) is not None
    if wanted or (is_filled and has_scripts):
        return f"its text is made by scripts, which only a browser runs; {_SAVE}"
    return ""


def _cookies(root: etree._Element) -> str:
    if _is_marked(root, _COOKIES):
        return f"a question about cookies is on it; answer it and {_SAVE}"
    return ""


def _is_not_free(root: etree._Element) -> bool:
    return any(
        "ld+json" in str(node.get("type") or "") and _NOT_FREE.search((node.text or "").encode())
        for node in root.iter("{*}script")
    )


def _is_marked(root: etree._Element, pattern: re.Pattern[str]) -> bool:
    """Return whether an element that holds other things than a page has such an id or class."""
    return any(
        pattern.search(f"{node.get('id') or ''} {node.get('class') or ''}")
        for node in root.iter()
        if local_name(node) not in ("", "html", "body", "head")
    )


_LOOKS: tuple[Callable[[etree._Element], str], ...] = (
    _check,
    _error,
    _moved,
    _frames,
    _password,
    _wall,
    _scripts,
    _cookies,
)
