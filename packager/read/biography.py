"""Biographies: lines that introduce an author, and which author they speak of."""

from __future__ import annotations

import re

from packager.names import table

# What a line about a person says of them, behind the name. English, German, French, Spanish,
# Portuguese, Italian, Dutch, Polish, Japanese, Chinese, Korean.
_SAYS = (
    r"(?:is|was|are|were|has|have|had|writes|wrote|covers|covered|lives|works|worked|teaches|taught"
    r"|serves|served|holds|leads|reports|joined|manages|specializes|specialises|earned|received|"
    r"studied|studies|graduated|grew|began|started|founded|hosts|directs|heads|edits|runs|owns|"
    r"contributes|focuses|loves|enjoys|spends|brings|researches|blogs|can be reached|currently|"
    r"ist|war|arbeitet|schreibt|lebt|studierte|leitet|lehrt|hat|berichtet|"
    r"est|était|a été|travaille|écrit|vit|enseigne|dirige|"
    r"es|fue|trabaja|escribe|vive|é|foi|trabalha|escreve|è|lavora|scrive|"
    r"werkt|schrijft|woont|jest|pracuje|pisze|är|arbetar|skriver|er|arbejder|je|píše)"
)
_WORK = re.compile(
    r"\b(?:writer|author|journalist|reporter|editor|columnist|correspondent|contributor|blogger|"
    r"professor|lecturer|researcher|analyst|director|fellow|founder|co-founder|expert|specialist|"
    r"ph\.?d|degree|university|experience|years|worked|writing|writes|written|published|work has|"
    r"appeared in|based in|lives in|covers|covering|staff|senior|consultant|physician|engineer|"
    r"lawyer|teacher|artist|photographer|poet|novelist|historian|economist|scientist|critic|book|"
    r"books|award|president|ceo|manager|developer|passionate|freelance|team|institute|center|"
    r"centre|school|college|magazine|news|redakteur(?:in)?|autor(?:in|a)?|journalistin?|professorin?|"
    r"journaliste|écrivain|auteur|professeur|periodista|escritora?|profesora?|jornalista|"
    r"giornalista|scrittore|scrittrice|dziennikarz|dziennikarka|novinář)\b", re.I
)  # fmt: skip
_EAST = re.compile(
    r"(?:年生まれ|生まれ。|を経て|著書に|専攻|教授|記者。|ライター|編集者|現在は|卒業|"
    r"作者简介|作者系|作者為|現任|曾任|毕业于|畢業於|기자다|교수다|저서로|졸업)"
)
_ABOUT = re.compile(
    r"\W{0,3}(?:about (?:the )?(?:authors?|writers?)|author bio(?:graphy)?|meet the authors?|bio|"
    r"über (?:den|die) autor(?:in|en)?|zur person|zum autor|à propos de l['’]auteur|sobre (?:el|"
    r"la|o|a) autora?"
    r"|l['’]auteur|l['’]autore|over de auteur|o autorze|o autorovi|著者(?:紹介|プロフィール)?|筆者|"
    r"執筆者|プロフィール|作者简介|作者簡介|关于作者|關於作者|저자|필자)\W{0,3}\Z", re.I
)  # fmt: skip
_PRONOUN = re.compile(r"\b(?:she|he|they|her|his|their)\b", re.I)
_SHORTEST, _LONGEST = 25, 1800


def is_heading(line: str) -> bool:
    """Return whether a line announces a biography: ``About the author``."""
    return bool(_ABOUT.match(line))


_BEFORE_NAME = re.compile(
    r"^(?:about|written by|dr\.?|prof(?:essor)?\.?|mr\.?|ms\.?|mrs\.?|\*|[—–-])\s*", re.I
)


def begins_with_name(line: str, name: str) -> bool:
    """Return whether a line begins with a name, or its first or last word, after a title or not."""
    words = name.split()
    plain = _BEFORE_NAME.sub("", line)
    starts = [name]
    if len(words) > 1 and len(words[0]) > 2:  # noqa: PLR2004
        starts += [words[0], words[-1]]
    folded = plain.casefold()
    return any(folded.startswith(start.casefold()) and not folded[len(start) :][:1].isalnum()
               for start in starts)  # fmt: skip


def describes(line: str, name: str) -> bool:
    """Return whether a line is a biography of the person with that name."""
    if not _SHORTEST <= len(line) <= _LONGEST or not name:
        return False
    if re.search("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]", name):
        return name in line[:40] and bool(_EAST.search(line))
    if not begins_with_name(line, name):
        return False
    rest = line[:400]
    said = re.search(
        rf"(?:\s|['’]s\s){_SAYS}\b|^[^.]{{0,60}},\s(?:an?|the|who|M\.?D|Ph)\b", rest, re.I
    )
    return bool(said) and bool(_WORK.search(line))


# "Abby Bard is the Asia policy analyst at …": a name, a verb, what they do
_NAME = (
    r"(?:(?:Dr|Prof|Professor|Mr|Ms|Mrs|Sir)\.?\s+)?"
    r"[^\W\d_a-z][\w.'’\-]*(?:\s+(?:[^\W\d_a-z][\w.'’\-]*|van|von|de|der|den|del|della|di|da|dos|al|bin|la|le)){1,4}"
)
_INTRODUCES = re.compile(
    rf"(?P<names>{_NAME}(?:(?:,\s+|\s+and\s+|,\s+and\s+){_NAME}){{0,3}})"
    r"(?:,\s+(?:MD|M\.D\.|PhD|Ph\.D\.|RD|Jr\.),?)?\s+"
    r"(?:is|are|was|ist|sind|est|es|è|é|är|er|jest|je)\s+(?P<what>.+)"
)
_ROLE = re.compile(
    r"(?:an?|the|one of|currently|a former|senior|professor|director|author|editor|ein[e]?|der|"
    r"die|une?|"
    r"le|la|l['’]|un|una|el|um|uma|o|il|en|ett)\b", re.I
)  # fmt: skip
_OCCUPATION = re.compile(
    r"\b(?:writer|author|journalist|reporter|editor|columnist|correspondent|contributor|blogger|"
    r"professor|lecturer|researcher|analyst|director|fellow|founder|co-founder|president|scholar|"
    r"student|adviser|advisor|associate|economist|historian|novelist|poet|critic|lawyer|attorney|"
    r"physician|teacher|engineer|scientist|consultant|activist|filmmaker|photographer|minister|"
    r"ambassador|producer|redakteur(?:in)?|autor(?:in|a)?|journalistin?|journaliste|professeur|"
    r"écrivaine?|periodista|escritora?|profesora?|jornalista|giornalista|dziennikarz)\b", re.I
)  # fmt: skip


def introduced(line: str) -> tuple[str, ...]:
    """Return the names that a line introduces as people who do something; empty if it is none.

    The line is one that can stand alone at the end of an essay: ``Abby Bard is the Asia policy
    analyst at the Center for American Progress.``
    """
    match = _INTRODUCES.match(line) if len(line) <= _LONGEST else None
    if not match or not _ROLE.match(match["what"]):
        return ()
    if not _OCCUPATION.search(match["what"][:160]):
        return ()
    from packager.read.written_names import split_names

    names = split_names(match["names"])
    small = table("particle")
    return tuple(name for name in names if name.split()[0].casefold() not in small)


def goes_on(line: str, name: str) -> bool:
    """Return whether a line may go on with a biography: it speaks of *her* or *him* by name."""
    if not _SHORTEST <= len(line) <= _LONGEST:
        return False
    return begins_with_name(line, name) or bool(_PRONOUN.match(line.split(" ", 1)[0]))
