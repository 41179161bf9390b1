"""The files that machines read, each read by a tool that somebody else wrote; and each tool hears a broken one."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import feedparser
import jsonschema
import pytest
import vobject
import yaml
from bibtexparser.entrypoint import parse_string as parse_bibtex
from icalendar import Calendar
from lxml import etree

from recap.exports.api import MODELS
from tests import site_fixtures as samples
from tests.page_kinds import EVENT
from tests.site_fixtures import FIXTURES, MakeProject, copy_site

CADRANS = "cadrans-2024"
JSON_FEED = {  # jsonfeed.org/version/1.1, the keys that are used and those that must be there
    "type": "object",
    "required": ["version", "title", "items"],
    "additionalProperties": False,
    "properties": {
        "version": {"const": "https://jsonfeed.org/version/1.1"},
        "title": {"type": "string", "minLength": 1},
        "home_page_url": {"type": "string", "format": "uri"},
        "feed_url": {"type": "string", "format": "uri"},
        "language": {"type": "string"},
        "items": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["id", "content_html"],
                "additionalProperties": False,
                "properties": {
                    "id": {"type": "string", "minLength": 1},
                    "url": {"type": "string", "pattern": "^https://"},
                    "title": {"type": "string"},
                    "summary": {"type": "string"},
                    "content_html": {"type": "string", "minLength": 1},
                    "date_published": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
                    "date_modified": {"type": "string", "pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$"},
                    "authors": {"type": "array", "items": {"type": "object", "required": ["name"]}},
                    "tags": {"type": "array", "items": {"type": "string"}},
                    "language": {"type": "string"},
                },
            },
        },
    },
}


@pytest.fixture(scope="module", params=["full", "large"])
def tree(request: pytest.FixtureRequest) -> Path:
    """Two sites with an address: one of every kind of page, and a conference whose talks all have hours and rooms."""
    found: Path = request.getfixturevalue(request.param)
    return found


def read(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def feeds(tree: Path) -> list[Path]:
    found = [path for path in tree.rglob("*.xml") if path.name not in ("sitemap.xml", "schedule.xml")]
    assert len(found) > 10
    return found


def parsed_feed(text: str) -> Any:
    return feedparser.parse(text.encode())


def test_atom_is_read(tree: Path) -> None:
    """Every feed is well-formed, has entries with ids of their own, dates, whole text and whole addresses."""
    for path in feeds(tree):
        found = parsed_feed(path.read_text("utf-8"))
        assert found.bozo is False, path
        assert found.version == "atom10"
        assert found.feed.title
        assert found.feed.updated_parsed
        itself = next(link.href for link in found.feed.links if link.rel == "self")
        assert itself.endswith(path.relative_to(tree).as_posix())
        assert 0 < len(found.entries) <= (50 if path.stem == "depuis" else 20)
        assert len({entry.id for entry in found.entries}) == len(found.entries)
        for entry in found.entries:
            assert entry.link.startswith("https://recap.example/"), path
            assert (tree / urlsplit(entry.link).path.split("/", 2)[2]).is_file()
            assert entry.published <= entry.updated
            assert entry.get("author") or found.feed.author
            addresses = re.findall(r'(?:href|src)="([^"]*)"', entry.content[0].value)
            assert [each for each in addresses if not each.startswith(("https://", "http://", "mailto:"))] == [], path
    site_feed = parsed_feed((tree / "flux.xml").read_text("utf-8"))
    days = [entry.published for entry in site_feed.entries]
    assert days == sorted(days, reverse=True)


def test_a_broken_feed_is_heard(tree: Path) -> None:
    """A feed cut short, or with a raw sign of markup, is not read."""
    text = (tree / "flux.xml").read_text("utf-8")
    assert parsed_feed(text[: len(text) // 2]).bozo
    assert parsed_feed(text.replace("</title>", " & </title>", 1)).bozo


def test_the_text_of_a_talk_is_in_its_feeds(full: Path) -> None:
    """A person's feed holds what the talk's page says, diagrams as pictures, and whose account it is based on."""
    [entry] = parsed_feed((full / "intervenants/beatriz-do-sobral-alto.xml").read_text("utf-8")).entries
    assert "En 2019, le signal s’est tu neuf jours." in entry.content[0].value
    [content] = etree.parse(full / "intervenants/beatriz-do-sobral-alto.xml").iter(
        "{http://www.w3.org/2005/Atom}content"
    )
    html = content.text or ""
    pictures = re.findall('<img src="([^"]*)" alt="[^"]+" width', html)
    assert {Path(urlsplit(url).path).suffix for url in pictures} == {".svg"}
    assert all((full / urlsplit(url).path.removeprefix("/2026/")).is_file() for url in pictures)
    assert not re.findall(r'<svg| (?:id|class|style|data-\w+|aria-\w+|tabindex)="', html)
    [entry] = parsed_feed((full / "intervenants/berengere-sablier.xml").read_text("utf-8")).entries
    assert "On lit mieux l’heure près des tavernes que près des écoles." in entry.content[0].value
    assert "Mina Okwarté" in entry.content[0].value


def test_json_feeds(tree: Path) -> None:
    """JSON feeds follow version 1.1 and hold the entries of the Atom feed next to them; a broken one is heard."""
    found = [tree / "flux.json", *tree.glob("*/flux.json")]
    assert len(found) == 1 + len(read(tree / "api/v1/events.json")["events"])
    for path in found:
        data = read(path)
        jsonschema.validate(data, JSON_FEED)
        atom = parsed_feed(path.with_suffix(".xml").read_text("utf-8"))
        assert [item["id"] for item in data["items"]] == [entry.id for entry in atom.entries]
        del data["items"][0]["id"]
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(data, JSON_FEED)


def calendars(tree: Path) -> dict[str, str]:
    """Address -> calendar, with its line ends."""
    return {path.relative_to(tree).as_posix(): path.read_bytes().decode() for path in tree.rglob("*.ics")}


def test_calendars_are_read_by_two(tree: Path) -> None:
    """Both libraries read the same entries: ids, hours with their zone, titles; lines are folded as RFC 5545 wants."""
    found = calendars(tree)
    assert found
    for url, text in found.items():
        assert all(len(line.encode()) <= 75 for line in text.split("\r\n")), url
        assert "\n" not in text.replace("\r\n", "")
        ours = {str(entry["uid"]): entry for entry in Calendar.from_ical(text).walk("VEVENT")}
        theirs = {entry.uid.value: entry for entry in vobject.readOne(text).vevent_list}
        assert ours.keys() == theirs.keys()
        for uid, entry in theirs.items():
            assert entry.validate(raiseException=True)
            assert entry.dtstart.value == ours[uid].decoded("dtstart")
            assert ("dtend" in entry.contents) == ("dtend" in ours[uid])
            assert "dtend" not in entry.contents or entry.dtend.value > entry.dtstart.value
            assert entry.dtstart.value.utcoffset().total_seconds() == 7200  # summer, in Paris and in Brussels
            assert entry.summary.value == str(ours[uid]["summary"])
            assert entry.url.value.startswith("https://recap.example/")
            assert entry.location.value


def test_a_broken_calendar_is_heard(tree: Path) -> None:
    """A calendar without an end, or an entry without an id, is refused."""
    text = next(iter(calendars(tree).values()))
    with pytest.raises((vobject.base.ParseError, ValueError)):
        vobject.readOne(text.replace("END:VEVENT\r\n", "", 1)).validate(raiseException=True)
    broken = re.sub(r"UID:[^\r]*\r\n", "", text)
    with pytest.raises(vobject.base.ValidateError):
        vobject.readOne(broken).vevent_list[0].validate(raiseException=True)


def test_parts_are_entries_of_their_own(full: Path) -> None:
    """Parts whose hours are known are in the keynote's calendar, what has no hour is in none; rooms have theirs."""
    found = calendars(full)
    talks = {talk["id"] for talk in read(full / "api/v1/talks.json")["talks"]}
    without = {talk for talk in talks if f"{talk}.ics" not in found}
    assert without == {
        f"{CADRANS}/apero-des-sonneurs",
        f"{CADRANS}/heure-legale-heure-vecue",
        f"{EVENT}/atelier-des-aiguilles",
        f"{EVENT}/visite-nocturne",
    }
    events = {f"{event}/{event}.ics" for event in (CADRANS, EVENT)}
    events |= {
        f"{EVENT}/{EVENT}-{room}.ics" for room in ("grande-horlogerie", "atelier-des-poids", "salle-du-balancier")
    }
    assert found.keys() == events | {f"{talk}.ics" for talk in talks - without}
    entries = Calendar.from_ical(found[f"{EVENT}/keynote.ics"]).walk("VEVENT")
    talk, *parts = [str(entry["summary"]) for entry in entries]
    assert talk == "L’heure de tout le monde, en quatre temps"
    assert parts == ["Qui donne l’heure\u202f?", "La minute qui manque", "Une cloche pour deux rives"]


