"""A text is a recap: what pages, lists, feeds and data say of one without a summary, a day or an end, and of a stub."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import feedparser
import pytest

from recap.build.builder import build_site
from recap.downloads.archive import pack
from tests.site_fixtures import EVENT, HOME, PNG, make_project

ADDRESS = "https://recap.example/2026/"
ONE_DAY = EVENT.replace("2026-05-02", "2026-05-01").replace("kind: event\n", "kind: event\nrooms: [A]\n")
BEGINNING = "Once upon a time there was a long text, told from the first to the last minute."
LONG = "The speaker told how a small team moved its services one by one. " * 5
ABSTRACT = """abstract: |-
  We will **show**:

  - a [page](https://example.org/)
  - `<b>`"""
TALKS = {
    "full": (["published: 2026-05-03"], f"## What was said\n\n{BEGINNING}\n\n- A list.\n"),
    "listed": (["published: 2026-05-03"], "- One.\n- Two.\n"),
    "noted": (["published: 2026-05-03"], "!!! note\n    Aside.\n\nThe text after the note.\n"),
    "points": (["published: 2026-05-03", "key_points: [Point one., Point two., Point three.]"], ""),
    "empty-summary": (["published: 2026-05-03", 'summary: ""'], f"{BEGINNING}\n"),
    "long-summary": (["published: 2026-05-03", f"summary: {LONG.strip()}"], "Once.\n"),
    "parts": (
        ["published: 2026-05-03", 'parts: [{id: x, title: X, summary: Of the part., start: "10:00", duration: 20}]'],
        "Before the parts.\n\n## X\n\nOnce.\n",
    ),
    "both": (["published: 2026-05-03", "summary: Of the recap.", ABSTRACT], "Once.\n"),
    "announced": ([ABSTRACT, "published: 2026-05-03"], ""),
    "stub": (["published: 2026-05-03"], ""),
    "begun": (["published: 2026-05-03"], "## To be written\n\n![A map](images/map.png)\n"),
    "undated": ([], "Once.\n"),
}
STUBS = ("announced", "stub", "begun")


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A built site of one day, whose talks do not say it."""
    files = {"index.md": HOME, "demo/index.md": ONE_DAY}
    for number, (name, (lines, body)) in enumerate(TALKS.items()):
        head = "\n".join([f"title: About {name}", f"speakers: [Ada Quill{number}]", "topics: [x]", "room: A", *lines])
        hours = f'start: "{9 + number:02}:00"\nduration: 30\n'
        files[f"demo/{name}.md"] = f"---\n{head}\n{hours}---\n{body}"
    project = make_project(tmp_path_factory.mktemp("recaps") / "p", files, "en", ADDRESS)
    picture = project.folder / "docs/demo/images/map.png"
    picture.parent.mkdir()
    picture.write_bytes(PNG)
    result = build_site(project.config, project.site, finish_tree=pack)
    assert result.ok, result.diagnostics
    return project.site


def page(tree: Path, name: str) -> str:
    return (tree / f"demo/{name}.html").read_text("utf-8")


def description(tree: Path, name: str) -> str:
    text = page(tree, name)
    [plain], [shared] = (
        re.findall(rf'<meta {attribute}="{key}" content="([^"]*)"', text) or [""]
        for attribute, key in (("name", "description"), ("property", "og:description"))
    )
    assert not shared or plain == shared
    return str(shared)


def items(tree: Path) -> dict[str, Any]:
    data = json.loads((tree / "feed.json").read_text("utf-8"))["items"]
    return {each["title"].removeprefix("About "): each for each in data}


@pytest.mark.parametrize("name", TALKS)
def test_no_recap_yet_stands_where_there_is_none(tree: Path, name: str) -> None:
    """On its page, on those of event, topic and speaker; a recap has its reading time and picture instead."""
    is_stub, text = name in STUBS, page(tree, name)
    assert ("No recap yet: write it." in text) == is_stub
    assert (f"/social/demo/{name}.png" in text) == (not is_stub)
    assert ("Reading time" in text) == (not is_stub and name != "points")
    number = [*TALKS].index(name)
    assert ("No recap yet." in (tree / f"people/ada-quill{number}.html").read_text("utf-8")) == is_stub
    for url in ("demo/index.html", "topics/x.html"):
        listed = (tree / url).read_text("utf-8").split(f">About {name}</a>", 1)[1].split("</li>", 1)[0]
        assert ("No recap yet." in listed) == is_stub


@pytest.mark.parametrize(
    ("name", "lead"),
    [
        ("full", BEGINNING),
        ("noted", "The text after the note."),
        ("empty-summary", BEGINNING),
        ("parts", "Before the parts."),
        ("both", "Of the recap."),
        ("undated", "Once."),
        ("listed", ""),
        ("points", ""),
    ],
)
def test_the_lead_is_the_summary_or_the_first_paragraph(tree: Path, name: str, lead: str) -> None:
    """In the head, the list of the event, feeds and calendar; without a paragraph the head says who speaks and when."""
    assert description(tree, name) == (
        lead or f"Ada Quill{[*TALKS].index(name)}, Rencontre 2026, Friday, 1\u00a0May 2026"
    )
    event = (tree / "demo/index.html").read_text("utf-8").partition("recap-drawings")[0]
    hooks = event.rsplit(f">About {name}</a>", 1)[1].split("</li>", 1)[0]
    assert (lead if name != "parts" else "Of the part.") in hooks  # a talk in parts is listed by these
    if name == "undated":
        assert name not in items(tree)
        return
    assert items(tree)[name].get("summary", "") == lead
    text = (tree / "feed.xml").read_text("utf-8")
    entry = next(each for each in text.split("<entry>") if f"<title>About {name}</title>" in each)
    assert ("<summary>" in entry) == bool(lead)
    assert "<summary />" not in entry
    calendar = (tree / f"demo/{name}.ics").read_text("utf-8").replace("\n ", "").replace("\\", "")
    assert lead in calendar


@pytest.mark.parametrize("name", ["full", "listed", "noted", "empty-summary", "undated"])
def test_a_text_without_summary_stands_once(tree: Path, name: str) -> None:
    """“In brief” is left out where there is nothing to put there; the paragraph is in the text and in no box above."""
    text = page(tree, name).partition('id="Contenu"')[2]
    assert 'id="Bref"' not in text
    assert "aria-labelledby" not in text.partition("recap-talk__aside")[0].partition('<div class="recap-talk">')[2]
    for paragraph in (BEGINNING, "The text after the note."):
        assert text.count(paragraph) <= 1
        assert items(tree).get(name, {"content_html": ""})["content_html"].count(paragraph) <= 1


def test_a_long_summary_is_shown_whole(tree: Path) -> None:
    """On the page, in lists, feeds and data; search engines and shared links get whole sentences of it."""
    whole = LONG.strip()
    assert len(whole) > 300
    assert f'<p class="recap-brief__summary" dir="auto">{whole}</p>' in page(tree, "long-summary")
    assert whole in (tree / "demo/index.html").read_text("utf-8")
    assert items(tree)["long-summary"]["summary"] == whole
    assert json.loads((tree / "api/v1/talks/demo/long-summary.json").read_text("utf-8"))["summary"] == whole
    assert description(tree, "long-summary") == LONG[: 65 * 4].strip()


def test_feeds_have_recaps_alone(tree: Path) -> None:
    """A stub is no news, whatever day it gives; a text without a day is in no feed."""
    assert set(items(tree)) == set(TALKS) - {*STUBS, "undated"}
    found = feedparser.parse((tree / "feed.xml").read_bytes())
    assert not found.bozo
    assert len(found.entries) == len(items(tree))


@pytest.mark.parametrize("name", ["both", "announced"])
def test_what_the_programme_says_stands_next_to_the_recap(tree: Path, name: str) -> None:
    """As a quotation under a heading of its own, as Markdown; in the data as it was written, never as the summary."""
    text = page(tree, name)
    said = text.partition("What the programme said")[2]
    assert "<blockquote>" in said
    assert "<strong>show</strong>" in said
    assert '<a href="https://example.org/">page</a>' in said
    assert "<code>&lt;b&gt;</code>" in said
    data = json.loads((tree / f"api/v1/talks/demo/{name}.json").read_text("utf-8"))
    assert data["abstract"] == "We will **show**:\n\n- a [page](https://example.org/)\n- `<b>`"
    assert data.get("summary") == ("Of the recap." if name == "both" else None)
    assert description(tree, name) == ("Of the recap." if name == "both" else "We will show:")
    schedule = json.loads((tree / "demo/schedule.json").read_text("utf-8"))["schedule"]["conference"]["days"][0][
        "rooms"
    ]
    entry = next(each for each in schedule["A"] if each["title"] == f"About {name}")
    assert entry["abstract"] == data["abstract"]


def test_the_day_is_the_event_s(tree: Path) -> None:
    """A talk of an event of one day is on that day: page, programme, calendar, schedule, data, JSON-LD."""
    assert '<time datetime="2026-05-01">Friday' in page(tree, "undated")
    assert "About undated" in (tree / "demo/programme.html").read_text("utf-8")
    assert "DTSTART;TZID=Europe/Paris:20260501T" in (tree / "demo/undated.ics").read_text("utf-8")
    assert json.loads((tree / "api/v1/talks/demo/undated.json").read_text("utf-8"))["date"] == "2026-05-01"
    assert '"startDate": "2026-05-01T' in page(tree, "undated")
    assert "eventdate = {2026-05-01}" in (tree / "demo/undated.bib").read_text("utf-8")
