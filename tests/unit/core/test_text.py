"""Letters: slugs, order, folding, names, escaping."""

from __future__ import annotations

import html
import os
import re
import subprocess

import html5lib
import markdown
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from recap.content import markdown_extensions
from recap.content.markdown_extensions import BUILT_IN
from recap.core import text

BAD = "<b>\"'&{{x}}[a](b)\\|*_`"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Émile Vidal", "emile-vidal"),
        ("L’œuvre d’Æthelred", "l-oeuvre-d-aethelred"),
        ("Straße, Łódź & Øresund", "strasse-lodz-oresund"),
        ("王芳", "wangfang"),
        ("C", "c"),
        ("C++", "cplusplus"),
        ("C#", "csharp"),
        (".NET", "net"),
        ("HTTP/2", "http-2"),
        ("???", ""),
    ],
)
def test_slug(written: str, expected: str) -> None:
    """Accents go, œ æ ß ł ø are spelt out, other scripts are transliterated, C++ and C# differ from C."""
    assert text.slug(written) == expected


@given(st.text())
def test_a_slug_is_an_address(written: str) -> None:
    """Whatever the text, its slug has only small letters, digits and single inner hyphens."""
    assert re.fullmatch(r"(?:[a-z0-9]+(?:-[a-z0-9]+)*)?", text.slug(written))


def test_names_sort_by_collation() -> None:
    """É sorts with E and œ with oe, in spite of their code points."""
    names = ["Zoé", "Édith", "Eva", "œuf", "Oded", "Emil"]
    assert sorted(names, key=text.collation_key) == ["Édith", "Emil", "Eva", "Oded", "œuf", "Zoé"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Émile Vidal", "Vidal, Émile"),
        ("Ludwig van Beethoven", "van Beethoven, Ludwig"),
        ("Ana de la Cruz", "de la Cruz, Ana"),
        ("Sammy Davis, Jr.", "Davis, Sammy"),
        ("Plato", "Plato"),
        ("Van Morrison", "Morrison, Van"),
    ],
)
def test_sort_name(name: str, expected: str) -> None:
    """The last word comes first, with its particles; a first name that looks like a particle stays one."""
    assert text.sort_name(name) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Émile Vidal", "ÉV"),
        ("Jim van der Berg", "JB"),
        ("Plato", "P"),
        ("42", "4"),
        ("روشن\u200cفکر می\u200cنویسد", "رم"),
        ("হি রা", "হর"),
        ("🦊", "🦊"),
        ("Nell Dʼarc", "NA"),
    ],
)
def test_monogram(name: str, expected: str) -> None:
    """First letters of the first and the last word."""
    assert text.monogram(name) == expected


@pytest.mark.parametrize(("name", "expected"), [("Élan", "E"), ("œuf", "O"), ("3M", "#"), ("", "#")])
def test_initial(name: str, expected: str) -> None:
    """The letter of an index is without accent; what starts with no letter stands under #."""
    assert text.initial(name) == expected


def test_one_letter_apart() -> None:
    """A letter more, another letter and two exchanged letters are one step; two changes are not."""
    words = ["hobbs", "hobs", "hobsb", "hobba", "meier", "maiers", "hobbs"]
    assert text.one_letter_apart(words) == {
        ("hobbs", "hobs"),
        ("hobs", "hobsb"),
        ("hobbs", "hobsb"),
        ("hobba", "hobbs"),
    }


@given(st.lists(st.text("ab", max_size=4), max_size=8))
def test_one_letter_apart_finds_all(words: list[str]) -> None:
    """The pairs are just those that a comparison of each word with each other finds."""

    def steps(word: str) -> set[str]:
        places = range(len(word) + 1)
        inserted = {word[:at] + letter + word[at:] for at in places for letter in "ab"}
        changed = {word[:at] + letter + word[at + 1 :] for at in places[:-1] for letter in "ab"}
        swapped = {word[:at] + word[at + 1] + word[at] + word[at + 2 :] for at in places[:-2]}
        return inserted | changed | swapped | {word[:at] + word[at + 1 :] for at in places[:-1]}

    expected = {(one, other) for one in words for other in words if one < other and other in steps(one)}
    assert text.one_letter_apart(words) == expected


@pytest.mark.parametrize("few", [1, 200])
@given(words=st.lists(st.text("ab", max_size=6), max_size=12), chosen=st.integers(0, 12))
def test_one_letter_apart_of_some(words: list[str], chosen: int, few: int) -> None:
    """The pairs of some words, compared one by one or not, are those among all pairs that have one of these."""
    among = set(words[:chosen])
    expected = {pair for pair in text.one_letter_apart(words) if not among.isdisjoint(pair)}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(text, "_FEW", few)
        assert text.one_letter_apart(words, among) == expected


