"""SECURITY.md: what it names as proof is there."""

from __future__ import annotations

import re

from tests.site_fixtures import ROOT

TEXT = (ROOT / "SECURITY.md").read_text("utf-8")


def test_every_file_that_is_named_exists() -> None:
    """Each path of the repository that stands as code, or is linked, is a file or folder of it."""
    named = re.findall(r"`((?:scripts|tests|docs|overrides)/[\w./-]*)`", TEXT) + re.findall(r"\]\((\.[\w./]+)\)", TEXT)
    assert len(named) > 20
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_every_test_that_is_named_exists() -> None:
    """Each test that is named stands in a file that is named too."""
    files = [ROOT / path for path in re.findall(r"`(tests/[\w./]+\.py)`", TEXT)]
    tests = set(re.findall(r"`(test_\w+)`", TEXT))
    assert len(tests) > 10
    there = {name for path in files for name in re.findall(r"^def (test_\w+)", path.read_text("utf-8"), re.MULTILINE)}
    assert tests - there == set()
