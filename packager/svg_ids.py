"""Ids of a drawing made distinct names of XML, and references to what is not there taken away."""

from __future__ import annotations

import re

from lxml import etree

from packager.svg_content import XLINK, Work, attributes_of, href_of, remove

_ID = re.compile(r"[A-Za-z_][\w.-]*\Z", re.ASCII)
_URL = re.compile(r"""url\(\s*(["']?)(.*?)\1\s*\)""", re.IGNORECASE | re.DOTALL)


def settle_ids(root: etree._Element, work: Work) -> None:
    """Make ids distinct XML names and take away references to ids that are not there."""
    seen: set[str] = set()
    renamed: dict[str, str] = {}
    for element in root.iter(etree.Element):
        wanted = element.get("id")
        if wanted is None:
            continue
        if wanted in seen or not wanted:
            del element.attrib["id"]
            work.changed = True
        elif not _ID.match(wanted):
            name = "i-" + "".join(
                c if re.match(r"[\w.-]", c, re.ASCII) else f"{ord(c):x}" for c in wanted
            )
            if name in seen:
                del element.attrib["id"]
            else:
                element.set("id", name)
                renamed[wanted] = name
                seen.add(name)
            work.changed = True
        else:
            seen.add(wanted)
    for element in list(root.iter(etree.Element)):
        _settle_references(element, seen, renamed, work)


def _settle_references(
    element: etree._Element, ids: set[str], renamed: dict[str, str], work: Work
) -> None:
    for key, value in attributes_of(element):
        if "url(" in value:

            def point(match: re.Match[str]) -> str:
                target = match[2].strip().removeprefix("#")
                if match[2].strip().startswith("#") and target in renamed:
                    work.changed = True
                    return f"url(#{renamed[target]})"
                return match[0]

            element.set(key, _URL.sub(point, value))
    href = href_of(element)
    if href.startswith("#"):
        target = href[1:]
        if target in renamed:
            element.set(f"{{{XLINK}}}href", "#" + renamed[target])
        elif target not in ids:
            work.drop("references to nothing")
            if str(element.tag).endswith("}use"):
                remove(element)
            else:
                del element.attrib[f"{{{XLINK}}}href"]
