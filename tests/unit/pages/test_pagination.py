"""Lists that are too long for one page: by letter, by year, by day, and never more than so many entries on a page."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

from benchmarks import corpus
from recap.catalogue.models import Catalogue
from recap.content.settings import read_settings
from recap.pages import pagination
from recap.pages.context import Context
from recap.pages.outline import Outline, outline_of
from recap.pages.pagination import MAX_ENTRIES_PER_PAGE, GrowingList, ListPage, divide
from recap.site.compile import assemble, compile_site
from tests.catalogue_fixtures import FRENCH, files_of, outlined, resolved
from tests.site_fixtures import HOME, french, meetings


def markdown_of(outline: Outline, src_uri: str) -> str:
    """The Markdown of a page."""
    return outline.pages[src_uri].markdown()


def joined(outline: Outline, src_uri: str) -> str:
    """The Markdown of all sub-pages of a page."""
    return "".join(markdown_of(outline, page.src_uri) for page in outline.context.pagination[src_uri])


def divided(src_uri: str, entries: list[str], others: str = "") -> list[ListPage]:
    """The sub-pages of a list of names or labels."""
    growing = GrowingList(src_uri, lambda _: entries, lambda _, entry: entry, lambda *_: "", others)
    return [*divide(Context(Catalogue(), french()), growing)]


def linked(written: str) -> Counter[str]:
    """The pages of people to which the entries of a Markdown page lead, and how often."""
    return Counter(re.findall(r"^- <span.*?</span> \[[^\]]*\]\(([\w-]+)\.md\)", written, re.MULTILINE))


def test_a_list_is_cut_when_one_more_entry_is_too_many() -> None:
    """300 entries are one page; 301 are cut by their labels, in the order of the list."""
    assert divided("a/index.md", ["x"] * MAX_ENTRIES_PER_PAGE) == []
    found = divided("a/index.md", ["2026", *["2025"] * MAX_ENTRIES_PER_PAGE])
    assert [(page.src_uri, page.label, len(page.entries)) for page in found] == [
        ("a/index_2026.md", "2026", 1),
        ("a/index_2025.md", "2025", 300),
    ]


def test_a_letter_that_is_too_long_is_cut_again() -> None:
    """1,400 names under S give five pages of nearly the same length, each with its first and last names."""
    entries = [f"S{number:04}" for number in range(1400)]
    found = divided("intervenants/index.md", entries, "Autres alphabets")
    assert [len(page.entries) for page in found] == [280] * 5
    names = [f"intervenants/index_{name}.md" for name in ("s", "s-2", "s-3", "s-4", "s-5")]
    assert [page.src_uri for page in found] == names
    assert [page.label for page in found] == ["S (1)", "S (2)", "S (3)", "S (4)", "S (5)"]
    assert found[1].span == "S0280 – S0559"
    assert [entry for page in found for entry in page.entries] == entries


def test_accents_signs_and_other_alphabets_have_their_page() -> None:
    """É is under E, signs and digits are together, and so is what no letter from A to Z begins."""
    found = divided("p.md", ["(Ana)", "42", *["Emo"] * 300, "Élan", "Œil", "Жук", "開始"], "Autres alphabets")
    assert [(page.src_uri, page.label, page.span, len(page.entries)) for page in found] == [
        ("p_0-9.md", "0-9", "(Ana) – 42", 2),
        ("p_e.md", "E (1)", "Emo", 151),
        ("p_e-2.md", "E (2)", "Emo – Élan", 150),
        ("p_o.md", "O", "Œil", 1),
        ("p_autres-alphabets.md", "Autres alphabets", "Жук – 開始", 2),
    ]


@pytest.fixture
def few(monkeypatch: pytest.MonkeyPatch) -> None:
    """Eight entries are as many as a page holds."""
    monkeypatch.setattr(pagination, "MAX_ENTRIES_PER_PAGE", 8)


@pytest.mark.usefixtures("few")
def test_each_entry_is_on_one_sub_page_and_each_sub_page_on_its_index() -> None:
    """Speakers, authors and topics alike; the page of a whole list leads to its sub-pages and holds no entry."""
    outline = outlined(meetings())
    assert {whole for whole in outline.context.pagination if "/index" in whole or "/" not in whole} == {
        "intervenants/index.md",
        "sujets/index.md",
        "organisations/index.md",
        "glossaire.md",
    }
    for whole, parts in outline.context.pagination.items():
        assert all(len(page.entries) <= 8 for page in parts)
        assert all(f"]({page.src_uri.rpartition('/')[2]})" in markdown_of(outline, whole) for page in parts), whole
    people = linked(joined(outline, "intervenants/index.md"))
    assert people == dict.fromkeys(outline.catalogue.people, 1)
    topics = joined(outline, "sujets/index.md")
    assert topics.count("recap-topic__code") == len(outline.catalogue.topics)
    assert not linked(markdown_of(outline, "intervenants/index.md"))
    assert "- [S (1)](index_s.md)\n\n    S" in markdown_of(outline, "intervenants/index.md")


@pytest.mark.usefixtures("few")
def test_a_topic_shows_its_newest_talks_and_leads_to_every_year() -> None:
    """The page of a topic or an organisation holds the 20 newest talks, those of each year are on its sub-pages."""
    outline = outlined(meetings())
    for whole in ("sujets/relais.md", "organisations/acme.md"):
        written = markdown_of(outline, whole)
        stem = whole.removesuffix(".md")
        assert [page.src_uri for page in outline.context.pagination[whole]] == [
            f"{stem}_{year}{more}.md" for year in (2026, 2025, 2024) for more in ("", "-2")
        ]
        assert len(re.findall(r"^- \[", written, re.MULTILINE)) == 20
        talks = re.findall(r"^- \[.*?\]\(\.\./(.*?)\.md\)", written, re.MULTILINE)
        assert [name[:14] for name in talks] == ["rencontre-2026"] * 12 + ["rencontre-2025"] * 8
        whole_list = joined(outline, whole)
        assert len(set(re.findall(r"^- \[.*?\]\((.*?)\)", whole_list, re.MULTILINE))) == 36
    assert "Voici les 20 plus récentes." in markdown_of(outline, "sujets/relais.md")
    assert "et 28 autres" in markdown_of(outline, "organisations/acme.md")


@pytest.mark.usefixtures("few")
def test_a_programme_has_a_page_a_day() -> None:
    """Each day has the columns that the whole programme has."""
    outline = outlined({uri: re.sub("rooms?: .*\n", "", content) for uri, content in meetings().items()})
    assert [page.src_uri for page in outline.context.pagination["rencontre-2026/programme.md"]] == [
        "rencontre-2026/programme_vendredi-1er-mai-2026.md",
        "rencontre-2026/programme_samedi-2-mai-2026.md",
    ]
    assert "- [Vendredi 1er mai 2026](programme_vendredi-1er-mai-2026.md)\n\n    6 interv" in (
        markdown_of(outline, "rencontre-2026/programme.md")
    )
    day = markdown_of(outline, "rencontre-2026/programme_samedi-2-mai-2026.md")
    assert day.startswith("## Samedi 2 mai 2026\n\n| Heure | Intervention | Voix |\n")
    assert day.count("\n| ") == 2 + 6 - 1 + 1


def test_a_page_of_a_grid_holds_twice_as_many(monkeypatch: pytest.MonkeyPatch) -> None:
    """Twelve talks in two rooms are one page where a page holds six entries, and two where it holds five."""
    monkeypatch.setattr(pagination, "MAX_ENTRIES_PER_PAGE", 6)
    assert "rencontre-2026/programme.md" not in outlined(meetings()).context.pagination
    monkeypatch.setattr(pagination, "MAX_ENTRIES_PER_PAGE", 5)
    outline = outlined(meetings())
    _, page = outline.context.pagination["rencontre-2026/programme.md"]
    assert outline.pages["rencontre-2026/programme.md"].data()["kind"] == "listing"
    data = outline.pages[page.src_uri].data()
    assert (data["kind"], data["title"].partition(" · ")[2]) == ("programme", "Samedi 2 mai 2026")
    assert [(day["label"], len(day["lists"][0]["talks"])) for day in data["days"]] == [("Samedi 2 mai 2026", 6)]
    assert markdown_of(outline, page.src_uri) == "## Samedi 2 mai 2026"


def test_the_home_page_leads_to_the_conferences_of_each_year(monkeypatch: pytest.MonkeyPatch) -> None:
    """The newest one is on the home page itself; each other one is on the page of its year, with what it says."""
    monkeypatch.setattr(pagination, "MAX_ENTRIES_PER_PAGE", 1)
    outline = outlined(meetings())
    site = assemble(outline_of(outline.catalogue, FRENCH), Path("docs"))
    home = site.artifacts["index.md"].data
    assert (home["newest"]["title"], home["events"]) == (outline.catalogue.events["rencontre-2026"].record.title, [])
    assert [(year["title"], year["url"]) for year in home["years"]] == [
        ("2025", "index_2025.html"),
        ("2024", "index_2024.html"),
    ]
    page = site.artifacts["index_2024.md"]
    assert "](rencontre-2024/index.md)" in page.content
    assert "2024, 12 interventions" in page.content
    assert page.data["title"] == "Les autres conférences · 2024"
    assert page.data["summary"] == "1 conférence"


def test_books_are_listed_by_year(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of many conferences the page on reading without network leads to the books of each year."""
    outline = outlined(meetings())
    site = assemble(outline_of(outline.catalogue, FRENCH), Path("docs"))
    offline = site.artifacts["lire-hors-ligne.md"].data
    assert [book["title"] for book in offline["books"]] == [f"Rencontre {year} (EPUB)" for year in (2026, 2025, 2024)]
    monkeypatch.setattr(pagination, "MAX_ENTRIES_PER_PAGE", 2)
    site = assemble(outline_of(outline.catalogue, FRENCH), Path("docs"))
    offline = site.artifacts["lire-hors-ligne.md"].data
    assert [(year["title"], year["url"]) for year in offline["books"]] == [
        (str(year), f"lire-hors-ligne_{year}.html") for year in (2026, 2025, 2024)
    ]
    page = site.artifacts["lire-hors-ligne_2024.md"].data
    assert (page["title"], page["summary"]) == ("Lire hors ligne · 2024", "1 conférence")
    assert page["books"] == [{"title": "Rencontre 2024 (EPUB)", "path": "telecharger/rencontre-2024.epub", "url": None}]


