"""The site's own templates against those of the theme."""

from __future__ import annotations

from pathlib import Path

from recap.content.theme_files import replaced_templates
from recap.core.diagnostics import Diagnostic
from recap.lint.theme_rules import templates_are_current
from tests import template_numbers
from tests.site_fixtures import ROOT


def found(folder: Path, files: dict[str, str]) -> list[Diagnostic]:
    """What is found in a folder of templates."""
    for name, content in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(content, "utf-8")
    return [*templates_are_current(replaced_templates(folder))]


def test_an_older_template_is_reported(tmp_path: Path) -> None:
    """With another number than ours, or none; those in folders too. Templates with a name of their own are not ours."""
    files = {
        "talk.html": "{#- recap template 999 -#}\n",
        "partials/recap/macros.html": "{% macro a() %}{% endmacro %}",
        "sponsors.html": "x",
        "assets/recap/own.css": "x",
    }
    macros, talk = found(tmp_path, files)
    assert (Path(talk.path).name, talk.message_key, talk.args["own"]) == ("talk.html", "W134", 999)
    assert (Path(macros.path).name, macros.message_key) == ("macros.html", "W134.none")
    assert str(macros.args["line"]).startswith("{#- recap template ")


def test_one_that_is_current_or_unreadable_is_not(tmp_path: Path) -> None:
    """The line that the hint gives is enough; a folder called like a template is MkDocs' to report."""
    (hint,) = found(tmp_path, {"talk.html": "x"})
    assert found(tmp_path, {"talk.html": f"{hint.args['line']}\nx"}) == []
    (tmp_path / "event.html").symlink_to(tmp_path / "none.html")
    assert found(tmp_path, {}) == []


def test_every_template_of_the_theme_has_a_number() -> None:
    """In its first line, so that a copy takes it along."""
    templates = sorted((ROOT / "overrides").rglob("*.html"))
    assert len(templates) > 10
    assert [path for path in templates if not path.read_text("utf-8").startswith("{#- recap template ")] == []


def test_a_template_that_changes_has_another_number() -> None:
    """W134 compares numbers: a copy of a template that changed under its old number would pass for current."""
    now, before = template_numbers.current(), template_numbers.recorded()
    changed = [path for path in now if now[path] != before.get(path)]
    same = [path for path in changed if now[path].partition(":")[0] == before.get(path, "").partition(":")[0]]
    assert same == [], "raise the number in the first line of these templates"
    assert now == before, "run: python -m tests.template_numbers"
