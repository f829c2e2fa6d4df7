"""Explain a rule, or all rules of an id."""

from __future__ import annotations

import click


@click.command("explain")
@click.argument("names", nargs=-1, required=True, metavar="NAME|ID…")
def command(names: tuple[str, ...]) -> None:
    """Print the manual of a rule with an example, or the rules that share an id of EPUBCheck."""
    from packager.check.manual import explanation
    from packager.check.registry import load_rules

    rules = load_rules()
    for number, name in enumerate(names):
        if number:
            click.echo()
        click.echo(explanation(name, rules))
