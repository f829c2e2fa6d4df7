"""Rules that a document is spared, since it has nothing that they would look at.

Most rules are about a few elements or attributes that most pages have not. A rule that found
nothing is tried once more on a stand-in for the document that notes its questions: is there such an
element, such an attribute, such a word among the features, of what kind is the book? Where it asked
nothing else, it need not run on any other document that gives the same answers: rules are
functions of what they see. Nothing is declared by hand, so nothing can be forgotten; what comes of
a check is the same with and without.

What is learned is kept for the process, within bounds, and may be learned by two threads at once.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, cast

from packager.check.facts import OPF, Document, Element, Reference, Use
from packager.check.load.page_references import PageReferences
from packager.check.registry import Rule

_COLLECTION = f"{{{OPF}}}collection"
_BEFORE = 12  # documents of a class before anything is learned: a small book is not held up
_TRIES = 6
_MOST_VOCABULARIES = 2048


class _Vocabulary(NamedTuple):
    """All that may be asked of a document without looking at it."""

    names: frozenset[str]
    attributes: frozenset[str]
    features: frozenset[str]
    references: frozenset[tuple[Use, str]] | None  # use and scheme; nothing if one is unusual
    settings: tuple[object, ...]


class _Absence(NamedTuple):
    """On what a rule's silence rests; ``None`` where it asked nothing of the sort."""

    names: frozenset[str]
    attributes: frozenset[str]
    features: frozenset[str]
    all_attributes: frozenset[str] | None
    all_features: frozenset[str] | None
    references: frozenset[tuple[Use, str]] | None
    settings: tuple[object, ...] | None

    def holds(self, here: _Vocabulary) -> bool:
        """Return whether a document with this vocabulary gives the same answers."""
        return (
            self.names.isdisjoint(here.names)
            and self.attributes.isdisjoint(here.attributes)
            and self.features.isdisjoint(here.features)
            and self.all_attributes in (None, here.attributes)
            and self.all_features in (None, here.features)
            and self.references in (None, here.references)
            and self.settings in (None, here.settings)
        )


class _Learned:
    """What is known of the rules for documents of one class, version and choice of families."""

    def __init__(self) -> None:
        self.documents = 0
        self.absences: dict[str, list[_Absence]] = {}
        self.tries: dict[str, int] = {}
        self.left: dict[_Vocabulary, tuple[Rule, ...]] = {}


_learned: dict[tuple[type, str, frozenset[str]], _Learned] = {}


def rules_left(
    document: Document, rules: tuple[Rule, ...], families: frozenset[str]
) -> tuple[Rule, ...]:
    """Return those of the rules that may find something in a document.

    ``rules`` are all that see it, of these families and for its version.
    """
    if document.root is None:
        return rules
    key = (type(document), document.version, families)
    known = _learned.get(key)
    if known is None:
        known = _learned[key] = _Learned()
    known.documents += 1
    if known.documents <= _BEFORE:
        return rules
    here = _vocabulary(document)
    left = known.left.get(here)
    if left is None:
        left = tuple(
            rule
            for rule in rules
            if not any(absence.holds(here) for absence in known.absences.get(rule.name, ()))
        )
        if _learn(document, here, left, known):
            known.left.clear()
        elif len(known.left) >= _MOST_VOCABULARIES:
            known.left.clear()
            known.left[here] = left
        else:
            known.left[here] = left
    return left


def _vocabulary(document: Document) -> _Vocabulary:
    book = document.book
    package = None if book is None else book.package
    return _Vocabulary(
        frozenset(document.names),
        frozenset(document.attributes),
        frozenset(document.features),
        _sorts(document.references),
        (
            document.markup,
            document.profile,
            document.media_type,
            document.properties,
            document.in_spine,
            document.is_linear,
            document.fixed_layout,
            *(
                ()
                if package is None
                else (
                    package.version,
                    package.profile,
                    package.dc_types,
                    next(package.named(_COLLECTION), None) is None,
                )
            ),
        ),
    )


def _sorts(references: Iterable[Reference]) -> frozenset[tuple[Use, str]] | None:
    """Return what sorts of references there are; ``None`` if a URL is faulty, empty or a query."""
    sorts = set()
    if isinstance(references, PageReferences):
        if references.has_own:
            sorts.add((Use.HYPERLINK, ""))
        references = references.leading_out
    for reference in references:
        url = reference.url
        if url.trouble or url.leaks or url.query is not None or not url.written.strip():
            return None
        sorts.add((reference.use, url.scheme))
    return frozenset(sorts)


def _learn(document: Document, here: _Vocabulary, rules: Iterable[Rule], known: _Learned) -> bool:
    """Try rules on the stand-in of a document; return whether anything was learned."""
    learned = False
    for rule in rules:
        tries = known.tries.get(rule.name, 0)
        if tries >= _TRIES or not rule.check.__module__.startswith("packager."):
            continue
        known.tries[rule.name] = tries + 1
        absence = _silence(document, here, rule)
        if absence is not None:
            known.absences.setdefault(rule.name, []).append(absence)
            learned = True
    return learned


