"""Lists that are too long for one page: by letter, by year, by day, and never more than so many entries on a page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import corpus
from recap.catalogue.resolver import compile_catalogue
from recap.content.settings import Settings, read_settings
from recap.core.language import language
from recap.pages import pagination as leaves
from recap.pages.outline import Pages
from recap.pages.pagination import MANY_MORE, cut
from recap.site.compile import assemble, compile_site
from tests.catalogue_fixtures import files_of
from tests.site_fixtures import HOME, meetings

FRENCH = Settings()


def pages_of(files: dict[str, str], *, collate: bool = True) -> Pages:
    """The pages of a docs folder that is given as texts."""
    found, problems = files_of(files)
    catalogue, more = compile_catalogue(found, FRENCH, collate=collate)
    assert not [each for each in problems + more if each.level == "error"]
    return Pages(catalogue, FRENCH, language("fr"))


def linked(written: str) -> Counter[str]:
    """The pages of people to which the entries of a Markdown page lead, and how often."""
    return Counter(re.findall(r"^- <span.*?</span> \[[^\]]*\]\(([\w-]+)\.md\)", written, re.MULTILINE))


def test_a_list_is_cut_when_one_more_entry_is_too_many() -> None:
    """300 entries are one page; 301 are cut by their labels, in the order of the list."""
    assert cut("a/index.md", ["x"] * MANY_MORE, str) == []
    found = cut("a/index.md", ["2026", *["2025"] * MANY_MORE], str)
    assert [(leaf.src_uri, leaf.label, len(leaf.entries)) for leaf in found] == [
        ("a/index_2026.md", "2026", 1),
        ("a/index_2025.md", "2025", 300),
    ]


def test_a_letter_that_is_too_long_is_cut_again() -> None:
    """1,400 names under S give five pages of nearly the same length, each with its first and last names."""
    entries = [f"S{number:04}" for number in range(1400)]
    found = cut("intervenants/index.md", entries, str, "Autres alphabets")
    assert [len(leaf.entries) for leaf in found] == [280] * 5
    names = [f"intervenants/index_{name}.md" for name in ("s", "s-2", "s-3", "s-4", "s-5")]
    assert [leaf.src_uri for leaf in found] == names
    assert [leaf.label for leaf in found] == ["S (1)", "S (2)", "S (3)", "S (4)", "S (5)"]
    assert found[1].span == "S0280 – S0559"
    assert [entry for leaf in found for entry in leaf.entries] == entries


def test_accents_signs_and_other_alphabets_have_their_page() -> None:
    """É is under E, signs and digits are together, and so is what no letter from A to Z begins."""
    found = cut("p.md", ["(Ana)", "42", *["Emo"] * 300, "Élan", "Œil", "Жук", "開始"], str, "Autres alphabets")
    assert [(leaf.src_uri, leaf.label, leaf.span, len(leaf.entries)) for leaf in found] == [
        ("p_0-9.md", "0-9", "(Ana) – 42", 2),
        ("p_e.md", "E (1)", "Emo", 151),
        ("p_e-2.md", "E (2)", "Emo – Élan", 150),
        ("p_o.md", "O", "Œil", 1),
        ("p_autres-alphabets.md", "Autres alphabets", "Жук – 開始", 2),
    ]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight entries are as many as a page holds."""
    monkeypatch.setattr(leaves, "MANY_MORE", 8)


@pytest.mark.usefixtures("few")
def test_each_entry_is_on_one_leaf_and_each_leaf_on_its_index() -> None:
    """Speakers, authors and topics alike; the page of a whole list leads to its leaves and holds no entry."""
    pages = pages_of(meetings())
    outline = pages.outline()
    assert {whole for whole in pages.leaves if "/index" in whole or "/" not in whole} == {
        "intervenants/index.md",
        "sujets/index.md",
        "organisations/index.md",
        "glossaire.md",
    }
    for whole, parts in pages.leaves.items():
        assert all(len(leaf.entries) <= 8 for leaf in parts)
        assert all(f"]({leaf.src_uri.rpartition('/')[2]})" in outline[whole]() for leaf in parts), whole
    people = sum((linked(outline[leaf.src_uri]()) for leaf in pages.leaves["intervenants/index.md"]), Counter())
    assert people == dict.fromkeys(pages.catalogue.people, 1)
    topics = [outline[leaf.src_uri]() for leaf in pages.leaves["sujets/index.md"]]
    assert "\n".join(topics).count("recap-topic__code") == len(pages.catalogue.topics)
    assert not linked(outline["intervenants/index.md"]())
    assert "- [S (1)](index_s.md)\n\n    S" in outline["intervenants/index.md"]()


