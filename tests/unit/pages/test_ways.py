"""Ways into a conference by the time one has."""

from __future__ import annotations

import re

import pytest

from tests.site_fixtures import FILES, TALK, MakeProject

WORDS_A_MINUTE = 220


def talk(number: int, minutes: int, points: int, extra: str = "") -> str:
    """A talk whose recap takes some minutes to read, with some key points."""
    record = f"key_points: [{', '.join(f'Point {n}' for n in range(points))}]\n" if points else ""
    record += f"{extra}authors: []"
    text = TALK.replace("Un début", f"Sujet {number}").replace("authors: []", record)
    return text.replace("Un premier pas.", f"Résumé {number}.").replace(
        "Il était une fois.", "mot " * WORDS_A_MINUTE * minutes
    )


def section(page: str) -> str:
    """What a page says of the ways, as text."""
    found = re.search(r'<section class="recap-section recap-ways".*?</section>', page, re.DOTALL)
    return re.sub(r"<[^>]+>|\s+", " ", found[0]) if found else ""


def test_what_fits_a_quarter_of_an_hour_is_counted(new_project: MakeProject) -> None:
    """Pages with most key points first, as long as they fit; all is counted; event and home page say the same."""
    sizes = [(9, 0), (7, 5), (5, 4), (2, 3)]
    files = {f"rencontre/sujet-{n}.md": talk(n, *size) for n, size in enumerate(sizes)}
    files["rencontre/sujet-9.md"] = talk(9, 1, 7, "status: cancelled\n")
    project = new_project({"index.md": FILES["index.md"], "rencontre/index.md": FILES["rencontre/index.md"], **files})
    result = project.build()
    assert result.ok, result.diagnostics
    said = section(project.page("rencontre/index.html"))
    minute, quarter, everything = re.split("Un quart d’heure  .*?Un quart d’heure|Tout lire  ", said, maxsplit=2)
    assert [n for n in range(10) if f"Résumé {n}." in minute] == [0, 1, 2, 3]
    assert [n for n in range(10) if f"Sujet {n} " in quarter] == [1, 2, 3]
    assert "4 textes, 23 minutes de lecture" in everything
    assert section(project.page("index.html")).split() == said.split()


@pytest.mark.parametrize("written", [0, 1])
def test_nothing_is_proposed_where_there_is_no_choice(new_project: MakeProject, written: int) -> None:
    """Below two recaps there is no heading over nothing."""
    files = {f"rencontre/sujet-{n}.md": talk(n, 1, 0) for n in range(written)}
    project = new_project({"index.md": FILES["index.md"], "rencontre/index.md": FILES["rencontre/index.md"], **files})
    result = project.build()
    assert result.ok, result.diagnostics
    assert "recap-ways" not in project.page("rencontre/index.html") + project.page("index.html")


def test_a_long_conference_is_summed_up_in_a_few_sentences(new_project: MakeProject) -> None:
    """Eight of twelve, those with key points first, in the order of the programme; sentences are shortened."""
    files = {f"rencontre/sujet-{n}.md": talk(n, 1, 3 * (n > 3), f'start: "{8 + n:02}:00"\n') for n in range(12)}
    files["rencontre/sujet-11.md"] = files["rencontre/sujet-11.md"].replace("Résumé 11.", "Mot " * 100 + "fin.")
    project = new_project({"index.md": FILES["index.md"], "rencontre/index.md": FILES["rencontre/index.md"], **files})
    result = project.build()
    assert result.ok, result.diagnostics
    minute = section(project.page("rencontre/index.html")).partition("Un quart")[0]
    assert re.findall(r"Sujet (\d+)", minute) == [str(n) for n in range(4, 12)]
    assert "…" in minute
    assert "fin." not in minute
