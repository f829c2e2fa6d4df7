"""Thorium and the reading engines of the web: Readium, epub.js, foliate-js."""

from __future__ import annotations

from collections.abc import Iterator
from posixpath import dirname

from packager.check.facts import Package, Xhtml
from packager.check.finding import Place, Problem, Severity
from packager.check.registry import rule

_EPUBJS = "https://github.com/futurepress/epub.js/issues/1367"
_SCRIPTS = "https://github.com/edrlab/thorium-reader"


@rule(
    "THO-001",
    sees=Package,
    severity=Severity.WARNING,
    family="thorium",
    spec=_EPUBJS,
    bad={"EPUB/content.opf": (('href="nav.xhtml"', 'href="text/nav.xhtml"'),)},
)
def navigation_beside_package(package: Package) -> Iterator[Problem]:
    """The navigation document lies in the folder of the package document.

    epub.js resolves its links against the package: elsewhere an entry of the contents answers
    "No Section Found".
    """
    for item in package.items:
        elsewhere = dirname(item.path) != dirname(package.path)
        if "nav" in item.properties and item.path and elsewhere:
            text = f"{item.path} does not lie beside the package document; move it there"
            yield Problem(item.place, text)


@rule(
    "THO-002",
    sees=Xhtml,
    severity=Severity.WARNING,
    family="thorium",
    spec=_SCRIPTS,
    bad={"EPUB/chapter.xhtml": (("</head>", "<script>print()</script></head>"),)},
)
def no_scripts(document: Xhtml) -> Iterator[Problem]:
    """No content depends on a script: most readers run none, and some warn of the book."""
    if "scripted" in document.features:
        yield Problem(Place(document.path), "runs a script; readers without scripts show less")
