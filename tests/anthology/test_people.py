"""One person under several spellings is one person."""

from __future__ import annotations

from packager.anthology.people import merge, unify
from packager.model import Credit, Essay, Person


def test_an_orcid_a_url_or_an_entry_of_people_makes_one() -> None:
    people = [
        Person("Ursula K. Le Guin", orcid="0000-0001"),
        Person(
            "U. K. Le Guin", orcid="https://orcid.org/0000-0001", url="https://www.ukl.example/"
        ),
        Person("Le Guin", url="http://ukl.example"),
        Person("Ursula Le Guin", key="le-guin", url="http://ukl.example/"),
    ]
    assert len(set(merge(people).values())) == 1
    assert merge(people)[people[0]].name == "Ursula Le Guin"


def test_equal_names_are_one_unless_an_orcid_tells_them_apart() -> None:
    one, two, three = (
        Person("J. Smith", bio="<p>a</p>"),
        Person("j smith"),
        Person("J. Smith", orcid="0000-0002"),
    )
    other = Person("J. Smith", orcid="0000-0003")
    assert len(set(merge([one, two]).values())) == 1
    assert len(set(merge([three, other]).values())) == 2


def test_the_longest_biography_and_all_links_remain() -> None:
    one = Person("A", bio="<p>short</p>", links=(("site", "u"),))
    two = Person("A", bio="<p>much longer</p>", links=(("blog", "v"),))
    whole = merge([one, two])[one]
    assert whole.bio == "<p>much longer</p>"
    assert whole.links == (("site", "u"), ("blog", "v"))


def test_each_essay_is_credited_with_the_one_person() -> None:
    essays = [
        Essay("T", "", "t", credits=(Credit(Person("A.  B")),)),
        Essay("U", "", "u", credits=(Credit(Person("a. b")),)),
    ]
    changed, people = unify(essays)
    assert len(people) == 1
    assert changed[0].credits == changed[1].credits