@pytest.fixture
def validators(shared: Callable[[str], Path]) -> tuple[etree.XMLSchema, dict[str, Any]]:
    """The two schemas of schedules."""
    return etree.XMLSchema(etree.parse(shared("validators/schedule.xml.xsd"))), read(
        shared("validators/schedule.schema.json")
    )


def test_programmes_follow_their_schemas(tree: Path, validators: tuple[etree.XMLSchema, dict[str, Any]]) -> None:
    """schedule.xml follows the XSD, schedule.json its schema, both hold the same; broken ones are heard."""
    xsd, schema = validators
    checker = jsonschema.Draft6Validator(schema, format_checker=jsonschema.FormatChecker())
    paths = [*tree.rglob("schedule.xml")]
    assert len(paths) == len(read(tree / "api/v1/events.json")["events"])
    for path in paths:
        document = etree.parse(path)
        xsd.assertValid(document)
        data = read(path.with_suffix(".json"))
        assert [*checker.iter_errors(data)] == []
        listed = [
            entry
            for day in data["schedule"]["conference"]["days"]
            for entries in day["rooms"].values()
            for entry in entries
        ]
        assert [event.get("guid") for event in document.iter("event")] == [entry["guid"] for entry in listed]
        for event, entry in zip(document.iter("event"), listed, strict=True):
            for key in ("title", "start", "duration", "room", "abstract", "slug", "url", "date"):
                assert event.findtext(key) == entry[key]
    del next(document.iter("event")).attrib["guid"]
    assert not xsd.validate(document)
    del listed[0]["guid"]
    assert [*checker.iter_errors(data)]