@pytest.mark.usefixtures("few")
def test_an_author_has_a_page_a_year() -> None:
    """Who wrote more than a page holds: the newest ones on the page, those of each year on its sub-pages."""
    files = meetings()
    texts = {
        name: text.replace("authors: []\n", "").replace("title:", "authors: [Zoé Plume]\ntitle:", 1)
        for name, text in files.items()
        if name.startswith("rencontre")
    }
    outline = outlined(files | texts)
    stem = "intervenants/zoe-plume"
    assert [page.src_uri for page in outline.context.pagination[f"{stem}.md"]] == [
        f"{stem}_{year}{more}.md" for year in (2026, 2025, 2024) for more in ("", "-2")
    ]
    written = markdown_of(outline, f"{stem}.md")
    assert "## Compte rendu\n\nVoici les 20 plus récents. Tous, année par année\N{NO-BREAK SPACE}: " in written
    assert written.count("\n- [") == 20
    whole_list = joined(outline, f"{stem}.md")
    assert whole_list.count("- [") == len(outline.catalogue.people["zoe-plume"].wrote) == 39


@pytest.mark.usefixtures("few")
def test_addresses_of_sub_pages_do_not_depend_on_order() -> None:
    """`check --since` compares a catalogue that is sorted with one that is not."""
    files = meetings()
    sorted_, unsorted = resolved(files)[0], resolved(files, collate=False)[0]
    assert outline_of(sorted_, FRENCH).addresses == outline_of(unsorted, FRENCH).addresses


