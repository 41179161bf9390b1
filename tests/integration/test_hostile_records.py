"""Whatever a record says is text: it shows its own characters, and nothing of it is markup."""

from __future__ import annotations

import json
import re
from xml.etree import ElementTree

import html5lib
import pytest
from playwright.sync_api import Browser, Dialog, Page, Request

from tests.site_fixtures import MakeProject, Project, make_project

BAD = "<b>\"'&{{x}}[a](b)\\|*_`"
"""Every sign that HTML, Jinja, Markdown or one of its extensions reads."""
WORSE = "<img src=x onerror=alert(1)>"
Q = json.dumps(BAD)
NAMED = json.dumps(f"{BAD}A")
"""A name needs a letter to have an address."""

EVENT = f"""---
kind: event
title: {Q}
acronym: {Q}
start_date: 2026-05-01
end_date: 2026-05-02
timezone: Europe/Paris
city: {Q}
venue: {Q}
rooms: [{Q}, "Z"]
tracks: [{{id: t, title: {Q}}}]
hashtag: {Q}
organizers: [{Q}]
license: MIT
summary: {Q}
authors: [{NAMED}]
based_on: {{title: {Q}, authors: [{NAMED}], publisher: {Q}}}
sources: [{{title: {Q}, url: "https://example.org/?a=1&b=2"}}]
corrections: [{{date: 2026-05-03, text: {Q}}}]
---
Texte.
"""
TALK = f"""---
title: {Q}
original_title: {Q}
speakers: [{{name: {NAMED}, role: {Q}, organisation: {NAMED}}}]
date: 2026-05-01
start: "10:00"
room: {Q}
track: t
summary: {Q}
key_points: [{Q}, {Q}, {Q}]
topics: [{NAMED}]
parts: [{{id: partie, title: {Q}, original_title: {Q}, speakers: [{NAMED}], topics: [{NAMED}], summary: {Q}}}]
resources: [{{type: code, url: "https://example.org/", title: {Q}}}]
recordings: [{{url: "https://example.org/", provider: {Q}, license: MIT}}]
sources: [{{title: {Q}, url: "https://example.org/"}}]
corrections: [{{date: 2026-05-03, text: {Q}}}]
since_then: {{checked: 2026-05-03, text: {Q}, facts: [{{date: "2026", text: {Q}, title: {Q}, url: "https://example.org/"}}]}}
claims: [{{text: {Q}, said_by: {NAMED}, anchor: partie, outcome: partly, as_of: 2026-05-03, note: {Q},
  source: "https://example.org/"}}, {{text: {Q}, said_by: [{NAMED}], outcome: held, as_of: 2026-05-03,
  source: "https://example.org/?a=1&b=(2"}}]
authors: [{NAMED}]
based_on: {{title: {Q}, authors: [{NAMED}], publisher: {Q}}}
license: MIT
---
## Partie
"""
SECOND = TALK.replace('"10:00"', '"11:00"').replace(f"title: {Q}\noriginal", f"title: {json.dumps(WORSE)}\noriginal")
PERSON = f"""---
kind: person
name: {json.dumps(f"{BAD}P")}
sort_name: {Q}
aliases: [{json.dumps(f"{BAD}Q")}]
pronouns: {Q}
affiliations: [{{organisation: {NAMED}, role: {Q}}}]
---
"""
TOPIC = f"---\nkind: topic\ntitle: {json.dumps(f'{BAD}T')}\nabbreviation: {Q}\nsynonyms: [{Q}]\nsummary: {Q}\n---\n"
FILES = {
    "index.md": f"---\ntitle: {Q}\nsummary: {Q}\n---\n",
    "page.md": f"---\ntitle: {json.dumps(WORSE)}\nsummary: {Q}\n---\n",
    "ev/index.md": EVENT,
    "ev/un.md": TALK,
    "ev/deux.md": SECOND,
    "intervenants/p.md": PERSON,
    "sujets/t.md": TOPIC,
}
ALLOWED = {"Texte."}


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A built site whose every string is BAD."""
    project = make_project(tmp_path_factory.mktemp("hostile") / "project", FILES)
    result = project.build()
    assert result.ok, (result.diagnostics, result.warnings)
    return project


def local(element: ElementTree.Element) -> str:
    """The element's name without its namespace."""
    return str(element.tag).rpartition("}")[2]


