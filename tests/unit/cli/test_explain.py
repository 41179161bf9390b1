"""`recap explain`: what a code means, with an example that really provokes it and one that does not."""

from __future__ import annotations

import re

import pytest
from click.testing import CliRunner

from recap.cli import main
from recap.core.diagnostics import rules
from recap.core.language import language
from recap.lint.runner import check_content
from tests.site_fixtures import EVENT, PNG, TALK, MakeProject, Project, french


def value(line: str) -> str:
    """The value in a line such as `room: A` or `topics: [a]`."""
    return line.partition(": ")[2].strip("[]")


DAY, ROOM = (value(rules()[code].after) for code in ("E104", "E112"))
SYNONYM, LABEL = value(rules()["W109"].before), value(rules()["W109"].after)
WITHDRAWN = "Nomen Nescio"
LINKED = rules()["E119"].after.partition("(../")[2].strip(")")
SITE: dict[str, str | bytes] = {
    "rencontre/index.md": EVENT.replace("2026-05-01", DAY)
    .replace("2026-05-02", DAY)
    .replace("kind: event\n", f"kind: event\nrooms: [{ROOM}]\n"),
    "rencontre/un-debut.md": TALK.replace("2026-05-01", DAY),
    "rencontre/une-autre.md": (
        f'---\ntitle: Une autre\nspeakers: [Bo Bar]\ndate: {DAY}\nstart: "09:00"\nduration: 60\nroom: {ROOM}\n---\n'
    ),
    "rencontre/images/map.png": PNG,
    f"sujets/{LABEL}.md": f"---\ntitle: {LABEL}\nsynonyms: [{SYNONYM}]\nsummary: S.\n---\n",
    LINKED: "---\ntitle: Un sujet\nsummary: S.\n---\n",
}
"""A site of the words of the examples: their day, room, topic with its synonym, and the goal of their link."""


def codes_of(project: Project, lines: str) -> set[str]:
    """The codes that a site gives when these lines stand in a talk instead of its own."""
    head, body = str(SITE["rencontre/un-debut.md"]).split("\n---\n", 1)
    if not re.match(r"\w+:|- ", lines):  # Markdown
        body += f"\n{lines}\n"
    else:
        keys = set(re.findall(r"^(\w+):", lines, re.MULTILINE)) | ({"speakers"} if "speaker" in lines else set())
        for key in keys:
            head = re.sub(rf"\n{key}:.*(?:\n .*)*", "", head)
        head += f"\n{lines.strip()}"
    project.write("rencontre/un-debut.md", f"{head}\n---\n{body}")
    if WITHDRAWN in lines:
        slug = WITHDRAWN.lower().replace(" ", "-")
        project.write(f"intervenants/{slug}.md", f"---\nname: {WITHDRAWN}\ndo_not_publish: true\n---\n")
    return {diagnostic.code for diagnostic in check_content(project.folder / "docs", french()).diagnostics}


NOT_IN_TALKS = {"E110", "W110", "W103", "W120", "W122", "W123", "W124", "W130", "W134", "E140", "W140", "E141", "W141",
                "W142", "W143"}  # fmt: skip


@pytest.mark.parametrize("code", sorted(rules().keys() - NOT_IN_TALKS))
def test_the_examples_are_true(new_project: MakeProject, code: str) -> None:
    """The lines before break the rule, the lines after break none.

    `test_url_history` tries those that need two trees, `test_settings` and `test_settings_rules` those of mkdocs.yml,
    `test_withdrawal`, `test_kinds` and `test_examples` those of other files, `test_outside_links` the one that needs
    the network, `test_claim_rules` the one that needs a day.
    """
    project = new_project(SITE)
    assert code in codes_of(project, rules()[code].before)
    assert codes_of(project, rules()[code].after) == set()


def test_nothing_else_is_wrong_with_them(new_project: MakeProject) -> None:
    """The site in which the examples are tried breaks no rule."""
    assert codes_of(new_project(SITE), "summary: S.") == set()


@pytest.mark.parametrize("name", ["fr", "en"])
def test_every_code_is_explained(name: str) -> None:
    """Each code that has a wording has an explanation and an example."""
    codes = {key.partition(".")[0] for key in language(name).diagnostics}
    assert set(language(name).codes) == codes == set(rules())


def test_explain_prints_both_examples() -> None:
    """The command takes a code in any case, or a name, and prints code, name, explanation, before and after."""
    done = CliRunner().invoke(main, ["explain", "e103", "--lang", "en"])
    assert done.exit_code == 0
    assert done.stdout == CliRunner().invoke(main, ["explain", "unknown-key", "--lang", "en"]).stdout
    assert done.stdout.startswith("E103 unknown-key\n\nThere is no key")
    assert "\nBefore\n\n    speaker: [" in done.stdout
    assert "\nAfter\n\n    speakers: [" in done.stdout


def test_an_unknown_code_is_reported_with_the_known_ones() -> None:
    """A code that does not exist ends with 1 and the list of those that do."""
    done = CliRunner().invoke(main, ["explain", "E999", "--lang", "en"])
    assert done.exit_code == 1
    assert "E101, E102" in done.stderr
