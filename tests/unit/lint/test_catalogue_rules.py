"""Checks: rules across files, each at its border."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from recap.catalogue.models import Catalogue, Person
from recap.content import schema
from recap.content.document import Document
from recap.core.name_search import NameSearch
from recap.lint import catalogue_rules as checks
from recap.lint import privacy_rules
from recap.lint.link_rules import Targets, check_text
from tests.catalogue_fixtures import compiled, talk
from tests.site_fixtures import EVENT

ANA = "speakers: [Ana Foo]"


@pytest.mark.parametrize(
    ("day", "expected"), [("2026-04-30", 1), ("2026-05-01", 0), ("2026-05-02", 0), ("2026-05-03", 1)]
)
def test_days_of_an_event_are_inclusive(day: str, expected: int) -> None:
    """First and last day belong to the event."""
    diagnostics = compiled({"rencontre/a.md": talk(ANA, f"date: {day}")})[1]
    assert diagnostics == [("E104", "rencontre/a.md", 4, 7)] * expected


def test_an_event_that_ends_early_is_reported_once() -> None:
    """Where the event's own days are exchanged nothing is said of its talks."""
    event = EVENT.replace("end_date: 2026-05-02", "end_date: 2026-04-02")
    diagnostics = compiled({"rencontre/index.md": event, "rencontre/a.md": talk(ANA)})[1]
    assert diagnostics == [("E104.order", "rencontre/index.md", 5, 11)]


def test_any_room_is_good_where_none_is_listed() -> None:
    """An event without rooms or tracks accepts every one; with them, only those, tracks by their ids."""
    lines = (ANA, "room: Salle A", "track: noyau")
    assert compiled({"rencontre/a.md": talk(*lines)})[1] == []
    event = EVENT.replace("summary:", "rooms: [Salle B]\ntracks: [{id: reseau, title: noyau}]\nsummary:")
    diagnostics = compiled({"rencontre/index.md": event, "rencontre/a.md": talk(*lines)})[1]
    assert [text for text, *_ in diagnostics] == ["E112.room", "E112.track"]


@pytest.mark.parametrize(
    ("start", "room", "expected"),
    [
        ("09:59", "A", ["W113.person", "W113.room"]),
        ("10:00", "A", []),
        ("09:30", "B", ["W113.person"]),
    ],
)
def test_talks_may_follow_each_other(start: str, room: str, expected: list[str]) -> None:
    """The minute at which a talk ends is free; a person is busy in every room."""
    first = talk(ANA, 'start: "09:00"', "duration: 60", "room: A")
    second = talk(ANA, f'start: "{start}"', "duration: 5", f"room: {room}")
    diagnostics = compiled({"rencontre/a.md": first, "rencontre/b.md": second})[1]
    assert diagnostics == [(text, "rencontre/b.md", 4, 8) for text in expected]


def test_a_long_talk_is_remembered() -> None:
    """A talk inside a long one does not hide the next that the long one still covers."""
    hours = {"a": ("09:00", 120), "b": ("09:10", 10), "c": ("10:30", 10)}
    texts = {
        f"rencontre/{key}.md": talk(ANA, f'start: "{start}"', f"duration: {duration}")
        for key, (start, duration) in hours.items()
    }
    assert [path for _, path, *_ in compiled(texts)[1]] == ["rencontre/b.md", "rencontre/c.md"]


