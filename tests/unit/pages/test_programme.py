"""Programmes of several rooms, and days of an event in brief: what their templates print."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import pytest

from recap.content.palette import Palette, contrast, label_colours, theme_colours
from recap.core import text
from recap.exports.registry import STYLES
from recap.pages import pagination
from recap.pages.context import Data
from tests.catalogue_fixtures import assembled, outlined, talk
from tests.site_fixtures import EVENT, HOME, conference, french

MORE = """rooms: [Halle, {name: Cour, capacity: 40}, Cave]
tracks: [{id: web, title: Le web, color: '#FFEE00'}, {id: noyau, title: Le noyau}]
breaks: [{title: Accueil, date: 2026-05-01, start: "08:30"},
  {title: Repas, date: 2026-05-01, start: "12:00", duration: 60}]
summary:"""
TALKS = {
    "ouverture": ("2026-05-01", 'start: "09:00"', "room: Halle", "type: keynote", "original_title: Opening",
                  "parts:\n- {id: un, title: Un, start: '09:00', duration: 20, speakers: [Ana Foo]}\n"
                  "- {id: deux, title: Deux}"),
    "web": ("2026-05-01", 'start: "09:30"', "room: Cour", "duration: 45", "track: web", "speakers: [Bo Bar]"),
    "sans-duree": ("2026-05-01", 'start: "10:15"', "room: Cour", "track: noyau"),
    "suite": ("2026-05-01", 'start: "10:30"', "room: Cour", "duration: 30"),
    "annulee": ("2026-05-01", 'start: "10:30"', "room: Halle", "duration: 30", "status: cancelled"),
    "partie": ("2026-05-01", 'start: "10:30"', "room: Halle", "duration: 30", "status: dropped"),
    "nuit": ("2026-05-01", 'start: "00:30"', "room: Halle", "duration: 30", "language: en"),
    "sans-heure": ("2026-05-01", "room: Cave"),
    "lendemain": ("2026-05-02", "order: 1"),
}  # fmt: skip
"""Name -> its lines; its title is its name."""


def files(talks: Mapping[str, tuple[str, ...]] | None = None, event: str = MORE) -> dict[str, str]:
    """A conference of two days and three rooms."""
    found = {"index.md": HOME, "rencontre/index.md": EVENT.replace("summary:", event)}
    for name, (day, *lines) in (TALKS if talks is None else talks).items():
        said = () if any("speakers" in line for line in lines) else ("speakers: []", "no_speaker_reason: Film")
        body = "## Un\n\nUn.\n\n## Deux\n\nDeux." if name == "ouverture" else ""
        found[f"rencontre/{name}.md"] = talk(f"date: {day}", *lines, *said, title=name, body=body)
    return found


def data_of(src_uri: str, texts: dict[str, str]) -> Data:
    """The template data of a page."""
    return outlined(texts).pages[src_uri].data()


@pytest.fixture(scope="module")
def programme() -> Data:
    """The data of the programme."""
    return data_of("rencontre/programme.md", files())


def titles(entries: list[Data]) -> list[str]:
    """Titles in order."""
    return [entry["title"] for entry in entries]


def test_what_has_an_hour_is_in_the_grid_in_the_order_of_time(programme: Data) -> None:
    """From left to right at the same time; a cancelled talk keeps its place, one of the night comes last."""
    first, second = programme["days"]
    expected = ["Accueil", "ouverture", "web", "sans-duree", "annulee", "suite", "Repas", "nuit"]
    assert titles(first["slots"]) == expected
    assert [room["name"] for room in first["rooms"]] == ["Halle", "Cour"]
    assert (first["columns"], second["columns"], second["slots"]) == (2, 0, [])
    by_title = {entry["title"]: entry for entry in first["slots"]}
    assert by_title["nuit"]["time"] == "00:30–01:00 (+1)"
    assert by_title["nuit"]["moment"] == "2026-05-02T00:30+02:00"
    assert by_title["annulee"]["label"] == "annulée"
    assert by_title["web"]["track_class"] == "recap-track--ffee00"
    assert by_title["sans-duree"]["track_class"] == "recap-track--2"


def test_lengths_that_nobody_says(programme: Data) -> None:
    """A talk without one ends with its parts, or when the next one begins in its room, or after half an hour."""
    spans = {entry["title"]: entry["classes"].split() for entry in programme["days"][0]["slots"]}
    assert spans["ouverture"] == ["recap-row-14", "recap-span-4", "recap-col-2"]
    assert spans["sans-duree"] == ["recap-row-29", "recap-span-3", "recap-col-3"]
    assert spans["Accueil"] == ["recap-row-8", "recap-span-6", "recap-col-2", "recap-wide-2"]


def test_what_has_none_is_listed_below(programme: Data) -> None:
    """Talks without an hour with a note, then those that have left the programme; all days in one order."""
    first, second = programme["days"]
    assert [(group["note"][:20], titles(group["talks"])) for group in first["lists"]] == [
        ("Horaire non retrouvé", ["sans-heure"]),
        ("Plus au programme", ["partie"]),
    ]
    assert titles(second["lists"][0]["talks"]) == ["lendemain"]


def test_parts_have_their_speakers(programme: Data) -> None:
    """A talk with parts names nobody itself."""
    opening = next(entry for entry in programme["days"][0]["slots"] if entry["title"] == "ouverture")
    assert (opening["who"], opening["official_title"]) == ([], "Opening")
    assert [(part["title"], part["time"], part["url"]) for part in opening["parts"]] == [
        ("Un", "09:00–09:20", "rencontre/ouverture.html#un"),
        ("Deux", None, "rencontre/ouverture.html#deux"),
    ]
    assert opening["parts"][0]["who"] == [{"name": "Ana Foo"}]


def test_without_any_hour_there_is_a_list_by_day_and_order() -> None:
    """No note says of all talks what is true of each."""
    talks = {
        "b": ("2026-05-01", "room: Halle", "order: 1"),
        "a": ("2026-05-01", "room: Cour", "order: 2"),
        "c": ("2026-05-02",),
    }
    days = data_of("rencontre/programme.md", files(talks))["days"]
    assert [(day["slots"], [titles(group["talks"]) for group in day["lists"]]) for day in days] == [
        ([], [["b", "a"]]),
        ([], [["c"]]),
    ]
    assert {group["note"] for day in days for group in day["lists"]} == {""}


def test_one_room_is_a_table() -> None:
    """However many the event lists, and where no talk names one."""
    for room in ("room: Halle", "level: beginner"):
        talks = dict.fromkeys("ab", ("2026-05-01", 'start: "09:00"', room))
        page = outlined(files(talks)).pages["rencontre/programme.md"]
        assert page.data()["kind"] == "listing"
        assert page.markdown().startswith("## Vendredi 1er mai 2026\n\n| Heure | Intervention | Voix |\n")


def test_the_check_of_links_knows_the_days(programme: Data) -> None:
    """The Markdown holds the headings that the template prints, under the same ids."""
    markdown = outlined(files()).pages["rencontre/programme.md"].markdown()
    headings = re.findall(r"^## (.*)$", markdown, re.MULTILINE)
    days = [(day["label"], day["id"]) for day in programme["days"]]
    assert days == [(heading, text.heading_slug(heading)) for heading in headings]


def test_filters_come_with_twenty_talks() -> None:
    """Of what tells talks apart: rooms and tracks in the event's order; each talk says what it is."""
    assert data_of("rencontre/programme.md", conference(19))["filters"] == []
    data = data_of("rencontre/programme.md", conference(20))
    assert [(each["name"], each["label"], each["all"]) for each in data["filters"]] == [
        ("track", "Filière", "Toutes les filières"),
        ("room", "Salle", "Toutes les salles"),
        ("type", "Format", "Tous les formats"),
    ]
    assert data["filters"][1]["options"] == [
        {"value": "Grande salle", "label": "Grande salle"},
        {"value": "Petite salle", "label": "Petite salle"},
    ]
    first = data["days"][0]["slots"][0]
    assert {each["name"]: each["value"] for each in first["facets"]} == {
        "track": "web",
        "room": "Grande salle",
        "type": "talk",
    }


