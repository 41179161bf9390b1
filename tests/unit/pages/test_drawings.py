"""Drawings made from records: when there is one, what it shows, how much of it."""

from __future__ import annotations

from typing import Any

import pytest

from recap.pages.drawings import correspondences, stops, time_line
from recap.pages.drawings.shapes import WIDTH
from recap.pages.drawings.stops import wrapped
from tests.catalogue_fixtures import outlined, talk
from tests.site_fixtures import EVENT

THEMES = {
    f"sujets/{theme}{number}.md": f"---\ntitle: {theme}{number}\nsummary: S.\n{broader}---\n"
    for theme in ("eau", "feu", "air")
    for number, broader in (("", ""), (1, f"broader: {theme}\n"))
}


def event_data(talks: dict[str, str], more: dict[str, str] | None = None) -> dict[str, Any]:
    """The data of an event's page with these talks."""
    files = {f"rencontre/{name}.md": content for name, content in talks.items()}
    return outlined({"rencontre/index.md": EVENT} | files | (more or {})).pages["rencontre/index.md"].data()


def numbered(count: int, *lines: str) -> dict[str, str]:
    """Talks of one speaker each, all with these lines."""
    return {
        f"t{n:03}": talk(f"speakers: [Ana F{chr(97 + n // 26)}{chr(97 + n % 26)}o]", *lines, title=f"T {n:03}")
        for n in range(count)
    }


def facts(*years: int, label: str = "") -> str:
    """Front matter with a dated fact for each year."""
    name = f", label: {label}" if label else ""
    own = [f"{{date: {year}, text: F{n}., url: https://example.org/{n}{name}}}" for n, year in enumerate(years)]
    return f"since_then: {{checked: 2026-06-01, facts: [{', '.join(own)}]}}"


@pytest.mark.parametrize(("count", "shown"), [(3, []), (4, ["map"]), (40, ["map"]), (41, ["theme_map"])])
def test_how_many_talks_make_a_map(count: int, shown: list[str]) -> None:
    """From 4 to 40 each talk is a stop; beyond that themes are; below that nothing."""
    data = event_data(numbered(count, "topics: [eau1, feu1]"), THEMES)
    assert [name for name in ("map", "theme_map") if data.get(name)] == shown
    if "map" in shown:
        assert [len(line["talks"]) for line in data["map"]["lines"]] == [count]
        assert [link["title"] for link in data["map"]["lines"][0]["subjects"]] == ["eau1", "feu1"]
    if "theme_map" in shown:
        (pair,) = data["theme_map"]["pairs"]
        assert ([link["title"] for link in pair["themes"]], pair["number"]) == (["eau", "feu"], "41 interventions")


@pytest.mark.parametrize("count", [6, 41])
def test_nothing_shared_no_map(count: int) -> None:
    """Talks with subjects of their own; and topics that have no theme above them."""
    own = {name: text.replace("date:", f"topics: [{name}]\ndate:") for name, text in numbered(count).items()}
    assert {"map", "theme_map"}.isdisjoint(event_data(own))


def test_subjects_of_the_same_talks_are_one_line() -> None:
    """Topics and people; lines in the order of their talks; who shares nothing or was not held is no stop."""
    data = event_data(
        {
            "a": talk("speakers: [Ana Foo]\ntopics: [x, y]", title="A"),
            "b": talk("speakers: [Bo Bar]\ntopics: [x, z]", title="B"),
            "c": talk("speakers: [Ana Foo]\ntopics: [y, z, seul]", title="C"),
            "d": talk("speakers: [Dee Ess]\ntopics: [autre]", title="D"),
            "e": talk("speakers: [Bo Bar]\ntopics: [x]\nstatus: cancelled", title="E"),
        }
    )["map"]
    assert [
        ([link["title"] for link in line["subjects"]], [link["title"] for link in line["talks"]])
        for line in data["lines"]
    ] == [(["x"], ["A", "B"]), (["y", "Ana Foo"], ["A", "C"]), (["z"], ["B", "C"])]
    assert [(link["number"], link["title"], link["url"]) for link in data["stops"]] == [
        (1, "A", "rencontre/a.html"),
        (2, "B", "rencontre/b.html"),
        (3, "C", "rencontre/c.html"),
    ]
    assert [([link["title"] for link in pair["talks"]], pair["subjects"]) for pair in data["pairs"]] == [
        (["A", "C"], ["y", "Ana Foo"]),
        (["A", "B"], ["x"]),
        (["B", "C"], ["z"]),
    ]
    assert data["some"] is None


