"""The live preview: it follows every edit, survives every mistake, and writes nothing into docs/."""

from __future__ import annotations

import http.client
import tempfile
import threading
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser

from recap.build.result import Result
from recap.build.server import Preview
from recap.cli.build import banner
from recap.cli.console import Console
from tests.site_fixtures import FILES, TALK, MakeProject, Project


class Watched:
    """A preview that runs in a thread and counts its builds."""

    def __init__(self, project: Project) -> None:
        self.project = project
        self.results: list[Result] = []
        self._built = threading.Condition()
        console = Console(project.config)
        self.preview = Preview(
            project.config, "127.0.0.1", 0, partial(banner, console), console.word, on_result=self._note
        )
        self.thread = threading.Thread(target=self.preview.run)

    def _note(self, result: Result) -> None:
        with self._built:
            self.results.append(result)
            self._built.notify_all()

    def start(self) -> None:
        """Run until the first build is done."""
        self.thread.start()
        self.wait_for_builds(1)
        deadline = time.monotonic() + 10
        while time.monotonic() < deadline:  # the socket listens a moment after the first build
            try:
                self.get("index.html")
            except (ConnectionError, urllib.error.URLError, http.client.HTTPException):
                time.sleep(0.05)
            else:
                return

    def wait_for_builds(self, number: int) -> None:
        """Wait until that many builds are done."""
        with self._built:
            assert self._built.wait_for(lambda: len(self.results) >= number, timeout=30), len(self.results)

    def after(self, change: Callable[[], object]) -> Result:
        """Make a change of the files and wait for the one build that follows it."""
        number = len(self.results)
        change()
        self.wait_for_builds(number + 1)
        time.sleep(0.1)  # the browsers are notified a moment after the build
        return self.results[-1]

    def get(self, url: str) -> str:
        """The page at an address; raises HTTPError for one that is not there."""
        with urllib.request.urlopen(self.preview.url + url, timeout=20) as answer:
            return str(answer.read().decode())

    def missing(self, url: str) -> bool:
        """Whether there is no page at an address."""
        try:
            self.get(url)
        except urllib.error.HTTPError as error:
            with error:
                return error.code == 404
        return False


@pytest.fixture
def watched(new_project: MakeProject) -> Iterator[Watched]:
    """A running preview of a small site."""
    watched = Watched(new_project(FILES))
    watched.start()
    yield watched
    watched.preview.stop()
    watched.thread.join(timeout=10)
    assert not watched.thread.is_alive()


def files(folder: Path) -> dict[str, str]:
    """The files of a folder with their contents."""
    return {str(path): path.read_text("utf-8") for path in sorted(folder.rglob("*")) if path.is_file()}


def test_edits_are_followed_within_one_rebuild(watched: Watched) -> None:
    """A talk added, changed, renamed or deleted: its page, its people, its topics and the indexes follow at once."""
    project, folder = watched.project, watched.project.folder / "docs"
    second = TALK.replace("Un début", "Une suite").replace("Ana Foo", "Zoé Bar").replace("boussole", "cabestan")

    assert watched.after(lambda: project.write("rencontre/suite.md", second)).ok
    assert "Une suite" in watched.get("rencontre/suite.html")
    assert "Zoé Bar" in watched.get("intervenants/zoe-bar.html")
    assert "Zoé Bar" in watched.get("intervenants/index.html")
    assert "Une suite" in watched.get("sujets/cabestan.html")
    assert "Une suite" in watched.get("rencontre/programme.html")

    assert watched.after(lambda: project.write("rencontre/suite.md", second.replace("Zoé Bar", "Yves Baz"))).ok
    assert "Yves Baz" in watched.get("intervenants/index.html")
    assert "Zoé" not in watched.get("intervenants/index.html")
    assert watched.missing("intervenants/zoe-bar.html")

    assert watched.after(lambda: (folder / "rencontre/suite.md").rename(folder / "rencontre/fin.md")).ok
    assert "fin.html" in watched.get("intervenants/yves-baz.html")
    assert watched.missing("rencontre/suite.html")

    assert watched.after((folder / "rencontre/fin.md").unlink).ok
    assert watched.missing("rencontre/fin.html")
    assert watched.missing("intervenants/yves-baz.html")
    assert "Yves" not in watched.get("intervenants/index.html")
    assert len(watched.results) == 5
    assert set(files(folder)) == {str(folder / src_uri) for src_uri in FILES}