def used_classes(data: Data) -> set[str]:
    """The classes of a programme whose rules are made for it."""
    found = set()
    for day in data["days"]:
        own = [*day["slots"], *day["rooms"], *day["hours"]]
        found |= {name for entry in own for name in entry["classes"].split()}
        found |= {f"recap-cols-{day['columns']}"} if day["slots"] else set()
        found |= {entry["track_class"] for entry in day["slots"] if "#" not in entry.get("track_class", "#")}
    return {name for name in found if not re.fullmatch(r"recap-track--\d?|recap-grid__.*", name)} - {""}


def styles(texts: dict[str, str]) -> str:
    """The stylesheet of a site."""
    site = assembled(texts)
    files = {address: content for write in site.exports.units().values() for address, content in write()}
    assert STYLES in {*site.exports.addresses()}
    return files[STYLES].decode()


@pytest.mark.parametrize("most", [300, 5])
def test_the_stylesheet_has_the_classes_that_are_used(monkeypatch: pytest.MonkeyPatch, most: int) -> None:
    """All of them and no others, each rule once, for every event and every sub-page."""
    monkeypatch.setattr(pagination, "MAX_ENTRIES_PER_PAGE", most)
    texts = files() | {uri.replace("rencontre/", "autre/"): content for uri, content in conference().items()}
    outline = outlined(texts)
    pages = [outline.pages[src_uri].data() for src_uri in outline.pages if "/programme" in src_uri]
    used = set().union(*(used_classes(data) for data in pages if "days" in data))
    assert len(used) > 20
    css = styles(texts)
    assert {*re.findall(r"\.(recap-[\w-]+)", css)} == used
    lines = css.splitlines()
    assert lines == sorted({*lines})


