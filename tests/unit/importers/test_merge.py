"""Foreign programmes become files that pass the check; what people wrote stays; what is hostile is refused or shown."""

from __future__ import annotations

import copy
import gzip
import json
import os
import random
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from recap.cli import main
from recap.content.frontmatter import read
from recap.content.imported import value_digest
from recap.content.loader import read_files
from recap.content.yaml_writer import front_matter
from recap.importers import readers
from recap.importers.assemble import programme_of
from recap.importers.formats import conferences_in
from recap.importers.model import Losses
from recap.importers.normalize import prose, speakers_in
from recap.importers.people import links_of
from recap.importers.pyvideo import is_talk
from recap.importers.readers import MAX_BYTES, read_sources
from recap.importers.schedule import conference_of
from tests.site_fixtures import french

EVENT = {
    "id": 7,
    "guid": "8079583e-8321-506c-95af-fd2903a5f075",
    "date": "2026-05-01T10:00:00+02:00",
    "start": "10:00",
    "duration": "00:45",
    "room": "Grande salle",
    "slug": "rencontre_2026-7-un-debut",
    "url": "https://example.org/7",
    "title": "Un début",
    "subtitle": "",
    "track": "Le noyau",
    "type": "Lightning Talk",
    "language": "de-informal",
    "abstract": "Un **premier** pas.",
    "description": "<p>Et un <a href='https://example.org/'>second</a>.</p>",
    "persons": [
        {"name": "Ana Foo", "biography": "Elle écrit.", "links": [{"url": "https://github.com/ana"}]},
        {"name": "Foo, Bob"},
    ],
    "links": [{"url": "https://youtu.be/A-u8XHAUac4", "type": "media", "title": "Le film"}],
    "recording_license": "CC-BY-4.0",
}


def schedule(*events: dict[str, Any]) -> dict[str, Any]:
    """A schedule.json of one day and one room."""
    return {
        "schedule": {
            "version": "1",
            "conference": {
                "acronym": "rencontre_2026",
                "title": "Rencontre 2026",
                "start": "2026-05-01",
                "end": "2026-05-02",
                "time_zone_name": "Europe/Paris",
                "rooms": [{"name": "Grande salle", "guid": "x"}],
                "tracks": [{"name": "Le noyau"}],
                "days": [{"index": 1, "date": "2026-05-01", "rooms": {"Grande salle": list(events)}}],
            },
        }
    }


