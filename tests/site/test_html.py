"""The HTML of every page, by the Nu checker (npm `vnu-jar`, which needs Java)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.site_fixtures import ROOT

JAR = ROOT / "node_modules" / "vnu-jar" / "build" / "dist" / "vnu.jar"
MATERIALS_OWN = {
    # base.html has two hidden checkboxes for a drawer and a search that these pages have not.
    "Attribute “autocomplete” is only allowed when the input type is “color”, “date”, “datetime-local”, “email”, "
    "“hidden”, “month”, “number”, “password”, “range”, “search”, “tel”, “text”, “time”, “url”, or “week”.",
}
"""Faults that stand in Material's templates outside every block, each with its reason."""


def faults(*folders: Path) -> list[tuple[str, str]]:
    """Every error of the pages below some folders: (page, message)."""
    java = shutil.which("java")
    if not java or not JAR.is_file():
        if os.environ.get("RECAP_REQUIRE_NODE"):
            pytest.fail("vnu needs Java and `npm ci --ignore-scripts`")
        pytest.skip("needs Java and node_modules/vnu-jar: npm ci --ignore-scripts")
    command = [java, "-jar", str(JAR), "--skip-non-html", "--errors-only", "--exit-zero-always", "--format", "json"]
    done = subprocess.run([*command, *map(str, folders)], capture_output=True, text=True, check=True)
    messages = json.loads(done.stderr)["messages"]
    return [(Path(each["url"]).name, each["message"]) for each in messages if each["type"] != "info"]


def test_every_page_is_valid(site: Path, large: Path) -> None:
    """No error on any page, save what Material writes outside every block."""
    found = faults(site, large)
    assert [fault for fault in found if fault[1] not in MATERIALS_OWN] == []
    assert {message for _, message in found} == MATERIALS_OWN  # a fault that is mended leaves the list


def test_the_checker_hears(site: Path, tmp_path: Path) -> None:
    """A page with faults made on purpose is told."""
    page = (site / "index.html").read_text("utf-8").replace("</main>", "<p><div></p></b></main>")
    (tmp_path / "x.html").write_text(page, "utf-8")
    assert len({message for _, message in faults(tmp_path)} - MATERIALS_OWN) > 0
