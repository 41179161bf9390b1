"""Axe over a page: every rule that is on by itself (WCAG A and AA, best practices), and WCAG 2.2's size of targets."""

from __future__ import annotations

from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

AXE = Axe()
OPTIONS = {"rules": {"target-size": {"enabled": True}}, "resultTypes": ["violations"]}


def violations(page: Page) -> list[tuple[str, str]]:
    """Return what axe finds: (rule, element) for each."""
    found: dict[str, Any] = AXE.run(page, options=OPTIONS).response
    assert len(found["passes"]) > 10
    return [(rule["id"], node["html"][:150]) for rule in found["violations"] for node in rule["nodes"]]
