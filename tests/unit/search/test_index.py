"""The index of search: words, documents, files."""

from __future__ import annotations

import json
import random
import re
from pathlib import Path
from typing import Any

import markdown
import pytest
from hypothesis import given
from hypothesis import strategies as st

from recap.search.encoding import DIGITS, MORE, in_names, join_runs, merge, runs
from recap.search.extract import SearchDocument, Section, document_of, plain
from recap.search.index import Index
from recap.search.tokenizer import STOP_WORDS, fold, stem, words


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("L’isolation de CRI-O", ["isolation", "de", "cri", "o", "crio"]),
        ("jusqu'à l'œuvre", ["a", "oeuvre"]),
        ("qu’il d’l’eau", ["il", "eau"]),
        ("aujourd’hui", ["aujourd", "hui", "aujourdhui"]),
        ("HTTP/2", ["http", "2", "http2"]),
        ("C++ et C#, F", ["c", "c++", "et", "c", "c#", "f"]),
        (".NET", ["net", ".net"]),
        ("seccomp-bpf, user_name", ["seccomp", "bpf", "seccompbpf", "user", "name", "username"]),
        ("« Émile » — ÉTÉ…", ["emile", "ete"]),
        ("1.12.3", ["1", "12", "3", "1123"]),
        ("王芳 Ωμέγα Łódź Straße", ["王芳", "ωμεγα", "lodz", "strasse"]),
        ("", []),
        ("'' - … 🧀 \0", []),
    ],
)
def test_words(written: str, expected: list[str]) -> None:
    assert [*words(written)] == expected


@pytest.mark.parametrize(
    "forms",
    [
        ("conteneur", "conteneurs"),
        ("isolé", "isolée", "isolés", "isoler"),
        ("sécurité", "sécurités"),
        ("virtuel", "virtuelle", "virtuels"),
        ("container", "containers"),
        ("licence", "licences"),
    ],
)
def test_inflections_share_a_stem(forms: tuple[str, ...]) -> None:
    assert len({fold(stem(form)) for form in forms}) == 1


def test_stop_words_are_folded_words() -> None:
    assert all([*words(word)] == [word] for word in STOP_WORDS)


Postings = list[tuple[int, int, int]]
"""Page, section, weight of a word: names, whose weight is above 3, are in first sections."""
PLACES = st.tuples(st.integers(0, 40) | st.integers(0, 2**28), st.just(0) | st.integers(0, 3000))
POSTINGS = st.dictionaries(PLACES, st.integers(0, 7)).map(
    lambda found: sorted((page, place, weight % 4 if place else weight) for (page, place), weight in found.items())
)


def packed(postings: Postings, text: str = "", removed: tuple[int, ...] = ()) -> str:
    """Merge postings into a text."""
    return merge(text, removed, [page << 32 | place << 3 | weight for page, place, weight in postings])


@given(POSTINGS)
def test_postings_survive_packing(postings: Postings) -> None:
    """What is packed is read back as the client reads it."""
    read, page, number, scale, elsewhere = [], 0, 0, 1, False
    for sign in packed(postings):
        digit, ends = DIGITS.index(sign), len(DIGITS) - MORE
        if digit >= ends:
            number, scale = number + (digit - ends) * scale, scale * MORE
            continue
        number += digit * scale
        page += 0 if elsewhere else number >> 3
        if elsewhere or number & 7 != 3:
            read.append((page, number >> 2, number & 3) if elsewhere else (page, 0, number & 7))
        number, scale, elsewhere = 0, 1, not elsewhere and number & 7 == 3
    assert read == postings


@given(POSTINGS, POSTINGS)
def test_merged_postings_are_those_packed_at_once(some: Postings, more: Postings) -> None:
    """Pages that are added replace their former postings; what is added can be taken out; names are recognised."""
    pages = {page for page, _, _ in more}
    others = [each for each in some if each[0] not in pages]
    merged = packed(more, packed(some))
    assert merged == packed(sorted(others + more))
    assert packed([], merged, tuple(pages)) == packed(others)
    assert in_names(merged) == any(weight > 3 for _, _, weight in others + more)


@pytest.mark.parametrize(
    ("written", "cut"),
    [
        ("容器安全入门", ["容器", "器安", "安全", "全入", "入门"]), ("用Rust写容器", ["用", "rust", "写容", "容器"]),
        ("コンテナ入門", ["コン", "ンテ", "テナ", "ナ入", "入門"]), ("ｾｷｭ", ["セキ", "キュ"]), ("ไทย", ["ไท", "ทย"]),
        ("روشن\u200cفکر", ["روشن", "فکر", "روشنفکر"]), ("র\u200d্যা", ["রয"]), ("C++容器", ["c", "c++", "容器"]),
        ("a-容", ["a", "容"]),
    ],
)  # fmt: skip
def test_scripts_without_spaces_are_cut_into_pairs(written: str, cut: list[str]) -> None:
    """Han, kana, Thai and others; a single sign between others is a word; joiners cut nothing."""
    assert [*words(written)] == cut


@given(st.text())
def test_any_text_is_cut_into_words(written: str) -> None:
    """Words are folded already, hold no space, and have a stem."""
    for word in words(written):
        assert word
        assert not re.search(r"\s", word)
        assert fold(word) == word
        assert stem(word)


@given(st.lists(st.sampled_from("ab")))
def test_runs_say_everything(values: list[str]) -> None:
    found = runs(values)
    assert [value for value, times in zip(found[::2], found[1::2], strict=True) for _ in range(times)] == values


@given(st.lists(st.lists(st.sampled_from("ab"))))
def test_runs_are_joined(parts: list[list[str]]) -> None:
    """Runs of parts, joined, are the runs of the whole."""
    assert join_runs(map(runs, parts)) == runs(value for part in parts for value in part)


