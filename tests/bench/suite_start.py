"""How soon `packager --help` answers, beside importing its command line library."""

from __future__ import annotations

from tests.bench.programs import PYTHON, packager
from tests.bench.timing import Row, Run, Settings, in_turns, seconds

_BUDGET = 2.0


def measure(settings: Settings) -> list[Row]:
    """Return the ratio of a whole ``packager --help`` to ``python -c 'import click'``."""
    help_ = Run("help", packager("--help"))
    click = Run("click", [PYTHON, "-c", "import click"])
    bare = Run("bare", [PYTHON, "-c", "pass"])
    found = in_turns([help_, click, bare], settings.times * 3)
    ours, theirs, python = (found[name].wall_s for name in ("help", "click", "bare"))
    return [
        Row(
            "`packager --help`, `import click`",
            seconds(ours),
            seconds(theirs),
            ours / theirs,
            _BUDGET,
        ),
        Row(
            "the same, without Python's own start", seconds(ours - python), seconds(theirs - python)
        ),
    ]
