"""What changed between two editions: metadata, contents, and the prose word by word."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import field
from difflib import SequenceMatcher
from typing import Any

from packager.data_classes import dataclass

_WORD = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]|[^\s\u3040-\u30ff\u3400-\u9fff]+")
_CONTEXT = 4  # words shown either side of a change
_LONGEST = 4000  # words in a paragraph that are compared one by one; beyond it, as a whole


@dataclass(frozen=True, slots=True)
class Chapter:
    """One essay of an edition: its lasting key (the slug), its title, its paragraphs as text.

    ``metadata`` is what is said of it beside its prose, as text by name.
    """

    key: str
    title: str
    paragraphs: tuple[str, ...]
    metadata: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Edition:
    """What is compared of a book: its metadata as text by name, and its chapters in order."""

    metadata: Mapping[str, str]
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True)
class WordChange:
    """Words removed and added at one place, with the words around them."""

    before: str
    removed: str
    added: str
    after: str


@dataclass(frozen=True, slots=True)
class ChapterChange:
    """What changed in one essay that both editions have."""

    key: str
    title: str
    old_title: str
    words: tuple[WordChange, ...]
    metadata: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # name → (old, new)

    @property
    def words_added(self) -> int:
        """How many words the new edition has more at the places that changed."""
        return sum(len(_WORD.findall(change.added)) for change in self.words)

    @property
    def words_removed(self) -> int:
        """How many words of the old edition are gone at the places that changed."""
        return sum(len(_WORD.findall(change.removed)) for change in self.words)


@dataclass(frozen=True, slots=True)
class Changes:
    """All that changed: ``metadata`` holds old and new value by name (empty for none)."""

    metadata: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    added: tuple[str, ...] = ()  # titles
    removed: tuple[str, ...] = ()
    moved: bool = False  # whether the essays of both stand in another order
    chapters: tuple[ChapterChange, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether the two editions say the same."""
        return not (self.metadata or self.added or self.removed or self.moved or self.chapters)


def compare(old: Edition, new: Edition) -> Changes:
    """Return what changed from one edition to the other; chapters are told by their keys."""
    metadata = _value_changes(old.metadata, new.metadata)
    before = {chapter.key: chapter for chapter in old.chapters}
    after = {chapter.key: chapter for chapter in new.chapters}
    both = [key for key in before if key in after]
    return Changes(
        metadata,
        tuple(after[key].title for key in after if key not in before),
        tuple(before[key].title for key in before if key not in after),
        both != [key for key in after if key in before],
        tuple(
            _chapter_changes(before[key], after[key]) for key in both if before[key] != after[key]
        ),
    )


def _chapter_changes(old: Chapter, new: Chapter) -> ChapterChange:
    return ChapterChange(
        new.key,
        new.title,
        old.title,
        tuple(_word_changes(old.paragraphs, new.paragraphs)),
        _value_changes(old.metadata, new.metadata),
    )


def _value_changes(old: Mapping[str, str], new: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return the values that are not the same, old and new, by name."""
    names = [*old, *(name for name in new if name not in old)]
    pairs = {name: (old.get(name, ""), new.get(name, "")) for name in names}
    return {name: pair for name, pair in pairs.items() if pair[0] != pair[1]}


def _word_changes(old: Sequence[str], new: Sequence[str]) -> Iterator[WordChange]:
    """Yield the changes, first by paragraph, then word by word inside those that changed."""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            removed, added = " ¶ ".join(old[i1:i2]), " ¶ ".join(new[j1:j2])
            yield from _inside(_WORD.findall(removed), _WORD.findall(added))


def _inside(old: list[str], new: list[str]) -> Iterator[WordChange]:
    if not old or not new or len(old) > _LONGEST or len(new) > _LONGEST:
        yield WordChange("", " ".join(old), " ".join(new), "")
        return
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for tag, i1, i2, j1, j2 in matcher.get_opcodes():
        if tag != "equal":
            yield WordChange(
                " ".join(old[max(0, i1 - _CONTEXT) : i1]),
                " ".join(old[i1:i2]),
                " ".join(new[j1:j2]),
                " ".join(old[i2 : i2 + _CONTEXT]),
            )


def as_text(changes: Changes) -> str:
    """Return the changes as lines for people; empty when there are none."""
    lines = [
        f"{name}: {old or '(none)'} → {new or '(none)'}"
        for name, (old, new) in changes.metadata.items()
    ]
    lines += [f"added: {title}" for title in changes.added]
    lines += [f"removed: {title}" for title in changes.removed]
    lines += ["the essays stand in another order"] if changes.moved else []
    for chapter in changes.chapters:
        lines.append(f"{chapter.title}: +{chapter.words_added} −{chapter.words_removed} words")
        if chapter.old_title != chapter.title:
            lines.append(f"  title: {chapter.old_title} → {chapter.title}")
        lines += [
            f"  {name}: {old or '(none)'} → {new or '(none)'}"
            for name, (old, new) in chapter.metadata.items()
        ]
        lines += [f"  {line}" for change in chapter.words for line in _shown(change)]
    return "\n".join(lines)


def _shown(change: WordChange) -> Iterator[str]:
    start = f"… {change.before} " if change.before else ""
    end = f" {change.after} …" if change.after else ""
    removed = f"[−{change.removed}−]" if change.removed else ""
    added = f"[+{change.added}+]" if change.added else ""
    yield f"{start}{removed}{added}{end}"


def as_json(changes: Changes) -> dict[str, Any]:
    """Return the changes as values that ``json`` can write, keys stable."""
    return {
        "metadata": {name: {"old": o, "new": n} for name, (o, n) in changes.metadata.items()},
        "added": list(changes.added),
        "removed": list(changes.removed),
        "reordered": changes.moved,
        "essays": [
            {
                "key": chapter.key,
                "title": chapter.title,
                "old_title": chapter.old_title,
                "words_added": chapter.words_added,
                "words_removed": chapter.words_removed,
                "metadata": {n: {"old": o, "new": w} for n, (o, w) in chapter.metadata.items()},
                "changes": [
                    {"before": c.before, "removed": c.removed, "added": c.added, "after": c.after}
                    for c in chapter.words
                ],
            }
            for chapter in changes.chapters
        ],
    }