def test_near() -> None:
    """The nearest known words come first, compared without accents and case; nothing is proposed from afar."""
    assert text.near("emile vidaal", ["Sarah Hobbs", "Émile Vidal"]) == ["Émile Vidal"]
    assert text.near("xyz", ["Sarah Hobbs", "Émile Vidal"]) == []


def test_collapse_keeps_no_break_spaces() -> None:
    """Line ends and runs of spaces become one space; no-break spaces stay, combining accents are composed."""
    assert text.collapse("  a\n  b\tc\u00a0: e\u0301 ") == "a b c\u00a0: é"


EXTENSIONS = [*BUILT_IN[:2], *markdown_extensions.EXTENSIONS]
CONTEXTS = {
    "label": ("- [{}](a.md)\n", ["ul", "li", "a"]),
    "name and role": ("[{}](a.md), {}\n", ["p", "a"]),
    "cell": ("| A |\n| --- |\n| {} |\n", ["table", "thead", "tr", "th", "tbody", "tr", "td"]),
    "heading": ("## À {}\n", ["h2"]),
    "continuation": ("- a\n\n    {}\n", ["ul", "li", "p", "p"]),
    "bold": ("- **{}**\n", ["ul", "li", "strong"]),
}


@pytest.mark.parametrize("context", CONTEXTS)
@example(written=BAD)
@example(written="1. a")
@example(written="- a")
@example(written="(c) -> == ~~a~~ ^b^ ++c++ :smile: @a #b")
@example(written="https://example.org/ a@b.org *[HTML]: x")
@given(written=st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z"), include_characters=" "), min_size=1))
def test_markdown_shows_the_characters(context: str, written: str) -> None:
    """Rendered with the site's extensions, an escaped text shows its characters and makes no element."""
    template, elements = CONTEXTS[context]
    if not text.collapse(written):
        return
    source = template.replace("{}", text.markdown(written))
    tree = html5lib.parseFragment(markdown.markdown(source, extensions=EXTENSIONS), namespaceHTMLElements=False)
    # A heading may hold a second id.
    assert [each.tag for each in tree.iter() if each.tag != "span"][1:] == elements
    expected = template.count("{}") * [text.collapse(written)]
    shown = "".join(tree.itertext())
    for part in expected:
        assert part in shown, html.escape(shown)


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("Émile\u00a0: « œuvre » 👩\u200d💻", "Émile\u00a0: « œuvre » 👩\u200d💻"),
        ("a\nb\r\tc\x1b[31m\x9b", "a\\nb\\r\\tc\\x1b[31m\\x9b"),
        ("exe\u202etxt\u2028\udcff", "exe\\u202etxt\\u2028\\udcff"),
        (" ::error::x", " \\::error::x"),
        ("a::b", "a::b"),
        ("x ##[error]y", "x ##\\[error]y"),
    ],
)
def test_printable(written: str, shown: str) -> None:
    """Letters of every language stay; what a terminal or GitHub's runner acts on is spelt out."""
    assert text.printable(written) == shown


@pytest.mark.parametrize(
    ("word", "known"),
    [
        ("speaker", "speakers"), ("Title", "title"), ("titel", "title"), ("key-points", "key_points"),
        ("orignal_titel", "original_title"), ("time", ""), ("slides", ""), ("tags", ""), ("location", ""),
        ("ville", ""),
        ("x" * 100, ""),
    ],
)  # fmt: skip
def test_a_slip_of_the_finger_is_near_and_a_likeness_is_not(word: str, known: str) -> None:
    """One letter added, dropped, changed or swapped, two in a long word; what only looks alike is another word."""
    keys = ["speakers", "title", "original_title", "key_points", "aliases", "tracks", "duration", "order"]
    assert text.slip(word, keys) == known


def test_invisible_characters_disguise_or_were_copied() -> None:
    """Each is of one kind; U+200B between letters of a script without spaces is of none."""
    every = [chr(number) for number in range(0x110000)]
    disguising, copied, invisible = (
        {sign for sign in every if pattern.search(sign)}
        for pattern in (text.DISGUISING_CHARACTERS, text.COPIED_CHARACTERS, text.INVISIBLE_CHARACTERS)
    )
    assert disguising | copied == invisible
    assert not disguising & copied
    assert not text.COPIED_CHARACTERS.search("ภาษา\u200bไทย")
    assert text.COPIED_CHARACTERS.search("ภาษา\u200b Thai")