CONFIG = "site_name: Recap\ntheme: {name: recap, language: fr}\nplugins: [recap]\n"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """An empty site."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text(CONFIG, "utf-8")
    return tmp_path


def run(project: Path, source: Any, *options: str, name: str = "schedule.json") -> Result:
    """Import a source, given as data, as text or as bytes."""
    path = project / name
    content = source if isinstance(source, (bytes, str)) else json.dumps(source)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    arguments = ["import", "-f", str(project / "mkdocs.yml"), str(path), "--lang", "en", *options]
    return CliRunner().invoke(main, arguments, catch_exceptions=False)


def contents(project: Path) -> dict[str, str]:
    docs = project / "docs"
    return {path.relative_to(docs).as_posix(): path.read_text("utf-8") for path in sorted(docs.rglob("*.md"))}


def check(project: Path) -> Result:
    return CliRunner().invoke(main, ["check", "-f", str(project / "mkdocs.yml")], catch_exceptions=False)


def test_a_schedule_becomes_files(project: Path) -> None:
    """Event, talk and person are written with all that the programme knows, and the report names what is not kept."""
    done = run(project, schedule(EVENT))
    assert done.exit_code == 0, done.output
    files, diagnostics = read_files(project / "docs", french())
    assert diagnostics == []
    assert list(files.documents) == ["intervenants/ana-foo.md", "rencontre-2026/index.md", "rencontre-2026/un-debut.md"]
    talk = files.documents["rencontre-2026/un-debut.md"]
    expected = {
        "title": "Un début",
        "type": "lightning_talk",
        "speakers": [{"name": "Ana Foo"}, {"name": "Bob Foo"}],
        "date": "2026-05-01",
        "start": "10:00",
        "duration": "45",
        "room": "Grande salle",
        "track": "le-noyau",
        "language": "de",
        "url": "https://example.org/7",
        "recordings": [
            {"url": "https://www.youtube.com/watch?v=A-u8XHAUac4", "provider": "Le film", "license": "CC-BY-4.0"}
        ],
    }
    assert {key: talk.data[key] for key in expected} == expected
    assert (
        talk.data["abstract"] == "Un **premier** pas.\n\n<!-- description -->\n\nEt un [second](https://example.org/)."
    )
    assert talk.body.strip() == ""
    assert files.documents["intervenants/ana-foo.md"].data["links"] == {"github": "https://github.com/ana"}
    event = files.documents["rencontre-2026/index.md"].data
    assert (event["timezone"], event["rooms"], event["end_date"]) == ("Europe/Paris", ["Grande salle"], "2026-05-02")
    for lost in ("room.guid: 1", "speaker (family name first): 1"):
        assert lost in done.output
    assert "event.subtitle" not in done.output  # nothing stood there
    assert check(project).exit_code == 0


def test_a_link_that_is_none_is_reported(project: Path) -> None:
    """Of a person as of a talk: what is no address is left out, and the report names it."""
    junk = [{"url": "javascript:alert(1)"}]
    done = run(project, schedule(EVENT | {"links": junk, "persons": [{"name": "Ana Foo", "links": junk}]}))
    assert done.exit_code == 0, done.output
    for lost in ("event.links: 1", "person.links: 1"):
        assert lost in done.output


def test_xml_says_the_same(project: Path, tmp_path: Path) -> None:
    """schedule.xml gives the files that schedule.json gives, save what XML cannot say."""
    event = "".join(
        f"<{key}>{EVENT[key]}</{key}>"
        for key in (
            "date",
            "start",
            "duration",
            "room",
            "slug",
            "title",
            "track",
            "type",
            "language",
            "abstract",
            "url",
        )
    )
    text = (
        "<schedule><version>1</version><conference><acronym>rencontre_2026</acronym><title>Rencontre 2026</title>"
        "<start>2026-05-01</start><end>2026-05-02</end><time_zone_name>Europe/Paris</time_zone_name>"
        '<track name="Le noyau"/></conference><day date="2026-05-01" index="1"><room name="Grande salle">'
        f'<event id="7" guid="{EVENT["guid"]}">{event}<description>Et un second.</description>'
        "<persons><person>Ana Foo</person><person>Foo, Bob</person></persons><links>"
        '<link href="https://youtu.be/A-u8XHAUac4" type="media">Le film</link></links>'
        "<recording><license>CC-BY-4.0</license></recording></event></room></day></schedule>"
    )
    assert run(project, text, name="schedule.xml").exit_code == 0
    from_xml = contents(project)["rencontre-2026/un-debut.md"]
    other = tmp_path / "other"
    (other / "docs").mkdir(parents=True)
    (other / "mkdocs.yml").write_text(CONFIG, "utf-8")
    assert run(other, schedule(EVENT | {"description": "Et un second."})).exit_code == 0
    assert contents(other)["rencontre-2026/un-debut.md"] == from_xml


def test_a_second_import_changes_nothing(project: Path) -> None:
    """The same programme again leaves every byte; a dry run writes none at all and names the files."""
    dry = run(project, schedule(EVENT), "--dry-run")
    assert (dry.exit_code, contents(project)) == (0, {})
    assert "rencontre-2026/un-debut.md" in dry.output
    run(project, schedule(EVENT))
    before = contents(project)
    again = run(project, schedule(EVENT))
    assert "0 new, 0 updated; 3 unchanged" in again.output
    assert contents(project) == before


@pytest.mark.parametrize(
    ("key", "written", "foreign"),
    [
        ("title", "title: Mon titre", {"title": "Autre"}),
        ("type", "type: workshop # vu sur place", {"type": "Keynote"}),
        ("duration", "duration: 50", {"duration": "01:00"}),
        ("recordings", "recordings: [{url: https://example.org/c}]", {"links": []}),
        ("speakers", "speakers: [{name: Ana Foo, role: Fonction}]", {"persons": [{"name": "Zoé Bar"}]}),
        ("start", 'start: "10:05"', {"date": "2026-05-01T11:00:00+02:00"}),
    ],
)
def test_what_a_person_wrote_stays(project: Path, key: str, written: str, foreign: dict[str, Any]) -> None:
    """A key that a person changed stays, though the programme changes too; an untouched one follows the programme."""
    run(project, schedule(EVENT))
    path = project / "docs/rencontre-2026/un-debut.md"
    lines = path.read_text("utf-8").split("\n")
    start = next(number for number, line in enumerate(lines) if line.startswith(f"{key}:"))
    stop = next(number for number in range(start + 1, len(lines)) if not lines[number].startswith(" "))
    lines[start:stop] = ["# à moi", written]
    path.write_text("\n".join(lines), "utf-8")
    done = run(project, schedule(EVENT | foreign | {"language": "fr"}))
    assert done.exit_code == 0, done.output
    after = path.read_text("utf-8")
    assert f"# à moi\n{written}\n" in after
    assert f"un-debut.md: {key}\n" in done.output
    assert "language: fr\n" in after


def test_a_recap_that_was_written_stays(project: Path) -> None:
    """A stub that became a recap keeps its text, file name, comments and line ends, and the abstract is another key."""
    run(project, schedule(EVENT))
    old = project / "docs/rencontre-2026/un-debut.md"
    text = old.read_text("utf-8").replace("title: Un début", "# mon titre\ntitle: Un début\nsummary: J’y étais.")
    text = text.partition("\n---\n")[0] + "\n---\n\nLe récit.\n"
    new = old.with_name("mon-recit.md")
    new.write_bytes(text.replace("\n", "\r\n").encode())
    old.unlink()
    done = run(project, schedule(EVENT | {"room": "Petite salle", "abstract": "Autre."}))
    assert done.exit_code == 0, done.output
    after = new.read_bytes().decode()
    assert not old.exists()
    assert "# mon titre\r\n" in after
    assert "summary: J’y étais.\r\n" in after
    assert after.endswith("\r\nLe récit.\r\n")
    assert "room: Petite salle\r\n" in after
    assert "\n" not in after.replace("\r\n", "")
    assert "abstract: |-\r\n  Autre.\r\n\r\n  <!-- description -->\r\n\r\n  Et un [second]" in after
    assert "mon-recit.md: abstract\n" in done.output
    assert "edited by hand" not in done.output


def old_import(project: Path, body: str) -> Path:
    """A talk as version 0.1 imported it, with the programme's text in the body; then the body was what it is now."""
    run(project, schedule(EVENT))
    path = project / "docs/rencontre-2026/un-debut.md"
    document, _ = read(path.read_bytes(), "un-debut.md")
    abstract, imported = document.data.pop("abstract"), document.data["imported"]
    del imported["written"]["abstract"]
    imported["written"]["body"] = value_digest(abstract)
    path.write_text(front_matter(document.data | {"duration": 45}) + f"{body or abstract}\n", "utf-8")
    return path