def test_a_night_is_one_evening() -> None:
    """A talk runs past midnight, and what starts before the change of day belongs to the evening before."""
    late = talk(ANA, 'start: "23:30"', "duration: 90")
    later = talk(ANA, 'start: "00:30"', "duration: 30")
    morning = talk(ANA, "date: 2026-05-02", 'start: "04:00"', "duration: 60")
    next_night = talk(ANA, "date: 2026-05-02", 'start: "00:30"', "duration: 30")
    texts = {"rencontre/a.md": late, "rencontre/b.md": later, "rencontre/c.md": morning, "rencontre/d.md": next_night}
    catalogue, diagnostics = compiled(texts)
    assert [path for _, path, *_ in diagnostics] == ["rencontre/b.md"]
    assert list(catalogue.talks) == [f"rencontre/{name}" for name in "abcd"]
    early = EVENT.replace("summary:", 'day_change: "00:00"\nsummary:')
    catalogue, diagnostics = compiled({"rencontre/index.md": early, **texts})
    assert diagnostics == [("W113.person", "rencontre/d.md", 5, 8)]
    assert list(catalogue.talks) == [f"rencontre/{name}" for name in "badc"]


@pytest.mark.parametrize(
    ("zone", "day", "start", "expected"),
    [
        ("America/Los_Angeles", "2026-05-01", "10:00", []),
        ("America/Los_Angeles", "2026-05-01", "01:00", []),
        ("America/Los_Angeles", "2026-05-01", "09:00", ["W113.elsewhere"]),
        ("Pacific/Auckland", "2026-05-02", "04:30", ["W113.elsewhere"]),
        ("Asia/Kolkata", "2026-05-01", "21:59", ["W113.elsewhere"]),
        ("Asia/Kolkata", "2026-05-01", "22:30", []),
    ],
)
def test_moments_are_compared_across_zones(zone: str, day: str, start: str, expected: list[str]) -> None:
    """One person at two conferences: the moments count, whatever the clocks and the calendars there say."""
    other = EVENT.replace("Europe/Paris", zone)
    here, there = (
        talk(ANA, 'start: "18:00"', "duration: 60"),
        talk(ANA, f"date: {day}", f'start: "{start}"', "duration: 60"),
    )
    diagnostics = compiled({"rencontre/a.md": here, "seance/index.md": other, "seance/b.md": there})[1]
    assert [key for key, *_ in diagnostics] == expected


def test_what_was_not_held_is_nowhere() -> None:
    """A cancelled talk, or one that has left the programme, keeps nobody from another."""
    for status in ("cancelled", "dropped"):
        held, gone = (talk(ANA, 'start: "09:00"', "duration: 60", f"status: {each}") for each in ("confirmed", status))
        assert compiled({"rencontre/a.md": held, "rencontre/b.md": gone})[1] == []
        assert len(compiled({"rencontre/a.md": held, "rencontre/b.md": held})[1]) == 1


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("Ana\nFoo", [(6, 1)]),
        ("Un mot.\nVoir **ANA  FOO**.", [(7, 8)]),
        ("Ana Foo, Ana Foo", [(6, 1), (6, 10)]),
        ("Diana Foot, Ana Foofoo, Nana-Foo", []),
    ],
)
def test_withdrawn_names_are_found_however_wrapped(body: str, expected: list[tuple[int, int]]) -> None:
    """Case, spaces and line ends make no difference; longer words are other words."""
    withdrawn = "---\nname: Ana Foo\ndo_not_publish: true\n---\n"
    texts = {"intervenants/ana-foo.md": withdrawn, "rencontre/a.md": talk("speakers: [Yves Bar]", body=body)}
    assert compiled(texts)[1] == [("E120", "rencontre/a.md", *place) for place in expected]


@pytest.mark.parametrize("spelt", ["Zoé Œil", "Zoe\u0301 Œil", "zoe oeil", "ZOÉ OEIL", "Zoe Œil", "Zôé Œíl"])
def test_withdrawn_names_are_found_without_their_accents(spelt: str) -> None:
    """A name is found in either form of Unicode, and with some accents and ligatures left out, or others."""
    withdrawn = "---\nname: Zoé Œil\ndo_not_publish: true\n---\n"
    texts = {"intervenants/zoe-oeil.md": withdrawn, "rencontre/a.md": talk(ANA, body=f"Voir {spelt}.")}
    assert compiled(texts)[1] == [("E120", "rencontre/a.md", 6, 6)]


