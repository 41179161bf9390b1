"""Texts as people write them, from the check to the page, the feed and the book."""

from __future__ import annotations

import json
import re
from collections import Counter

import pytest
from playwright.sync_api import Browser, expect

from recap.content.settings import read_settings
from recap.lint.runner import check_content
from tests.site_fixtures import EVENT, HOME, Project, make_project

HEAD = "speakers: [Ana Foo]\nauthors: []\ndate: 2026-05-01\nsummary: S.\npublished: 2026-05-03\n"
TALK = "---\ntitle: {}\n" + HEAD + "{}---\n{}\n"
TEXTS = {
    "titres": (
        "sources: [{title: Notes, url: 'https://example.org/'}]\n",
        "Voir [plus bas](#sources) et [là](#déjà-vu).\n\n## Bref\n\n## Sources\n\n## Citer\n\n## Recap words\n\n"
        "## Contenu\n\n## Déjà vu\n\n## __search\n\n## Suite\n",
    ),
    "volets": (
        "",
        "[un](#dans-un-onglet) [deux](#dans-une-note) [trois](#dans-un-pli)\n\n"
        '=== "Python"\n\n    PYTAB\n\n=== "Ruby"\n\n    RUBYTAB\n\n    ## Dans un onglet\n\n'
        '??? note "Fermée"\n\n    NOTEFERMEE\n\n    ## Dans une note\n\n'
        "<details>\n<summary>Pli</summary>\n\n- **gras** et [lien](titres.md)\n\n## Dans un pli\n\n</details>\n",
    ),
    "github": (
        "",
        "Trois choses :\n- [ ] à faire\n- [x] faite\n\n"
        "Voir https://example.org/a. ~~Barré~~, List<String>.<!-- secret -->\n\n<!--\n## secret\n-->\n"
        "> [!WARNING]\n> Marche.\n\n| A | B |\n| - | - |\n| 1 | 2 |\n\n[^jamais]: Rien.\n",
    ),
    "niveaux": ("", "# Niveaux\n\n# Un\n\n## Deux\n\n# Trois\n"),
}
FILES = {f"rencontre/{name}.md": TALK.format(name.capitalize(), keys, text) for name, (keys, text) in TEXTS.items()}


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A site with the texts, and an address."""
    files = {"index.md": HOME, "rencontre/index.md": EVENT} | FILES
    project = make_project(tmp_path_factory.mktemp("markdown"), files, address="https://recap.example/")
    result = project.build()
    assert result.ok, (result.diagnostics, result.warnings)
    return project


def test_every_id_stands_once(built: Project) -> None:
    """No heading takes an id of the page, and a link leads to the heading that its author meant."""
    for path in built.site.rglob("*.html"):
        ids = Counter(re.findall(r'\sid="([^"]*)"', path.read_text("utf-8")))
        assert {each: count for each, count in ids.items() if count > 1} == {}, path
    page = built.page("rencontre/titres.html")
    assert '<h2 id="sources">' in page
    assert 'href="#sources"' in page
    assert '<span id="déjà-vu">' in page


def test_texts_of_github(built: Project) -> None:
    """Tasks, bare addresses, alerts and tables are shown; comments are nowhere."""
    page = built.page("rencontre/github.html")
    for piece in (
        '<li class="recap-task">☐ à faire</li>',
        '<li class="recap-task">☑ faite</li>',
        '<a href="https://example.org/a">https://example.org/a</a>.',
        "<del>Barré</del>",
        "List&lt;String&gt;",
        '<p class="admonition-title">Attention</p>',
        "<td>1</td>",
    ):
        assert piece in page, piece
    assert not [path for path in built.site.rglob("*") if path.is_file() and b"secret" in path.read_bytes()]


def test_levels_of_headings(built: Project) -> None:
    """A page has one heading of the first level: its title."""
    page = built.page("rencontre/niveaux.html")
    assert page.count("<h1") == 1
    found = re.findall(r'<h([23]) id="(un|deux|trois|niveaux)"', page)
    assert found == [("2", "un"), ("3", "deux"), ("2", "trois")]


def test_each_tab_has_its_label_in_feed_and_search(built: Project) -> None:
    """Where nothing can be clicked, a text follows its label, and closed notes are open."""
    feed = json.loads(built.page("rencontre/flux.json"))
    content = next(item["content_html"] for item in feed["items"] if item["title"] == "Volets")
    words = re.sub(r"<[^>]*>", " ", content).split()
    assert words.index("Python") < words.index("PYTAB") < words.index("Ruby") < words.index("RUBYTAB")
    assert "<input" not in content
    assert not re.search(r"<details(?![^>]*open)", content)


def test_a_link_opens_what_holds_its_target(built: Project, browser: Browser) -> None:
    """The tab and the notes with the target of a link are shown; a heading stops no script."""
    page = browser.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(f"{(built.site / 'rencontre/volets.html').as_uri()}")
    expect(page.get_by_text("RUBYTAB")).to_be_hidden()
    page.get_by_role("link", name="un", exact=True).click()
    expect(page.get_by_text("RUBYTAB")).to_be_visible()
    expect(page.get_by_text("NOTEFERMEE")).to_be_hidden()
    page.get_by_role("link", name="deux", exact=True).click()
    expect(page.get_by_text("NOTEFERMEE")).to_be_visible()
    page.goto(f"{(built.site / 'rencontre/titres.html').as_uri()}")
    page.close()
    assert errors == []


def test_paper_has_what_is_folded(built: Project, browser: Browser) -> None:
    """Closed notes are printed open."""
    page = browser.new_page()
    page.goto((built.site / "rencontre/volets.html").as_uri())
    page.emulate_media(media="print")
    box = page.get_by_text("NOTEFERMEE").bounding_box()
    page.close()
    assert box
    assert box["height"] > 0


def test_check_and_build_say_the_same_of_a_footnote(built: Project) -> None:
    """A note that nothing calls is a warning of the check, and no dead link of the build."""
    settings, _ = read_settings(built.config)
    found = check_content(built.folder / "docs", settings).diagnostics
    assert {each.message_key for each in found} == {"W129.unused", "W130"}
