"""Validation: each key takes what the model says, and what it does not take is reported at its place."""

from __future__ import annotations

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from recap.content.frontmatter import parse
from recap.content.schema import KINDS, Event, Talk
from recap.content.validation import validate, validate_partial
from recap.core.language import language
from recap.core.reporters import as_text

RECORDING = "recordings: [{{url: https://x.org/, license: {}}}]"
FACT = "since_then: {{checked: 2026-01-01, facts: [{{date: {}, text: x}}]}}"
EVENT = """kind: event
title: E
start_date: 2026-05-01
end_date: 2026-05-02
timezone: Europe/Berlin
country: DE
summary: S
"""
TALK = "title: T\nspeakers: [Ana Foo]\ndate: 2026-05-01\n"


def reported(lines: str, kind: str = "talk") -> list[tuple[str, int, int]]:
    """The (text, line, column) of what is wrong with a front matter, which starts on line 2."""
    record, diagnostics = validate(kind, parse(f"---\n{lines}\n---\n", "a.md")[0])
    assert (record is None) == bool(diagnostics)
    return [(each.message_key, each.line, each.column) for each in diagnostics]


def one(line: str) -> list[str]:
    """The text keys of what is wrong with one more line in a good talk."""
    return [text for text, *_ in reported(TALK + line)]


@pytest.mark.parametrize(
    ("good", "bad", "text"),
    [
        ('start: "00:00"', 'start: "24:00"', "E116.time"),
        ('start: "23:59"', 'start: "9"', "E116.time"),
        ("start: 9h05", "start: 9h60", "E116.time"),
        ("start: 12 pm", "start: 13 pm", "E116.time"),
        ("duration: 24 h", "duration: 24 h 1", "E116.minutes"),
        ("duration: 1h30", 'duration: "1:30"', "E116.minutes"),
        ("duration: 1", "duration: 0", "E116.minutes"),
        ("duration: 1440", "duration: 1441", "E116.minutes"),
        ("order: 0", "order: -1", "E116.rank"),
        ("published: 2024-02-29", "published: 2023-02-29", "E116.day"),
        ("published: 2024-02-29", "published: 04/02/2024", "E116.date"),
        ("published: 29/02/2024", "published: 29/02/2023", "E116.date"),
        ("published: 4 octobre 2016", "published: 4 octobre", "E116.date"),
        ("draft: TRUE", "draft: yes", "E116.flag"),
        ("track: a-1", "track: A", "E116.id"),
        ("type: bof", "type: Bof", "E116.choice"),
        ("level: advanced", "level: [advanced]", "E116.choice"),
        ("language: pt-BR", "language: xx", "E117.language"),
        ("language: gsw", "language: français", "E117.language"),
        ("room: x", "room: [x]", "E116.text"),
        ("topics: [x]", "topics: x", "E116.list"),
        ("topics: []", "topics: {a: b}", "E116.list"),
        ("topics: [x]", 'topics: [""]', "E116.empty"),
        ("based_on: {title: x}", "based_on: x", "E116.mapping"),
        ("key_points: [a, b, c]", "key_points: [a, b]", "E116.items"),
        ("key_points: [a, b, c, d, e, f, g]", "key_points: [a, b, c, d, e, f, g, h]", "E116.items"),
        (f"room: {'x' * 300}", f"room: {'x' * 301}", "E116.long"),
        (RECORDING.format("cc-by-4.0"), RECORDING.format("CC"), "E117.license"),
        ("sources: [{title: x, url: 'https://x.org/é?a=b#c'}]", "sources: [{title: x, url: x.org}]", "E111"),
        ("sources: [{title: x, url: http://x.org:80}]", "sources: [{title: x, url: 'https://a:b@x.org/'}]", "E111"),
        ("sources: [{title: x, url: http://x.org}]", "sources: [{title: x, url: 'javascript:alert(1)'}]", "E111"),
        (FACT.format("2016"), FACT.format("16"), "E116.partial_date"),
        (FACT.format("2016-12"), FACT.format("2016-13"), "E116.partial_date"),
        (FACT.format("2016-02-29"), FACT.format("2016-02-30"), "E116.partial_date"),
    ],
)  # fmt: skip
def test_borders_of_each_type(good: str, bad: str, text: str) -> None:
    """The last value that a key takes passes, the first that it does not is reported in its own wording."""
    assert one(good) == []
    assert one(bad) == [text]


@pytest.mark.parametrize(
    ("line", "text"),
    [
        ("timezone: Europe/Atlantis", "E116.timezone"),
        ("timezone: Europe", "E116.timezone"),
        ("timezone: ../../etc/passwd", "E116.timezone"),
        ("country: XX", "E117.country"),
        ("country: de", "E117.country"),
    ],
)
def test_places_of_an_event(line: str, text: str) -> None:
    """Time zones are those of IANA, countries those of ISO 3166-1 in capitals."""
    assert reported(EVENT, "event") == []
    key = line.partition(":")[0]
    changed = "".join(each for each in EVENT.splitlines(keepends=True) if not each.startswith(key)) + line
    assert [found for found, *_ in reported(changed, "event")] == [text]