def test_a_withdrawn_alias_of_an_accent_alone_is_no_letter() -> None:
    """What is nothing without its accents is not looked for."""
    withdrawn = '---\nname: Yves Bar\naliases: ["\u00b4"]\ndo_not_publish: true\n---\n'
    texts = {"intervenants/yves-bar.md": withdrawn, "rencontre/a.md": talk(ANA, body="Un mot, et deux.")}
    assert compiled(texts)[1] == []


def test_withdrawn_names_are_found_in_records() -> None:
    """Any key but `speakers` is looked through; a name with a sign at its end is found too."""
    withdrawn = '---\nname: "Ana Foo!"\naliases: [C++]\ndo_not_publish: true\n---\n'
    lines = ('speakers: ["Ana Foo!"]', 'key_points: ["Un.", "Merci, ana foo!", "C++ aussi."]', "room:")
    diagnostics = compiled({"intervenants/ana-foo.md": withdrawn, "rencontre/a.md": talk(*lines)})[1]
    assert diagnostics == [("E120", "rencontre/a.md", 4, 21), ("E120", "rencontre/a.md", 4, 40)]


@pytest.mark.parametrize("speaker", ["Ana Foo#", "Ana Foo+", "Ana Foo (Bar)", "Dr Ana Foo"])
def test_a_withdrawn_speaker_is_hidden_or_reported(speaker: str) -> None:
    """A name that is not quite the one that is withdrawn is an error, unless it means the person all the same."""
    withdrawn = "---\nname: Ana Foo\ndo_not_publish: true\n---\n"
    texts = {"intervenants/ana-foo.md": withdrawn, "rencontre/a.md": talk(f'speakers: ["{speaker}"]')}
    catalogue, diagnostics = compiled(texts)
    assert "ana-foo" not in catalogue.people
    assert not catalogue.people or ("E120", "rencontre/a.md", 3, 12) in diagnostics


def test_names_without_letters_are_no_names_of_one() -> None:
    """W108 is silent about aliases that are no words."""
    texts = {
        "intervenants/ana-foo.md": '---\nname: Ana Foo\naliases: ["★"]\n---\n',
        "intervenants/yves-bar.md": '---\nname: Yves Bar\naliases: ["♥"]\n---\n',
    }
    assert compiled(texts)[1] == []


def photographs(*files: str) -> list[tuple[str, str]]:
    """What is reported of photographs of these names where `ana.png`, `evil.example/x.png` and `b.md` lie next to."""
    neighbours = [f"intervenants/{name}" for name in ("ana.png", "evil.example/x.png", "b.md", "e #.png")]
    found = []
    for file in files:
        record = schema.Person.model_validate(
            {"name": "Ana Foo", "photo": {"file": file, "alt": "Ana", "license": "CC0-1.0"}}
        )
        document = Document("ana-foo.md", {"photo": {"file": file}})
        person = Person("ana-foo", "Ana Foo", "intervenants/ana-foo.md", (), record, document, "Foo, Ana", ())
        reported = checks.photographs_are_there(Catalogue(people={"ana-foo": person}), neighbours)
        found += [(file, diagnostic.message_key) for diagnostic in reported]
    return found


def test_a_photograph_is_a_picture_next_to_the_file() -> None:
    """No other file, and no path that a browser might take for another site."""
    bad = ["//evil.example/x.png", "/ana.png", "./ana.png", "evil.example/x.png", "b.md", "bea.png"]
    assert photographs("ana.png", "e #.png", *bad) == [(file, "E115.photo") for file in bad]


def test_a_withdrawn_photograph_is_found_by_any_path() -> None:
    """`./ana.png` is `ana.png`."""
    record = schema.Person.model_validate(
        {"name": "Zoé", "do_not_publish": "true", "photo": {"file": "./z.png", "alt": "x", "license": "CC0-1.0"}}
    )
    found = privacy_rules.withdrawn_files_are_gone(
        NameSearch(["Zoé"]), {"intervenants/zoe.md": record}, ["intervenants/z.png", "intervenants/y.png"], "docs"
    )
    assert [diagnostic.path for diagnostic in found] == ["docs/intervenants/z.png"]


