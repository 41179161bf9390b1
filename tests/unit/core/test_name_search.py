"""Names in texts: what counts as one, and what is another word or name."""

from __future__ import annotations

import pytest

from recap.core.name_search import NameSearch
from recap.core.readings import MARKDOWN, Reading, cut, decodings
from tests.name_spellings import ENCODED, PEOPLE, PLAIN, slug, spellings

SEARCH = NameSearch([f"{given} {family}" for given, family in PEOPLE])


def test_every_spelling_is_found() -> None:
    """A name is found once, in the middle of other words, and within what was written of it."""
    for name, text in spellings(PLAIN, ENCODED):
        hits = SEARCH.hits(f"Voir aussi {text} et les autres.")
        assert len(hits) == 1, name
        assert 11 <= hits[0].start < hits[0].end <= 11 + len(text), name


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Anne", "Annette, Jeanne, Annecy, anne7"),
        ("Rose", "Roseline, rosé7, arrose"),
        ("Ana Foo", "Diana Foo, Ana Foofoo"),
        ("Ana Foo", "Ana et Foo. Ana. Foo; Ana, Foo"),
        ("Ana Foo", "Ana\n\nFoo"),
        ("Ana Foo", "- Ana\n- Foo"),
        ("Ana Foo", "1. Ana\n2. Foo"),
        ("Ana Foo", "# Ana\n# Foo"),
        ("Li Na", "lina, carolina, Li, na"),
        ("C++", "C, c, C#"),
        ("Zed", "organized zedd"),
        ("Therese Arch", "the research"),
        ("Ana Foo", "Anna Foo, Ana Fo, A. Foo"),
        ("Ana Foo", "Yves Foo, Ana Bar et yves-foo, ana-bar"),
        ("Ana Foo", "YVES FOO, ANA BAR"),
        ("Ana Foo", "Yves Foo\nAna Bar\nLuc Zed"),
        ("Ana Foo", 'speakers: ["Yves Foo", "Ana Bar"]'),
    ],
)
def test_other_words_are_no_names(name: str, text: str) -> None:
    """Longer words, other names, and words of two sentences, paragraphs or entries of a list are somebody else's."""
    assert SEARCH.hits(text) == []
    assert NameSearch([name]).hits(text, ((), MARKDOWN)) == []


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Jörg Müller", "Joerg Mueller"),
        ("Jörg Müller", "mueller, joerg"),
        ("Anders Åsgrøn", "Anders Aasgron"),
        ("李明", "感谢李明先生"),
        ("山田 太郎", "山田太郎さん"),
        ("Фёдор Квакин", "Квакин, Федор"),
        ('Jo "Bob" O\'Hara', "Jo Bob OHara"),
        ("Ludwig van Zorb", "van Zorb, Ludwig"),
        ("Ludwig van Zorb", "Zorb, Ludwig van"),
        ("C++", "en c++ aussi"),
        ("Ana Foo", "avec Foo, Ana"),
        ("Ana Foo", "Voir Foo, Ana."),
        ("Ana Foo", "Foo, Ana; Bar, Yves"),
        ("Ana Foo", "Bar, Yves, Foo, Ana"),
        ("★", "un ★ rouge"),
        ("Li Na", "na-li, Na Li"),
        ("R2 D2", "r2d2 R2-D2"),
        ("2600", "le 2600 arrive"),
    ],
)
def test_names_of_all_kinds_are_found(name: str, text: str) -> None:
    """Letters spelt as two, other scripts with and without spaces, particles, digits and signs."""
    assert NameSearch([name]).hits(text)


def test_a_longer_name_of_somebody_else_is_spared() -> None:
    """The name of a known person may contain a withdrawn one; the same name may not."""
    search = NameSearch(["Ana Foo"], ["ana-foo"], ["Ana Foo Martqv", "ana-foo-martqv", "Ana Foo", "Yves Bar"])
    assert search.known == ("Ana Foo Martqv", "ana-foo-martqv")
    assert search.hits("Ana Foo Martqv, Martqv, Ana Foo et ana-foo-martqv.html") == []
    assert [hit.start for hit in search.hits("Ana Foo Martqv et Ana Foo")] == [18]


def test_an_id_of_one_word_is_small() -> None:
    """`rose` as an id is not the word Rose; one of three letters is nothing."""
    assert NameSearch(["Zoé Wqvarn"], ["rose"]).named("a/rose.html") == "rose"
    assert NameSearch(["Zoé Wqvarn"], ["rose"]).hits("Rose, ROSE") == []
    assert NameSearch(["Zoé Wqvarn"], ["zoe"]).hits("zoe") == []


def test_nobody_is_found_where_nobody_is_looked_for() -> None:
    """A search for no names is false; what is nothing without its accents is no name."""
    assert not NameSearch(())
    assert not NameSearch(["\u00b4", " "])
    assert NameSearch(["Ana Foo"]).digest != NameSearch(["Ana Fox"]).digest
    assert NameSearch(()).digest == ""


def test_words_can_be_left_out() -> None:
    """Names that are words of something else are not looked for any more."""
    search = NameSearch(["Mai", "Ana Foo"]).without("janvier\nmai\nfoo ana bar")
    assert search.hits("mai") == []
    assert not search
    assert NameSearch(["Mai", "Ana Foo"]).without("mai").hits("mai, Ana Foo")[0].value == "Ana Foo"


def test_texts_are_sifted_together() -> None:
    """Of many texts those remain that may have a name, wherever a batch ends."""
    texts = [(number, "Wqvarn, Zoïq" if number % 7 == 0 else "Bonjour <b") for number in range(30)]
    found = SEARCH.sift(texts, SEARCH.suspects, size=50)
    assert [number for number, _ in found] == [0, 7, 14, 21, 28]


def test_a_long_text_is_searched_in_parts() -> None:
    """A name is found with its place after a million letters."""
    text = "x " * 500_000 + "Zoïq Wqvarn"
    assert [(hit.start, hit.value) for hit in SEARCH.hits(text)] == [(1_000_000, "Zoïq Wqvarn")]


@pytest.mark.parametrize(
    "source", ["a<!-- b", "<script>a", "<!-- a --><!-- b", "a&#x;b", "%zz%", "\\u12", "é&eacute;\u200b"]
)
def test_a_reading_is_the_same_with_and_without_places(source: str) -> None:
    """What is left of a text after cuts does not depend on whether places are kept; each place is one of the text."""
    reading = Reading.of(source).cut(MARKDOWN)
    assert reading.text == cut(source, MARKDOWN)
    assert len(reading.origin) == len(reading.text)
    assert all(0 <= place < len(source) for place in reading.decoded().folded().origin)


@pytest.mark.parametrize(
    "code", ["utf-8", "utf-8-sig", "utf-16", "utf-16-be", "utf-32", "utf-32-le", "cp1252", "cp850", "mac_roman"]
)
def test_every_plausible_encoding_is_tried(code: str) -> None:
    """One of the readings of a file is what was written."""
    assert any("Zoé Wqvarn" in text for text in decodings("Merci à Zoé Wqvarn.".encode(code)))


def test_slugs_of_the_spellings() -> None:
    """The invented names have the ids that the package gives them."""
    assert [each for each in map(slug, (" ".join(person) for person in PEOPLE)) if not NameSearch([], [each])] == []