def test_no_room_no_stylesheet() -> None:
    """A site without a programme of several rooms has none, and no page asks for it."""
    site = assembled(files({"a": ("2026-05-01", "room: Halle")}))
    assert STYLES not in {*site.exports.addresses()}
    assert not {unit for unit in site.exports.units() if "grids" in unit or unit == STYLES}


@pytest.mark.parametrize("colour", ["#aa3300", "#ffffff", "#000000", "#808080", "#ffee00", "#131f3a", "#f8f5ed"])
@pytest.mark.parametrize(
    "own", [{}, {"paper": "#000000", "raised": "#111111"}, {"paper": "#ffffff", "raised": "#ffffff"}]
)
def test_colours_of_tracks_can_be_read(colour: str, own: dict[str, str]) -> None:
    """Text on the label 4.5 to 1, the label on the page 3 to 1, in both schemes, whatever palette the site has."""
    found = label_colours(colour, Palette(light=own, dark=own))
    for scheme, (label, ink) in found.items():
        papers = {**theme_colours()["light"], **(theme_colours()[scheme]), **own}
        assert contrast(label, ink) >= 4.5
        assert min(contrast(label, papers["paper"]), contrast(label, papers["raised"])) >= 3.0
    assert label_colours("#aa3300", Palette())["light"] == ("#aa3300", "#ffffff")


# Days in brief


def brief_of(texts: dict[str, str], **options: Any) -> Any:
    """What the home page says of the newest event."""
    return outlined(texts, french(**options)).pages["index.md"].data()["newest"]


def test_the_home_page_shows_several_days_in_brief() -> None:
    """Heading, number of talks, and at most three: keynotes first, then those with a recap, none that was cancelled."""
    texts = files() | {"rencontre/suite.md": files()["rencontre/suite.md"] + "Un récit.\n"}
    newest = brief_of(texts)
    assert newest["timeline"] == []
    first, second = newest["days"]
    assert (first["label"], first["talks"]) == ("Vendredi 1er mai 2026", "8 interventions")
    assert first["url"] == "rencontre/programme.html#vendredi-1er-mai-2026"
    assert titles(first["highlights"]) == ["ouverture", "web", "suite"]
    assert first["highlights"][0]["what"] == "09:00 · Keynote"
    assert (second["talks"], titles(second["highlights"])) == ("1 intervention", ["lendemain"])


@pytest.mark.parametrize(
    ("talks", "in_brief"),
    [
        ({"a": ("2026-05-01", "room: Halle"), "b": ("2026-05-01", "room: Halle")}, False),
        ({"a": ("2026-05-01", "room: Halle"), "b": ("2026-05-01",)}, False),
        ({"a": ("2026-05-01", "room: Halle"), "b": ("2026-05-01", "room: Cour")}, True),
        ({"a": ("2026-05-01",), "b": ("2026-05-02",)}, True),
    ],
)
def test_a_day_of_one_room_is_a_line(talks: dict[str, tuple[str, ...]], *, in_brief: bool) -> None:
    """Several days or several rooms are shown in brief."""
    newest = brief_of(files(talks))
    assert (bool(newest["days"]), bool(newest["timeline"])) == (in_brief, not in_brief)


def test_a_day_leads_to_its_own_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the programme has a page for each day, and to the first one where a day has several."""
    monkeypatch.setattr(pagination, "MAX_ENTRIES_PER_PAGE", 3)
    newest = brief_of(files())
    assert [day["url"] for day in newest["days"]] == [
        "rencontre/programme_vendredi-1er-mai-2026.html",
        "rencontre/programme_samedi-2-mai-2026.html",
    ]


def test_the_page_of_an_event_lists_a_day_of_several_rooms() -> None:
    """With everything that a timeline says; a day of one room stays a timeline, and 41 talks are shown in brief."""
    data = data_of("rencontre/index.md", files())
    first, second = data["days"]
    assert (first["known"], first["unknown"], len(first["parallel"])) == ([], [], 8)
    assert (second["parallel"], titles(second["unknown"])) == ([], ["lendemain"])
    assert data["brief"] == []
    many = {f"t{number}": ("2026-05-01", f"room: {('Halle', 'Cour')[number % 2]}") for number in range(41)}
    data = data_of("rencontre/index.md", files(many))
    assert (data["days"], [day["talks"] for day in data["brief"]]) == ([], ["41 interventions"])
    data = data_of("rencontre/index.md", files(many, "rooms: [Halle]\nsummary:") | {})
    assert (data["days"], data["brief"]) == ([], [])