@pytest.mark.usefixtures("few")
def test_a_topic_shows_its_newest_talks_and_leads_to_every_year() -> None:
    """The page of a topic or an organisation holds the 20 newest talks, those of each year are on its leaves."""
    pages = pages_of(meetings())
    outline = pages.outline()
    for whole in ("sujets/docker.md", "organisations/acme.md"):
        written = outline[whole]()
        stem = whole.removesuffix(".md")
        assert [leaf.src_uri for leaf in pages.leaves[whole]] == [
            f"{stem}_{year}{more}.md" for year in (2026, 2025, 2024) for more in ("", "-2")
        ]
        assert len(re.findall(r"^- \[", written, re.MULTILINE)) == 20
        talks = re.findall(r"^- \[.*?\]\(\.\./(.*?)\.md\)", written, re.MULTILINE)
        assert [name[:14] for name in talks] == ["rencontre-2026"] * 12 + ["rencontre-2025"] * 8
        whole_list = "".join(outline[leaf.src_uri]() for leaf in pages.leaves[whole])
        assert len(set(re.findall(r"^- \[.*?\]\((.*?)\)", whole_list, re.MULTILINE))) == 36
    assert "Voici les 20 plus récentes." in outline["sujets/docker.md"]()
    assert "et 28 autres" in outline["organisations/acme.md"]()


@pytest.mark.usefixtures("few")
def test_a_programme_has_a_page_a_day() -> None:
    """Each day has the columns that the whole programme has."""
    pages = pages_of(meetings())
    outline = pages.outline()
    assert [leaf.src_uri for leaf in pages.leaves["rencontre-2026/programme.md"]] == [
        "rencontre-2026/programme_vendredi-1er-mai-2026.md",
        "rencontre-2026/programme_samedi-2-mai-2026.md",
    ]
    assert "- [Vendredi 1er mai 2026](programme_vendredi-1er-mai-2026.md)\n\n    6 interv" in (
        outline["rencontre-2026/programme.md"]()
    )
    day = outline["rencontre-2026/programme_samedi-2-mai-2026.md"]()
    assert day.startswith("## Samedi 2 mai 2026\n\n| Heure | Intervention | Salle | Voix |\n")
    assert day.count("\n| ") == 2 + 6 - 1 + 1