def test_a_sign_is_named() -> None:
    """By its code and its Unicode name, or its code alone."""
    assert text.sign_name("\u200b") == "U+200B ZERO WIDTH SPACE"
    assert text.sign_name("\x08") == "U+0008"


def test_an_id_is_the_name_of_a_file_everywhere() -> None:
    """At most 190 characters, of its own for each text; no name of a device; no words for pictures next to letters."""
    long, other = text.slug("Ana " * 100), text.slug("Ana " * 100 + "x")
    assert len(long) <= text.MAX_ID
    assert long != other
    assert long.startswith("ana-ana-")
    assert text.slug("a" * text.MAX_ID) == "a" * text.MAX_ID
    assert [text.slug(name) for name in ("Con", "aux", "COM1", "Lpt9", "Conrad")] == [
        "con-1", "aux-1", "com1-1", "lpt9-1", "conrad"
    ]  # fmt: skip
    assert [text.slug(name) for name in ("🔥 hot", "🦊", "Zed 👩🏽\u200d💻", "C♯", "1️⃣")] == [
        "hot", "fox", "zed", "csharp", "1"
    ]  # fmt: skip
    assert text.heading_slug("🔥 hot") == "fire-hot"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("روشن\u200cفکر", "روشنفکر"), ("র\u200d্যা", "র্যা"), ("Nell Dʼarc", "Nell D'arc"), ("a‑b", "a-b"),
        ("Ada 🦊", "Ada"), ("❤️", "❤"), ("text_mining", "Text mining"),
    ],
)  # fmt: skip
def test_signs_that_nobody_compares_are_folded(one: str, other: str) -> None:
    """Joiners, kinds of apostrophes and hyphens, pictures next to letters."""
    assert text.fold(one) == text.fold(other)
    assert text.fold_label(one) == text.fold_label(other)


def test_what_differs_is_folded_apart() -> None:
    """Names of pictures or signs alone are their own keys; vowel signs of India are letters."""
    assert len({*map(text.fold, ("🦊", "🐻", "fox", "किरण", "करण", "???"))}) == 6


def test_the_sign_that_makes_the_difference() -> None:
    """It is returned only if nothing else differs."""
    assert text.differing_sign("Anne‑Marie", "Anne-Marie") == "‑"
    assert text.differing_sign("O'Moss", "O’Moss") == "'"
    assert text.differing_sign("Anne‑Marie", "Anna-Marie") == ""
    assert text.differing_sign("Ana", "Ana") == ""


@pytest.mark.parametrize(
    ("written", "word"),
    [
        ("lina", "lina"), ("李纳", "李纳"), ("M. Ives", '"M. Ives"'), ("O’Moss & Co", '"O’Moss & Co"'),
        ("a$(rm)b", "'a$(rm)b'"), ('a"b', "'a\"b'"), ("a`b`", "'a`b`'"), ("a\\b", "'a\\b'"),
    ],
)  # fmt: skip
def test_a_word_of_a_command_line(written: str, word: str) -> None:
    """What a hint proposes to copy runs nothing else."""
    assert text.shell_word(written) == word
    if os.name != "nt":
        shown = subprocess.run(["sh", "-c", f"printf %s {word}"], capture_output=True, check=True).stdout
        assert shown.decode() == written


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("tuesday, 6 May 2031", "Tuesday, 6 May 2031"),
        ("mardi 6 mai 2031", "Mardi 6 mai 2031"),
        ("Mittwoch, 6. Mai", "Mittwoch, 6. Mai"),
        ("ijsdag 6 mei", "IJsdag 6 mei"),
        ("ǆ a", "ǅ a"),
        ("ßa", "Ssa"),
        ("შაბათი, 6 მაისი", "შაბათი, 6 მაისი"),
        ("火曜日", "火曜日"),
        ("", ""),
    ],
)
def test_only_the_first_letter_is_raised(given: str, expected: str) -> None:
    """And only where its script has capitals."""
    assert text.titled(given) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("Pourquoi encore un tel outil\u202f? Parce que.", "Pourquoi encore un tel outil\u202f?"),
        ("Dr. Foo parle d’horloges. Puis de graisse.", "Dr. Foo parle d’horloges."),
        ("Docker 1.10 arrive ce mois-ci. Puis 1.11.", "Docker 1.10 arrive ce mois-ci."),
        ("Une phrase qui ne finit pas", "Une phrase qui ne finit pas"),
        ("mot " * 100 + "fin. Fin.", f"{'mot ' * 59}mot…"),
    ],
)
def test_first_sentence(written: str, expected: str) -> None:
    """Up to its end; a point after an abbreviation or within a number is none."""
    assert text.first_sentence(written) == expected