def test_an_old_import_is_moved_to_the_abstract(project: Path) -> None:
    """Where nobody has changed the programme's text, it leaves the body, and the next import finds nothing to do."""
    path = old_import(project, "")
    assert run(project, schedule(EVENT)).exit_code == 0
    document, _ = read(path.read_bytes(), "un-debut.md")
    assert document.data["abstract"].startswith("Un **premier** pas.")
    assert document.body.strip() == ""
    assert "body" not in document.data["imported"]["written"]
    assert "0 new, 0 updated" in run(project, schedule(EVENT)).output


def test_a_text_in_the_place_of_an_old_import_stays(project: Path) -> None:
    """What a person wrote over the programme's text stays in the body; the abstract comes next to it."""
    path = old_import(project, "Le récit.")
    done = run(project, schedule(EVENT))
    assert "un-debut.md: body" not in done.output
    document, _ = read(path.read_bytes(), "un-debut.md")
    assert document.data["abstract"].startswith("Un **premier** pas.")
    assert document.body.strip() == "Le récit."
    path.write_text(path.read_text("utf-8").replace("Le récit.", "Le récit, revu."), "utf-8")
    assert "0 new, 0 updated" in run(project, schedule(EVENT)).output


def test_a_programme_s_long_text_is_cut_between_paragraphs(project: Path) -> None:
    """A record holds 20,000 characters of it; the report says that more was there."""
    done = run(project, schedule(EVENT | {"description": "Un paragraphe.\n\n" * 2_000}))
    assert "talk.abstract (cut): 1" in done.output
    found, diagnostics = read((project / "docs/rencontre-2026/un-debut.md").read_bytes(), "un-debut.md")
    assert not diagnostics
    assert 19_000 < len(found.data["abstract"]) <= 20_000
    assert found.data["abstract"].endswith("\n\nUn paragraphe.")


