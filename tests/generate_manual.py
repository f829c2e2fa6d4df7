"""Writes the manual's chapters that are tables: ``python -m tests.generate_manual``.

With the conformance cases beside the checkout, their counts in the list of ids are renewed first.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from packager.check.manual import coverage_as_markdown, rules_as_markdown
from packager.check.registry import load_rules
from packager.read.fields import FIELDS
from tests.shared import SHARED

ROOT = Path(__file__).resolve().parent.parent
MANUAL = ROOT / "source" / "manual"
IDS = ROOT / "packager" / "check" / "message_ids.tsv"

_RULES = """---
title: The rules of the checker
author: The packager authors
date: 2026-11-24
lang: en
license: CC-BY-SA-4.0
description: "Every rule of packager's checker, with its id, its severity and what it guards."
---

`packager explain NAME` prints the manual of a rule with an example; `packager check --ignore NAME`
leaves it out. Several rules share an id: the id is EPUBCheck's, the name is the rule's own.
"""
_COVERAGE = """---
title: Coverage of EPUBCheck
author: The packager authors
date: 2026-11-24
lang: en
license: CC-BY-SA-4.0
description: "Every message id of EPUBCheck, and by which rules of packager it is found."
---

The column *cases* counts the cases of EPUBCheck's own test suite that show the id and that
packager is measured on.
"""


_FRONT_MATTER = """---
title: Front matter
author: The packager authors
date: 2026-11-24
lang: en
license: CC-BY-SA-4.0
description: "Every key that an essay's front matter may have, and what it becomes in the book."
---

The keys of an essay's front matter, in YAML (`---`), TOML (`+++`) or JSON. The first of a key's
names that is there wins; an unknown key is reported with the nearest known one.
`packager meta FILE` shows what was found. `-M key=value` overrides a key for one run.

| key | also written | what it is | what it becomes |
|---|---|---|---|
"""


def front_matter_chapter() -> str:
    """Return the reference of the front matter keys, from the table that the readers use."""
    rows = []
    for known in FIELDS:
        names = ", ".join(f"`{alias}`" for alias in known.aliases)
        choices = f" One of {', '.join(f'`{c}`' for c in known.choices)}." if known.choices else ""
        text = (known.help + choices).replace("|", "\\|")
        rows.append(f"| `{known.key}` | {names} | {text} | {known.opf} |")
    return _FRONT_MATTER + "\n".join(rows) + "\n"


def chapters() -> dict[str, str]:
    """Return the chapters by file name, as they have to be."""
    rules = load_rules()
    return {
        "front-matter.md": front_matter_chapter(),
        "rules.md": f"{_RULES}\n{rules_as_markdown(rules)}",
        "coverage.md": f"{_COVERAGE}\n{coverage_as_markdown(rules)}",
    }


def counted_ids() -> str:
    """Return the list of ids with the counts of the conformance cases."""
    cases = json.loads((SHARED / "conformance" / "cases.json").read_text("utf-8"))
    counts: Counter[str] = Counter()
    for case in cases:
        found = [*case["expected"], *case.get("usage", [])]
        counts.update({entry["id"] if isinstance(entry, dict) else entry for entry in found})
    lines = []
    for line in IDS.read_text("utf-8").splitlines():
        cells = line.split("\t")
        if not line.startswith("#"):
            cells[2] = str(counts[cells[0]])
        lines.append("\t".join(cells))
    return "\n".join([*lines, ""])


if __name__ == "__main__":
    if (SHARED / "conformance").exists():
        IDS.write_text(counted_ids(), "utf-8")
    for name, text in chapters().items():
        (MANUAL / name).write_text(text, "utf-8")
