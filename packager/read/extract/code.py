# ruff: noqa: PLR2004 - a threshold reads best where it stands
"""Code on web pages, taken back from what highlighters drew: plain text and its language.

Line numbers go, whether they stand in a table's column, in spans, or in a list; lines that are
elements of their own end in line feeds again.
"""

from __future__ import annotations

import re

from lxml import etree

from packager.read.extract.page import remove

_NUMBERS = re.compile(
    r"(?<![\w-])(?:ln|lnt|lnos?|lineno|linenos|linenumbers?|line-numbers?|line-numbers-rows|gutter|"
    r"hljs-ln-numbers|hljs-ln-n|rouge-gutter|react-syntax-highlighter-line-number|blob-num|code-line-number)(?![\w-])",
    re.I,
)
_TOOLS = re.compile(
    r"copy|clipboard|toolbar|btn|button|code-header|hljs-header|language-label", re.I
)
_LINE = re.compile(
    r"(?<![\w-])(?:line|code-line|cl|view-line|token-line|hljs-ln-line|CodeMirror-line|row|ec-line|highlight-line)(?![\w-])"
)
_LANGUAGE = re.compile(
    r"(?:^|\s)(?:language|lang|highlight-source|brush:|sourceCode|highlight-text)[-:\s]?\s*([A-Za-z0-9+#]+)"
)
_NOT_LANGUAGES = frozenset("line-numbers none plaintext text code".split())


def simplify(body: etree._Element) -> None:
    """Make each piece of code of a page (HTML elements with bare names) a plain ``pre``."""
    for table in list(body.iter("table")):
        _from_table(table)
    for pre in list(body.iter("pre")):
        if pre.getparent() is not None and next(pre.iterancestors("pre"), None) is None:
            _settle(pre)


def _from_table(table: etree._Element) -> None:
    """Put the code of a table with a column of line numbers in the table's place."""
    cells = list(table.iter("td", "th"))
    numbers = [cell for cell in cells if _is_numbers(cell)]
    others = [cell for cell in cells if cell not in numbers and "".join(cell.itertext()).strip()]
    parent = table.getparent()
    if not numbers or not others or parent is None:
        return
    if len(others) > 1 and len(numbers) < len(others):
        return
    lines = [_text(cell).rstrip("\n") for cell in others]
    language = next(
        (
            found
            for cell in (table, *table.iterancestors(), *table.iter("pre", "code"))
            if (found := _language(cell))
        ),
        "",
    )
    made = _made("\n".join(lines), language)
    holder = table
    pre = next(table.iterancestors("pre"), None)
    if pre is not None and "".join(pre.itertext()).strip() == "".join(table.itertext()).strip():
        holder = pre
    owner = holder.getparent()
    if owner is None:
        return
    made.tail, holder.tail = holder.tail, None
    owner.replace(holder, made)


def _is_numbers(cell: etree._Element) -> bool:
    text = "".join(cell.itertext())
    digits = bool(text.strip()) and bool(re.fullmatch(r"[\d\s]+", text))
    named = bool(_NUMBERS.search(cell.get("class") or "")) or any(
        _NUMBERS.search(inner.get("class") or "") for inner in cell.iter("pre", "span", "div")
    )
    return (digits and (named or next(cell.iter("pre"), None) is not None)) or (
        not text.strip() and named
    )


def _settle(pre: etree._Element) -> None:
    code = next(pre.iter("code"), None)
    language = next(
        (
            found
            for node in (code, pre, *list(pre.iterancestors())[:4])
            if node is not None and (found := _language(node))
        ),
        "",
    )
    parent = pre.getparent()
    if parent is None:
        return
    text = _text(pre).strip("\n")
    if not text.strip() and next(pre.iter("img", "svg"), None) is not None:
        return
    for tools in [*(pre.getprevious(),), pre.getnext()]:
        if (
            tools is not None
            and _TOOLS.search(tools.get("class") or "")
            and len("".join(tools.itertext()).split()) <= 4
        ):
            remove(tools)
    made = _made(text, language)
    made.tail, pre.tail = pre.tail, None
    parent.replace(pre, made)


def _made(text: str, language: str) -> etree._Element:
    made = etree.Element("pre")
    code = etree.SubElement(made, "code")
    if language:
        code.set("class", f"language-{language}")
    code.text = "\n".join(line.rstrip() for line in text.split("\n"))
    return made


def _language(element: etree._Element) -> str:
    named = element.get("data-lang") or element.get("data-language") or ""
    match = _LANGUAGE.search(element.get("class") or "")
    language = (named or (match[1] if match else "")).lower()
    return "" if language in _NOT_LANGUAGES else re.sub(r"[^a-z0-9+#-]", "", language)


def _text(element: etree._Element) -> str:
    """Return the text of code, its lines ended, without numbers, buttons and labels."""
    parts: list[str] = []
    left_out: set[etree._Element] = set()
    for action, node in etree.iterwalk(element, events=("start", "end")):
        if not isinstance(node.tag, str):
            continue
        names = node.get("class") or ""
        if action == "start":
            parent = node.getparent()
            if node is not element and (
                parent in left_out
                or node.tag in {"button", "style", "script", "textarea"}
                or _NUMBERS.search(names)
                or (
                    node.get("data-line-number") is not None
                    and not "".join(node.itertext()).strip()
                )
                or (node.tag in {"div", "span"} and _TOOLS.search(names) and "line" not in names)
            ):
                left_out.add(node)
                continue
            if node.tag == "br" or (
                node is not element
                and (node.tag in {"div", "p", "li"} or _is_line(node))
                and parts
                and not "".join(parts[-3:]).endswith("\n")
            ):
                parts.append("\n")
            if node.text:
                parts.append(node.text)
        else:
            if node is element:
                continue
            if (
                node not in left_out
                and node.tag in {"div", "p", "li"}
                and not "".join(parts[-3:]).endswith("\n")
            ):
                parts.append("\n")
            if node.tail and node.getparent() not in left_out:
                parts.append(node.tail)
    return "".join(parts).replace("\r\n", "\n").replace("\u00a0", " ").replace("\u200b", "")


def _is_line(node: etree._Element) -> bool:
    """Return whether an element is one whole line, so that its neighbour begins another."""
    if not (_LINE.search(node.get("class") or "") or node.get("data-line") is not None):
        return False
    previous = node.getprevious()
    return previous is not None and (
        _LINE.search(previous.get("class") or "") is not None
        or previous.get("data-line") is not None
    )