def test_nothing_is_written_when_the_result_fails_the_check(project: Path) -> None:
    """A talk outside the dates that a person gave their event is an error, and no file is written."""
    folder = project / "docs/rencontre-2026"
    folder.mkdir()
    (folder / "index.md").write_text(
        "---\nkind: event\ntitle: R\nstart_date: 2020-01-01\nend_date: 2020-01-01\ntimezone: UTC\nsummary: S.\n---\n",
        "utf-8",
    )
    before = contents(project)
    done = run(project, schedule(EVENT), "--into", "rencontre-2026")
    assert done.exit_code == 1
    assert "E104" in done.output
    assert "nothing was written" in done.output
    assert contents(project) == before


def test_known_people_are_recognised(project: Path) -> None:
    """Somebody who is here already keeps their name and their file, in spite of accents and case."""
    folder = project / "docs/intervenants"
    folder.mkdir()
    mine = "---\nkind: person\nname: Ana Foó\n---\nMoi.\n"
    (folder / "ana-foo.md").write_text(mine, "utf-8")
    done = run(project, schedule(EVENT))
    assert done.exit_code == 0, done.output
    assert contents(project)["intervenants/ana-foo.md"] == mine
    assert "- name: Ana Foó" in contents(project)["rencontre-2026/un-debut.md"]


def test_a_conference_named_like_a_folder_of_the_site_gets_another(project: Path) -> None:
    """« Intervenants » is where people are."""
    data = schedule(EVENT)
    data["schedule"]["conference"]["acronym"] = "Intervenants"
    assert run(project, data).exit_code == 0
    assert {"intervenants-1/index.md", "intervenants/ana-foo.md"} <= contents(project).keys()


def test_of_somebody_withdrawn_nothing_is_added(project: Path) -> None:
    """A withdrawn person's file gets neither links nor spellings."""
    folder = project / "docs/intervenants"
    folder.mkdir()
    mine = "---\nkind: person\nname: Ana Foo\ndo_not_publish: true\nimported:\n  from: programme\n  id: ana-foo\n---\n"
    (folder / "ana-foo.md").write_text(mine, "utf-8")
    done = run(project, schedule(EVENT | {"title": "Autre", "slug": "x"}))
    assert done.exit_code == 0, done.output
    assert contents(project)["intervenants/ana-foo.md"] == mine


