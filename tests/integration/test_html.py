"""The HTML of every page, by the Nu checker (npm `vnu-jar`, which needs Java)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
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
OF_A_TEXT = (
    "l-echappement-a-chevilles.html",
    "The heading “h4” (with computed level 4) follows the heading “h2” (with computed level 2), skipping 1 heading "
    "level.",
)
"""The one fault that a text of the fixture sites makes."""
BROKEN = "broken-on-purpose.html"
QUICK = ("-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC", "-Xss16m")
"""For a program that ends after some seconds: no heavy compiler, one thread for memory; and room for deep pages."""


@pytest.fixture(scope="module")
def faults(
    built: Callable[[str], Path], large: Path, tmp_path_factory: pytest.TempPathFactory
) -> list[tuple[str, str]]:
    """Every error of the pages of four sites and of a page with faults made on purpose: (page, message)."""
    java = shutil.which("java")
    if not java or not JAR.is_file():
        if os.environ.get("RECAP_REQUIRE_NODE"):
            pytest.fail("vnu needs Java and `npm ci --ignore-scripts`")
        pytest.skip("needs Java and node_modules/vnu-jar: npm ci --ignore-scripts")
    page = (large / "index.html").read_text("utf-8").replace("</main>", "<p><div></p></b></main>")
    extra = tmp_path_factory.mktemp("html")
    (extra / BROKEN).write_text(page, "utf-8")
    folders = (*map(built, ("full", "english", "hostile")), large, extra)
    options = ("--skip-non-html", "--errors-only", "--exit-zero-always", "--format", "json")
    command = [java, *QUICK, "-jar", str(JAR), *options, *map(str, folders)]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    messages = json.loads(done.stderr)["messages"]
    return [(Path(each["url"]).name, each["message"]) for each in messages if each["type"] != "info"]


def test_every_page_is_valid(faults: list[tuple[str, str]]) -> None:
    """No error on any page, save what Material writes outside every block and what one text does."""
    found = [fault for fault in faults if fault[0] != BROKEN]
    assert [fault for fault in found if fault[1] not in MATERIALS_OWN] == [OF_A_TEXT]
    assert {message for _, message in found} - {OF_A_TEXT[1]} == MATERIALS_OWN  # a fault that is fixed leaves the list


def test_the_checker_hears(faults: list[tuple[str, str]]) -> None:
    """A page with faults made on purpose is reported."""
    assert len({message for page, message in faults if page == BROKEN} - MATERIALS_OWN) > 0
