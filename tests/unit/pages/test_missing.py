"""What a site asks its readers for: the blocks, the page for all, and where the links lead."""

from __future__ import annotations

from dataclasses import replace
from html import unescape
from urllib.parse import parse_qs, urlsplit

import pytest

from recap.content.repository import Repository
from recap.content.settings import Settings
from recap.pages import missing
from recap.pages.outline import Outline
from recap.pages.site_data import site_data
from tests.catalogue_fixtures import FRENCH, outlined, talk
from tests.site_fixtures import EVENT

ANA = "speakers: [Ana Foo]"
KNOWN = """room: Halle
start: "09:00"
authors: [Ana Foo]
recordings: [{url: https://example.org/v}]
resources: [{type: slides, title: D, url: https://example.org/d}]"""
WHOLE = EVENT.replace("kind: event\n", "kind: event\nwebsite: https://example.org/\n").replace(
    "end_date: 2026-05-02", "end_date: 2026-05-01"
)


def outline(texts: dict[str, str], settings: Settings = FRENCH) -> Outline:
    """The outline of a conference with a website and one day, and of other files."""
    return outlined({"rencontre/index.md": WHOLE, **texts}, settings)


def test_a_site_that_lacks_nothing_says_nothing() -> None:
    """No page, no entry in the menu, no block."""
    found = outline({"rencontre/a.md": talk(ANA, KNOWN, body="Un texte.")})
    assert "manque.md" not in found.pages
    assert "manque.html" not in [each["url"] for each in site_data(found.context)["more"]]
    assert found.pages["rencontre/a.md"].data()["missing"] == {}
    assert found.pages["rencontre/index.md"].data()["missing"] == {}


def test_a_talk_lists_what_it_lacks() -> None:
    """In sentences, with the page for all; without an address that anybody reads there is no link."""
    found = outline(
        {
            "rencontre/a.md": talk(
                ANA, KNOWN.replace("recordings", "sources").replace("{url", "{title: S, url"), body="Un texte."
            )
        }
    )
    assert found.pages["rencontre/a.md"].data()["missing"] == {
        "entries": [{"text": "enregistrement", "url": None}],
        "stubs": "",
        "page": {"title": "Tout ce qui nous manque", "url": "manque.html"},
    }
    assert "manque.html" in [each["url"] for each in site_data(found.context)["more"]]
    assert "](<" not in found.pages["manque.md"].markdown()
    assert "dites-le" not in found.pages["manque.md"].data()["summary"]


def test_thousands_of_stubs_are_one_sentence() -> None:
    """They are counted, not listed; none of their pages has a block."""
    found = outline({f"rencontre/t{n}.md": talk(ANA, title=f"T{n}") for n in range(30)})
    shown = found.pages["manque.md"].markdown()
    assert "30 interventions attendent leur compte rendu." in shown
    assert "rencontre/t" not in shown
    assert found.pages["rencontre/t3.md"].data()["missing"] == {}
    block = found.pages["rencontre/index.md"].data()["missing"]
    assert (block["stubs"], block["entries"]) == ("30 interventions attendent leur compte rendu.", [])


