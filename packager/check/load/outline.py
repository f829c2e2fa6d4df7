"""The outline of a document: what of it rules over the whole book can see, but for its places.

Elements are told by the rank of their number among those that ids and references stand on. So text
that comes to a page, or goes, leaves its outline what it was.
"""

from __future__ import annotations

from collections.abc import Iterable

from packager.check.facts import Ids, Reference


def outline_of(
    ids: Ids,
    references: Iterable[Reference],
    features: Iterable[str],
    classes: Iterable[str],
) -> bytes:
    """Return the SHA-256 of ids, references, features and classes of a document."""
    import hashlib

    references = tuple(references)
    targets = [*ids.items()]
    orders = {target.order for _, target in targets}
    orders.update(reference.order for reference in references)
    orders.update(reference.place.order or 0 for reference in references)
    rank = {order: number for number, order in enumerate(sorted(orders))}
    # Plain tuples: named ones take long to tell.
    told = [
        [(id_, rank[target.order], *target[1:]) for id_, target in targets],
        [
            (source, use.value, tuple(url), *place[:3], rank[place.order or 0], *more, rank[order])
            for source, use, url, place, *more, order in references
        ],
        sorted(features),
        sorted(classes),
    ]
    return hashlib.sha256(repr(told).encode("utf-8", "surrogatepass")).digest()
