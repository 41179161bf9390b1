"""What a programme says of people, hours, links and wishes is what the site says: kind by kind."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from recap.content.frontmatter import read
from recap.importers.assemble import file_name, is_break, programme_of, type_of
from recap.importers.links import spdx
from recap.importers.model import Conference, Losses, Session, Speaker
from recap.importers.schedule import conference_of
from recap.importers.timing import UnknownZoneError
from tests.unit.importers.test_formats import catalogue_of, contents, run

DAY = "2031-05-06"


def event(number: int = 1, **more: Any) -> dict[str, Any]:
    """A session of a schedule.json."""
    found = {"id": number, "guid": f"0b6f1c00-0000-5000-8000-{number:012}", "date": f"{DAY}T{9 + number:02}:00:00+02:00",
             "start": f"{9 + number:02}:00", "duration": "00:30", "room": "Aula", "slug": f"demo31-{number}-old", "title": f"Talk {number}",
             "subtitle": "", "track": None, "type": "Talk", "language": "en", "abstract": "", "description": "",
             "persons": [{"id": 1, "name": "Odo Brant"}], "links": [], "attachments": []}  # fmt: skip
    return found | more


def schedule(*events: dict[str, Any], **conference: Any) -> dict[str, Any]:
    """A schedule.json of one day."""
    days = [{"index": 1, "date": DAY, "rooms": {"Aula": [*events]}}]
    head = {
        "acronym": "demo31",
        "title": "Demo Days 2031",
        "start": DAY,
        "end": DAY,
        "time_zone_name": "Europe/Berlin",
        "days": days,
    }
    return {"schedule": {"version": "1.0", "base_url": "https://demo31.example/s/", "conference": head | conference}}


def imported(folder: Path, data: dict[str, Any], *options: str) -> tuple[dict[str, str], str]:
    """The files of a site after an import, and what it said."""
    source = folder / "schedule.json"
    source.write_text(json.dumps(data), "utf-8")
    done = run(folder, source, *options)
    assert done.exit_code == 0, done.output
    return contents(folder), done.output


def record_of(files: dict[str, str], src_uri: str) -> dict[str, Any]:
    """The front matter of a file."""
    document, faults = read(files[src_uri].encode(), src_uri)
    assert faults == []
    return document.data


def test_two_people_of_one_name(tmp_path: Path) -> None:
    """Different ids at the source are different people: two files, each distinct from the other, each with its text."""
    one, other = ({"id": number, "name": "Mara Quill", "biography": f"Text {number}."} for number in (11, 12))
    data = schedule(event(1, persons=[one]), event(2, persons=[other]), event(3, persons=[one, other]))
    files, output = imported(tmp_path, data)
    assert record_of(files, "people/mara-quill.md")["distinct_from"] == ["mara-quill-2"]
    assert record_of(files, "people/mara-quill-2.md")["distinct_from"] == ["mara-quill"]
    assert files["people/mara-quill-2.md"].endswith("\nText 12.\n")
    assert record_of(files, "demo31/talk-2.md")["speakers"] == [{"person": "mara-quill-2"}]
    assert record_of(files, "demo31/talk-3.md")["speakers"] == [{"person": "mara-quill"}, {"person": "mara-quill-2"}]
    assert "mara-quill-2 (Talk 2, Talk 3)" in output
    assert [len(person.talk_ids) for person in catalogue_of(tmp_path).people.values()] == [2, 2]
    again, said = imported(tmp_path, data)
    assert again == files
    assert "0 new, 0 updated" in said


def test_one_person_in_two_spellings(tmp_path: Path) -> None:
    """One id at the source is one person: the commonest spelling is the name, the other an alias."""
    guid = "5a000000-0000-5000-8000-000000000011"
    spelt = ("Mara Quill", "Mara J. Quill", "Mara Quill")
    data = schedule(*(event(number, persons=[{"guid": guid, "name": name}]) for number, name in enumerate(spelt, 1)))
    files, _ = imported(tmp_path, data)
    person = record_of(files, "people/mara-quill.md")
    assert (person["name"], person["aliases"]) == ("Mara Quill", ["Mara J. Quill"])
    assert [*catalogue_of(tmp_path).people] == ["mara-quill"]


@pytest.mark.parametrize(
    "name",
    ["4711", "quillfeather", "quill-feather", "q.feather", "qf42", "mcLAREN", "odo d'Arbre", "mara van der quill"],
)
def test_names_stay_as_they_are_written(tmp_path: Path, name: str) -> None:
    """No capital is added or taken, and what looks like an id or a number is a name all the same."""
    files, _ = imported(tmp_path, schedule(event(persons=[{"id": 1, "name": name}])))
    assert record_of(files, "demo31/talk-1.md")["speakers"] == [{"name": name}]
    (person,) = catalogue_of(tmp_path).people.values()
    assert person.name == name


@pytest.mark.parametrize("signs", ["???", "🐝", "…"])
def test_signs_are_no_name_and_are_shown(tmp_path: Path, signs: str) -> None:
    """A reason for naming nobody is true: the programme names somebody, by signs that give no address."""
    files, _ = imported(tmp_path, schedule(event(persons=[{"id": 1, "name": signs}]), event(2, persons=[])))
    assert signs in record_of(files, "demo31/talk-1.md")["no_speaker_reason"]
    assert record_of(files, "demo31/talk-2.md")["no_speaker_reason"] == "The programme names no speakers."


def test_what_a_person_chose_to_be_public(tmp_path: Path) -> None:
    """The public name is published, the other nowhere; pronouns, company and page have their places."""
    person = {"guid": "5a000000-0000-5000-8000-000000000011", "name": "Mara Quill", "public_name": "Mara Q.", "pronouns": "she/her",
              "affiliation": "Roof Club", "url": "https://demo31.example/mara", "avatar": "https://demo31.example/m.png"}  # fmt: skip
    files, output = imported(
        tmp_path,
        schedule(
            event(persons=[person | {"biography": None}]),
            event(2, persons=[person | {"biography": "Keeps bees, see [this](/p/1)."}]),
        ),
    )
    assert not any("Mara Quill" in text for text in files.values())
    record = record_of(files, "people/mara-q.md")
    assert (record["pronouns"], record["links"]) == ("she/her", {"website": "https://demo31.example/mara"})
    assert "[this](https://demo31.example/p/1)" in files["people/mara-q.md"]
    assert record_of(files, "demo31/talk-1.md")["speakers"] == [{"name": "Mara Q.", "organisation": "Roof Club"}]
    assert "person.avatar: 2 × (Mara Q.: https://demo31.example/m.png)" in output


@pytest.mark.parametrize(
    ("moments", "zone", "proposed"),
    [
        ([f"{DAY}T12:00:00+02:00"], "", "Europe/Berlin"),
        (["2031-10-25T12:00:00+02:00", "2031-10-26T12:00:00+01:00"], "", "Europe/Berlin"),
        ([f"{DAY}T12:00:00+05:30"], "", "Asia/Kolkata"),
        ([f"{DAY}T12:00:00"], "", ""),
        ([f"{DAY}T12:00:00+02:00"], "CEST", "Europe/Berlin"),
        ([f"{DAY}T12:00:00+02:00"], "Europe/Atlantis", "Europe/Berlin"),
        ([f"{DAY}T12:00:00+02:00"], "UTC", "Europe/Berlin"),
        ([f"{DAY}T12:00:00+02:00"], "Etc/GMT-2", "Europe/Berlin"),
    ],
)
def test_no_zone_is_guessed(moments: list[str], zone: str, proposed: str) -> None:
    """A zone that nobody names is asked for; the hour on the wall stays that of the programme in any answer."""
    events = [event(number, date=moment, start="12:00") for number, moment in enumerate(moments)]
    found = conference_of(schedule(*events, time_zone_name=zone), "x", Losses())
    with pytest.raises(UnknownZoneError) as error:
        programme_of(found, Losses())
    assert [*error.value.proposals[:1]] == ([proposed] if proposed else [])
    for answer in ("Europe/Berlin", "America/New_York"):
        programme = programme_of(found, Losses(), answer)
        assert {talk.record["start"] for talk in programme.talks} == {"12:00"}
        assert programme.record["timezone"] == answer


def test_the_zone_of_the_event_answers(tmp_path: Path) -> None:
    """Where the event is here already, with its zone, nothing is asked again."""
    data = schedule(event(), time_zone_name="")
    refused = tmp_path / "schedule.json"
    refused.write_text(json.dumps(data), "utf-8")
    done = run(tmp_path, refused)
    assert (done.exit_code, contents(tmp_path), len(done.output.strip().split("\n"))) == (1, {}, 1)
    imported(tmp_path, data, "--timezone", "Europe/Madrid")
    files, output = imported(tmp_path, data)
    assert "0 new, 0 updated" in output
    assert record_of(files, "demo31/index.md")["timezone"] == "Europe/Madrid"


def sessions(*starts: str, day_end: str = "") -> list[tuple[str, str, Any]]:
    """Day, hour, and the event's change of day of sessions listed under one day, by their moments."""
    events = [event(number, date=f"{start}:00+02:00", start=start[11:]) for number, start in enumerate(starts)]
    data = schedule(*events)
    if day_end:
        data["schedule"]["conference"]["days"][0]["day_end"] = day_end
    programme = programme_of(conference_of(data, "x", Losses()), Losses())
    change = programme.record.get("day_change")
    return [(talk.record["date"], talk.record["start"], change) for talk in programme.talks]


