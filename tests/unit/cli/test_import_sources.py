"""A programme from an address: fetched where somebody names it, or mkdocs.yml; one in docs/ is a record alone."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from recap.cli import import_sources, main
from recap.core.language import UserError
from recap.importers import download
from tests.unit.importers import test_download
from tests.unit.importers.test_again import write
from tests.unit.importers.test_download import OK, Server
from tests.unit.importers.test_formats import contents
from tests.unit.importers.test_programmes import event, record_of, schedule

CONFIG = "site_name: Recap\ntheme: {name: recap, language: en}\nplugins: [recap]\n"
ADDRESS = "https://pretalx.example/demo31/schedule/export/schedule.json"
serve = test_download.serve


class Web:
    """Addresses and what is there; `asked` are those that were fetched."""

    def __init__(self) -> None:
        self.pages: dict[str, Any] = {}
        self.asked: list[str] = []

    def download(self, address: str, _network: object = None) -> bytes:
        """Stands for `download.download`."""
        self.asked.append(address)
        if address not in self.pages:
            raise UserError("fetch_status", address=address, status=404)
        page = self.pages[address]
        return page if isinstance(page, bytes) else json.dumps(page).encode()


@pytest.fixture
def web(monkeypatch: pytest.MonkeyPatch) -> Web:
    """A web in which the address of the tests has a programme."""
    found = Web()
    found.pages[ADDRESS] = schedule(event(1))
    monkeypatch.setattr(download, "download", found.download)
    return found


@pytest.fixture
def site(tmp_path: Path) -> Path:
    """An empty site."""
    (tmp_path / "docs").mkdir()
    (tmp_path / "mkdocs.yml").write_text(CONFIG, "utf-8")
    return tmp_path


def recap(site: Path, *arguments: str, answers: str = "") -> Result:
    """A command, and its answers to questions."""
    command, *rest = arguments
    options = [command, "-f", str(site / "mkdocs.yml"), "--lang", "en", *rest]
    return CliRunner().invoke(main, options, input=answers, catch_exceptions=False)


def test_an_address_is_imported_and_remembered(site: Path, web: Web) -> None:
    """It is opened because somebody names it, and stands in the event's file; a second import changes nothing."""
    done = recap(site, "import", ADDRESS)
    assert done.exit_code == 0, done.output
    assert f"Fetching {ADDRESS}\n" in done.output
    files = contents(site)
    assert record_of(files, "demo31/index.md")["imported"]["address"] == ADDRESS
    assert "0 new, 0 updated" in recap(site, "import", ADDRESS).output
    path = site / "schedule.json"
    path.write_text(json.dumps(web.pages[ADDRESS]), "utf-8")
    assert "0 new, 0 updated" in recap(site, "import", str(path)).output  # from a file: the record stays
    assert contents(site) == files


def test_nothing_else_opens_an_address(site: Path, web: Web) -> None:
    """Not the check, not a build, though it stands in docs/."""
    recap(site, "import", ADDRESS)
    before = len(web.asked)
    assert recap(site, "check").exit_code == 0
    assert recap(site, "build").exit_code == 0
    assert recap(site, "doctor").exit_code == 0
    assert len(web.asked) == before


def test_a_record_in_docs_is_opened_by_nobody_unasked(site: Path, web: Web) -> None:
    """Without a terminal it is refused with the lines for mkdocs.yml: whoever changes docs/ could change it."""
    recap(site, "import", ADDRESS)
    write(site / "docs/demo31/index.md", ("pretalx.example", "evil.example"))
    web.asked.clear()
    done = recap(site, "import")
    assert (done.exit_code, web.asked) == (1, [])
    assert "  demo31: https://evil.example/demo31/schedule/export/schedule.json" in done.output


@pytest.mark.parametrize(("answer", "asked"), [("y", [ADDRESS]), ("", [ADDRESS]), ("n", [])])
def test_on_a_terminal_a_record_is_shown_first(
    site: Path, web: Web, monkeypatch: pytest.MonkeyPatch, answer: str, asked: list[str]
) -> None:
    """A person sees the address, and says yes or no."""
    recap(site, "import", ADDRESS)
    web.asked.clear()
    monkeypatch.setattr(import_sources, "can_ask", lambda: True)
    done = recap(site, "import", answers=f"{answer}\n")
    assert (done.exit_code, web.asked) == (0, asked)
    assert f"Fetch {ADDRESS} for demo31? [Y/n]" in done.output


def test_addresses_in_the_settings_are_refreshed(site: Path, web: Web) -> None:
    """Each by itself, into the event that they name, new or old; those in docs/ do not count; one may fail."""
    other = "https://gone.example/schedule.json"
    lines = f"plugins:\n- recap:\n    programmes:\n      gone: {other}\n      demos: {ADDRESS}\n"
    (site / "mkdocs.yml").write_text(CONFIG.replace("plugins: [recap]\n", lines), "utf-8")
    done = recap(site, "import")
    assert (done.exit_code, web.asked) == (1, [other, ADDRESS])
    assert f"{other}: the server answered 404.\n" in done.output
    files = contents(site)
    assert "demos/talk-1.md" in files
    assert "address" not in record_of(files, "demos/index.md")["imported"]
    web.pages[other] = schedule(event(2), acronym="gone", title="Other", start="2031-05-06")
    web.pages[ADDRESS] = schedule(event(1), event(3))
    done = recap(site, "import")
    assert done.exit_code == 0, done.output
    assert {"gone/talk-2.md", "demos/talk-3.md"} <= contents(site).keys()
    before = contents(site)
    assert recap(site, "import").exit_code == 0
    assert contents(site) == before