def test_only_the_busiest_lines_are_drawn() -> None:
    """Twelve of fifteen, those of most talks; the page says how many there are, and names twenty pairs at most."""
    talks = numbered(30)
    names = [*talks]
    for number in range(15):
        for name in names[: number + 2]:
            talks[name] = talks[name].replace("topics: [", f"topics: [s{number}, ")
            if "topics:" not in talks[name]:
                talks[name] = talks[name].replace("date:", f"topics: [s{number}]\ndate:")
    data = event_data(talks)["map"]
    assert sorted(len(line["talks"]) for line in data["lines"]) == [*range(5, 17)]
    assert data["some"] == "Les 12 lignes les plus fréquentées, sur 15."
    assert len(data["pairs"]) == 20
    assert "20" in data["pairs_title"]


def test_a_withdrawn_speaker_joins_nothing() -> None:
    """Two talks of somebody who must not be published share nothing that is shown."""
    talks = {name: talk("speakers: [Bo Bar]", title=name) for name in "abcd"}
    person = {"intervenants/bo-bar.md": "---\nname: Bo Bar\ndo_not_publish: true\n---\n"}
    assert "map" in event_data(talks)
    assert "map" not in event_data(talks, person)


def test_the_line_of_time() -> None:
    """Facts by year in the order of time, years without one between them, a gap for many; the event's own days."""
    data = event_data(
        {"a": talk("speakers: [Ana Foo]", facts(2030, 2027)), "b": talk("speakers: [Bo Bar]", facts(2018))}
    )["time_line"]
    assert [(row["year"], row["number"]) for row in data["rows"]] == [
        ("2018", 1),
        (None, 0),
        ("2026", 0),
        ("2027", 1),
        ("2028", 0),
        ("2029", 0),
        ("2030", 1),
    ]
    assert data["rows"][1]["gap"] == "7 ans sans fait daté"
    assert data["rows"][2]["held"] == {"title": "Rencontre 2026", "dates": "du 1er au 2\u00a0mai 2026"}
    (fact,) = data["rows"][-1]["facts"]
    assert fact["talk"] == {"title": "Un début", "url": "rencontre/a.html#Depuis"}
    assert (fact["text"], fact["source"], fact["source_url"]) == ("F0.", "example.org", "https://example.org/0")
    assert data["some"] is None


def test_no_facts_no_line_of_time() -> None:
    """A talk without facts, or with judged claims alone."""
    claim = "claims: [{text: T., said_by: Ana Foo, outcome: held, as_of: 2026-05-09, source: https://example.org/}]"
    assert "time_line" not in event_data({"a": talk("speakers: [Ana Foo]", claim)})


@pytest.mark.parametrize(("talks", "written"), [(40, time_line.MAX_FACTS), (41, 0)])
def test_many_facts_are_counted(talks: int, written: int) -> None:
    """The newest are written out, of the others the years have the number; of many talks no fact is read."""
    data = event_data(numbered(talks, facts(2026, 2027, 2028, 2029)))["time_line"]
    assert [row["number"] for row in data["rows"]] == [talks] * 4
    assert sum(len(row["facts"]) for row in data["rows"]) == written
    assert [row["counted"] for row in data["rows"]][:2] == [f"{talks} faits datés"] * 2
    assert data["some"]


def test_the_home_page_has_a_short_line_alone() -> None:
    """Ten facts are drawn there, eleven are not."""
    for count, shown in ((10, True), (11, False)):
        found = outlined(
            {"rencontre/index.md": EVENT, "rencontre/a.md": talk("speakers: [Ana Foo]", facts(*[2027] * count))}
        )
        assert ("time_line" in found.pages["index.md"].data()) is shown


STOPS = """since_then:
  checked: 2026-06-01
  facts:
    - {date: 2027-03, text: Deux., label: Morbier, url: "https://example.org/deux"}
    - {date: 2025-01-02, text: Un., label: Reblochon, url: "https://example.org/un"}
    - {date: 2028, text: Sans nom.}
    - {date: 2029, text: Trois., label: Maroilles}"""
