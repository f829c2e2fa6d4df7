"""What the user's options say of an essay that is whole already: they win over its own fields."""

from __future__ import annotations

from dataclasses import fields, replace
from typing import Any

from packager.model import Essay, Reading
from packager.read import ReadOptions, Source
from packager.read.assemble import LANG_OPTION, OPTION, Found, assemble
from packager.read.fields import field_named

# Not for options: the text and where it is from. What files and links call the essay changes
# where that is asked for, and not with its title.
_KEPT = frozenset("body footnotes assets slug source_file source_text stylesheet credits".split())
_SLUG = field_named("slug")


def overridden(reading: Reading, source: Source, options: ReadOptions) -> Reading:
    """Return a reading with the fields that ``-M`` and ``--lang`` give.

    Raises:
        OptionError: an option has a key that is none, or a value that its field refuses.
    """
    if not options.overrides and not options.language:
        return reading
    essay = reading.essay
    known = [Found("title", essay.title, "record")]
    plain = replace(options, overrides={}, language="")
    before = assemble(source, known, "", options=plain).essay
    after = assemble(source, known, "", options=options)
    changed: dict[str, Any] = {
        field.name: value
        for field in fields(Essay)
        if field.name not in _KEPT
        and (value := getattr(after.essay, field.name)) != getattr(before, field.name)
    }
    if any(field_named(key) == _SLUG for key in options.overrides):
        changed["slug"] = after.essay.slug
    roles = {credit.role for credit in after.essay.credits}
    others = tuple(credit for credit in essay.credits if credit.role not in roles)
    told = tuple(note for note in after.notes if note.rule in (OPTION, LANG_OPTION))
    return Reading(
        replace(essay, credits=(*after.essay.credits, *others), **changed),
        (*reading.notes, *told),
    )
