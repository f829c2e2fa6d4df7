"""List the rules of the checker."""

from __future__ import annotations

import click

from packager.cli import _options


@click.command("rules")
@_options.formats("text", "json", "markdown")
def command(form: str) -> None:
    """List every rule: its id, severity and name, the family it belongs to, what it guards."""
    from packager.check.manual import rules_as_markdown, summary
    from packager.check.registry import load_rules
    from packager.check.report import dump

    rules = load_rules()
    if form == "markdown":
        click.echo(rules_as_markdown(rules), nl=False)
    elif form == "json":
        rows = [
            {
                "name": rule.name,
                "id": rule.id,
                "severity": rule.severity.value,
                "family": rule.family,
                "versions": list(rule.versions),
                "spec": rule.spec,
                "summary": summary(rule),
            }
            for rule in rules.values()
        ]
        click.echo(dump({"rules": rows}))
    else:
        for rule in sorted(rules.values(), key=lambda rule: (rule.id, rule.name)):
            click.echo(f"{rule.id:9} {rule.severity.value:8} {rule.name:36} {summary(rule)}")