def _silence(document: Document, here: _Vocabulary, rule: Rule) -> _Absence | None:
    """Return on what it rests that a rule finds nothing; ``None`` where it looks, or finds."""
    stand_in = _StandIn(document, here)
    try:
        if next(iter(rule.check(cast("Any", stand_in))), None) is not None:
            return None
    except (_LooksError, AttributeError, TypeError):
        return None  # it looks closer than a stand-in can bear
    asked = stand_in.asked
    return _Absence(
        frozenset(asked["names"]),
        frozenset(asked["attributes"]),
        frozenset(asked["features"]),
        here.attributes if "attributes" in stand_in.whole else None,
        here.features if "features" in stand_in.whole else None,
        here.references if "references" in stand_in.whole else None,
        here.settings if "settings" in stand_in.whole else None,
    )


class _LooksError(Exception):
    """A rule looks at what is there: its silence rests on more than what is not."""


_SETTINGS = frozenset(
    "profile media_type properties in_spine is_linear fixed_layout is_package_mode".split()
)


class _StandIn:
    """Stands for a document and notes what a rule asks."""

    def __init__(self, document: Document, here: _Vocabulary) -> None:
        self._document = document
        self._here = here
        self.asked: dict[str, set[str]] = {"names": set(), "attributes": set(), "features": set()}
        self.whole: set[str] = set()

    @property
    def version(self) -> str:
        return self._document.version  # rules are learned for each version by itself

    @property
    def root(self) -> object:
        return _RootStandIn(self)

    @property
    def markup(self) -> object:
        self.whole.add("settings")
        return self._document.markup

    @property
    def references(self) -> list[_ReferenceStandIn]:
        if self._here.references is None:
            raise _LooksError
        self.whole.add("references")
        return [_ReferenceStandIn(use, scheme) for use, scheme in self._here.references]

    @property
    def names(self) -> _Words:
        return _Words(self, "names", self._document.names)

    @property
    def attributes(self) -> _Words:
        return _Words(self, "attributes", self._document.attributes)

    @property
    def features(self) -> _Words:
        return _Words(self, "features", self._document.features)

    @property
    def by_name(self) -> _Words:
        return self.names

    @property
    def book(self) -> object:
        self.whole.add("settings")
        book = self._document.book
        return None if book is None else _BookStandIn(book.package)

    def named(self, *tags: str) -> Iterator[Element]:
        if self.names.isdisjoint(tags):
            return iter(())
        raise _LooksError

    def __getattr__(self, name: str) -> Any:
        if name not in _SETTINGS:
            raise _LooksError(name)
        self.whole.add("settings")
        return getattr(self._document, name)

    # What isinstance goes by: a rule may ask of what class the document is.
    __class__ = property(lambda self: type(self._document))


class _RootStandIn:
    """Stands for the root: it has not the attributes that no element has."""

    def __init__(self, owner: _StandIn) -> None:
        self._owner = owner

    def get(self, name: str) -> None:
        self._owner.attributes.isdisjoint((name,))


class _ReferenceStandIn:
    """Stands for all references of one sort."""

    def __init__(self, use: Use, scheme: str) -> None:
        self.use = use
        self.url = _UrlStandIn(scheme)


class _UrlStandIn:
    trouble = ""
    leaks = False
    query = None

    def __init__(self, scheme: str) -> None:
        self.scheme = scheme
        self.is_local = not scheme
        self.written = _WrittenStandIn()


class _WrittenStandIn:
    """Stands for a text of which no more is known than that it is not empty."""

    def strip(self) -> _WrittenStandIn:
        return self


class _Words:
    """Names of which a rule asks whether they are there."""

    def __init__(self, owner: _StandIn, kind: str, words: Iterable[str]) -> None:
        self._owner = owner
        self._kind = kind
        self._words = words

    def __contains__(self, word: object) -> bool:
        return not self.isdisjoint((str(word),))

    def isdisjoint(self, words: Iterable[str]) -> bool:
        words = tuple(words)
        if any(word in cast("set[str]", self._words) for word in words):
            raise _LooksError
        self._owner.asked[self._kind].update(words)
        return True

    def get(self, word: str, default: object = None) -> object:
        self.isdisjoint((word,))
        return default

    def __iter__(self) -> Iterator[str]:
        if self._kind == "names":
            raise _LooksError
        self._owner.whole.add(self._kind)
        return iter(self._words)


class _BookStandIn:
    """Stands for a publication: its package tells what kind of book it is, and nothing else."""

    def __init__(self, package: Any) -> None:
        self.package = _PackageStandIn(package)


class _PackageStandIn:
    def __init__(self, package: Any) -> None:
        self.version = package.version
        self.profile = package.profile
        self.dc_types = package.dc_types
        self._package = package

    def named(self, *tags: str) -> Iterator[Element]:
        if tags != (_COLLECTION,) or next(self._package.named(_COLLECTION), None) is not None:
            raise _LooksError
        return iter(())