def test_the_night_belongs_to_the_evening() -> None:
    """The programme's day is kept; when a day ends is the source's own, or four o'clock, or what separates them."""
    assert sessions(f"{DAY}T23:00", "2031-05-07T00:30") == [(DAY, "23:00", None), (DAY, "00:30", None)]
    assert sessions(f"{DAY}T10:00", "2031-05-07T05:30") == [(DAY, "10:00", "10:00"), (DAY, "05:30", "10:00")]
    source = sessions(f"{DAY}T10:00", "2031-05-07T05:30", day_end="2031-05-07T06:00:00+02:00")
    assert source == [(DAY, "10:00", "06:00"), (DAY, "05:30", "06:00")]
    assert sessions(f"{DAY}T03:00", f"{DAY}T10:00") == [(DAY, "03:00", "03:00"), (DAY, "10:00", "03:00")]
    mixed = sessions(f"{DAY}T02:00", f"{DAY}T10:00", "2031-05-07T02:30")
    assert mixed == [(DAY, "02:00", "00:00"), (DAY, "10:00", "00:00"), ("2031-05-07", "02:30", "00:00")]


def test_cancelled_withdrawn_online_not_recorded(tmp_path: Path) -> None:
    """Whether a talk may be shown at all is kept: cancelled ones say so, withdrawn ones are left out by name."""
    states = [
        event(number, state=state)
        for number, state in enumerate(("confirmed", "canceled", "withdrawn", "rejected", "deleted"), 1)
    ]
    more = [event(6, attendance_mode="online"), event(7, attendance_mode="hybrid"), event(8, do_not_record=True),
            event(9, do_not_record="true"), event(10, do_not_record=1), event(11, do_not_record=None)]  # fmt: skip
    files, output = imported(tmp_path, schedule(*states, *more))
    talks = {name: record_of(files, name) for name in files if name.startswith("demo31/talk")}
    assert {name for name, each in talks.items() if each.get("status")} == {"demo31/talk-2.md"}
    assert not {f"demo31/talk-{number}.md" for number in (3, 4, 5)} & talks.keys()
    for state, number in (("withdrawn", 3), ("rejected", 4), ("deleted", 5)):
        assert f"session ({state}, left out): 1 × ({number}: Talk {number})" in output
    assert [talks[f"demo31/talk-{number}.md"]["attendance"] for number in (6, 7)] == ["online", "hybrid"]
    assert {name for name, each in talks.items() if each.get("do_not_record")} == {
        f"demo31/talk-{number}.md" for number in (8, 9, 10)
    }
    again, said = imported(tmp_path, schedule(*states, *more))
    assert (again, "0 new, 0 updated" in said) == (files, True)
    after, _ = imported(tmp_path, schedule(*states, *more[:2], event(8), *more[3:]))
    assert "do_not_record" not in record_of(after, "demo31/talk-8.md")