def test_old_addresses() -> None:
    """A talk may have several old addresses, in other folders too, each once and none where a page is."""
    good = talk(ANA, "aliases: [vieux.html, ../2015/vieux.html, tres-vieux.html]")
    assert compiled({"rencontre/a.md": good})[1] == []
    itself = talk(ANA, "aliases: [a.html, b.html, b.html, ../intervenants/ana-foo.html]")
    assert compiled({"rencontre/a.md": itself})[1] == [
        ("E114.alias", "rencontre/a.md", 4, 11),
        ("E114.alias", "rencontre/a.md", 4, 35),
    ]


def links(body: str, *unsure: str) -> list[tuple[str, int, int]]:
    """The (text, line, column) of the problems with the links of a body that starts on line 3 of `e/a.md`."""
    pages: dict[str, Callable[[], str]] = {"e/a.md": lambda: body, "e/b c.md": lambda: "## Été", "index.md": str}
    document = Document("e/a.md", body=body, body_line=3)
    targets = Targets(pages, frozenset(["e/images/p.png", "e/x.pdf"]), unsure)
    found = check_text("e/a.md", document, targets)
    return [(each.message_key, each.line, each.column) for each in found]


@pytest.mark.parametrize(
    "body",
    [
        "[a](b%20c.md) [b](<b c.md>) [c](b%20c.md#ete) [d](../index.md) [e](x.pdf) [f](#titre)\n\n## Titre",
        "[a](https://example.org/) [b](mailto:a@example.org)",
        "![Un plan](images/p.png) ![Un plan](./images/../images/p.png)",
        "`[a](no.md)` \\[b](no.md)",
    ],
)
def test_links_that_lead_somewhere(body: str) -> None:
    """Pages, anchors, files, other sites and what is no link are accepted, in every way of writing them."""
    assert links(body) == []


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("é [a](no.md)", [("E119", 3, 7)]),
        ("\n[a](#no)", [("E119.anchor", 4, 5)]),
        ("[a](b%20c.md#no)", [("E119.anchor", 3, 5)]),
        ("[a](../../x.md)", [("E119", 3, 5)]),
        ("[a](/index.md)", [("E119.absolute", 3, 5)]),
        ("![](images/p.png)", [("E115.alt", 3, 5)]),
        ("![ ](images/q.png)", [("E115.alt", 3, 6), ("E115.missing", 3, 6)]),
        ("![Un plan](b%20c.md)", [("E115.missing", 3, 12)]),
        ("[![Un plan](images/q.png)](no.md)", [("E115.missing", 3, 13), ("E119", 3, 28)]),
        ("[a](http://[::1)", [("E111", 3, 5)]),
        ("[a](https:///e.org/x) [b](http:////u:p@e.org/)", [("E111", 3, 5), ("E111", 3, 27)]),
    ],
)
def test_links_that_lead_nowhere(body: str, expected: list[tuple[str, int, int]]) -> None:
    """Each is reported at its target, line and column of the file."""
    assert links(body) == expected


def test_nothing_is_said_of_pages_that_may_come() -> None:
    """Under an `unsure` beginning any link is let through; next to it none is."""
    assert links("[a](../sujets/x.md) [b](../suj.md)", "sujets/") == [("E119", 3, 25)]


def test_parts_stand_under_second_level_headings() -> None:
    """The id of a part is the anchor of a `##` heading, and of no other; each id is given once."""
    parts = "parts: [{id: un, title: Un}, {id: deux, title: Deux}, {id: un, title: Un}]"
    diagnostics = compiled({"rencontre/a.md": talk(ANA, parts, body="## Un\n\n### Deux")})[1]
    assert diagnostics == [("E119.part", "rencontre/a.md", 4, 35), ("E114.parts", "rencontre/a.md", 4, 60)]