def test_a_talk_lasts_as_long_while_clocks_change(new_project: MakeProject) -> None:
    """At three it is two again in Paris on that night: an hour from half past two on is an hour all the same."""
    event = samples.EVENT.replace("2026-05-01", "2026-10-25").replace("2026-05-02", "2026-10-25")
    talk = samples.TALK.replace("date: 2026-05-01", 'date: 2026-10-25\nstart: "02:30"\nduration: 60\nroom: A')
    files = {"index.md": samples.HOME, "rencontre/index.md": event, "rencontre/un-debut.md": talk}
    project = new_project(files, address="https://recap.example/")
    result = project.build()
    assert result.ok, (result.diagnostics, result.warnings)
    days = read(project.site / "rencontre/schedule.json")["schedule"]["conference"]["days"]
    assert [entry["duration"] for day in days for room in day["rooms"].values() for entry in room] == ["01:00"]


def test_heads_name_the_files(tree: Path) -> None:
    """What a page's head names as another form of itself is there, from the page; each file of a talk is named."""
    named = set()
    for path in tree.rglob("*.html"):
        for tag in re.findall(r'<link rel="alternate"[^>]*>', path.read_text("utf-8")):
            match = re.search(r'href="([^"]*)"', tag)
            assert match
            assert (path.parent / match[1]).is_file(), (path, tag)
            named.add((path.parent / match[1]).resolve())
    for suffix in ("*.ics", "*.bib", "*.csl.json", "flux.*"):
        files = {path.resolve() for path in tree.rglob(suffix)} - {tree.resolve() / "citations.bib"}
        assert files <= named


def test_bibtex_is_read(tree: Path) -> None:
    """Every entry is read again with its fields, one a talk and all of them in bulk; a broken one is heard."""
    bulk = parse_bibtex((tree / "citations.bib").read_text("utf-8"))
    assert not bulk.failed_blocks
    talks = read(tree / "api/v1/talks.json")["talks"]
    assert {entry.key.replace(":", "/") for entry in bulk.entries} == {talk["id"] for talk in talks}
    for talk in talks:
        found = parse_bibtex((tree / f"{talk['id']}.bib").read_text("utf-8"))
        fields = found.entries[0].fields_dict
        assert talk["title"] in fields["title"].value
        assert fields["url"].value.endswith(talk["url"])
        item = read(tree / f"{talk['id']}.csl.json")[0]
        assert (item["title"], item["URL"]) == (talk["title"], fields["url"].value)
    text = (tree / "citations.bib").read_text("utf-8")
    assert parse_bibtex(text.replace("},", "", 1)).failed_blocks


def test_data_follows_its_schemas(tree: Path) -> None:
    """Every file of the API follows the schema next to it and names what exists; a wrong key is heard."""
    folder = tree / "api/v1"
    checkers = {
        path.stem: jsonschema.Draft202012Validator(read(path)) for path in sorted((folder / "schemas").glob("*.json"))
    }
    assert checkers.keys() == MODELS.keys() | {"talk"}
    data = {name: read(folder / f"{name}.json") for name in MODELS}
    for name, content in data.items():
        assert content[name], name
        assert [*checkers[name].iter_errors(content)] == []
    ids = {name: {item["id"] for item in data[name][name]} for name in MODELS}
    withdrawn = 0
    for talk in data["talks"]["talks"]:
        own = read(folder / f"talks/{talk['id']}.json")
        assert [*checkers["talk"].iter_errors(own)] == []
        assert own | {"text": None} == talk | {"text": None}
        assert (tree / talk["url"]).is_file()
        assert talk["event"] in ids["events"]
        assert {speaker["person"] for speaker in talk["speakers"] if speaker} <= ids["people"]
        withdrawn += talk["speakers"].count({})
        assert set(talk["topics"]) <= ids["topics"]
    assert withdrawn == (tree.parent.name == "full")  # where one person asked not to be named
    data["talks"]["talks"][0]["titel"] = "x"
    assert [*checkers["talks"].iter_errors(data["talks"])]


