"""Code as XHTML, with classes that a stylesheet can show in weight and slant, without colour.

A block is ``<pre class="highlight"><code class="language-NAME">``. Of what Pygments tells apart
only what reads well on e-ink is marked, with Pygments' short classes: ``k`` keywords, ``c``
comments, ``s`` strings, ``nf`` and ``nc`` names of functions and classes where they are defined,
``gi`` and ``gd`` lines added and removed, ``gh`` and ``gu`` headings.
See https://pygments.org/docs/tokens/.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from packager.xhtml import escape

if TYPE_CHECKING:
    from pygments.lexer import Lexer

_MOST = 100_000  # characters; longer code is set without marks
_LONGEST_LINE = 2_000  # some lexers take quadratic time over a line
_PLAIN = frozenset("text txt plain plaintext none nohighlight output console tree ascii".split())
_NAME = re.compile(r"[A-Za-z0-9_+#.-]+\Z")
_CLASSES = (
    ("Token.Comment", "c"),
    ("Token.Keyword", "k"),
    ("Token.Literal.String", "s"),
    ("Token.Name.Function", "nf"),
    ("Token.Name.Class", "nc"),
    ("Token.Generic.Inserted", "gi"),
    ("Token.Generic.Deleted", "gd"),
    ("Token.Generic.Heading", "gh"),
    ("Token.Generic.Subheading", "gu"),
)


def code_block(code: str, language: str = "") -> str:
    """Return a block of code; ``language`` is a name that Pygments knows, or any other."""
    code = code.strip("\n")
    if not code.strip():
        return ""
    name = language if _NAME.match(language) else ""
    marked = _marked(code, name) or escape(code)
    kind = f' class="language-{escape(name.lower())}"' if name else ""
    return f'<pre class="highlight"><code{kind}>{marked}\n</code></pre>'


def code_span(code: str) -> str:
    """Return code in a line."""
    return f"<code>{escape(code)}</code>"


def _marked(code: str, name: str) -> str:
    """Return code with its tokens in spans; empty where it is not to be marked."""
    if not name or name.lower() in _PLAIN or len(code) > _MOST:
        return ""
    if max(map(len, code.split("\n"))) > _LONGEST_LINE:
        return ""
    lexer = _lexer(name.lower())
    if lexer is None:
        return ""
    parts: list[str] = []
    last = ""
    for token, text in lexer.get_tokens(code):
        kind = _class_of(str(token))
        if kind != last:
            parts.append(("</span>" if last else "") + (f'<span class="{kind}">' if kind else ""))
            last = kind
        parts.append(escape(text))
    if last:
        parts.append("</span>")
    return re.sub(r"\s*((?:</span>)?)\Z", r"\1", "".join(parts))


@lru_cache(maxsize=64)
def _lexer(name: str) -> Lexer | None:
    from pygments.lexers import get_lexer_by_name
    from pygments.util import ClassNotFound

    try:
        return get_lexer_by_name(name, stripnl=False, ensurenl=False)
    except ClassNotFound:
        return None


@lru_cache(maxsize=512)
def _class_of(token: str) -> str:
    return next((kind for prefix, kind in _CLASSES if token.startswith(prefix)), "")
