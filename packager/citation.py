"""How to cite an essay: as text, as BibTeX and as CSL-JSON.

CSL-JSON is the data model of the Citation Style Language
(https://docs.citationstyles.org/en/stable/specification.html, appendix III and IV).
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from packager.ids import slug
from packager.model import Credit, Essay

_CSL_ROLES = {
    "aut": "author",
    "edt": "editor",
    "trl": "translator",
    "ill": "illustrator",
    "ant": "original-author",
}
_ESCAPES = str.maketrans(
    {"\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "%": r"\%", "&": r"\&", "#": r"\#",
     "$": r"\$", "_": r"\_", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}"}
)  # fmt: skip

_AS_IT_IS = ("url", "doi", "author", "translator")  # fields that no escape is put into any more


def as_text(essay: Essay) -> str:
    """Return a citation in the form: authors, “title”, publication, date, address."""
    names = _joined([person.name for person in essay.authors])
    where = essay.publication or essay.publisher
    volume = f"{where} {essay.volume}".strip() if essay.volume else where
    if essay.issue:
        volume += f" ({essay.issue})"
    parts = [
        names,
        f"“{essay.title}”",
        volume,
        essay.published,
        essay.pages and f"pp. {essay.pages}",
    ]
    address = f"https://doi.org/{essay.doi}" if essay.doi else essay.source_url
    text = ", ".join(part for part in parts if part)
    return f"{text}. {address}" if address else f"{text}."


def _joined(names: list[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def as_csl(essay: Essay) -> dict[str, Any]:
    """Return the essay as an item of CSL-JSON."""
    item: dict[str, Any] = {
        "id": essay.slug,
        "type": _csl_type(essay),
        "title": essay.title if not essay.subtitle else f"{essay.title}: {essay.subtitle}",
        "language": essay.language,
    }
    for credit in essay.credits:
        role = _CSL_ROLES.get(credit.role, "contributor")
        item.setdefault(role, []).append(_csl_name(credit))
    if essay.published:
        numbers = [int(part) for part in re.findall(r"\d+", essay.published[:10])]
        item["issued"] = {"date-parts": [numbers]}
    named: Mapping[str, str] = {
        "container-title": essay.publication,
        "volume": essay.volume,
        "issue": essay.issue,
        "page": essay.pages,
        "ISSN": essay.issn,
        "DOI": essay.doi,
        "ISBN": essay.isbn,
        "URL": essay.source_url,
        "publisher": essay.publisher,
        "abstract": essay.description,
    }
    return item | {key: value for key, value in named.items() if value}


def _csl_type(essay: Essay) -> str:
    if essay.issn or essay.volume:
        return "article-journal"
    if essay.publication:
        return (
            "article-newspaper" if len(essay.published) == len("2021-10-05") else "article-magazine"
        )
    return "webpage" if essay.source_url else "manuscript"


def _csl_name(credit: Credit) -> dict[str, str]:
    family, comma, given = credit.person.sort_name.partition(", ")
    if comma:
        return {"family": family, "given": given}
    return {"literal": credit.person.name}


def as_csl_json(essay: Essay) -> str:
    """Return a CSL-JSON document of one item, on one line."""
    return json.dumps([as_csl(essay)], ensure_ascii=False)


def _in_role(essay: Essay, role: str) -> list[str]:
    """Return names as BibTeX reads them; braces keep the name of an organisation in one piece."""
    found = []
    for credit in essay.credits:
        if credit.role == role:
            name = (credit.person.sort_name or credit.person.name).translate(_ESCAPES)
            is_whole = credit.person.sort_name == credit.person.name and " " in name
            found.append(f"{{{name}}}" if is_whole else name)
    return found


def as_bibtex(essay: Essay) -> str:
    """Return a BibTeX entry; what LaTeX would read as markup is escaped."""
    names = [credit.person.sort_name or credit.person.name for credit in essay.credits]
    authors = _in_role(essay, "aut")
    first = slug((authors or names or [essay.title])[0].split(",")[0]).replace("-", "")
    kind = "article" if essay.publication else "misc"
    fields = {
        "author": " and ".join(authors),
        "translator": " and ".join(_in_role(essay, "trl")),
        "title": f"{essay.title}: {essay.subtitle}" if essay.subtitle else essay.title,
        "journal": essay.publication,
        "year": essay.published[:4],
        "month": essay.published[5:7],
        "volume": essay.volume,
        "number": essay.issue,
        "pages": essay.pages.replace("–", "--"),
        "doi": essay.doi,
        "url": essay.source_url,
        "language": essay.language,
    }
    lines = [
        f"  {key} = {{{value if key in _AS_IT_IS else value.translate(_ESCAPES)}}}"
        for key, value in fields.items()
        if value
    ]
    key = f"{first}{essay.published[:4]}{slug(essay.title).split('-')[0]}"
    return f"@{kind}{{{key},\n" + ",\n".join(lines) + "\n}"