def test_two_programmes_of_one_folder_lose_no_talk(project: Path) -> None:
    """Talks of the same name from two files that come to one folder are two files."""
    source = project / "in"
    source.mkdir()
    for name, identifier in (("a.json", 7), ("b.json", 8)):
        other = schedule(EVENT | {"id": identifier, "guid": "", "persons": [{"name": f"Ana {name[0].upper()}oo"}]})
        (source / name).write_text(json.dumps(other), "utf-8")
    done = CliRunner().invoke(main, ["import", "-f", str(project / "mkdocs.yml"), str(source), "--lang", "en"])
    assert done.exit_code == 0, done.output
    talks = [name for name in contents(project) if name.startswith("rencontre-2026/un-debut")]
    assert talks == ["rencontre-2026/un-debut-2.md", "rencontre-2026/un-debut.md"]
    assert "Written: 3 new" in done.output


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("Use `vec![1]` and ![a](https://example.org/a.png).", "Use `vec![1]` and [a](https://example.org/a.png)."),
        (
            "[a](https://youtu.be/A-u8XHAUac4) [b](https://youtu.be/A-u8XHAUac4/more)",
            "[a](https://www.youtube.com/watch?v=A-u8XHAUac4) [b](https://youtu.be/A-u8XHAUac4/more)",
        ),
    ],
)
def test_texts_keep_what_is_no_address(written: str, kept: str) -> None:
    """A picture becomes a link, code stays; a short address is written out where it is whole, not where one begins."""
    assert prose(written, Losses(), "description") == kept


def test_whose_address_it_is() -> None:
    """An `/@name` is Mastodon's, save on hosts that are known to be something else."""
    urls = ["https://medium.com/@ana", "https://fosstodon.org/@ana", "https://www.youtube.com/@ana"]
    assert links_of(urls) == {"website": "https://medium.com/@ana", "mastodon": "https://fosstodon.org/@ana"}


@pytest.mark.parametrize(
    ("entry", "names"),
    [
        ("Chu, Hua-Rong", ["Hua-Rong Chu"]),
        ("Ana Foo & Bob Bar", ["Ana Foo", "Bob Bar"]),
        ("Ana Foo, Bob Bar and Zoé Baz", ["Ana Foo", "Bob Bar", "Zoé Baz"]),
        ("Jannis Leidel (he/him)", ["Jannis Leidel"]),
        ("Dr. Ana Foo (Acme)", ["Ana Foo"]),
        ("Ana Foo, PhD", ["Ana Foo"]),
        ("guido", ["guido"]),
        ("TBA", []),
        ("", []),
        ("...", []),
        (None, []),
        (["x"], []),
    ],
)
def test_names(entry: Any, names: list[str]) -> None:
    """One entry gives the people who are in it, each under a name that the check takes."""
    assert [speaker.name for speaker in speakers_in(entry, Losses())] == names


def test_what_real_data_brings(project: Path) -> None:
    """Equal titles are numbered, spellings become aliases, a talk without speakers says so, other scripts get an id."""
    base = {
        "event": "pycon",
        "recorded": "2020-01-01",
        "videos": [{"type": "youtube", "url": "https://youtu.be/A-u8XHAUac4"}],
    }
    talks = [
        base | {"title": "Keynote", "speakers": ["Guido van Rossum"], "language": "eng"},
        base | {"title": "Keynote", "speakers": ["Guido Van Rossum"], "duration": 61},
        base | {"title": "講演", "speakers": ["山田太郎"], "tags": ["Web", "web"]},
        base | {"title": "Nobody", "speakers": []},
    ]
    done = run(project, "\n".join(map(json.dumps, talks)), "--timezone", "UTC", name="talks.jsonl")
    assert done.exit_code == 0, done.output
    found = contents(project)
    assert {"pycon/keynote.md", "pycon/keynote-2.md", "pycon/nobody.md"} <= found.keys()
    assert "aliases:\n  - Guido Van Rossum" in found["intervenants/guido-van-rossum.md"]
    assert "no_speaker_reason:" in found["pycon/nobody.md"]
    assert "duration: 2\n" in found["pycon/keynote-2.md"]
    assert "language: en\n" in found["pycon/keynote.md"]
    assert check(project).exit_code == 0