@pytest.mark.parametrize(
    ("session", "expected"),
    [
        (Session("1", "Lunch"), True),
        (Session("1", "Lunch", abstract="What the kitchen has."), False),
        (Session("1", "Mittagspause"), True),
        (Session("1", "Accueil café"), True),
        (Session("1", "Pausa"), True),
        (Session("1", "Registration", type="other"), True),
        (Session("1", "Opening", type="other"), True),
        (Session("1", "Opening", type="other", abstract="Words."), False),
        (Session("1", "Welcome", type="other", speakers=(Speaker("Odo Brant"),)), False),
        (Session("1", "Get-together", type="social", abstract="On the roof."), False),
        (Session("1", "Coffee break", is_break=True), True),
        (Session("1", "Breaking glass"), False),
        (Session("1", "Lunch in space", type="talk"), False),
    ],
)
def test_what_is_no_talk(session: Session, expected: bool) -> None:
    """Nobody speaks and nothing is said: a line of the programme. Whatever has a speaker is a talk."""
    assert is_break(session) is expected


def test_links_have_their_places(tmp_path: Path) -> None:
    """Relative addresses are completed, films are recordings, code is code; what is none is named with its talk."""
    links = [{"url": "/media/bees.pdf", "title": "Slides", "type": "related"}, {"url": "mailto:a@example.org", "title": "Mail"},
             {"url": "https://git.example/bees", "title": "Source of the counter"}, {"url": "//video.example/1", "title": "Film", "type": "media"},
             {"url": "https://demo31.example/talk/1/", "title": "Itself"}, {"url": "http:/typo", "title": "Typo"}]  # fmt: skip
    attachments = [{"url": "/media/bees.pdf", "title": "Slides"}, {"url": "notes.odp", "title": ""}]
    talk = event(
        links=links,
        attachments=attachments,
        url="https://demo31.example/talk/1/?utm_source=x",
        recording_license="CC BY-SA 4.0",
    )
    files, output = imported(tmp_path, schedule(talk))
    record = record_of(files, "demo31/talk-1.md")
    assert [(each["type"], each["url"]) for each in record["resources"]] == [
        ("slides", "https://demo31.example/media/bees.pdf"),
        ("code", "https://git.example/bees"),
        ("slides", "https://demo31.example/s/notes.odp"),
    ]
    assert record["recordings"] == [{"url": "https://video.example/1", "provider": "Film", "license": "CC-BY-SA-4.0"}]
    assert record["url"] == "https://demo31.example/talk/1/"
    assert "event.links: 2 × (Talk 1: mailto:a@example.org; Talk 1: http:/typo)" in output


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("CC-BY-4.0", "CC-BY-4.0"),
        ("CC BY-SA 4.0", "CC-BY-SA-4.0"),
        ("https://creativecommons.org/licenses/by-nc-nd/3.0/", "CC-BY-NC-ND-3.0"),
        ("https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"),
        ("CC-BY", ""),
        ("All rights reserved", ""),
        ("", ""),
    ],
)
def test_licences_by_their_ids(written: str, expected: str) -> None:
    """What is unambiguous becomes an SPDX id; nothing else is made one."""
    assert spdx(written) == expected


