"""Find a Chromium for the browser tests: an installed one, else Playwright's own, which is downloaded once."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome",
    "google-chrome-stable",
    "chrome",
    "msedge",
)
"""The first is the same engine without windows, for half the CPU time."""
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Microsoft\Edge\Application\msedge.exe",
)
ARGUMENTS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    *(("--no-sandbox",) if hasattr(os, "geteuid") and os.geteuid() == 0 else ()),
)
"""Without the first three Chromium asks its maker's servers at every start; as root it starts only unsandboxed."""


def installed() -> str | None:
    """The path of an installed Chromium or relative, or None."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    return found or next((place for place in PLACES if Path(place).exists()), None)


def playwrights_own() -> str | None:
    """The path of the Chromium that Playwright downloaded, or None."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def driver_starts() -> bool:
    """True if the program that Playwright brings along runs here; it prints itself what it misses."""
    from playwright._impl._driver import compute_driver_executable

    node, _ = compute_driver_executable()
    return subprocess.run([node, "--version"], stdout=subprocess.DEVNULL, check=False).returncode == 0


def find() -> str | None:
    """The path of the Chromium to use, or None."""
    return installed() or playwrights_own()


def main() -> None:
    """Print which Chromium there is; download Playwright's own when there is none, or say how to install one."""
    if not driver_starts():
        sys.exit(
            "Playwright: its driver does not start, for the reason above. If a library is missing, install it, then run"
            " the tests again. Debian, Ubuntu: sudo apt install libatomic1"
        )
    found = find()
    if found is None:
        print("Chromium: none installed, getting Playwright's own…", flush=True)
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
        found = find()
    if found is None:
        command = {"linux": "sudo apt install chromium", "darwin": "brew install --cask chromium"}.get(
            sys.platform, "winget install Hibbiki.Chromium"
        )
        sys.exit(f"Chromium: none to be had. Install one with this command, then run the tests again: {command}")
    print(f"Chromium: {found}")


if __name__ == "__main__":
    main()
