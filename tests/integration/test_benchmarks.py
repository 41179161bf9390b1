"""The benchmarks run and say what they promise; what they measure is for `make bench`."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from benchmarks import steps
from tests.site_fixtures import ROOT

PROGRAMS = sorted(path.stem for path in (ROOT / "benchmarks").glob("[!_]*.py"))
HELPERS = {"corpus", "projects", "restored", "steps", "structure", "unchanged"}
"""Not part of `make bench`."""
BUILDS = {
    "recap build, cold",
    "recap build, nothing changed",
    "recap build, a text edited",
    "recap build, a title edited",
    "recap build, nothing changed, after a title",
    "recap build, a speaker's name edited",
    "recap build, a talk added",
    "recap build, nothing changed, after a new talk",
    "recap build, cold, with address and pictures",
    "recap build, cold, with address, no pictures",
    "mkdocs build with our plugin, cold",
    "same templates, MkDocs alone, cold",
    "same templates, ProperDocs (--engine), cold",
    "same templates, Zensical (--engine), cold",
    "stock Material, cold",
    "stock Material, a text edited",
    "stock Zensical, cold",
    "stock Zensical, a text edited",
}
"""Rows that are there whatever else is installed."""


def run(program: str, *arguments: str) -> str:
    """What a benchmark prints."""
    command = [sys.executable, "-m", f"benchmarks.{program}", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("program", PROGRAMS)
def test_every_benchmark_is_documented_and_run(program: str) -> None:
    """The document of the benchmarks names each program; `make bench` runs it."""
    assert f"`{program}`" in (ROOT / "benchmarks" / "README.md").read_text("utf-8")
    assert (f"benchmarks.{program}" in (ROOT / "Makefile").read_text("utf-8")) is (program not in HELPERS)


@pytest.mark.long
def test_builds_are_measured(tmp_path: Path) -> None:
    """A table a size has a row for each build, one more says how a page's cost grows, the first line the versions."""
    assert run("bench", "--talks", "10", "20", "--runs", "1", "--output", str(tmp_path / "table.md")) == ""
    said = (tmp_path / "table.md").read_text("utf-8")
    assert said.startswith("Python 3.")
    few, many, growth = (
        set(re.findall(r"^\| (.+?) \| [\d.]+ \|", part, re.MULTILINE)) for part in said.split("### ")[1:]
    )
    assert few == many >= BUILDS
    assert growth == {name for name in few if "cold" in name}
    assert re.search(r"^\| stock Material, cold \| 1 \| [\d.]+ \| 1\.00 \|", said, re.MULTILINE)


@pytest.mark.long
def test_steps_of_a_build_are_measured() -> None:
    """Every step of a cold build has a row; one whose functions are never called would end the program."""
    rows = re.findall(r"^\| (.+?) \| [\d.]+ \| [\d.]+ \|", run("steps", "--talks", "10", "--runs", "1"), re.MULTILINE)
    assert {*rows} == {steps.START, *steps.STEPS.values(), steps.REST, "together"}


@pytest.mark.long
def test_serving_is_measured() -> None:
    """Each server that is installed has a row, with the time of an edit and whether the page kept its place."""
    said = run("serve", "--talks", "10", "--edits", "1")
    rows = re.findall(r"^\| 10 \| (.+?) \| [\d.]+ \| [\d.]+ \| [\d.]+ \| [01] of 1 \|$", said, re.MULTILINE)
    assert {"recap serve", "zensical serve"} <= set(rows)


@pytest.mark.long
@pytest.mark.parametrize("options", [(), ("--pull-request",)])
def test_restored_states_are_measured(options: tuple[str, ...]) -> None:
    """Copied elsewhere, or with one changed talk; the bytes are the same."""
    said = run("restored", "--talks", "10", "--runs", "1", *options)
    assert ("check of the pull request" if options else "same bytes: yes") in said