def test_the_home_page_leads_to_the_conferences_of_each_year(monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest one is on the home page itself; each other one is on the leaf of its year, with what it says."""
    monkeypatch.setattr(leaves, "MANY_MORE", 1)
    pages = pages_of(meetings())
    site = assemble(pages.catalogue, FRENCH, Path("docs"))
    home = site.page_data("index.md") or {}
    assert (home["newest"]["title"], home["events"]) == (pages.catalogue.events["rencontre-2026"].record.title, [])
    assert [(year["title"], year["url"]) for year in home["years"]] == [
        ("2025", "index_2025.html"),
        ("2024", "index_2024.html"),
    ]
    leaf = site.artifacts["index_2024.md"]
    assert "](rencontre-2024/index.md)" in leaf.content
    assert "2024, 12 interventions" in leaf.content
    assert (leaf.data or {})["title"] == "Les autres conférences · 2024"
    assert (leaf.data or {})["summary"] == "1 conférence"


def test_books_are_listed_by_year(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many conferences the page on reading without network leads to the books of each year."""
    pages = pages_of(meetings())
    site = assemble(pages.catalogue, FRENCH, Path("docs"))
    offline = site.page_data("lire-hors-ligne.md") or {}
    assert [book["title"] for book in offline["books"]] == [f"Rencontre {year} (EPUB)" for year in (2026, 2025, 2024)]
    monkeypatch.setattr(leaves, "MANY_MORE", 2)
    site = assemble(pages.catalogue, FRENCH, Path("docs"))
    offline = site.page_data("lire-hors-ligne.md") or {}
    assert [(year["title"], year["url"]) for year in offline["books"]] == [
        (str(year), f"lire-hors-ligne_{year}.html") for year in (2026, 2025, 2024)
    ]
    leaf = site.page_data("lire-hors-ligne_2024.md") or {}
    assert (leaf["title"], leaf["summary"]) == ("Lire hors ligne · 2024", "1 conférence")
    assert leaf["books"] == [{"title": "Rencontre 2024 (EPUB)", "url": "telecharger/rencontre-2024.epub"}]


@pytest.mark.usefixtures("few")
def test_an_author_has_a_page_a_year() -> None:
    """Who wrote more than a page holds: the newest ones on the page, those of each year on its leaves."""
    files = meetings()
    texts = {
        name: text.replace("title:", "authors: [Zoé Plume]\ntitle:", 1)
        for name, text in files.items()
        if name.startswith("rencontre")
    }
    pages = pages_of(files | texts)
    outline = pages.outline()
    stem = "intervenants/zoe-plume"
    assert [leaf.src_uri for leaf in pages.leaves[f"{stem}.md"]] == [
        f"{stem}_{year}{more}.md" for year in (2026, 2025, 2024) for more in ("", "-2")
    ]
    written = outline[f"{stem}.md"]()
    assert "## Compte rendu\n\nVoici les 20 plus récents. Tous, année par année\N{NO-BREAK SPACE}: " in written
    assert written.count("\n- [") == 20
    whole_list = "".join(outline[leaf.src_uri]() for leaf in pages.leaves[f"{stem}.md"])
    assert whole_list.count("- [") == len(pages.catalogue.people["zoe-plume"].wrote) == 39


@pytest.mark.usefixtures("few")
def test_addresses_of_leaves_hang_on_no_order() -> None:
    """`check --since` compares a catalogue that is sorted with one that is not."""
    files = meetings()
    assert pages_of(files).addresses() == pages_of(files, collate=False).addresses()


@pytest.mark.usefixtures("few")
def test_titles_of_leaves_are_their_own() -> None:
    """A topic and an organisation of one name have the same years: their titles differ in the head."""
    pages = pages_of(meetings() | {"sujets/acme.md": "---\ntitle: Acme\nsummary: S.\n---\n"})
    site = assemble(pages.catalogue, FRENCH, Path("docs"))
    data = {src_uri: site.page_data(src_uri) or {} for src_uri in site.pages}
    titles = Counter(each["head_title"] for each in data.values())
    assert [title for title, number in titles.items() if number > 1] == []
    assert data["intervenants/index_t.md"]["title"] == "Personnes · T (1)"
    assert data["intervenants/index_t.md"]["section"] == "people"
    assert data["sujets/index.md"]["summary"] == "Ce dont on a parlé, de A à Z."


def test_no_file_can_be_where_a_leaf_is() -> None:
    """A name with an underscore is E114, in every folder."""
    page = "---\nname: Ana Foo\n---\n"
    _, problems = files_of({"index.md": HOME, "intervenants/index_a.md": page, "glossaire_a.md": HOME})
    assert [each.text for each in problems] == ["E114.file_name", "E114.file_name"]


def test_pages_of_a_thousand_talks_are_small(tmp_path: Path, shared: Callable[[str], Path]) -> None:
    """Of real talks no generated page has 30 KB of Markdown, and nobody is lost."""
    corpus.make(tmp_path, 1000, shared("corpora/pyvideo.jsonl.gz"))
    settings, _ = read_settings(tmp_path / "mkdocs.yml")
    site, problems = compile_site(tmp_path / "docs", settings)
    assert not [each for each in problems if each.level == "error"]
    catalogue = site.catalogue
    made = [each for each in site.artifacts.values() if each.data and not catalogue.document(each.src_uri)]
    assert max(len(each.content.encode()) for each in made) < 30_000
    people = [each for each in made if re.fullmatch(r"intervenants/index(_.*)?\.md", each.src_uri)]
    assert sum((linked(each.content) for each in people), Counter()) == dict.fromkeys(catalogue.people, 1)
