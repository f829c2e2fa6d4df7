"""Repairs of CSS: what the standard forbids, what a device cannot take, what leads nowhere."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial

from packager.check.finding import Finding
from packager.check.load.css import decode
from packager.check.load.url import resolve
from packager.fix.css import Decide, Said, declarations, edited, sound, without_rules
from packager.fix.draft import Draft
from packager.fix.registry import Change, repair
from packager.xhtml import local_name

_VAR = re.compile(r"var\(\s*(--[\w-]+)\s*(?:,\s*([^()]*(?:\([^()]*\)[^()]*)*))?\)")
_MATHS = re.compile(r"\b(?:calc|min|max|clamp|env)\(", re.IGNORECASE)
_CHOICE = re.compile(r"\b(min|max|clamp)\(([^()]*)\)", re.IGNORECASE)
_VIEWPORT = re.compile(r"(?<![\w.-])(-?[\d.]+)([sld]?v(?:w|h|min|max|i|b))\b", re.IGNORECASE)
_REM = re.compile(r"(?<![\w.-])(-?[\d.]+)rem\b", re.IGNORECASE)
_EM = re.compile(r"(?<![\w.-])(\d*\.?\d+)em\b", re.IGNORECASE)
_WIDE = re.compile(
    r"(?:max-|min-)?(?:width|inline-size)|(?:margin|padding)-(?:left|right)|left|right"
)
_FLEX = re.compile(r"(?:inline-)?(?:flex|grid)\b")
_FLEX_PROPERTIES = re.compile(
    r"(?:-webkit-)?(?:flex|grid)(?:-[a-z-]+)?|(?:align|justify|place)-(?:items|content|self)"
    r"|order|gap|row-gap|column-gap"
)
_URL = re.compile(r"""url\(\s*(["']?)(.*?)\1\s*\)""")
_IMPORT = re.compile(r"@import\s+(?:url\()?\s*[\"']?([^\"')\s;]+)[\"']?\s*\)?[^;]*;\s*")
_MOST_MARGIN = 2.0
_MOST_STEPS = 10


def _variables(draft: Draft) -> dict[str, str]:
    """Return the custom properties of all style sheets; the first value of each counts."""
    found: dict[str, str] = {}
    for path, data in draft.files.items():
        if path.lower().endswith(".css"):
            for said in declarations(decode(data)[0]):
                if said.name.startswith("--"):
                    found.setdefault(said.name, said.value)
    return found


def _without_functions(draft: Draft, _findings: Sequence[Finding]) -> Decide:
    variables = _variables(draft)

    def value_of(match: re.Match[str]) -> str:
        return variables.get(match[1], match[2] or "") or "inherit"

    def choice(match: re.Match[str]) -> str:
        parts = [part.strip() for part in match[2].split(",")]
        plain = parts[1] if match[1].lower() == "clamp" and len(parts) > 1 else parts[0]
        return plain if re.fullmatch(r"-?[\d.]+(?:[a-z]+|%)?", plain) else match[0]

    def decide(said: Said) -> str | None:
        if said.name.startswith("--"):
            return ""
        value = said.value
        for _ in range(_MOST_STEPS):
            new = _VAR.sub(value_of, value)
            if new == value or len(new) > 10_000:  # noqa: PLR2004 - variables may multiply
                break
            value = new
        value = _CHOICE.sub(choice, value)
        if _MATHS.search(value) or "var(" in value:
            return ""
        return None if value == said.value else value

    return decide


def _without_viewport(_draft: Draft, _findings: Sequence[Finding]) -> Decide:
    def decide(said: Said) -> str | None:
        if not _VIEWPORT.search(said.value):
            return None
        whole = _VIEWPORT.search(said.value)
        if _WIDE.fullmatch(said.name) and whole and whole[2].lower().endswith(("vw", "vi")):
            return _VIEWPORT.sub(r"\1%", said.value)
        if said.name in ("max-height", "height") and _VIEWPORT.fullmatch(said.value.strip()):
            return _VIEWPORT.sub(r"\1%", said.value)
        return ""

    return decide


def _without_flex(_draft: Draft, _findings: Sequence[Finding]) -> Decide:
    def decide(said: Said) -> str | None:
        if said.name == "display" and _FLEX.search(said.value):
            return "inline-block" if said.value.lower().startswith("inline") else "block"
        return "" if _FLEX_PROPERTIES.fullmatch(said.name) else None

    return decide


def _in_em(_draft: Draft, _findings: Sequence[Finding]) -> Decide:
    return lambda said: _REM.sub(r"\1em", said.value) if _REM.search(said.value) else None


def _at_their_lines(_draft: Draft, findings: Sequence[Finding]) -> Decide:
    named = {(finding.line, finding.subject) for finding in findings}
    return lambda said: "" if (said.line, said.name) in named else None


def _narrow(_draft: Draft, findings: Sequence[Finding]) -> Decide:
    lines = {finding.line for finding in findings}

    def shorter(match: re.Match[str]) -> str:
        return f"{_MOST_MARGIN:g}em" if float(match[1]) > _MOST_MARGIN else match[0]

    def decide(said: Said) -> str | None:
        if said.line not in lines or not said.name.startswith(("margin", "padding")):
            return None
        parts = said.value.split()
        sides = range(1, len(parts), 2) if len(parts) > 1 and "-" not in said.name else range(1)
        new = [_EM.sub(shorter, part) if n in sides else part for n, part in enumerate(parts)]
        return None if new == parts else " ".join(new)

    return decide


def _shorter_hanging(selectors: Collection[str]) -> Decide:
    """Let first lines hang out no further than the margins go that have been made smaller."""

    def decide(said: Said) -> str | None:
        match = re.fullmatch(r"-([\d.]+)em", said.value)
        if said.name != "text-indent" or said.selector not in selectors or match is None:
            return None
        return f"-{_MOST_MARGIN:g}em" if float(match[1]) > _MOST_MARGIN else None

    return decide


def _without_break(_draft: Draft, findings: Sequence[Finding]) -> Decide:
    lines = {finding.line for finding in findings}
    return lambda said: "" if said.line in lines and "break-before" in said.name else None


def _without_direction(_draft: Draft, _findings: Sequence[Finding]) -> Decide:
    return lambda said: "" if said.name in ("direction", "unicode-bidi") else None


_DECIDERS: dict[str, Callable[[Draft, Sequence[Finding]], Decide]] = {
    "css-functions": _without_functions,
    "css-variables": _without_functions,
    "custom-properties": _without_functions,
    "viewport-units": _without_viewport,
    "flex-and-grid": _without_flex,
    "rem-units": _in_em,
    "later-properties": _at_their_lines,
    "body-colours-and-fonts": _at_their_lines,
    "body-text-left-alone": _at_their_lines,
    "break-before-first": _without_break,
    "side-margins": _narrow,
    "css-direction": _without_direction,
}


@repair(*_DECIDERS, stage=5)
def declarations_for_devices(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Write plain values for what a device or the standard cannot take, or drop the declaration."""
    for path in dict.fromkeys(finding.path for finding in findings):
        # One rule at a time: its edits move the lines that the next one's findings name.
        rule = next(finding.rule for finding in findings if finding.path == path)
        here = [f for f in findings if f.path == path and f.rule == rule]
        decide = _DECIDERS[rule](draft, here)
        changed = _edit(draft, path, decide)
        if rule == "side-margins":
            changed += _edit(draft, path, _shorter_hanging({said.selector for said in changed}))
        for said in changed:
            yield Change(path, f"{said.name}: {said.value} mended or dropped", rule)


def _edit(draft: Draft, path: str, decide: Decide) -> list[Said]:
    """Edit a style sheet, or the styles of a page; return the declarations that changed."""
    real = draft.real(path)
    if real.lower().endswith(".css"):
        text, encoding = decode(draft.files.get(real, b""))
        new, changed = edited(text, decide)
        if changed:
            is_utf8 = encoding.upper().startswith("UTF-8")
            if not is_utf8:
                new = re.sub(r'\A@charset "[^"]*";', '@charset "utf-8";', new)
            draft.put(real, new.encode())
        return changed
    tree = draft.tree(real)
    all_changed: list[Said] = []
    for node in [] if tree is None else list(tree.root.iter("{*}*")):
        if local_name(node) == "style" and node.text:
            # The findings' lines are those of the file, so the text is laid down to its own.
            above = "\n" * max(0, (node.sourceline or 1) - 1)
            new, changed = edited(above + node.text, decide)
            if changed:
                node.text = new[len(above) :]
                all_changed += changed
        if style := node.get("style"):
            above = "\n" * max(0, (node.sourceline or 1) - 1)
            new, changed = edited(above + str(style), decide, is_attribute=True)
            if changed:
                said = new.strip()
                if said:
                    node.set("style", said)
                else:
                    del node.attrib["style"]
                all_changed += changed
    if all_changed:
        draft.touch(real)
    return all_changed


@repair("empty-at-rules", stage=6)
def empty_rules(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Take out ``@media`` and ``@supports`` blocks with nothing in them."""
    for path in dict.fromkeys(finding.path for finding in findings):
        data = draft.files.get(draft.real(path), b"")
        if path.lower().endswith(".css"):
            text = decode(data)[0]
            new = without_rules(
                text,
                lambda word, content: (
                    word in ("media", "supports")
                    and not re.sub(r"/\*.*?\*/", "", content, flags=re.DOTALL).strip()
                ),
            )
            if new != text:
                draft.put(draft.real(path), new.encode())
                yield Change(path, "an empty at-rule taken out", findings[0].rule)


@repair("css-syntax", "css-encoding", stage=4)
def syntax(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Leave out what is no CSS, as readers do, and write the style sheet as UTF-8."""
    for path in dict.fromkeys(finding.path for finding in findings):
        data = draft.files.get(draft.real(path), b"")
        if not path.lower().endswith(".css"):
            continue
        text, _ = decode(data)
        new = sound(text)
        new = re.sub(r'\A@charset "[^"]*";', '@charset "utf-8";', new)
        if new.encode() != data:
            draft.put(draft.real(path), new.encode())
            yield Change(path, "what is no CSS left out", findings[0].rule)


def _dropped(is_lost: Callable[[str], bool], said: Said) -> str | None:
    return "" if is_lost(said.value) else None


def _spared(is_lost: Callable[[str], bool], match: re.Match[str]) -> str:
    return "" if is_lost(f"url({match[1]})") else match[0]


def _is_lost_font(draft: Draft, base: str, word: str, content: str) -> bool:
    return word == "font-face" and _is_lost(draft, base, content)


def _is_lost(draft: Draft, base: str, value: str) -> bool:
    urls = [resolve(match[2], base) for match in _URL.finditer(value)]
    lost = [u for u in urls if u.is_local and draft.real(u.path) not in draft.files]
    return bool(lost) and len(lost) == len(urls)


@repair("reference-target-missing", "css-reference-empty", safe=False, stage=6)
def lost_urls(draft: Draft, findings: Sequence[Finding]) -> Iterator[Change]:
    """Drop declarations and fonts whose file is not in the book."""
    for path in dict.fromkeys(finding.path for finding in findings):
        real = draft.real(path)
        if not real.lower().endswith(".css"):
            continue

        is_lost = partial(_is_lost, draft, real)
        spared = partial(_spared, is_lost)
        text = decode(draft.files[real])[0]
        new = without_rules(text, partial(_is_lost_font, draft, real))
        new, _ = edited(new, partial(_dropped, is_lost))
        new = _IMPORT.sub(spared, new)
        if new != text:
            draft.put(real, new.encode())
            yield Change(path, "what asks for files that are not there dropped", findings[0].rule)
