"""What a talk or a conference lacks, and what is not asked of it."""

from __future__ import annotations

import pytest

from recap.catalogue.missing import is_stub, missing_days, missing_of_event, missing_of_talk
from tests.catalogue_fixtures import resolved, talk
from tests.site_fixtures import EVENT

ROOMS = EVENT.replace("kind: event\n", "kind: event\nrooms: [Halle]\n")
ANA = "speakers: [Ana Foo]"
BODY = "Un texte."


def missing(*lines: str, event: str = ROOMS, body: str = BODY) -> list[str]:
    """What the talk of these lines lacks."""
    catalogue, _ = resolved({"rencontre/index.md": event, "rencontre/a.md": talk(*lines, body=body)})
    return missing_of_talk(catalogue.talks["rencontre/a"], catalogue.events["rencontre"])


def test_a_bare_recap_lacks_everything() -> None:
    """In the order in which pages list it; the original text is not asked for where none is retold."""
    assert missing(ANA) == ["hour", "room", "recording", "slides", "source"]
    assert missing("based_on: {title: T.}") == ["speakers", "hour", "room", "recording", "slides", "original"]


@pytest.mark.parametrize(
    ("lines", "kind"),
    [
        ("speakers: []\nno_speaker_reason: Un film", "speakers"),
        ('start: "09:00"', "hour"),
        ('parts: [{id: p, title: P, start: "09:00"}]', "hour"),
        ("room: Halle", "room"),
        ("attendance: online", "room"),
        ("recordings: [{url: https://example.org/v}]", "recording"),
        ("do_not_record: true", "recording"),
        ("resources: [{type: video, title: V, url: https://example.org/v}]", "recording"),
        ("resources: [{type: slides, title: V, url: https://example.org/v}]", "slides"),
        ("authors: [Ana Foo]", "source"),
        ("sources: [{title: S, url: https://example.org/s}]", "source"),
        ("based_on: {title: T}", "source"),
        ("based_on: {title: T, url: https://example.org/t}", "original"),
    ],
)
def test_what_is_known_is_not_asked(lines: str, kind: str) -> None:
    """Each of these lines answers one question."""
    assert kind not in missing(lines)


def test_a_room_is_missed_only_where_there_are_rooms() -> None:
    """A conference of which no room is known asks for none."""
    assert "room" not in missing(ANA, event=EVENT)


def test_the_original_of_the_conference_is_asked_for_once() -> None:
    """By its page; a talk that retells the same text does not ask again, another does."""
    event = ROOMS.replace("kind: event\n", "kind: event\nbased_on: {title: T}\n")
    assert "original" not in missing("based_on: {title: T}", event=event)
    assert "original" in missing("based_on: {title: U}", event=event)
    catalogue, _ = resolved({"rencontre/index.md": event, "rencontre/a.md": talk(ANA)})
    assert "original" in missing_of_event(catalogue, catalogue.events["rencontre"])


@pytest.mark.parametrize("status", ["cancelled", "dropped"])
def test_nothing_is_asked_of_a_talk_that_did_not_take_place(status: str) -> None:
    """Neither a recap."""
    catalogue, _ = resolved({"rencontre/index.md": ROOMS, "rencontre/a.md": talk(ANA, f"status: {status}")})
    found = catalogue.talks["rencontre/a"]
    assert missing_of_talk(found, catalogue.events["rencontre"]) == []
    assert not is_stub(found)
    assert catalogue.absent == {"rencontre": {}}


def test_a_stub_lacks_its_recap_and_nothing_else() -> None:
    """It is counted."""
    assert missing(ANA, body="") == []
    catalogue, _ = resolved({"rencontre/index.md": ROOMS, "rencontre/a.md": talk(ANA)})
    assert catalogue.absent == {"rencontre": {"recap": 1}}


@pytest.mark.parametrize(
    ("days", "end", "runs"),
    [
        (["01"], "01", []),
        (["01"], "03", [("02", "03")]),
        (["02"], "03", [("01", "01"), ("03", "03")]),
        (["01", "04"], "04", [("02", "03")]),
    ],
)
def test_days_without_a_talk(days: list[str], end: str, runs: list[tuple[str, str]]) -> None:
    """Each run of them, with its first and last day."""
    event = EVENT.replace("start_date: 2026-05-01", "start_date: 2026-05-01").replace(
        "end_date: 2026-05-02", f"end_date: 2026-05-{end}"
    )
    assert f"end_date: 2026-05-{end}" in event
    talks = {f"rencontre/t{day}.md": talk(ANA, f"date: 2026-05-{day}", title=f"T{day}") for day in days}
    catalogue, _ = resolved({"rencontre/index.md": event, **talks})
    found = [(f"{a.day:02}", f"{b.day:02}") for a, b in missing_days(catalogue, catalogue.events["rencontre"])]
    assert found == runs


def test_no_days_are_asked_of_a_long_or_an_empty_conference() -> None:
    """A season of talks has days without any; a conference without a talk has been announced, no more."""
    long = EVENT.replace("end_date: 2026-05-02", "end_date: 2026-07-02")
    catalogue, _ = resolved({"rencontre/index.md": long, "rencontre/a.md": talk(ANA)})
    assert [*missing_days(catalogue, catalogue.events["rencontre"])] == []
    catalogue, _ = resolved({"rencontre/index.md": EVENT})
    assert missing_of_event(catalogue, catalogue.events["rencontre"]) == []
    assert catalogue.figures["incomplete"] == []