def test_lists_are_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of each conference the first talks and the number of the others; beyond the bound of the page counts alone."""
    monkeypatch.setattr(missing, "MAX_TALKS_PER_EVENT", 3)
    monkeypatch.setattr(missing, "MAX_TALKS", 5)
    texts = {f"e{m}/t{n}.md": talk(ANA, title=f"T{n}", body="Un texte.") for m in range(3) for n in range(6)}
    found = outlined({f"e{m}/index.md": WHOLE.replace("Rencontre", f"Rencontre {m}") for m in range(3)} | texts)
    shown = found.pages["manque.md"].markdown()
    sections = shown.split("## ")[1:]
    assert [section.count("/t") for section in sections] == [3, 2, 0]
    assert ["Et 3 autres interventions." in sections[0], "Et 4 autres interventions." in sections[1]] == [True, True]
    assert "autres" not in sections[2]
    assert all("enregistrement (6)" in unescape(each) for each in sections)


def test_the_newest_conferences_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """Of the older ones a sentence says where it stands; without any there is no such sentence."""
    texts = {f"e{m}/t.md": talk(ANA, body="Un texte.") for m in range(3)}
    found = outlined({f"e{m}/index.md": WHOLE.replace("Rencontre", f"Rencontre {m}") for m in range(3)} | texts)
    older = "conférences plus anciennes"
    assert older not in unescape(found.pages["manque.md"].markdown())
    monkeypatch.setattr(missing, "MAX_EVENTS", 2)
    shown = unescape(found.pages["manque.md"].markdown())
    assert (shown.count("## "), older in shown) == (2, True)


def test_the_page_reads_only_what_it_names(monkeypatch: pytest.MonkeyPatch) -> None:
    """An edit of a talk that is only counted leaves it as it is."""
    monkeypatch.setattr(missing, "MAX_TALKS_PER_EVENT", 2)
    found = outline({f"rencontre/t{n}.md": talk(ANA, title=f"T{n}", body="Un texte.") for n in range(9)})
    found.recorder.drain()
    found.pages["manque.md"].markdown()
    read = {key for name, key in found.recorder.drain() if name.startswith("talks")}
    assert read == {"rencontre/t0", "rencontre/t1"}


@pytest.mark.parametrize(
    ("repository", "contact", "address", "keys"),
    [
        ("https://github.com/o/r", "mailto:a@b.example", "https://github.com/o/r/issues/new", ("title", "body")),
        ("https://gitlab.com/o/r", "", "https://gitlab.com/o/r/-/issues/new", ("issue[title]", "issue[description]")),
        ("", "mailto:a@b.example?subject=Bonjour", "mailto:a@b.example", ("subject", "body")),
        ("ssh://git@h.example/r", "mailto:a@b.example", "mailto:a@b.example", ("subject", "body")),
    ],
)
def test_the_message_is_begun(repository: str, contact: str, address: str, keys: tuple[str, str]) -> None:
    """An issue of the repository, else a message: with title, page and file, whatever signs a title has."""
    settings = replace(FRENCH, repository=Repository(repository), contact=contact)
    title = "A & <b>\"'](x) #1"
    written = talk(ANA, title=f"'{title.replace(chr(39), chr(39) * 2)}'", body="Un texte.")
    found = outline({"rencontre/a.md": written}, settings)
    url = found.pages["rencontre/a.md"].data()["missing"]["entries"][0]["url"]
    start, _, query = url.partition("?")
    given = parse_qs(query)
    assert start == address
    assert given[keys[0]] == [f"{title}\u00a0: horaire"]
    assert "rencontre/a.html" in given[keys[1]][0]
    assert "docs/rencontre/a.md" in given[keys[1]][0]
    assert not {*'<>"() '} & {*urlsplit(url).query}
    assert f"](<{start}?" in found.pages["manque.md"].markdown()
    assert "dites-le" in found.pages["manque.md"].data()["summary"]


def test_a_page_as_contact_is_linked_as_it_is() -> None:
    """A form cannot be filled from here."""
    settings = replace(FRENCH, contact="https://example.org/ecrire")
    found = outline({"rencontre/a.md": talk(ANA, body="Un texte.")}, settings)
    assert found.pages["rencontre/a.md"].data()["missing"]["entries"][0]["url"] == "https://example.org/ecrire"


def test_a_conference_asks_for_its_own() -> None:
    """Days, website, original; then how often its talks lack what."""
    event = EVENT.replace("kind: event\n", "kind: event\nbased_on: {title: T}\n")
    found = outlined(
        {"rencontre/index.md": event, "rencontre/a.md": talk(ANA, KNOWN.replace("room: Halle\n", ""), body="Un texte.")}
    )
    texts = [each["text"] for each in found.pages["rencontre/index.md"].data()["missing"]["entries"]]
    assert texts == [
        "interventions (2\u00a0mai 2026)",
        "site de la conférence",
        "adresse du compte rendu d’origine",
    ]
