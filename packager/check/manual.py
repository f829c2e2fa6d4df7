"""The rules told to people: one by one, and as the tables of the manual."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from importlib.resources import files
from textwrap import indent

from packager.check.registry import Rule
from packager.data_classes import dataclass
from packager.errors import OptionError

_LISTED = 4
_MOST_CHARACTERS = 400  # of an example that is a whole file
_MOST_BYTES = 24


def summary(rule: Rule) -> str:
    """Return the first sentence of a rule's manual, what holds in a sound book."""
    text = inspect.cleandoc(rule.manual).split("\n\n")[0]
    return " ".join(text.split())


def explanation(name: str, rules: Mapping[str, Rule]) -> str:
    """Return the manual of the rule of that name, or the list of those under an id.

    Raises:
        OptionError: there is no such rule and no such id.
    """
    rule = rules.get(name)
    if rule is not None:
        return "\n".join(_explained(rule))
    wanted = name.upper().replace("_", "-")
    shared = [r for r in rules.values() if r.id.upper() == wanted]
    if len(shared) == 1:
        return "\n".join(_explained(shared[0]))
    if shared:
        lines = [f"{shared[0].id} is found by {len(shared)} rules; explain one by its name:"]
        return "\n".join([*lines, *(f"  {r.name:34} {summary(r)}" for r in shared)])
    known = [*rules, *(r.id for r in rules.values())]
    near = get_close_matches(name, known, 1)
    hint = f"; did you mean {near[0]}?" if near else "; packager rules lists them"
    raise OptionError(f"{name}: there is no such rule or id{hint}")


def _explained(rule: Rule) -> Iterator[str]:
    versions = " and ".join(f"EPUB {version}" for version in rule.versions)
    yield f"{rule.name}  ({rule.id}, {rule.severity.value}, {versions})"
    yield ""
    yield inspect.cleandoc(rule.manual).replace("``", "`")
    for path, change in rule.bad.items():
        yield ""
        yield from _example(path, change)
    if rule.spec:
        yield ""
        yield f"See {rule.spec}"


def _example(path: str, change: bytes | tuple[tuple[str, str], ...] | None) -> Iterator[str]:
    if change is None:
        yield f"Broken by a book without {path}."
    elif isinstance(change, bytes):
        yield f"Broken by this in {path}:"
        yield indent(_shown(change), "    ")
    else:
        for sound, broken in change:
            yield f"In {path}, sound:"
            yield indent(sound, "    ")
            yield "broken:"
            yield indent(broken, "    ")


def _shown(data: bytes) -> str:
    """Return a file's beginning as text, that of a picture or a font as hexadecimal digits."""
    if b"\0" in data:
        return f"{data[:_MOST_BYTES].hex(' ')} … ({len(data):,} bytes)"
    return data[:_MOST_CHARACTERS].decode("utf-8", "backslashreplace")


def rules_as_markdown(rules: Mapping[str, Rule]) -> str:
    """Return the manual's table of rules, a section for each family."""
    lines: list[str] = []
    for family in sorted({rule.family for rule in rules.values()}, key=lambda f: (f != "epub", f)):
        title = "The standard" if family == "epub" else family.capitalize()
        lines += [f"## {title}", "", "| id | severity | rule | what holds in a sound book |"]
        lines.append("|---|---|---|---|")
        members = [rule for rule in rules.values() if rule.family == family]
        for rule in sorted(members, key=lambda r: (r.id, r.name)):
            text = summary(rule).replace("``", "`").replace("|", "\\|")
            lines.append(f"| {rule.id} | {rule.severity.value} | `{rule.name}` | {text} |")
        lines.append("")
    return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class MessageId:
    """An id of EPUBCheck: its default severity, how many cases of its suite show it.

    ``why`` says why packager does not say it, where it does not.
    """

    id: str
    severity: str
    cases: int
    why: str


def message_ids() -> list[MessageId]:
    """Return every id of EPUBCheck 5.3, in its order."""
    text = files("packager.check").joinpath("message_ids.tsv").read_text("utf-8")
    rows = (line.split("\t") for line in text.splitlines() if line and not line.startswith("#"))
    return [MessageId(id_, severity, int(cases), why) for id_, severity, cases, why in rows]


def coverage_as_markdown(rules: Mapping[str, Rule]) -> str:
    """Return the manual's table of EPUBCheck's ids: by which rules each is found, or why not.

    Ids that EPUBCheck never reports (its severity *suppressed*) are counted, not listed.
    """
    by_id: dict[str, list[str]] = {}
    for rule in rules.values():
        by_id.setdefault(rule.id, []).append(rule.name)
    ids = message_ids()
    told = [message for message in ids if message.severity != "suppressed"]
    done = sum(message.id in by_id for message in told)
    lines = [
        f"EPUBCheck 5.3 can report {len(told)} ids ({len(ids) - len(told)} more are suppressed). "
        f"packager finds {done} of them.",
        "",
        "| id | severity | cases | found by |",
        "|---|---|---|---|",
    ]
    for message in told:
        names = sorted(by_id.get(message.id, ()))
        if names:
            shown = ", ".join(f"`{name}`" for name in names[:_LISTED])
            rest = len(names) - _LISTED
            found = f"{shown} and {rest} more" if rest > 0 else shown
        else:
            found = f"not found: {message.why or 'not yet'}"
        lines.append(f"| {message.id} | {message.severity} | {message.cases or ''} | {found} |")
    return "\n".join([*lines, ""])
