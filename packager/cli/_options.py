"""Options that mean the same in every command, each defined once."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

import click

Decorated = TypeVar("Decorated", bound=Callable[..., Any])
Option = Callable[[Decorated], Decorated]

output = click.option(
    "-o",
    "--output",
    metavar="FILE|FOLDER",
    help="Where the result goes; a folder for several; - is standard output.",
)
output_file = click.option(
    "-o",
    "--output",
    metavar="FILE|FOLDER",
    help="Where the result goes; - is standard output.",
)
output_folder = click.option(
    "-o", "--output", metavar="FOLDER", help="The folder that the results go to."
)
force = click.option("--force", is_flag=True, help="Replace a file that exists.")
quiet = click.option("-q", "--quiet", is_flag=True, help="Print errors only.")
verbose = click.option("-v", "--verbose", is_flag=True, help="Print all that is known.")
jobs = click.option(
    "--jobs", type=click.IntRange(1), metavar="N", help="Processes at work; one a core by default."
)
language = click.option("--lang", "language", metavar="TAG", help="The language, such as en or ja.")
fetch = click.option("--fetch", is_flag=True, help="Fetch images that lie on the web.")
people = click.option(
    "--people",
    type=click.Path(path_type=Path, file_okay=False, exists=True),
    metavar="FOLDER",
    help="The folder of people; else people/ beside or above the essay.",
)


def target() -> Option[Any]:
    """Return the option ``--target``; what targets there are is looked up for it."""
    from packager import targets

    return click.option(
        "--target",
        "wanted",
        type=click.Choice(targets.names()),
        multiple=True,
        callback=lambda _context, _option, names: tuple(dict.fromkeys(names)) or (targets.DEFAULT,),
        help="What to make, epub3 by default; several for several files.",
    )


def formats(*names: str) -> Option[Any]:
    """Return the option ``--format`` with the forms that a command can print, the first default."""
    return click.option(
        "--format", "form", type=click.Choice(names), default=names[0], show_default=True
    )


def _overrides(
    ctx: click.Context, param: click.Parameter, values: tuple[str, ...]
) -> dict[str, str]:
    pairs = {}
    for value in values:
        key, equals, text = value.partition("=")
        if not equals or not key.strip():
            raise click.BadParameter(f"{value!r} is no KEY=VALUE", ctx, param)
        pairs[key.strip()] = text.strip()
    return pairs


metadata = click.option(
    "-M",
    "--metadata",
    "overrides",
    multiple=True,
    metavar="KEY=VALUE",
    callback=_overrides,
    help="A front matter field that wins over the essay's own.",
)

Overrides = Mapping[str, str]
