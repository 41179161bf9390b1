"""Focus: a check of a few files says of them what a check of all files says."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from benchmarks import corpus
from recap.content.settings import Settings, read_settings
from recap.core.diagnostics import Diagnostic
from recap.lint import scope as focus
from recap.lint.runner import check_chosen, check_content
from tests.site_fixtures import french


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Settings]:
    """A docs folder of some hundreds of talks, real ones where the corpus is at hand, and its settings."""
    folder = tmp_path_factory.mktemp("focus") / "site"
    corpus.make(folder, 400, None)
    return folder / "docs", read_settings(folder / "mkdocs.yml")[0]


def mistaken(name: str, chance: random.Random) -> str:
    """A name with one typing error, or in another spelling."""
    place = chance.randrange(1, max(2, len(name) - 1))
    return chance.choice(
        [
            name[:place] + name[place + 1 :],
            name[:place] + chance.choice("aeiou") + name[place:],
            name[: place - 1] + name[place : place + 1] + name[place - 1 : place] + name[place + 1 :],
            name.upper(),
            name.replace(" ", "-"),
        ]
    )


REPORTED: set[str] = set()
"""The codes that the seeds of the next test have provoked."""


@pytest.mark.no_cover  # what other tests cover, many times over
@pytest.mark.parametrize("seed", [*range(4), *(pytest.param(seed, marks=pytest.mark.long) for seed in range(4, 30))])
def test_some_files_and_all_files_agree(site: tuple[Path, Settings], seed: int) -> None:
    """Whatever a newcomer does to the names, dates and links of one talk, reading less finds the same problems."""
    docs, settings = site
    chance = random.Random(seed)
    talks = sorted(path for path in docs.glob("*/*.md") if path.name != "index.md")
    path = chance.choice(talks)
    before = path.read_text("utf-8")
    head, body = before.split("\n---\n", 1)
    names = [
        line.partition("name: ")[2].strip("'\"") for other in talks for line in other.read_text("utf-8").split("\n")
    ]
    name = mistaken(chance.choice([each for each in names if len(each) > 4]), chance)
    lines = [line for line in head.split("\n") if not line.startswith(("speakers", "- name", "  name", "no_speaker"))]
    speakers = f'speakers:\n- name: "{name}"\nstart: "09:00"\nduration: 30\nroom: A'
    link = f"[x](../intervenants/{chance.choice(talks).stem}.md) [y](../{chance.choice(talks).relative_to(docs)})"
    path.write_text("\n".join([*lines, speakers, "---", body, chance.choice(["", link])]), "utf-8")
    try:
        chosen = path.relative_to(docs).as_posix()
        everything = check_content(docs, settings).diagnostics
        expected = [diagnostic for diagnostic in everything if diagnostic.path.endswith(f"/{chosen}")]
        REPORTED.update(diagnostic.code for diagnostic in expected)
        assert said(check_chosen(docs, settings, {chosen}).diagnostics) == said(expected)
    finally:
        path.write_text(before, "utf-8")


def test_the_mistakes_were_mistakes() -> None:
    """What the test above compares is not silence on both sides."""
    assert {"W108", "E119"} <= REPORTED


def said(diagnostics: list[Diagnostic]) -> list[tuple[Diagnostic, str]]:
    """Problems with what their wording names, which counts for nothing when two problems are compared."""
    return [(diagnostic, str(diagnostic.args)) for diagnostic in diagnostics]


def test_little_is_read(site: tuple[Path, Settings]) -> None:
    """Of a talk by somebody whom nobody else names, only its event and what stands for itself is read."""
    docs, settings = site
    talk = next(docs.glob("*/*.md")).parent / "zzz.md"
    talk.write_text('---\ntitle: T\nspeakers: ["Xqzwvk Yjqxzv"]\ndate: 1999-01-01\n---\n', "utf-8")
    try:
        needed = focus.required_files(docs, {talk.relative_to(docs).as_posix()}, settings)
        assert needed is not None
        assert len(needed) < 60
    finally:
        talk.unlink()


def test_all_is_read_where_little_says_nothing(site: tuple[Path, Settings]) -> None:
    """Events, people and pages concern everybody; so do old addresses, and many files at once."""
    docs, settings = site
    talk = next(path for path in docs.glob("*/*.md") if path.name != "index.md")
    event = f"{talk.parent.name}/index.md"
    assert focus.required_files(docs, {event}, settings) is None
    assert (
        focus.required_files(docs, {path.relative_to(docs).as_posix() for path in docs.glob("*/*.md")}, settings)
        is None
    )
    before = talk.read_text("utf-8")
    talk.write_text(before.replace("title:", "aliases: [a.html]\ntitle:", 1), "utf-8")
    try:
        assert focus.required_files(docs, {talk.relative_to(docs).as_posix()}, settings) is None
    finally:
        talk.write_text(before, "utf-8")


@pytest.mark.parametrize(
    "head",
    [
        "speakers: [Ana Fooo]",
        "speakers:\n- name: Ana Fooo\n  role: x",
        '"speakers" : ["Ana Fooo"]',
        "speakers:\n\n  # someone\n  - 'Ana\n    Fooo'",
        "parts:\n  - id: a\n    speakers: [ANA FOO]",
        "authors: [Ana-Foo]",
        "based_on: {title: x, authors: [Ana Foo]}",
    ],
)
def test_a_name_is_seen_however_it_is_written(tmp_path: Path, head: str) -> None:
    """Whoever may be the person of the chosen talk is read: in a list, in braces, under quoted keys, over lines."""
    (tmp_path / "e").mkdir()
    (tmp_path / "e/a.md").write_text("---\ntitle: A\nspeakers: [Ana Foo]\ndate: 2026-05-01\n---\n", "utf-8")
    (tmp_path / "e/b.md").write_text(f"---\ntitle: B\n{head}\ndate: 2026-05-02\n---\n", "utf-8")
    (tmp_path / "e/c.md").write_text("---\n{title: C, speakers: [Ana Foo]}\n---\n", "utf-8")
    (tmp_path / "e/d.md").write_text("---\ntitle: Ana Foo\nspeakers: [Yves Bar]\ndate: 2026-05-02\n---\n", "utf-8")
    assert focus.required_files(tmp_path, {"e/a.md"}, french()) == {"e/a.md", "e/b.md", "e/c.md"}


@pytest.mark.parametrize(
    ("chosen", "other", "read"),
    [
        ("date: 2026-05-01\n", "date: 2026-05-01\n", True),
        ("date: 2026-05-01\n", "date: 2026-05-02\n", False),
        ("date: 2026-05-01\n", "", True),
        ("", "date: 2026-05-02\n", True),
        ("", "", True),
        ("date: 2026-05-01\n", "published: 2026-06-01\n", True),
        ("date: 2026-05-01\n", "published: 2026-05-01\ndate: 2026-05-02\n", True),
    ],
)
def test_a_talk_without_a_day_may_be_on_any(tmp_path: Path, chosen: str, other: str, read: bool) -> None:
    """Talks of one day are compared by room and hour; one that leaves the day to its event is in doubt read."""
    (tmp_path / "e").mkdir()
    (tmp_path / "e/a.md").write_text(f"---\ntitle: A\nspeakers: [Ana Foo]\n{chosen}---\n", "utf-8")
    (tmp_path / "e/b.md").write_text(f"---\ntitle: B\nspeakers: [Yves Bar]\n{other}---\n", "utf-8")
    assert ("e/b.md" in (focus.required_files(tmp_path, {"e/a.md"}, french()) or ())) is read