def test_a_person_s_numbers() -> None:
    """ORCID and Wikidata ids have their form, in ASCII digits."""
    assert reported("name: A\norcid: 0000-0002-1825-009X\nwikidata: Q42", "person") == []
    assert reported("name: A\norcid: 0000-0002-1825-00X7\nwikidata: Q0", "person") == [
        ("E116.orcid", 3, 8),
        ("E116.wikidata", 4, 11),
    ]


def test_values_become_what_they_mean() -> None:
    """Dates, hours, minutes and flags are typed; texts are collapsed, licences canonical, empty keys as if missing."""
    lines = 'title: "a\\n  b"\nspeakers:\ndate: 2026-05-01\nstart: "09:00"\nduration: "20"\ndraft: True\nroom: ~\n'
    record, diagnostics = validate(
        "talk", parse(f"---\n{lines}recordings: [{{url: http://x.org, license: mit}}]\n---\n", "a")[0]
    )
    assert not diagnostics
    assert isinstance(record, Talk)
    assert (record.title, record.date, record.start, record.duration) == ("a b", date(2026, 5, 1), time(9), 20)
    assert (record.draft, record.room, record.speakers, record.recordings[0].license) == (True, None, None, "MIT")


def test_all_faults_are_reported_at_once() -> None:
    """Every fault of a file comes once, with its own place: value, unknown key, or what lacks a key."""
    lines = "titel: x\nspeakers: [{nme: A}, [b]]\ndate: 1\nresources:\n  - type: slide\n    title: x\n"
    lines += "parts: [{id: a, topics: [{}]}]"
    assert sorted(reported(lines), key=lambda each: each[1:]) == [
        ("E103", 2, 1),
        ("E103", 3, 13),
        ("E116.text", 3, 22),
        ("E116.date", 4, 7),
        ("E102", 6, 5),
        ("E116.choice", 6, 11),
        ("E102", 8, 9),
        ("E116.text", 8, 26),
    ]


def test_keys_named_like_our_tags_are_reported() -> None:
    """A key in angle brackets is a key like any other, inside a speaker too."""
    assert reported(TALK.replace("[Ana Foo]", "[{name: A, <entry>: b}]") + "<text>: x") == [
        ("E103", 3, 22),
        ("E103.below", 5, 1),
    ]


def test_unknown_keys_propose_those_of_their_mapping() -> None:
    """Inside a resource the keys of a resource are proposed that it has not, by the names that files use."""
    document, _ = parse(f"---\n{TALK}resources: [{{type: code, url: http://x.org, titre: x}}]\n---\n", "a.md")
    (unknown,) = validate("talk", document)[1]
    assert (unknown.message_key, unknown.args["near"]) == ("E103", "title")
    assert unknown.args["known"] == "title, archive_url, language"
    document, _ = parse("---\nname: A\naffiliations: [{organisation: x, form: 2016}]\n---\n", "a.md")
    assert validate("person", document)[1][0].args["near"] == "from"


def test_partial_validation_keeps_what_is_right() -> None:
    """Wrong keys are left out and missing ones filled; what has nothing right is still a talk without names."""
    document, _ = parse("---\nspeakers: [Ana Foo]\ntopics: x\ndate: never\n---\n", "a.md")
    found = validate_partial("talk", document)
    assert (found.record.speakers, found.record.topics) == (("Ana Foo",), ())
    assert (found.is_right("speakers", 0), found.is_right("topics"), found.is_right("title")) == (True, False, False)
    nothing = validate_partial("talk", parse("---\na: b\n---\n", "a.md")[0])
    assert nothing.record.speakers is None


def test_records_are_frozen() -> None:
    """A record cannot be changed."""
    record = Event.model_validate(
        {
            "kind": "event",
            "title": "E",
            "start_date": "2026-05-01",
            "end_date": "2026-05-01",
            "timezone": "UTC",
            "summary": "S",
        }
    )
    with pytest.raises(ValueError, match="frozen"):
        setattr(record, "title", "x")  # noqa: B010 -- mypy refuses the plain assignment


KEYS = sorted({field.alias or name for model in KINDS.values() for name, field in model.model_fields.items()})
VALUES = st.recursive(
    st.sampled_from(["", "x", "2026-05-01", "2016", "true", "9", "https://x.org/", "Europe/Paris", "(((", "<text>"])
    | st.text(max_size=8)
    | st.none(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["name", "url", "title", "id", "<entry>", "kind"]), inner, max_size=3)
    ),
    max_leaves=8,
)


@given(
    kind=st.sampled_from(sorted(KINDS)),
    data=st.dictionaries(st.sampled_from([*KEYS, "<text>", "x"]), VALUES, max_size=8),
)
def test_any_data_is_a_record_or_problems(kind: str, data: dict[str, object]) -> None:
    """Whatever a front matter holds, the answer is a record or problems with a wording, never an exception."""
    document, _ = parse("---\n---\n", "a.md")
    document.data.update(data)
    record, diagnostics = validate(kind, document)
    assert (record is None) == bool(diagnostics)
    for code in ("fr", "en"):
        assert as_text(diagnostics, language(code)).count("a.md:1:1: ") == len(diagnostics)
    if kind in ("talk", "event"):
        validate_partial(kind, document)
