"""What can go wrong, each kind with the exit status it gives the command.

The statuses are those of ``sysexits.h``, so that a script can tell bad input
from a full disk.
"""

from __future__ import annotations

from collections.abc import Sequence


class PackagerError(Exception):
    """An expected failure; its text is one line: where, what was found, what to do."""

    exit_code = 65


class SourceError(PackagerError):
    """An input can be read but is no essay or book that packager can use."""

    exit_code = 65


class OptionError(PackagerError):
    """An option has a value that is none, whatever the inputs hold: wrong usage."""

    exit_code = 2


class MissingInputError(PackagerError):
    """An input that was named is not there."""

    exit_code = 66


class OutputError(PackagerError):
    """The result cannot be written: it exists, the disk is full, the folder is not writable."""

    exit_code = 73


class ConfigError(PackagerError):
    """A configuration file or an anthology manifest cannot be used."""

    exit_code = 78


class UnsoundBookError(PackagerError):
    """The book that was built has findings that would keep it from opening."""

    exit_code = 70


class SeveralErrors(PackagerError):  # noqa: N818 - it is several
    """Several expected failures at once, so that one run names all that is to be mended.

    Its text has a line for each; the exit status is the first one's.
    """

    def __init__(self, errors: Sequence[PackagerError]) -> None:
        super().__init__("\n".join(str(error) for error in errors))
        self.errors = tuple(errors)
        self.exit_code = errors[0].exit_code
