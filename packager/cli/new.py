"""Begin an essay: a skeleton with its front matter."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import click

from packager.cli import _options as options
from packager.ids import slug

_SKELETON = """---
title: {title}
author:
date: {date}
lang: {language}
description:
tags: []
---

"""


@click.command("new")
@click.argument("title")
@options.output_file
@options.language
@options.force
def command(title: str, output: str | None, language: str | None, force: bool) -> None:
    """Begin an essay called TITLE in source/essays/, or in -o FILE|FOLDER."""
    from packager import languages
    from packager.cli._write import write_file
    from packager.read.misread import mended
    from packager.read.steering import steadied

    tag = languages.canonical(language) if language else "en"
    if tag is None:
        hint = languages.suggestion(str(language)) or "en"
        raise click.BadParameter(f"{language!r} is no language tag; did you mean {hint!r}?")
    plain = " ".join(mended(str(steadied(title)[0])).split())
    if not plain:
        raise click.BadParameter("TITLE is empty; give the essay's")
    target = Path(output) if output else Path("source/essays")
    if target.suffix.lower() not in (".md", ".markdown"):
        target /= f"{slug(plain)}.md"
    quoted = '"' + plain.replace("\\", "\\\\").replace('"', '\\"') + '"'
    today = datetime.now(UTC).date().isoformat()
    text = _SKELETON.format(title=quoted, date=today, language=tag)
    write_file(target, text.encode(), force=force)
    click.echo(str(target))
