"""Pictures of what one sees, taken with Chromium for the built manual: `python -m manual.pictures`.

They are never committed. A page asks for one with `<!-- picture NAME: what it shows -->`; without Chromium the manual
has none.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from recap.build.builder import build_site
from tests import chromium
from tests.site_fixtures import copy_site

FOLDER = Path(__file__).with_name("docs") / "pictures"
_EVENT = "rope-ferries-2025"
PICTURES = {
    "home": ("index.html", 1280, 800),
    "talk": (f"{_EVENT}/reading-the-current.html", 1280, 800),
    "programme": (f"{_EVENT}/programme.html", 1280, 700),
}
"""Name of a picture -> page of the English fixture site, width and height of the window."""


def take_pictures() -> None:
    """Build the English fixture site and write a picture of each page into `FOLDER`."""
    path = chromium.find()
    if not path:
        sys.exit("No Chromium was found: `make test` says how to install one.")
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        project = copy_site("english", Path(folder, "project"))
        assert build_site(project.config, project.site).ok
        browser = playwright.chromium.launch(executable_path=path, args=list(chromium.ARGUMENTS))
        for name, (address, width, height) in PICTURES.items():
            page = browser.new_page(viewport={"width": width, "height": height}, color_scheme="light")
            page.goto((project.site / address).as_uri())
            page.screenshot(path=FOLDER / f"{name}.png")
        browser.close()


if __name__ == "__main__":
    take_pictures()