@pytest.mark.parametrize(
    ("abstract", "description"),
    [
        ("What they said.\n\nBring honey.", "Long.\n\nLonger."),
        ("", "Only this.\n\nAnd that."),
        ("Three.\n\nParagraphs.\n\nHere.", ""),
        ("- a list\n- ends it", "```\ncode\n```"),
    ],
)
def test_abstract_and_description_come_back(tmp_path: Path, abstract: str, description: str) -> None:
    """Two texts go in and the same two come out: neither is taken apart by a guess."""
    from recap.content.imported import abstract_and_description

    files, _ = imported(tmp_path, schedule(event(abstract=abstract, description=description)))
    assert abstract_and_description(record_of(files, "demo31/talk-1.md")["abstract"]) == (abstract, description)


def test_tracks_are_called_as_people_would(tmp_path: Path) -> None:
    """Ids are those of names, without the source's number; colours stay; a track without talks is left out by name."""
    tracks = [{"name": "Insects & cities", "slug": "7-insects-cities", "color": "#AA3300"}, {"name": "Nobody", "slug": "8-nobody"},
              {"name": "C", "slug": "9-c"}, {"name": "C++", "slug": "10-c", "color": "red"}]  # fmt: skip
    events = [
        event(1, track="Insects & cities"),
        event(2, track="C"),
        event(3, track={"en": "C++", "de": "C++"}),
        event(4, track="Unlisted"),
    ]
    files, output = imported(tmp_path, schedule(*events, tracks=tracks))
    found = record_of(files, "demo31/index.md")["tracks"]
    assert [each["id"] for each in found] == ["insects-cities", "c", "c-2", "unlisted"]
    assert found[0]["color"] == "#aa3300"
    assert record_of(files, "demo31/talk-3.md")["track"] == "c-2"
    assert "track (without talks, left out): 1 × (Nobody)" in output
    assert "track.color: 1 × (red)" in output