def test_folders_of_pyvideo_are_read(project: Path) -> None:
    """category.json names the event, videos/*.json are its talks."""
    folder = project / "data" / "pycon-x"
    (folder / "videos").mkdir(parents=True)
    (folder / "category.json").write_text('{"title": "PyCon X"}', "utf-8")
    for name in ("a", "b"):
        talk = {"title": f"Talk {name}", "speakers": ["Ana Foo"], "recorded": "2020-01-01", "videos": []}
        (folder / "videos" / f"{name}.json").write_text(json.dumps(talk), "utf-8")
    arguments = ["import", "-f", str(project / "mkdocs.yml"), str(project / "data"), "--timezone", "UTC"]
    assert CliRunner().invoke(main, arguments, catch_exceptions=False).exit_code == 0
    assert "title: PyCon X" in contents(project)["pycon-x/index.md"]
    assert {"pycon-x/talk-a.md", "pycon-x/talk-b.md"} <= contents(project).keys()


BILLION = "<!DOCTYPE s [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;'>]><schedule>&b;</schedule>"
REFUSED: dict[str, tuple[str, bytes, str]] = {
    "entities": ("x.xml", BILLION.encode(), "entities"),
    "outside entity": (
        "x.xml",
        b"<!DOCTYPE s [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><schedule>&a;</schedule>",
        "entit",
    ),
    "cut XML": ("x.xml", b"<schedule><conference>", "cannot be read"),
    "cut JSON": ("x.json", b'{"schedule": {', "ends in the middle, at byte 14"),
    "deep JSON": ("x.json", b"[" * 200_000, "nested"),
    "Latin-1": ("x.json", '{"schedule": "é"}'.encode("latin-1"), "UTF-8"),
    "UTF-16": ("x.json", '{"schedule": 1}'.encode("utf-16"), "“schedule” is a int"),
    "binary": ("x.json", bytes(range(256)), "UTF-8"),
    "empty": ("x.json", b"", "is empty"),
    "another JSON": ("x.json", b'{"a": 1}', "object with a (1)"),
    "a list of numbers": ("x.json", b"[1, 2]", "no format that is read"),
    "no talk": ("x.json", b'{"schedule": {"conference": {"days": []}}}', "no talk"),
    "wrong shapes": (
        "x.json",
        b'{"schedule": {"conference": {"days": {"rooms": 1}, "rooms": "x", "title": []}}}',
        "no talk",
    ),
    "a bomb": ("x.json.gz", gzip.compress(b" " * (MAX_BYTES + 10)), "too large"),
    "a gzip with another suffix": ("x.json", gzip.compress(b'{"a": 1}'), "object with a (1)"),
    "a gzip cut short": ("x.json.gz", gzip.compress(b"{}" * 1000)[:30], "cannot be read"),
    "a long number": ("x.json", b'{"schedule": ' + b"1" * 5000 + b"}", "cannot be read"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_hostile_files_are_refused(project: Path, case: str) -> None:
    """One clear line, exit status 1, and nothing is written."""
    name, content, expected = REFUSED[case]
    done = run(project, content, name=name)
    assert done.exit_code == 1, case
    assert expected in done.output
    assert len(done.output.strip().split("\n")) == 1
    assert contents(project) == {}


@pytest.mark.parametrize(
    ("files", "limit", "said"),
    [
        ({"x.json": "[[], {}, []]"}, {"MAX_VALUES": 3}, "more than 3 values"),
        ({"x.xml": "<a><b/><b/><b/></a>"}, {"MAX_VALUES": 2}, "more than 2 values"),
        ({"x.json": "{}", "y.json": "{}", "z.txt": "", "z.json": "{}"}, {"MAX_FILES": 2}, "more than 2 files"),
        ({"x.json": "{}" + " " * 60, "y.json": "{}" + " " * 60}, {"MAX_BYTES": 100}, "too large"),
        ({"x.json": "{}" + " " * 101}, {"MAX_BYTES": 100}, "too large"),
    ],
)
def test_limits_of_a_programme(
    project: Path, monkeypatch: pytest.MonkeyPatch, files: dict[str, str], limit: dict[str, int], said: str
) -> None:
    """Values in a file, files in a folder, and the bytes of all of them: beyond the limit nothing is parsed."""
    (project / "data").mkdir()
    for name, content in files.items():
        (project / "data" / name).write_text(content, "utf-8")
    for name, value in limit.items():
        monkeypatch.setattr(readers, name, value)
    done = CliRunner().invoke(
        main, ["import", "-f", str(project / "mkdocs.yml"), "--lang", "en", str(project / "data"), "--timezone", "UTC"]
    )
    assert done.exit_code == 1
    assert said in done.output


def test_a_folder_of_bad_names_is_imported(project: Path) -> None:
    """What a foreign folder is called is shown on one line, and written as text."""
    folder = project / "data" / os.fsdecode(b"conf\xff\n2020") / "videos"
    folder.mkdir(parents=True)
    talk = {"title": "Talk", "speakers": ["Ana Foo"], "recorded": "2020-01-01", "videos": []}
    (folder / os.fsdecode(b"a\xff.json")).write_text(json.dumps(talk), "utf-8")
    (folder / os.fsdecode(b"b\xff.json")).write_text("{}", "utf-8")
    arguments = ["import", "-f", str(project / "mkdocs.yml"), str(project / "data"), "--timezone", "UTC"]
    done = CliRunner().invoke(main, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert contents(project).keys() == {"conf-xff-n2020/index.md", "conf-xff-n2020/talk.md"}


@pytest.mark.long
def test_a_hundred_megabytes_are_refused(project: Path) -> None:
    """100 MB of JSON are not even parsed."""
    done = run(project, b'{"schedule": "' + b"x" * 100_000_000 + b'"}')
    assert (done.exit_code, contents(project)) == (1, {})
    assert "too large" in done.output


KEYS = ("title", "abstract", "description", "room", "track", "type", "language", "subtitle")
HOSTILE = (
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1)) ![y](https://evil.example/z.png)",
    "# Titre\n{: onclick=alert(1) }\n\n<iframe src=//evil.example>",
    "\u202etxt.exe \u200b\x00\x07 ]]> &lt;b&gt; {{ x }} {% y %}",
    "--- \n- [ ] `x` | a | b |\n[a]: data:text/html,x\n<details open ontoggle=alert(1)>",
    "<" * 300 + "a" * 10_000,
    "[lien](../../autre.md) <http://user:pass@evil.example/>",
)


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_texts_pass_the_check(project: Path, text: str) -> None:
    """In every field, markup that would run is shown as text, hidden characters are gone, the check is content."""
    event = EVENT | dict.fromkeys(KEYS, text)
    event["persons"] = [{"name": f"{text} x", "biography": text, "links": [{"url": text}]}]
    event["links"] = [{"url": text, "title": text}, {"url": "https://example.org/", "title": text}]
    data = schedule(event)
    data["schedule"]["conference"] |= {"title": text, "description": text, "url": text, "tracks": [{"name": text}]}
    done = run(project, data)
    assert done.exit_code == 0, done.output
    assert check(project).exit_code == 0
    for content in contents(project).values():
        assert not set("\u202e\u200b\x00\x07") & set(content)


def mutated(value: Any, draw: Callable[[Any], Any]) -> Any:
    """A JSON value with one place in it replaced by something of another shape."""
    junk = st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20), st.lists(st.text(), max_size=2)
    )
    value = copy.deepcopy(value)
    node = value
    while True:
        keys = list(node) if isinstance(node, dict) else list(range(len(node)))
        if not keys:
            return value
        key = draw(st.sampled_from(keys))
        if isinstance(node[key], (dict, list)) and draw(st.booleans()):
            node = node[key]
        else:
            node[key] = draw(junk)
            return value


