"""Signs in a text that stand for markup which mammoth has no way to carry."""

from __future__ import annotations

import re
from collections.abc import Callable

# Private use: no script has them. What of them a text holds itself is taken out first.
_OPEN, _CLOSE = "\ue8f0", "\ue8f1"
FOREIGN = re.compile(f"[{_OPEN}{_CLOSE}]")
_TOKEN = re.compile(f"{_OPEN}(\\d+){_CLOSE}")
_ALONE = re.compile(f"<p>\\s*{_OPEN}(\\d+){_CLOSE}\\s*</p>")
_ITEM = re.compile(f"(<ol>|</li>)\\s*<li>{_OPEN}(\\d+){_CLOSE}")


class Tokens:
    """What stands in the place of a formula, a reading aid, or the number of a list's item."""

    def __init__(self) -> None:
        self._inline: list[str | Callable[[], str]] = []
        self._alone: dict[int, str | Callable[[], str]] = {}
        self._lists: dict[int, tuple[str, bool]] = {}

    def markup(
        self, inline: str | Callable[[], str], alone: str | Callable[[], str] | None = None
    ) -> str:
        """Return the token for markup; ``alone`` is what it is where a paragraph holds but it.

        Both may be made only when they are asked for.
        """
        self._inline.append(inline)
        number = len(self._inline) - 1
        if alone is not None:
            self._alone[number] = alone
        return f"{_OPEN}{number}{_CLOSE}"

    def item(self, attributes: str, *, begins: bool) -> str:
        """Return the token for a list's item: the attributes of the list, if it is the first there.

        One that ``begins`` a list ends the one before it, where both stand in a row.
        """
        token = self.markup("")
        self._lists[len(self._inline) - 1] = attributes, begins
        return token

    def replaced(self, html: str) -> str:
        """Return markup in which each token is what it stands for."""
        if not self._inline:
            return html
        html = _ITEM.sub(self._list, html)
        html = _ALONE.sub(self._paragraph, html)
        return _TOKEN.sub(lambda token: _made(self._inline[int(token[1])]), html)

    def _list(self, found: re.Match[str]) -> str:
        attributes, begins = self._lists.get(int(found[2]), ("", False))
        if found[1] == "<ol>":
            return f"<ol{attributes}><li>"
        return f"</li></ol><ol{attributes}><li>" if begins else "</li><li>"

    def _paragraph(self, found: re.Match[str]) -> str:
        alone = self._alone.get(int(found[1]))
        return found[0] if alone is None else _made(alone)


def _made(markup: str | Callable[[], str]) -> str:
    return markup if isinstance(markup, str) else markup()