CLAIM = """claims:
  - {text: Il sera bon., said_by: Ana Foo, outcome: failed, as_of: 2026-06-01, source: "https://example.org/deux"}"""


def talk_data(*lines: str) -> dict[str, Any]:
    """The data of the page of a talk."""
    files = {"rencontre/index.md": EVENT, "rencontre/a.md": talk("speakers: [Ana Foo]", *lines)}
    return outlined(files).pages["rencontre/a.md"].data()


def test_the_line_of_a_talk() -> None:
    """Facts with a label and the talk's own day in the order of time; a claim shows at the fact that judges it."""
    data = talk_data(STOPS, CLAIM)["stops"]
    assert [(row["name"], row["date_label"]) for row in data["rows"]] == [
        ("Reblochon", "2\u00a0janvier 2025"),
        ("Cette intervention", "1er\u00a0mai 2026"),
        ("Morbier", "mars 2027"),
        ("Maroilles", "2029"),
    ]
    assert [row["claims"] for row in data["rows"]] == [
        [], [], [{"outcome": "✗ Non tenu", "text": "Il sera bon."}], []
    ]  # fmt: skip
    assert data["picture"]["label"].startswith("Ligne de 4 arrêts, de Reblochon à Maroilles.")
    nodes = [each["kind"] for each in data["picture"]["shapes"] if each["tag"] == "circle"]
    assert nodes == ["stop", "here", "stop", "stop"]


def test_a_fact_of_the_same_day_is_the_stop_of_the_talk() -> None:
    """So the talk's own day is no stop next to it."""
    data = talk_data(STOPS.replace("2025-01-02", "2026-05-01"))["stops"]
    assert [row["name"] for row in data["rows"]] == ["Reblochon", "Morbier", "Maroilles"]
    assert next(each["kind"] for each in data["picture"]["shapes"] if each["tag"] == "circle") == "here"


def test_two_names_draw_no_line() -> None:
    """Nor do many facts without a name."""
    assert "stops" not in talk_data(STOPS.replace(", label: Maroilles", ""))
    assert "stops" not in talk_data(facts(2027, 2028, 2029, 2030))
    assert len(talk_data(facts(*range(2000, 2100), label="L"))["stops"]["rows"]) == stops.MAX_STOPS


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Tête de Moine", ["Tête de Moine"]),
        ("Trois récepteurs à l’essai", ["Trois récepteurs à", " l’essai"]),
        ("m" * 30, ["m" * 18, "m" * 12]),
        ("列" * 12, ["列" * 9, "列" * 3]),
        ("un " + "m" * 20, ["un", "m" * 18, "mm"]),
        ("", [""]),
    ],
)
def test_names_are_broken_into_lines(name: str, lines: list[str]) -> None:
    """Between words, and inside those that are too long; wide signs count twice. Nothing is lost."""
    found = wrapped(name, 18)
    assert [line.strip() for line in found] == [line.strip() for line in lines]
    assert "".join(found).replace(" ", "") == name.replace(" ", "")


def test_nothing_leaves_the_drawing() -> None:
    """Twelve lines and forty stops, many facts, long names: each shape lies within the width."""
    talks = numbered(40, facts(*[2027] * 30))
    for number in range(15):
        for name in [*talks][number * 2 : number * 2 + 12]:
            talks[name] = talks[name].replace("date: 2026-05-01", f"topics_: s{number}\ndate: 2026-05-01")
    for name, text in talks.items():
        found = [line.split(": ")[1] for line in text.splitlines() if line.startswith("topics_")]
        kept = [line for line in text.splitlines() if not line.startswith("topics_")]
        talks[name] = "\n".join([kept[0], f"topics: [{', '.join(found)}]", *kept[1:]])
    data = event_data(talks)
    assert len(data["map"]["lines"]) == correspondences.MAX_LINES
    for drawing in (data["map"], data["time_line"]):
        numbers = [
            float(value)
            for each in drawing["picture"]["shapes"]
            for shape in each.get("inside", [each])
            for key, value in shape["attributes"]
            if key in ("x", "x1", "x2", "cx")
        ]
        assert 0 <= min(numbers) < max(numbers) <= WIDTH - 5