@given(st.data())
def test_any_shape_is_read_or_refused(data: st.DataObject) -> None:
    """A valid programme with anything anywhere gives a programme or a refusal, never a traceback."""
    source = mutated(mutated(schedule(EVENT), data.draw), data.draw)
    conference = conference_of(source if isinstance(source, dict) else {}, "x.json", Losses())
    found = programme_of(conference, Losses(), "Europe/Paris")
    assert all(talk.record["title"] and date.fromisoformat(talk.record["date"]) for talk in found.talks)


def test_the_small_real_programme(project: Path, shared: Callable[[str], Path]) -> None:
    """Pretalx' DemoCon: 36 talks, all of them; the result passes the check, and a second import changes nothing."""
    source = shared("corpora/pretalx-democon.json").read_text("utf-8")
    refused = run(project, source)
    assert (refused.exit_code, contents(project)) == (1, {})
    assert "says “UTC”" in refused.output
    assert "--timezone Europe/Berlin" in refused.output
    done = run(project, source, "--timezone", "Europe/Berlin")
    assert done.exit_code == 0, done.output
    assert len([name for name in contents(project) if name.startswith("democon/")]) == 37
    assert check(project).exit_code == 0
    assert "0 new, 0 updated" in run(project, source).output  # the event has the zone now
    assert all(f"{field}: " in done.output for field in ("person.answers", "room.guid")) is False


