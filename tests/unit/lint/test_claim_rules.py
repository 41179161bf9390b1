"""Claims: the passage that each belongs to, who can have made it, the day on which somebody looked."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from click.testing import CliRunner

from recap.cli import main
from recap.lint.claim_rules import claims_are_up_to_date, day_of_check
from tests.catalogue_fixtures import compiled, resolved, talk
from tests.site_fixtures import EVENT, HOME, MakeProject

ANA = "speakers: [{name: Ana Foo, credited_as: A. Foo}]"
RETOLD = "based_on: {title: Jour 1, authors: [Yves Bar]}"
PARTS = "parts: [{id: suite, title: Suite, speakers: [Zoé Baz]}]"
PERSON = "---\nname: Ana Foo\naliases: [Anouk]\n---\n"


def claim(said_by: str = "Ana Foo", as_of: str = "2026-06-01", **more: str) -> str:
    """The line of a claim."""
    keys = {
        "text": "Tout ira.",
        "said_by": said_by,
        "outcome": "held",
        "as_of": as_of,
        "source": "https://example.org/",
    }
    return f"claims: [{{{', '.join(f'{key}: {value}' for key, value in (keys | more).items())}}}]"


def codes(*lines: str, body: str = "## Suite\n\n### Fin\n", others: dict[str, str] | None = None) -> list[str]:
    """What the rules say of a talk with these lines."""
    return [code for code, *_ in compiled({"rencontre/a.md": talk(*lines, body=body)} | (others or {}))[1]]


@pytest.mark.parametrize(("anchor", "expected"), [("suite", []), ("fin", []), ("autre", ["E119.claim"])])
def test_an_anchor_is_that_of_a_heading_of_any_level(anchor: str, expected: list[str]) -> None:
    """Below which the claim stands."""
    assert codes(ANA, claim(anchor=anchor)) == expected


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Ana Foo", []),
        ("A. Foo", []),
        ("ana-foo", []),
        ("Anouk", []),
        ("Zoé Baz", []),
        ("Yves Bar", []),
        ("[Ana Foo, Yves Bar]", []),
        ("Ida Nam", ["E101.claim"]),
        ("Zeb Author", ["E101.claim"]),
        ("[Ana Foo, Ida Nam]", ["E101.claim"]),
    ],
)
def test_who_can_have_made_a_claim(name: str, expected: list[str]) -> None:
    """A speaker of the talk or of a part, by name, credit, alias or id, or an author of what the page retells."""
    lines = (ANA, RETOLD, PARTS, "authors: [Zeb Author]", claim(name))
    assert codes(*lines, others={"intervenants/ana-foo.md": PERSON}) == expected


def test_the_authors_of_an_account_of_their_own_can_have_made_a_claim() -> None:
    """Where nothing is retold the page itself is the account."""
    assert codes(ANA, "authors: [Zeb Author]", claim("Zeb Author")) == []


def test_a_withdrawn_speaker_is_no_stranger() -> None:
    """What they claimed stays, without their name."""
    person = {"intervenants/ana-foo.md": PERSON.replace("name:", "do_not_publish: true\nname:", 1)}
    assert codes(ANA, claim(), others=person) == []
    assert codes(ANA, claim(text="Ana Foo le dit."), others=person) == ["E120"]


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [
        ("2026-06-02", ["E116.future"]),
        ("2026-06-01", []),
        ("2023-06-01", []),
        ("2023-05-31", ["W143"]),
    ],
)
def test_days_are_compared_with_that_of_the_check(as_of: str, expected: list[str]) -> None:
    """A day to come is an error; more than three years ago is a warning."""
    catalogue, _ = resolved({"rencontre/index.md": EVENT, "rencontre/a.md": talk(ANA, claim(as_of=as_of))})
    found = claims_are_up_to_date(catalogue, date(2026, 6, 1))
    assert [(each.message_key, each.line) for each in found] == [(key, 4) for key in expected]


def test_the_day_of_a_check() -> None:
    """SOURCE_DATE_EPOCH gives it, in UTC; else the clock, by which nobody anywhere is ahead."""
    assert day_of_check({"SOURCE_DATE_EPOCH": "1780272000"}) == date(2026, 6, 1)
    now = datetime.now(UTC).date()
    assert day_of_check({}) - now in (timedelta(0), timedelta(1))
    assert day_of_check({"SOURCE_DATE_EPOCH": "yesterday"}) == day_of_check({})


def test_the_command_takes_the_day(new_project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    """`--today` before SOURCE_DATE_EPOCH; what is wrong is named with its line; no build asks."""
    files = {"index.md": HOME, "rencontre/index.md": EVENT, "rencontre/a.md": talk(ANA, claim()), "b.md": HOME}
    project = new_project(files)
    command = ["check", "-f", str(project.config), "--lang", "en"]
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1901923200")  # 2030-04-08
    assert "a.md:4:" in (said := CliRunner().invoke(main, command).stderr)
    assert "W143 old-verdict: this was last looked at on 2026-06-01" in said
    done = CliRunner().invoke(main, [*command, "--today", "2026-05-31"])
    assert (done.exit_code, "at the latest as_of: 2026-05-31" in done.stderr) == (1, True)
    assert "W143" not in CliRunner().invoke(main, [*command, "--today", "2028-01-01"]).stderr
    assert "W143" not in CliRunner().invoke(main, [*command, str(project.folder / "docs/b.md")]).stderr
    assert project.build().ok