def break_and_fix(watched: Watched, times: int) -> None:
    """Save a broken file and fix it, again and again."""
    project = watched.project
    for number in range(times):
        broken = TALK.replace("date: 2026-05-01", "date: demain") if number % 2 else TALK.replace("Un", "Un: ", 1)
        assert not watched.after(partial(project.write, "rencontre/un-debut.md", broken)).ok
        page = watched.get("rencontre/un-debut.html")
        assert "Il était une fois." in page
        assert "docs/rencontre/un-debut.md" in page
        line, fix = ("4:7", "2026-05-01") if number % 2 else ("2:10", "guillemets droits")
        assert f"un-debut.md:{line}" in page
        assert fix in page
        fixed = TALK.replace("Un premier pas", f"Pas numéro {number}")
        assert watched.after(partial(project.write, "rencontre/un-debut.md", fixed)).ok
        page = watched.get("rencontre/un-debut.html")
        assert f"Pas numéro {number}" in page
        assert "recap-banner" not in page
    assert {path.name for path in watched.preview.folder.iterdir()} == {
        ".in-use",
        ".made",
        "site",
        ".site-lock",
        ".site-shadow",
    }


def test_a_mistake_keeps_the_last_good_pages(watched: Watched) -> None:
    """While a file is broken the last good pages carry a banner with file, line and hint; a fix brings all back."""
    break_and_fix(watched, 3)


@pytest.mark.long
def test_fifty_mistakes_in_a_row(watched: Watched) -> None:
    """Fifty broken saves, each fixed, change nothing of that and leave no folder behind."""
    break_and_fix(watched, 50)


def test_a_mistake_at_the_start_is_shown(new_project: MakeProject) -> None:
    """When the very first build fails there is a page that says what to fix, and the site follows once it is."""
    project = new_project(FILES | {"rencontre/un-debut.md": TALK.replace("date: 2026-05-01", "date: demain")})
    watched = Watched(project)
    watched.thread.start()
    watched.wait_for_builds(1)
    time.sleep(0.3)
    try:
        with pytest.raises(urllib.error.HTTPError) as raised:
            watched.get("index.html")
        with raised.value as answer:
            page = answer.read().decode()
        assert "un-debut.md:4:7" in page
        assert "2026-05-01" in page
        assert 'http-equiv="refresh"' in page
        assert watched.after(lambda: project.write("rencontre/un-debut.md", TALK)).ok
        assert "Bonjour" in watched.get("index.html")
    finally:
        watched.preview.stop()
        watched.thread.join(timeout=10)


def test_a_mistake_in_the_settings_is_survived(watched: Watched) -> None:
    """A mkdocs.yml that is no YAML, or not MkDocs': a banner that says so, and the site follows once it is fixed."""
    config = watched.project.config
    good = config.read_text("utf-8")
    for broken, reported in (("site_name: [x\n", "mkdocs.yml:1:12: E105"), (f"{good}nav: x\n", "configuration error")):
        assert not watched.after(partial(config.write_text, broken, "utf-8")).ok
        assert reported in watched.get("index.html")
    assert watched.after(partial(config.write_text, good, "utf-8")).ok
    assert "recap-banner" not in watched.get("index.html")


def test_stopping_leaves_no_folder(new_project: MakeProject) -> None:
    """A preview that ends takes its temporary folder with it; one that cannot start has none."""
    before = set(Path(tempfile.gettempdir()).glob("recap-preview-*"))
    watched = Watched(new_project(FILES))
    watched.start()
    port = int(watched.preview.url.rsplit(":", 1)[1].strip("/"))
    console = Console(watched.project.config)
    with pytest.raises(OSError, match=r".+"):
        Preview(console.config_file, "127.0.0.1", port, partial(banner, console), console.word)
    watched.preview.stop()
    watched.thread.join(timeout=10)
    assert set(Path(tempfile.gettempdir()).glob("recap-preview-*")) == before


def test_a_page_shows_an_edit_by_itself(watched: Watched, browser: Browser) -> None:
    """In Chromium, under the policy of the site, an open page reloads after an edit and shows the banner of a fault."""
    page = browser.new_page()
    noise: list[str] = []
    page.on("console", lambda message: noise.append(message.text) if message.type == "error" else None)
    page.goto(watched.preview.url + "rencontre/un-debut.html")
    watched.after(lambda: watched.project.write("rencontre/un-debut.md", TALK.replace("Il était", "Il sera")))
    page.get_by_text("Il sera une fois.").wait_for(timeout=10_000)
    watched.after(lambda: watched.project.write("rencontre/un-debut.md", TALK + "\n<script>x</script>\n"))
    page.locator(".recap-banner").wait_for(timeout=10_000)
    page.close()
    assert noise == []
