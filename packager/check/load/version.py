"""The version of EPUB that a package document is judged by.

https://www.w3.org/TR/epub-33/#attrdef-package-version
"""

from __future__ import annotations

from packager.check.facts import OEB, OPF, Package
from packager.lazy_pattern import lazy_pattern

_ATTRIBUTE = rb"""\s+[\w:.-]+\s*=\s*(?:"[^"<]*"|'[^'<]*')"""
_VERSION = lazy_pattern(
    rb"""<(?:\w+:)?package(?:%b)*?\s+version\s*=\s*["']([^"'<]*)["'](?:%b)*\s*/?>"""
    % (_ATTRIBUTE, _ATTRIBUTE)
)


def declared_version(data: bytes) -> str | None:
    """Return the version that the start tag of a package says, even in a damaged file."""
    found = _VERSION.search(data[:65_536])
    return found[1].decode("ascii", "replace") if found else None


def _unversioned_inside(package: Package) -> bool:
    """Return whether a package stands before the metadata end: versions are looked for there."""
    metadata = next(package.named(f"{{{OPF}}}metadata"), None)
    end = None if metadata is None else max(package.order(e) for e in metadata.iter("*"))
    return any(
        inner is not package.root
        and inner.get("version") is None
        and (end is None or package.order(inner) <= end)
        for inner in package.named(f"{{{OPF}}}package")
    )


def version_of(  # noqa: PLR0911 - each way not to know the version is one
    package: Package, wanted: str | None
) -> tuple[str, str]:
    """Return the EPUB version of a package, and why it cannot be known (``""`` if it can)."""
    root = package.root
    if root is None:
        # What stands behind the fault nobody has read, the start tag of the package included.
        start = package.beginning
        is_read = start is not None and str(start.tag).endswith("package")
        declared = package.declared_version if is_read else None
        read = "2" if package.declared_version == "2.0" else "3"
        return wanted or read, "" if declared else "no version is found"
    if str(root.tag).startswith(f"{{{OEB}}}"):
        return "2", ""
    declared = root.get("version")
    if not str(root.tag).endswith("package"):
        return wanted or "3", "the root is no package element"
    if _unversioned_inside(package):
        return wanted or "3", "a package inside the metadata has no version"
    if declared is None:
        return wanted or "3", "the version attribute is missing"
    for version in ("3", "2"):
        if declared == f"{version}.0":
            return version, ""
    return wanted or "3", f"the version {declared!r} is none of 2.0 and 3.0"
