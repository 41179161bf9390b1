"""References: what a written name means, and what is reported about it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recap.catalogue.names import Names, is_name
from tests.catalogue_fixtures import Found, compiled, talk

ANA = "speakers: [Ana Foo]"
SIGNED = {"c": "C", "cplusplus": "C++", "csharp": "C#"}


def reported(*speakers: str, **people: str) -> list[str]:
    """The text keys of the problems with some speakers, each in a talk of its own; `people`: id -> front matter."""
    talks = {f"rencontre/t{number}.md": talk(f"speakers: [{name}]") for number, name in enumerate(speakers)}
    files = {f"intervenants/{key.replace('_', '-')}.md": f"---\n{lines}\n---\n" for key, lines in people.items()}
    found: Found = compiled(talks | files)[1]
    return [text for text, *_ in found]


@pytest.mark.parametrize(
    ("written", "expected"),
    [("ana-foo", False), ("ana.foo", False), ("plato", False), ("Plato", True), ("ana foo", True), ("émile", True)],
)
def test_names_and_ids_are_distinguished(written: str, expected: bool) -> None:
    """A space, a capital or a letter beyond ASCII makes a name; small letters with hyphens are an id."""
    assert is_name(written) == expected


def test_names_are_found_by_any_spelling() -> None:
    """Accents and case make no difference; a name without a file gives its own slug."""
    names = Names({"ana-foo": "Ana Foo"}, by_label={"anita": "ana-foo"})
    assert (names.find("ANÌTA"), names.find("Ana Foó"), names.find("Yves Bar")) == ("ana-foo", "ana-foo", "yves-bar")
    assert "yves-bar" not in names
    assert names.add("Yves Bar") == "yves-bar"
    assert "yves-bar" in names
    assert names.ids() == ["ana-foo", "yves-bar"]


def test_an_alias_is_no_spelling() -> None:
    """The use of another name does not rename a person, nor count as a use of the name."""
    names = Names({}, by_label={"anita": "ana-foo"})
    for name in ("Anita", "Anita", "Ana Foo"):
        names.add(name)
    assert (names.name("ana-foo"), names.uses("ana-foo")) == ("Ana Foo", 1)
    assert (names.name("nobody"), names.uses("nobody")) == ("nobody", 0)


@pytest.mark.parametrize(
    "several",
    ["Ana Foo & Yves Bar", "Ana Foo and Yves Bar", "Ana Foo et Yves Bar", "Ana Foo / Yves Bar", "Ana Foo ; Yves Bar"],
)
def test_two_people_in_one_entry_are_reported(several: str) -> None:
    """Each word or sign that joins two names is recognised."""
    assert reported(f'"{several}"') == ["E106"]


@pytest.mark.parametrize("one", ["Sandy Etienne", "Landy Anderson", "Davis, Jr.", "Jean-Paul d’Orsay", "José y Gasset"])
def test_one_name_is_not_taken_for_two(one: str) -> None:
    """Letters inside a word, or a suffix after a comma, join nothing."""
    assert reported(f'"{one}"') == []


def test_a_file_says_that_it_is_one_name() -> None:
    """With a file of that name or alias neither `&`, nor a title, nor a company is reported."""
    assert reported('"Foo & Bar"', foo_bar="name: Foo & Bar") == []
    assert reported('"Dr. Foo"', foo="name: Foo\naliases: [Dr. Foo]") == []


def test_a_name_is_of_one_file() -> None:
    """Two files with the same name are reported once per place, unless one says that they differ, by id or name."""
    assert reported(a="name: Ana Foo", b="name: Ana Foo\naliases: [ana foo]") == ["W108.namesake"] * 2
    assert reported(a="name: Ana Foo\naliases: [A. Foo]", b="name: A. Foo") == ["W108.namesake"]
    assert reported(a="name: Ana Foo", b="name: Ana Foo\ndistinct_from: [a]") == []
    assert reported(a="name: Ana Foo\ndistinct_from: [Ana Foo]", b="name: Ana Foo") == []
    assert reported(a="name: Ana Foo\naliases: [ANA FOO]") == []


def test_a_name_counts_before_an_alias() -> None:
    """Of two people who differ, a name in a talk means the one who bears it, else the one whose file comes first."""
    files = {
        "intervenants/a.md": "---\nname: Ana Bar\naliases: [Ana Foo, A.]\n---\n",
        "intervenants/b.md": "---\nname: Ana Foo\naliases: [A.]\ndistinct_from: [a]\n---\n",
        "rencontre/a.md": talk("speakers: [Ana Foo, A.]"),
    }
    catalogue, diagnostics = compiled(files)
    assert [credit.person for credit in catalogue.talks["rencontre/a"].credits] == ["b", "a"]
    assert diagnostics == []


def test_signs_tell_topics_apart() -> None:
    """C, C++ and C# are three, with files as without."""
    files = {f"sujets/{key}.md": f'---\ntitle: "{title}"\nsummary: Un.\n---\n' for key, title in SIGNED.items()}
    talks = {"rencontre/a.md": talk(ANA, f"topics: {json.dumps([*SIGNED.values()])}")}
    for texts in (talks, files | talks):
        catalogue, diagnostics = compiled(texts)
        assert catalogue.talks["rencontre/a"].topics == tuple(SIGNED)
        assert diagnostics == []


def test_a_label_is_of_one_topic() -> None:
    """A title, id, synonym or abbreviation of one topic's file is none of another's."""
    files = {
        "sujets/a.md": "---\ntitle: Ah\nsynonyms: [B]\nsummary: Un.\n---\n",
        "sujets/b.md": "---\ntitle: Bé\nabbreviation: AH\nsummary: Deux.\n---\n",
    }
    assert compiled(files)[1] == [("W108.label", "sujets/b.md", 1, 1), ("W108.label", "sujets/b.md", 3, 15)]