@pytest.mark.usefixtures("few")
def test_titles_of_sub_pages_are_unique() -> None:
    """A topic and an organisation of one name have the same years: their titles differ in the head."""
    outline = outlined(meetings() | {"sujets/acme.md": "---\ntitle: Acme\nsummary: S.\n---\n"})
    site = assemble(outline_of(outline.catalogue, FRENCH), Path("docs"))
    data = {src_uri: site.artifacts[src_uri].data for src_uri in site.artifacts}
    titles = Counter(each["head_title"] for each in data.values())
    assert [title for title, number in titles.items() if number > 1] == []
    assert data["intervenants/index_t.md"]["title"] == "Personnes · T (1)"
    assert data["intervenants/index_t.md"]["section"] == "people"
    assert data["sujets/index.md"]["summary"] == "Ce dont on a parlé, de A à Z."


def test_no_file_can_have_the_address_of_a_sub_page() -> None:
    """A name with an underscore is E114, in every folder."""
    page = "---\nname: Ana Foo\n---\n"
    _, diagnostics = files_of({"index.md": HOME, "intervenants/index_a.md": page, "glossaire_a.md": HOME})
    assert [each.message_key for each in diagnostics] == ["E114.file_name", "E114.file_name"]


@pytest.mark.long
def test_pages_of_a_thousand_talks_are_small(tmp_path: Path, shared: Callable[[str], Path]) -> None:
    """Of real talks no generated page has 30 KB of Markdown, and nobody is lost."""
    corpus.make(tmp_path, 1000, shared("corpora/pyvideo.jsonl.gz"))
    settings, _ = read_settings(tmp_path / "mkdocs.yml")
    site, diagnostics = compile_site(tmp_path / "docs", settings)
    assert site, diagnostics
    catalogue = site.outline.catalogue
    made = [each for each in site.artifacts.values() if not catalogue.document(each.src_uri)]
    assert max(len(each.content.encode()) for each in made) < 30_000
    people = [each for each in made if re.fullmatch(r"intervenants/index(_.*)?\.md", each.src_uri)]
    assert sum((linked(each.content) for each in people), Counter()) == dict.fromkeys(catalogue.people, 1)