def corpus(shared: Callable[[str], Path]) -> list[dict[str, Any]]:
    [source] = read_sources(shared("corpora/pyvideo.jsonl.gz"), Losses())
    talks = source.data
    assert len(talks) == 20_959
    assert all(map(is_talk, talks))
    return list(talks)


def test_a_sample_of_real_talks(project: Path, shared: Callable[[str], Path]) -> None:
    """300 talks of pyvideo, drawn with a seed, are written and pass the check."""
    talks = random.Random(4).sample(corpus(shared), 300)
    done = run(project, "\n".join(map(json.dumps, talks)), "--timezone", "UTC", name="talks.jsonl")
    assert done.exit_code == 0, done.output
    assert len([name for name in contents(project) if "/" in name and not name.endswith("index.md")]) >= 300
    assert check(project).exit_code == 0


@pytest.mark.long
def test_every_real_talk(project: Path, shared: Callable[[str], Path]) -> None:
    """All 20,959 talks of pyvideo are read, none is left out, and the result passes the check before it is written."""
    path = shared("corpora/pyvideo.jsonl.gz")
    assert sum(len(each.sessions) for each in conferences_in(path, Losses())) == 20_959
    arguments = ["import", "-f", str(project / "mkdocs.yml"), str(path), "--dry-run", "--timezone", "UTC"]
    assert CliRunner().invoke(main, arguments, catch_exceptions=False).exit_code == 0


def test_a_talk_called_like_its_event(project: Path) -> None:
    """The check sees new files at their addresses: the talk gets one that the event's calendar does not need."""
    done = run(project, schedule(EVENT | {"title": "Rencontre 2026"}))
    assert done.exit_code == 0, done.output
    assert (project / "docs/rencontre-2026/rencontre-2026-2.md").is_file()
    assert CliRunner().invoke(main, ["check", "-f", str(project / "mkdocs.yml")]).exit_code == 0


def test_the_place_of_a_conference_is_kept(project: Path) -> None:
    """City, venue and country are the event's, the country by its code or its name; another word is reported."""
    source = schedule(EVENT)
    source["schedule"]["conference"] |= {"city": "Rennes", "venue": {"name": "Le Couvent"}, "country": "Frankreich"}
    run(project, source)
    index = (project / "docs/rencontre-2026/index.md").read_text("utf-8")
    assert "\ncity: Rennes\ncountry: FR\nvenue: Le Couvent\n" in index
    source["schedule"]["conference"]["country"] = "Nowhere"
    assert "conference.country: 1 × (Nowhere)" in run(project, source).output