def test_text_is_what_a_reader_sees() -> None:
    shown = plain(
        "<p>Un&nbsp;<b>pot</b> &amp; des</p><ul><li>pommes</li></ul><svg><text>non</text></svg>"
        '<span class="recap-monogram" aria-hidden="true">PO</span>\n\n<pre><code>a &lt; b\n</code></pre>'
    )
    assert shown == "Un\u00a0pot & des pommes a < b"


def test_a_footnote_is_read_without_its_links() -> None:
    """Its number would become part of a word, which nobody would find."""
    html = markdown.markdown("Un mot[^1], et un autre[^1].\n\n## Fin[^a]\n\n[^1]: Une note.\n[^a]: Et ça.",
                             extensions=["footnotes"])  # fmt: skip
    assert plain(html) == "Un mot, et un autre. Fin Une note. Et ça."


def test_a_page_is_cut_at_its_headings() -> None:
    data = {
        "kind": "talk",
        "url": "a.html",
        "title": "T",
        "summary": "S.",
        "key_points": ["K."],
        "search": {"keywords": ["N"]},
    }
    page = document_of(data, '<p>Avant.</p><h2 id="un">Un <em>titre</em></h2><p>Après.</p><h3 id="x">X</h3><p>Y</p>')
    assert page
    assert page.keywords == ("N",)
    assert page.sections == (
        Section("", "", "S. K. Avant."),
        Section("un", "Un titre", "Après."),
        Section("x", "X", "Y"),
    )


def test_lists_are_found_by_their_own_words_and_people_without_their_lists() -> None:
    """What a list names is found by itself; the sub-pages of a list, and search itself, are not found."""
    listing = document_of({"kind": "listing", "url": "a.html", "title": "T", "summary": "Tout."}, "<p>x</p>")
    assert listing
    assert (listing.kind, listing.title, listing.sections) == ("page", "T", (Section("", "", "Tout."),))
    assert document_of({"kind": "list_page", "url": "a.html", "title": "T"}, "<p>x</p>") is None
    assert document_of({"kind": "search", "url": "a.html", "title": "T"}, "<p>x</p>") is None
    bio = '<p>Bio</p><h2 id="a">À X</h2><p>titre</p><h2 id="b">À Y</h2>'
    person = document_of({"kind": "person", "url": "a.html", "title": "T"}, bio)
    assert person
    assert person.sections == (Section("", "", "Bio"),)
    reported = document_of({"kind": "person", "url": "a.html", "title": "T", "sections": 1}, bio)
    assert reported
    assert reported.sections == (Section("", "", "Bio"), Section("a", "À X", "titre"))


def index_of(pages: list[SearchDocument], folder: Path) -> dict[str, Any]:
    """The files of the index of some pages: name -> content."""
    index = Index()
    for page in pages:
        index.add(page)
    index.write(folder)
    found = {}
    for path in folder.iterdir():
        match = re.fullmatch(r'recapSearch\.put\("([\w]+)",(.*)\)\n', path.read_text("utf-8"), re.DOTALL)
        assert match
        assert match[1] == path.stem
        found[path.stem] = json.loads(match[2])
    return found


def page(url: str, title: str, text: str = "", kind: str = "talk", **facets: tuple[str, ...]) -> SearchDocument:
    """A page with one section."""
    return SearchDocument(url, kind, title, (), (), "", facets, (Section("", "", text),))


def test_the_files_do_not_depend_on_the_order(tmp_path: Path) -> None:
    pages = [
        page(f"{number}.html", f"Titre {number}", "mot " * number, year=(str(number % 3),)) for number in range(40)
    ]
    first = index_of(pages, tmp_path / "a")
    random.Random(1).shuffle(pages)
    assert index_of(pages, tmp_path / "b") == first


def test_words_lie_in_order_in_files_that_are_closed(tmp_path: Path) -> None:
    """Each file starts with the word that the manifest names, and no word stands twice."""
    texts = (" ".join(f"mot{number}x{other}" for other in range(200)) for number in range(60))
    files = index_of([page(f"{number}.html", "T", text) for number, text in enumerate(texts)], tmp_path)
    manifest = files["index"]
    assert len(manifest["shards"]) > 3
    seen = [word for shard in manifest["shards"] for word in files[shard][0].split(" ")]
    assert seen == sorted(set(seen))
    assert len(seen) == 12_001
    assert [files[shard][0].split(" ")[0] for shard in manifest["shards"]] == manifest["starts"]


def test_nothing_breaks_out_of_a_file(tmp_path: Path) -> None:
    """Line separators, quotes and ends of scripts are data."""
    hostile = "</script>\u2028\u2029\"');alert(1)//\\"
    files = index_of([page("a.html", hostile, hostile)], tmp_path)
    (block,) = files["index"]["blocks"]
    assert files[block][0][2] == hostile


def test_a_stem_is_that_of_the_word_with_its_accents(tmp_path: Path) -> None:
    """Whatever sign stands next to the word: the French stemmer needs the accents that the index drops."""
    files = index_of([page("a.html", "T", "« L’isolée », isolés, isolation.")], tmp_path)
    (shard,) = files["index"]["shards"]
    found, stems, _ = (column.split(" ") for column in files[shard])
    assert {word: letters for word, letters in zip(found, stems, strict=True) if word.startswith("isol")} == {
        "isolation": "5",
        "isolee": "2",
        "isoles": "2",
    }


def test_an_empty_site_has_an_index(tmp_path: Path) -> None:
    assert index_of([], tmp_path)["index"]["shards"] == []
