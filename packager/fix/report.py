"""What a repair did, in words and as a diff."""

from __future__ import annotations

import difflib
from collections import Counter
from collections.abc import Iterator

from packager.check.finding import Severity
from packager.fix.run import Fixed
from packager.fix.tree import decoded

_SHOWN = 20
_TEXT = (".xhtml", ".html", ".htm", ".xml", ".opf", ".ncx", ".css", ".svg", ".smil", ".js")
_REMAINING = frozenset((Severity.FATAL, Severity.ERROR, Severity.WARNING))


def lines_of(fixed: Fixed, *, quiet: bool = False) -> Iterator[str]:
    """Yield a line for each repair, for each that was undone, and for what remains."""
    if not quiet:
        counted = Counter((c.path, c.what, c.rule) for c in fixed.changes)
        for (path, what, rule), count in counted.items():
            times = f" ({count} times)" if count > 1 else ""
            yield f"{path or 'container'}: {what}{times}  [{rule}]"
        for name in fixed.undone:
            yield f"undone: {name} would have brought other findings"
    left = [f for f in fixed.after.findings if f.severity in _REMAINING]
    for finding in left[:_SHOWN]:
        where = f"{finding.path or 'container'}" + (f":{finding.line}" if finding.line else "")
        yield f"remains: {where}: {finding.message}  [{finding.rule}]"
    if len(left) > _SHOWN:
        yield f"remain: {len(left) - _SHOWN} more"
    if not quiet:
        had = sum(f.severity in _REMAINING for f in fixed.before.findings)
        yield f"{len(fixed.changes)} repairs; findings before: {had}, after: {len(left)}"


def diff_of(fixed: Fixed) -> Iterator[str]:
    """Yield the lines of a unified diff over the files that were changed, added or taken out."""
    for path in sorted({*fixed.files_before, *fixed.files}):
        old, new = fixed.files_before.get(path), fixed.files.get(path)
        if old == new:
            continue
        if not path.lower().endswith(_TEXT):
            yield f"Binary files a/{path} and b/{path} differ"
            continue
        yield from difflib.unified_diff(
            decoded(old or b"").splitlines(),
            decoded(new or b"").splitlines(),
            f"a/{path}" if old is not None else "no file",
            f"b/{path}" if new is not None else "no file",
            lineterm="",
        )
