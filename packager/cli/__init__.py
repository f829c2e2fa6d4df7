"""The ``packager`` command: one module a command, found by its name.

A command is a module of this package that exports ``command``; modules whose name
begins with an underscore are none. It is imported only when it runs, so that the
libraries of one command do not slow the start of another.
"""

from __future__ import annotations

import errno
import gc
import os
import pkgutil
import signal
import sys
from contextlib import suppress
from importlib import import_module
from types import FrameType
from typing import NoReturn

import click

from packager.cli._lines import let_all_be_printed, visible
from packager.errors import OutputError, PackagerError

_A_BUG = 70
_STOPPED = 130
_BY_SIGNAL = 128  # and the signal's number, as shells have it
_FULL = (errno.ENOSPC, errno.EDQUOT, errno.EIO)  # what writing to a full disk gives
# What the system says of a name before anything is opened: Path.is_dir raises these
_UNREACHABLE = (errno.ENAMETOOLONG, errno.EACCES, errno.EPERM, errno.ELOOP)
# A book's tables and trees are no garbage; Python's 700 would have them looked at over and over.
_OBJECTS_BETWEEN_COLLECTIONS = 5_000


class ModuleGroup(click.Group):
    """A group whose commands are the modules of a package."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of the commands, sorted."""
        names = (module.name for module in pkgutil.iter_modules(__path__))
        return sorted(name.removesuffix("_") for name in names if not name.startswith("_"))

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the module of a command and return what it exports, or nothing."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module = "import_" if cmd_name == "import" else cmd_name
        command = import_module(f"{__name__}.{module}").command
        assert isinstance(command, click.Command)  # noqa: S101 - a broken module is a bug
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands from their modules' first lines, importing none."""
        rows = [(name, summary_of(name)) for name in self.list_commands(ctx)]
        if rows:
            with formatter.section("Commands"):
                formatter.write_dl(rows)


def summary_of(name: str) -> str:
    """Return the first line of a command module's docstring, read without importing it."""
    from packager.package_data import package_text

    module = "import_" if name == "import" else name
    text = package_text(__name__, f"{module}.py")
    return text.split('"""', 2)[1].strip().splitlines()[0].rstrip(".")


@click.group(cls=ModuleGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="packager", prog_name="packager")
def group() -> None:
    """Make sound EPUB books of essays, check any EPUB, bind essays into anthologies."""


def main() -> None:
    """Run the command; an expected failure becomes a line on stderr and its exit status.

    A bug keeps its traceback and ends with status 70 (``EX_SOFTWARE``); Ctrl-C with 130, as
    shells have it, and SIGTERM with 143.
    """
    _end_orderly()
    let_all_be_printed()
    gc.set_threshold(_OBJECTS_BETWEEN_COLLECTIONS)
    try:
        status = group.main(prog_name="packager", standalone_mode=False)
        sys.stdout.flush()
        sys.exit(status)
    except click.Abort:
        click.echo("packager: stopped; no file was left half-written", err=True)
        sys.exit(_STOPPED)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except PackagerError as error:
        for line in str(error).splitlines():
            click.echo(f"packager: {visible(line)}", err=True)
        sys.exit(error.exit_code)
    except BrokenPipeError:  # who read the output has read enough
        _leave_stdout()
        sys.exit(1)
    except OSError as error:
        if error.errno in _UNREACHABLE and isinstance(error.filename, str):
            reason = (error.strerror or "cannot be reached").lower()
            click.echo(f"packager: {visible(error.filename)}: {reason}; name another", err=True)
            sys.exit(OutputError.exit_code)
        if error.errno not in _FULL or error.filename is not None:
            _tell_bug()
        _leave_stdout()
        reason = (error.strerror or "cannot be written").lower()
        click.echo(f"packager: standard output: {reason}; give -o FILE on another disk", err=True)
        sys.exit(OutputError.exit_code)
    except Exception:
        _tell_bug()
    finally:
        # Python looks for garbage twice more as it ends, in all that the command has made and
        # loaded, which is given back in any case: 25 ms of a book's 330.
        gc.freeze()


def _leave_stdout() -> None:
    """Let go what is still buffered, which would fail again when Python ends."""
    with suppress(OSError, ValueError, AttributeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _end_orderly() -> None:
    """See that a signal to end lets what is being written be taken away.

    Python's own answer to SIGTERM and SIGHUP ends it at once, and leaves a file beside the target.
    """
    for name in ("SIGTERM", "SIGHUP"):
        number = getattr(signal, name, None)  # Windows has no SIGHUP
        if number is not None and signal.getsignal(number) is signal.SIG_DFL:
            with suppress(ValueError):  # only the main thread may
                signal.signal(number, _stop)


def _stop(number: int, _frame: FrameType | None) -> NoReturn:
    sys.exit(_BY_SIGNAL + number)


def _tell_bug() -> NoReturn:
    """Print the traceback of the exception at hand and end with status 70."""
    import traceback

    traceback.print_exc()
    sys.exit(_A_BUG)