@pytest.mark.parametrize("titled", ["Dr. Ana Foo", "Mme Ana Foo", "Ana Foo (Acme)", "Ana Foo, Acme"])
def test_titles_and_companies_are_no_part_of_a_name(titled: str) -> None:
    """A title before the name and a company after it are reported."""
    assert [key.partition(".")[0] for key in reported(f'"{titled}"')] == ["W118"]


@pytest.mark.parametrize("bare", ["Drew Foo", "Prosper Bar", "Sammy Davis, Jr.", "Yo-Yo Ma", "Mary Sirleaf"])
def test_what_only_looks_like_a_title_is_kept(bare: str) -> None:
    """Names that start like a title, and suffixes of names, are let alone."""
    assert reported(f'"{bare}"') == []


def test_resembling_names_are_reported_once() -> None:
    """A difference of one letter is reported at the rarer name, but not for short names or with `distinct_from`."""
    assert reported("Ana Hobbs", "Ana Hobbs", "Ana Hobs") == ["W108.resembles"]
    assert reported("Ana", "Ann", "Ana") == []
    assert reported("Ana Hobbs", "Ana Hobs", ana_hobs="name: Ana Hobs\ndistinct_from: [ana-hobbs]") == []
    assert reported("Ana Hobbs", "Ana Hobs", ana_hobs="name: Ana Hobs\ndistinct_from: [Ana Hobbs]") == []
    assert reported("Ana Hobbs", "Ana Hobs", ana_hobs="name: Ana Hobs\ndistinct_from: [ana-foo]") == ["W108.resembles"]


def test_the_rarer_name_is_reported() -> None:
    """The name used less often is the one to look at; a name with a file is never it."""
    texts = {
        f"rencontre/{key}.md": talk(f"speakers: [{name}]")
        for key, name in zip("abc", ["Ana Hobs", "Ana Hobbs", "Ana Hobbs"], strict=True)
    }
    assert compiled(texts)[1] == [("W108.resembles", "rencontre/a.md", 3, 12)]
    with_file = texts | {"intervenants/ana-hobs.md": "---\nname: Ana Hobs\n---\n"}
    assert compiled(with_file)[1] == [("W108.resembles", "rencontre/b.md", 3, 12)]


def test_a_known_alias_is_no_wrong_spelling() -> None:
    """An alias letter for letter is accepted; in other letters it is reported."""
    with_file = "name: Ana Foo\naliases: [Anita Foo]"
    assert reported("Anita Foo", ana_foo=with_file) == []
    assert reported("Anita foo", ana_foo=with_file) == ["W108.spelling"]


def test_different_names_at_one_address_are_reported() -> None:
    """Two names that fold differently and have one slug are an error, since one page cannot serve both."""
    assert reported("Ana C", "Ana C++", "Ana cplusplus") == ["E114.names"]


def test_labels_resembling_a_topic_are_reported_at_every_use() -> None:
    """A new label one letter from one with a file is reported wherever it stands; short ones are not."""
    topic = "---\ntitle: seccomp\nabbreviation: SCMP\nsummary: S.\n---\n"
    texts = {
        "sujets/seccomp.md": topic,
        "rencontre/a.md": talk("speakers: [Ana Foo]", "topics: [secomp, SCM]"),
        "rencontre/b.md": talk("speakers: [Ana Foo]", "topics: [secomp]"),
    }
    assert compiled(texts)[1] == [("W108.topic", "rencontre/a.md", 4, 10), ("W108.topic", "rencontre/b.md", 4, 10)]


def test_a_synonym_is_reported_and_the_label_or_id_is_not() -> None:
    """W109 stands at synonyms and abbreviations alone."""
    topic = "---\ntitle: Filtre du noyau\nabbreviation: SC\nsynonyms: [tamis]\nsummary: S.\n---\n"
    texts = {
        "sujets/seccomp.md": topic,
        "rencontre/a.md": talk("speakers: [Ana Foo]", "topics: [seccomp, filtre du noyau, Tamis, SC]"),
    }
    assert compiled(texts)[1] == [("W109", "rencontre/a.md", 4, 36), ("W109", "rencontre/a.md", 4, 43)]


PIECES = [
    "Ana",
    "Foo",
    "Yves",
    "Bar",
    "ana-foo",
    "anita",
    "Émile",
    "Dr.",
    "ACME",
    "文",
    *" ,&/;-'’.()|",
    " et ",
    " and ",
]
WRITTEN = st.lists(st.sampled_from(PIECES), max_size=6).map("".join) | st.text(max_size=20)
ENTRY = WRITTEN | st.fixed_dictionaries({"name": WRITTEN}, optional={"credited_as": WRITTEN, "organisation": WRITTEN})


@given(speakers=st.lists(ENTRY | st.fixed_dictionaries({"person": WRITTEN}), max_size=4), aliases=st.lists(WRITTEN))
def test_any_name_is_somebody_or_a_problem(speakers: list[object], aliases: list[str]) -> None:
    """Whatever stands for a speaker or another name: each credit leads to a person, or something is reported."""
    files = {
        "rencontre/a.md": talk(f"speakers: {json.dumps(speakers)}"),
        "intervenants/ana-foo.md": f"---\nname: Ana Foo\naliases: {json.dumps(aliases)}\n---\n",
    }
    catalogue, diagnostics = compiled(files)
    found = catalogue.talks.get("rencontre/a")
    assert found or diagnostics
    for credit in found.credits if found else ():
        assert credit.person in catalogue.people