@pytest.mark.parametrize(
    ("page", "said"),
    [
        (
            b"<!DOCTYPE html><title>Log in</title>",
            "/schedule/export/schedule.json: this is a web page",
        ),
        (b"", "is empty"),
        (b"{", "ends in the middle"),
        (b"\x1f\x8b\x08\x00", "cannot be read"),
    ],
)
def test_what_an_address_gives_is_said(site: Path, web: Web, page: bytes, said: str) -> None:
    """As of a file: one line, exit status 1, nothing written."""
    web.pages[ADDRESS] = page
    done = recap(site, "import", ADDRESS)
    assert (done.exit_code, contents(site)) == (1, {})
    assert said in done.output
    assert len(done.output.strip().split("\n")) == 2  # the first says that it is fetched


@pytest.mark.parametrize(
    "address", ["http://pretalx.example/", "https://a:b@pretalx.example/", "file:///etc/passwd", "FTP://x.example/"]
)
def test_an_address_that_is_not_opened(site: Path, web: Web, address: str) -> None:
    """One line, and nothing is fetched."""
    done = recap(site, "import", address)
    assert (done.exit_code, web.asked, contents(site)) == (1, [], {})
    assert len(done.output.strip().split("\n")) == 1


def test_nothing_to_import(site: Path) -> None:
    """Without a source, and without one that is known, the line says where to write one."""
    done = recap(site, "import")
    assert done.exit_code == 1
    assert "programmes: {my-conference: https://…}" in done.output
    assert recap(site, "import", "--into", "x").exit_code == 1
    assert recap(site, "import", "nowhere.json").exit_code == 2


def test_a_site_from_an_address(tmp_path: Path, web: Web) -> None:
    """`recap init --from` remembers it in mkdocs.yml, and adds the workflow that refreshes it."""
    folder = tmp_path / "new"
    options = ["--from", ADDRESS, "--no-input", "--language", "en"]
    done = CliRunner().invoke(main, ["init", str(folder), *options], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    assert (folder / "docs/demo31/talk-1.md").is_file()
    assert (folder / ".github/workflows/programme.yml").is_file()
    assert f'programmes: {{"demo31": "{ADDRESS}"}}' in (folder / "mkdocs.yml").read_text("utf-8")
    before = contents(folder)
    web.asked.clear()
    done = recap(folder, "import")
    assert (done.exit_code, web.asked) == (0, [ADDRESS]), done.output
    assert "0 new, 0 updated" in done.output
    assert contents(folder) == before


def test_an_event_from_an_address(site: Path, web: Web) -> None:
    """`recap new event --from` takes one as `recap import` does."""
    done = CliRunner().invoke(main, ["new", "event", "-f", str(site / "mkdocs.yml"), "--from", ADDRESS, "--no-input"])
    assert done.exit_code == 0, done.output
    assert "demo31/talk-1.md" in contents(site)
    assert web.asked == [ADDRESS]


def test_the_whole_way(site: Path, monkeypatch: pytest.MonkeyPatch, serve: Callable[..., Server]) -> None:
    """From the command to a server and back, over TLS."""
    body = json.dumps(schedule(event(1))).encode()
    server = serve(OK.replace(b"2\r\n\r\n{}", f"{len(body)}\r\n\r\n".encode() + body))
    monkeypatch.setattr(download, "Network", server.network)
    done = recap(site, "import", "https://programme.example/x/schedule.json")
    assert done.exit_code == 0, done.output
    assert "demo31/talk-1.md" in contents(site)


def test_a_nightly_run_hands_over_what_changed(site: Path, web: Web, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files and report, even if another address failed; nothing where nothing changed; a failure alone is one."""
    monkeypatch.chdir(site)
    monkeypatch.setenv("GITHUB_OUTPUT", str(site / "output"))
    handed = site / "programme.json"
    assert recap(site, "github", "--programme", str(handed)).exit_code == 1  # no address in mkdocs.yml
    lines = f"plugins:\n- recap:\n    programmes:\n      demos: {ADDRESS}\n      gone: https://gone.example/\n"
    (site / "mkdocs.yml").write_text(CONFIG.replace("plugins: [recap]\n", lines), "utf-8")
    done = CliRunner().invoke(main, ["github", "--programme", "programme.json"], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    found = json.loads(handed.read_text("utf-8"))
    assert found["files"]["docs/demos/talk-1.md"] == contents(site)["demos/talk-1.md"]
    assert "the server answered 404" in found["report"]
    assert found["report"] in done.output
    assert (site / "output").read_text("utf-8") == "changed=true\n"
    handed.unlink()
    done = CliRunner().invoke(main, ["github", "--programme", "programme.json"], catch_exceptions=False)
    assert (done.exit_code, handed.exists()) == (1, False)
    assert web.asked == [ADDRESS, "https://gone.example/"] * 2
