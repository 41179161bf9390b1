"""A talk proposed through the issue form: what GitHub makes of the answers becomes a file that passes the check."""

from __future__ import annotations

import shutil
from datetime import date

import pytest
from click.testing import CliRunner, Result

from recap.authoring import issue_form as proposal
from recap.cli import main
from recap.content.settings import read_settings
from recap.lint.runner import read_catalogue
from tests.site_fixtures import FILES, ROOT, MakeProject, Project

FORM = ROOT / ".github" / "ISSUE_TEMPLATE" / "propose.yml"
LABELS = proposal.questions(FORM.read_text("utf-8"))
ANSWERS = {
    "event": "Rencontre 2026",
    "title": 'Un "titre" : la suite',
    "speakers": "- ana foo, cheffe, Acme\nYves Bar, témoin, Mairie\n1. Zoé Baz",
    "date": "2026-05-02",
    "summary": "Ce qu’il faut\nen retenir.",
    "key_points": "_No response_",
    "topics": "Boussole, Réseau ;",
    "sources": "La page: <https://example.org/a>\nhttps://example.org/b",
    "authors": "Zoé Baz, Léa Encre",
    "text": "## Un titre\n\nDu texte.\n\n### Titre\n\nEncore, `<b>`.",
    "agreement": "- [X] J’accepte",
}


def issue(**answers: str) -> str:
    """The text that GitHub makes of the answers to the form."""
    said = ANSWERS | answers
    return "".join(f"### {label}\r\n\r\n{said[identifier]}\r\n\r\n" for identifier, label in LABELS.items())


@pytest.fixture
def project(new_project: MakeProject) -> Project:
    """A small site with the form."""
    made = new_project(FILES)
    (made.folder / ".github" / "ISSUE_TEMPLATE").mkdir(parents=True)
    shutil.copy(FORM, made.folder / ".github" / "ISSUE_TEMPLATE")
    return made


def propose(project: Project, text: str) -> Result:
    """`recap new talk --from-issue` with an issue's text."""
    path = project.folder / "issue.md"
    path.write_text(text, "utf-8", newline="")
    return CliRunner().invoke(main, ["new", "talk", "-f", str(project.config), "--from-issue", str(path)])


def test_a_whole_issue_becomes_a_talk(project: Project) -> None:
    """Every answer is in the file; people and topics that exist are recognised; the check has nothing to say."""
    done = propose(project, issue())
    assert done.exit_code == 0, done.output
    assert (project.folder / "docs/rencontre/un-titre-la-suite.md").read_text("utf-8") == (
        "---\n"
        'title: "Un \\"titre\\" : la suite"\n'
        "speakers:\n"
        "  - name: Ana Foo\n"
        "    role: cheffe\n"
        "    organisation: Acme\n"
        "  - name: Yves Bar\n"
        "    role: témoin\n"
        "    organisation: Mairie\n"
        "  - name: Zoé Baz\n"
        "date: 2026-05-02\n"
        "summary: Ce qu’il faut en retenir.\n"
        "topics:\n"
        "  - boussole\n"
        "  - Réseau\n"
        "authors:\n"
        "  - Zoé Baz\n"
        "  - Léa Encre\n"
        f"published: {date.today()}\n"
        "sources:\n"
        "  - title: La page\n"
        '    url: "https://example.org/a"\n'
        '  - title: "https://example.org/b"\n'
        '    url: "https://example.org/b"\n'
        "---\n\n"
        "## Un titre\n\nDu texte.\n\n### Titre\n\nEncore, `<b>`.\n"
    )
    check = CliRunner().invoke(main, ["check", "-f", str(project.config)])
    assert "0 erreur, 0 avertissement" in check.output


@pytest.mark.parametrize(
    ("answers", "reported"),
    [
        ({"title": "_No response_"}, "Il manque une réponse à\u00a0: Titre"),
        ({"event": "Ailleurs"}, "Pas de conférence «\u00a0Ailleurs\u00a0» ici"),
        ({"date": "demain"}, "E116"),
        ({"date": "2027-01-01"}, "E104"),
        ({"speakers": "Ana Foo & Yves Bar"}, "E106"),
        ({"text": "<script>alert(1)</script>"}, "E121"),
        ({"text": "[a](nulle-part.md)"}, "E119"),
        ({"summary": "x" * 2001}, "E116"),
        ({"sources": "La page"}, "E102"),
        ({"title": "!!!\n---\nkind: page"}, None),
        ({"summary": '"}\n---\ndraft: true'}, None),
        ({"speakers": "Ana Foo\n\x1b[2J"}, "E105"),
    ],
)
def test_bad_answers_are_reported_and_write_nothing(
    project: Project, answers: dict[str, str], reported: str | None
) -> None:
    """The same messages as in the terminal, and no file; what looks like front matter stays a text."""
    before = sorted(project.folder.rglob("*.md"))
    done = propose(project, issue(**answers))
    assert "Traceback" not in done.output
    if reported:
        assert done.exit_code == 1
        assert reported in done.output
        assert [path for path in sorted(project.folder.rglob("*.md")) if path.name != "issue.md"] == before
    else:
        assert done.exit_code == 0, done.output
        catalogue, diagnostics = read_catalogue(project.folder / "docs", read_settings(project.config)[0])
        assert diagnostics == []
        new = next(talk for talk in catalogue.talks.values() if talk.record.title != "Un début")
        assert not new.record.draft


def test_a_title_that_is_taken_overwrites_nothing(project: Project) -> None:
    """A second talk of the same title is refused with the name of the file that is there."""
    done = propose(project, issue(title="Un début"))
    assert done.exit_code == 1
    assert "existe déjà" in done.output
    assert (project.folder / "docs/rencontre/un-debut.md").read_text("utf-8") == FILES["rencontre/un-debut.md"]


def test_without_a_form_it_says_so(new_project: MakeProject) -> None:
    """Without a form in the repository the file that is missing is named."""
    done = propose(new_project(FILES), issue())
    assert done.exit_code == 1
    assert "propose.yml" in done.output


def test_the_form_asks_what_the_program_reads() -> None:
    """The questions of the form are those that the program knows, each under a label of its own."""
    assert set(ANSWERS) == set(LABELS)
    assert len(set(LABELS.values())) == len(LABELS)


def test_answers_are_found_in_their_order() -> None:
    """A heading in an answer that reads like an earlier question opens nothing; a missing question is unanswered."""
    labels = {"a": "A", "b": "B", "c": "C"}
    assert proposal.answers("### A\n1\n### B\n2\n### A\n3", labels) == {"a": "1", "b": "2\n### A\n3", "c": ""}
    assert proposal.answers("rien", labels) == {"a": "", "b": "", "c": ""}