def test_sitemap_and_robots(tree: Path) -> None:
    """The sitemap names every page once, with dates that the records give; robots.txt names the sitemap."""
    root = etree.parse(tree / "sitemap.xml").getroot()
    space = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9"}
    found = [url.findtext("s:loc", namespaces=space) for url in root.iterfind("s:url", space)]
    robots = (tree / "robots.txt").read_text("utf-8")
    address = robots.partition("Sitemap: ")[2].removesuffix("sitemap.xml\n")
    assert address.startswith("https://recap.example/")
    pages = {
        path.relative_to(tree).as_posix()
        for path in tree.rglob("*.html")
        if path.name != "404.html" and 'name="robots"' not in path.read_text("utf-8")
    }
    assert sorted(url.removeprefix(address) for url in found if url) == sorted(pages)
    dates = {each.text for each in root.iterfind("s:url/s:lastmod", space)}
    assert dates
    assert all(date and re.fullmatch(r"\d{4}-\d\d-\d\d", date) for date in dates)


def test_without_an_address(built: Callable[[str], Path]) -> None:
    """Without site_url what needs whole addresses is left out, what does not is there."""
    site, event = built("english"), "rope-ferries-2025"
    for name in ("feed.xml", "feed.json", "robots.txt", f"{event}/schedule.json", f"{event}/schedule.xml"):
        assert not (site / name).exists()
    for name in ("citations.bib", "api/v1/talks.json", f"{event}/opening.ics", f"{event}/opening.bib"):
        assert (site / name).is_file()
    assert "ld+json" not in (site / "index.html").read_text("utf-8")
    assert "URL" not in (site / f"{event}/opening.ics").read_text("utf-8")


def test_the_report_names_what_is_left_out(new_project: MakeProject) -> None:
    """A talk without hour, room or duration, and a recap without a day of publication, are named; a stub has none."""
    bare = {src_uri: text.replace("published: 2026-05-03\n", "") for src_uri, text in samples.FILES.items()}
    result = new_project(bare).build()
    assert result.omissions == [
        ("no_site_url", {}),
        ("without_slot", {"number": "1", "names": "rencontre/un-debut"}),
        ("without_day", {"number": "1", "names": "rencontre/un-debut"}),
    ]
    stub = "---\ntitle: Un début\nspeakers: [Ana Foo]\ndate: 2026-05-01\n---\n"
    result = new_project(bare | {"rencontre/un-debut.md": stub}).build()
    assert [word for word, _ in result.omissions] == ["no_site_url", "without_slot"]


def test_hostile_texts_stay_texts(tmp_path: Path, validators: tuple[etree.XMLSchema, dict[str, Any]]) -> None:
    """Strings full of markup come out of every format as they went in, and each still follows its rules."""
    source = (FIXTURES / "sites/hostile/docs/ev/un.md").read_text("utf-8")
    title = yaml.safe_load(source.split("---")[1])["title"]
    assert "<b>" in title
    project = copy_site("hostile", tmp_path / "project")
    timed = source.replace('start: "10:00"', 'start: "10:00"\nduration: 30\npublished: 2026-05-03')
    project.write("ev/un.md", timed)
    result = project.build()
    assert result.ok, (result.diagnostics, result.warnings)
    site = project.site
    assert parsed_feed((site / "flux.xml").read_text("utf-8")).entries[0].title_detail.value == title
    assert read(site / "flux.json")["items"][0]["title"] == title
    entry = Calendar.from_ical((site / "ev/un.ics").read_bytes()).walk("VEVENT")[0]
    assert str(entry["summary"]) == title
    assert vobject.readOne((site / "ev/un.ics").read_bytes().decode()).vevent.summary.value == title
    xsd, _ = validators
    document = etree.parse(site / "ev/schedule.xml")
    xsd.assertValid(document)
    assert document.findtext(".//event/title") == title
    assert read(site / "ev/un.csl.json")[0]["title"] == title
    assert not parse_bibtex((site / "citations.bib").read_text("utf-8")).failed_blocks
    assert read(site / "api/v1/talks/ev/un.json")["title"] == title
