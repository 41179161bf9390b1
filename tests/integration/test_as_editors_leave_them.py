"""A site of files as editors, telephones and cloud disks leave them, in a language without a word list."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from recap.build.builder import build_site
from recap.content.settings import Settings, read_settings
from recap.core.language import language
from recap.core.pictures import describe
from recap.downloads.archive import pack
from recap.lint.runner import check_content
from tests.integration.test_two_drivers import by_mkdocs, differing, tree
from tests.site_fixtures import EVENT, HOME, Project, make_project
from tests.unit.core.test_leftovers import LEFT
from tests.unit.core.test_pictures import XMP, exif, saved

TALK = """---
title: Un comienzo
speakers: [Ana Foo]
date: 2026-05-01
authors: []
published: 2026-05-03
summary: Un primer paso.
resources:
  - {type: slides, title: Las láminas, url: My slides.pdf}
  - {type: article, title: Más, url: ../mas.md}
recordings: [{url: ./charla.mp4}]
---
![La sala](images/sala.jpg) ![El plano](images/plano.png)
"""


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The site, built with its downloads."""
    made = make_project(
        tmp_path_factory.mktemp("left") / "p",
        {
            "index.md": HOME,
            "mas.md": "---\ntitle: Más\n---\nMás.\n",
            "charla/index.md": EVENT,
            "charla/comienzo.md": TALK,
            "charla/My slides.pdf": b"%PDF-1.4 " + b"x" * 1_500_000,
            "charla/charla.mp4": b"x",
            "charla/images/sala.jpg": saved(Image.new("RGB", (2600, 1300)), "jpeg", exif=exif(), xmp=XMP),
            "charla/images/plano.png": saved(Image.new("1", (10, 20)), "png", exif=exif(1)),
            **{f"charla/{name}": "SECRET" for name in LEFT},
        },
        "es",
        "https://recap.example/2026/",
    )
    result = build_site(made.config, made.site, finish_tree=pack)
    assert result.ok, (result.diagnostics, result.warnings)
    return made


def test_nothing_private_leaves(project: Project) -> None:
    """Neither leftovers nor metadata are in the site, its archive or its book."""
    files = {path: path.read_bytes() for path in project.site.rglob("*") if path.is_file()}
    for path in [path for path in files if path.suffix in (".zip", ".epub")]:
        with zipfile.ZipFile(path) as archive:
            files |= {path / name: archive.read(name) for name in archive.namelist()}
    assert [path for path, content in files.items() if b"SECRET" in content] == []
    assert [path for path in files if path.name in LEFT] == []
    assert {path.name for path in files} >= {"sala.jpg", "plano.png", "My slides.pdf"}


def test_pictures_have_the_size_that_their_page_announces(project: Project) -> None:
    found = describe((project.site / "charla/images/sala.jpg").read_bytes())
    assert (found.width, found.height, found.orientation) == (1000, 2000, 1)
    assert 'src="images/sala.jpg" title="" width="1000"' in project.page("charla/comienzo.html").replace(
        'src="images/sala.jpg" width="1000"', 'src="images/sala.jpg" title="" width="1000"'
    )


def test_both_drivers_and_a_second_build_give_the_same_tree(project: Project) -> None:
    """And an unchanged picture is not read again."""
    assert differing(by_mkdocs(project), tree(project.site)) == []
    again = project.build()
    assert (again.ok, again.made) == (True, 0)


def test_files_are_listed_with_their_size(project: Project) -> None:
    """On the page as it links them, for machines as whole addresses or, in the API, from the root of the site."""
    page = project.page("charla/comienzo.html")
    assert (
        'href="My%20slides.pdf" dir="auto">Las láminas</a><p class="recap-label"><bdi>Slides, PDF, 1.6 MB</bdi></p>'
        in page
    )
    assert 'href="../mas.html" dir="auto">Más</a>' in page
    assert 'href="charla.mp4" dir="auto">charla.mp4</a>' in page
    talk = json.loads((project.site / "api/v1/talks/charla/comienzo.json").read_text("utf-8"))
    assert [each["url"] for each in talk["resources"]] == ["charla/My%20slides.pdf", "mas.html"]
    assert '"https://recap.example/2026/charla/charla.mp4"' in page  # JSON-LD


def test_english_words_are_under_english(project: Project) -> None:
    """What the site says itself is marked as what it is, and so are the texts."""
    page = project.page("charla/comienzo.html")
    assert re.search(r'<html lang="en"', page)
    assert '<h1 class="recap-sign__title" lang="es" dir="auto">Un comienzo</h1>' in page
    assert 'recap-prose md-typeset" lang="es">' in page
    assert '<meta property="og:locale" content="es_ES">' in page
    assert "langid = {spanish}" in page


def test_a_day_keeps_its_capitals(project: Project) -> None:
    """On the page of an event as in its programme."""
    assert ">Friday, 1 May 2026</h2>" in project.page("charla/index.html")


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("slides.pdf", "E119"),
        ("/charla/My slides.pdf", "E119.absolute"),
        ("../../fuera.pdf", "E119"),
        ("example.org/slides.pdf", "E111"),
        ("//example.org/slides.pdf", "E111"),
        ("javascript:alert(1).pdf", "E111"),
        ("slides", "E111"),
    ],
)
def test_files_that_are_not_there(project: Project, url: str, key: str) -> None:
    """One problem at the address, whatever is wrong with it."""
    text = TALK.replace("url: My slides.pdf", f'url: "{url}"')
    docs = project.folder / "docs"
    checked = check_content(docs, read_settings(project.config)[0], drafts={"charla/otro.md": text})
    found = [(each.message_key, each.line) for each in checked.diagnostics if each.path.endswith("otro.md")]
    assert found == [(key, 9)]


FAULTS: dict[str, set[str]] = {
    "16-image-name-in-two-forms": set(),
    "17-files-that-editors-leave": {"E114.copy talk (conflicted copy 2026-05-01).md"},
    "18-slides-beside-the-talk": set(),
    "23-talk-in-a-folder-of-its-event": {"E141.talk talk.md", "E116.place with-kind.md"},
    "37-pictures-as-they-come": {
        "W142 cmyk.jpg",
        "E140.empty empty.png",
        "E140.cut half.jpg",
        "E140.misnamed named-png.png",
        "E140.format phone.heic",
        "E140.format scan.tiff",
        "E115.missing talk.md",
    },
}


@pytest.mark.parametrize("case", FAULTS)
def test_the_cases_that_were_brought_are_met(shared: Callable[[str], Path], case: str) -> None:
    """Each with what is right: one problem for a fault, and none where there is none."""
    docs = shared(f"faults/text/{case}/docs")
    found = check_content(docs, Settings(language="en", folders=dict(language("en").folders))).diagnostics
    assert {f"{each.message_key} {Path(each.path).name}" for each in found if each.code != "W126"} == FAULTS[case]