@pytest.mark.parametrize(
    ("title", "slug", "expected"),
    [
        ("Bees in the city", "imkern-auf-dem-dach", "bees-in-the-city"),
        ("???", "demo31-t8xkq2", "demo31-t8xkq2"),
        ("???", "", "talk"),
        ("word " * 30, "", "word-" * 11 + "word"),
        ("x" * 90, "", "x" * 60),
    ],
)
def test_addresses_come_from_titles(title: str, slug: str, expected: str) -> None:
    """A foreign technical name becomes no address, unless the title gives none; a long one is cut between words."""
    assert file_name(title, slug) == expected


def test_the_old_address_stays(tmp_path: Path) -> None:
    """A talk that was imported before keeps its file when its title changes; the source's own name is remembered."""
    files, _ = imported(tmp_path, schedule(event(slug="demo31-1-old")))
    assert record_of(files, "demo31/talk-1.md")["imported"]["slug"] == "demo31-1-old"
    after, _ = imported(tmp_path, schedule(event(title="Quite another title")))
    assert record_of(after, "demo31/talk-1.md")["title"] == "Quite another title"


@pytest.mark.parametrize(
    ("word", "expected"),
    [
        ("", "talk"),
        ("Talk", "talk"),
        ("Lightning Talk", "lightning_talk"),
        ("Vortrag", "talk"),
        ("Atelier", "workshop"),
        ("Q&A", "q_and_a"),
        ("Gig", ""),
    ],
)
def test_types_in_their_words(word: str, expected: str) -> None:
    """The words of four languages are known; any other is reported."""
    assert type_of(word) == expected


def test_a_conference_says_where_it_was(tmp_path: Path) -> None:
    """Rooms with what is known of them, and the home page, are the event's."""
    rooms = [
        {"name": "Aula", "capacity": 300, "description": "Upstairs."},
        {"name": "Cellar", "capacity": None, "description": None},
    ]
    files, output = imported(tmp_path, schedule(event(), rooms=rooms, logo="/logo.png", keywords=["bees"]))
    index = record_of(files, "demo31/index.md")
    assert index["rooms"] == [{"name": "Aula", "description": "Upstairs.", "capacity": "300"}, "Cellar"]
    assert index["website"] == "https://demo31.example/s/"
    assert "conference.logo: 1" in output
    assert "conference.keywords: 1" in output


def test_days_of_ten_and_without_hours() -> None:
    """Ten days, and talks of which only the day is known, are a programme too; without a day nothing is."""
    losses = Losses()
    known = tuple(Session(str(number), f"Talk {number}", day=f"2031-05-{number:02}") for number in range(1, 11))
    programme = programme_of(Conference("x", "x", "X", (*known, Session("0", "Never"))), losses, "UTC")
    assert [(talk.record["date"], talk.record["start"]) for talk in programme.talks] == [
        (f"2031-05-{number:02}", "") for number in range(1, 11)
    ]
    assert losses.found["session (without title or date)"] == (1, ["Never"])
