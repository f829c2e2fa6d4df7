"""Rules of reading systems that the specifications do not know, one device a module.

A rule's ``family`` is an engine; :data:`DEVICES` says which engines stand behind a device's name.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

# device → families of rules. Kobo and PocketBook open .epub files with Adobe's engine (RMSDK).
DEVICES: Mapping[str, tuple[str, ...]] = {
    "kindle": ("kindle", "every"),
    "kobo": ("kobo", "adobe", "every"),
    "apple": ("apple", "every"),
    "google": ("google", "every"),
    "koreader": ("koreader", "every"),
    "pocketbook": ("pocketbook", "adobe", "every"),
    "thorium": ("thorium", "every"),
}
OTHERS = ("accessibility",)


def families_for(names: Iterable[str]) -> frozenset[str]:
    """Return the families of rules for names given to ``--for``; ``all`` is every device.

    Raises:
        KeyError: a name is neither a device nor ``accessibility`` nor ``all``.
    """
    families: set[str] = set()
    for name in names:
        if name == "all":
            families.update(*DEVICES.values())
        elif name in OTHERS:
            families.add(name)
        else:
            families.update(DEVICES[name])
    return frozenset(families)