def test_every_page_shows_the_characters_and_no_markup(hostile: Project) -> None:
    """On each page the string stands as text; it makes no element, no link and no attribute."""
    pages = sorted(hostile.site.rglob("*.html"))
    assert len(pages) == 21
    for path in pages:
        tree = html5lib.parse(path.read_text("utf-8"))
        assert not [e for e in tree.iter() if local(e) == "b"], path
        assert not [e for e in tree.iter() if e.get("href") == "b" or e.get("onerror")], path
        pictures = [e.get("class") for e in tree.iter() if local(e) == "img"]
        assert set(pictures) <= {"recap-header__mark"}, path
        if path.name in ("404.html", "accessibilite.html", "donnees.html", "recherche.html"):
            continue
        # What is left of a paragraph or a cell once the string is taken out holds none of its signs.
        main = next(e for e in tree.iter() if local(e) == "main")
        words = "".join(
            text
            for e in main.iter()
            if local(e) not in ("script", "style", "code")  # JSON and BibTeX have signs of their own
            for text in (e.text or "", *(child.tail or "" for child in e))
        )
        assert BAD in re.sub(r"\s+", " ", words) or WORSE in words, path
        rest = words.replace(BAD, "").replace(WORSE, "")
        assert not re.search(r"[<>{}\[\]\\|*`]|&\w+;|&#", rest), (path, re.findall(r".{20}[<>{}\[\]\\|*`&].{20}", rest))


def test_titles_and_descriptions_are_text_too(hostile: Project) -> None:
    """`<title>`, with the conference of a talk, and the description hold the string letter for letter."""
    for url, title in (("ev/un.html", BAD), ("ev/deux.html", WORSE), ("ev/index.html", BAD), ("page.html", WORSE)):
        tree, of = html5lib.parse(hostile.page(url)), f" · {BAD}" if url in ("ev/un.html", "ev/deux.html") else ""
        assert next(e.text for e in tree.iter() if local(e) == "title") == f"{title}{of} · Recueil"
        meta = [e.get("content") for e in tree.iter() if local(e) == "meta" and e.get("name") == "description"]
        assert meta == [BAD]


def test_the_string_stands_wherever_it_belongs(hostile: Project) -> None:
    """The talk's page shows each of its texts: counted, so that one that vanished is noticed."""
    tree = html5lib.parse(hostile.page("ev/un.html"))
    main = next(e for e in tree.iter() if local(e) == "main")
    assert "".join(main.itertext()).count(BAD) == 44


def listen(page: Page, heard: list[str]) -> None:
    """Note every dialog, uncaught error and request that leaves the disk."""

    def dismiss(dialog: Dialog) -> None:
        heard.append(dialog.message)
        dialog.dismiss()

    def request(made: Request) -> None:
        if not made.url.startswith("file:"):
            heard.append(made.url)

    page.on("dialog", dismiss)
    page.on("pageerror", lambda error: heard.append(str(error)))
    page.on("request", request)


def test_nothing_runs(hostile: Project, browser: Browser) -> None:
    """In a browser no page of the hostile site opens a dialog, throws, or asks anything of the network."""
    noise: list[str] = []
    for path in sorted(hostile.site.rglob("*.html")):
        if path.name != "404.html":
            page = browser.new_page()  # one each: a page at an old address leads away at once
            listen(page, noise)
            page.goto(path.as_uri())
            page.close()
    assert noise == []


def test_the_detector_works(new_project: MakeProject, browser: Browser) -> None:
    """The listeners of the test above do hear an image that fails to load and runs its handler."""
    project = new_project({})
    (project.folder / "canary.html").write_text(f"<!doctype html><title>x</title>{WORSE}", "utf-8")
    page = browser.new_page()
    heard: list[str] = []
    listen(page, heard)
    page.goto((project.folder / "canary.html").as_uri())
    page.wait_for_timeout(200)
    page.close()
    assert heard == ["1"]
