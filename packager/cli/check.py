"""Check EPUB files, or single documents, against the standard."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from packager.check import Finding, Report, Severity, check
from packager.check.report import adjusted, as_json, dump, worst


@click.command("check")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text")
@click.option("--mode", type=click.Choice(["epub", "opf", "xhtml", "svg", "nav", "mo"]))
@click.option("--epub-version", "version", type=click.Choice(["2", "3"]))
@click.option(
    "--profile",
    type=click.Choice(["default", "dict", "edupub", "idx", "preview"]),
    default="default",
)
@click.option("--usage", is_flag=True, help="Report what is merely noteworthy too.")
@click.option("-q", "--quiet", is_flag=True, help="Print nothing beside the report.")
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
def command(  # noqa: PLR0913, PLR0917 - options
    form: str,
    mode: str | None,
    version: str | None,
    profile: str,
    usage: bool,
    quiet: bool,
    files: tuple[Path, ...],
) -> None:
    """Check each FILE and report what keeps it from being a sound EPUB."""
    reports = []
    for file in files:
        try:
            report = check(file, name=str(file), mode=mode, version=version, profile=profile)
        except OSError as error:
            missing = Finding(
                "PKG-018", "file-found", Severity.FATAL, f"cannot be read: {error.strerror}"
            )
            report = Report(str(file), (missing,))
        reports.append(adjusted(report, usage=usage))
    if form == "json":
        click.echo(dump({"reports": [as_json(report) for report in reports]}))
    else:
        for report in reports:
            for f in report.findings:
                click.echo(
                    f"{report.path}: {f.severity} {f.id} {f.path}:{f.line}: {f.message} [{f.rule}]"
                )
    grave = worst(reports)
    sys.exit(1 if grave in (Severity.FATAL, Severity.ERROR) else 0)
