"""Links to other sites: only what is surely gone is reported, at its place."""

from __future__ import annotations

import http.server
import json
import socket
import threading
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from click.testing import CliRunner

from recap.cli import main
from recap.lint import outside_links
from tests.site_fixtures import FILES, MakeProject

TALK = FILES["rencontre/un-debut.md"]
ANSWERS = {"/here": 200, "/gone": 410, "/missing": 404, "/refused": 403, "/busy": 503, "/slow": 429, "/GET": 200}


class Site(http.server.BaseHTTPRequestHandler):
    """Another site: each path has its answer; one is refused to HEAD, others lead on."""

    asked: list[tuple[str, str]]

    def log_message(self, *_: object) -> None:
        """Say nothing."""

    def answer(self) -> None:
        """Answer a request."""
        self.asked.append((self.command, self.path))
        ways = {"/moved": "/here", "/moved-away": "/gone", "/circle": "/circle", "/elsewhere": "file:///etc/passwd"}
        if self.path == "/GET" and self.command == "HEAD":
            self.send_error(404)
        elif self.path in ways:
            self.send_response(301)
            self.send_header("Location", ways[self.path])
            self.end_headers()
        elif self.path == "/cut":
            self.close_connection = True
        else:
            self.send_response(ANSWERS.get(self.path, 404))
            self.end_headers()

    do_GET = do_HEAD = answer  # noqa: N815


@pytest.fixture
def site() -> Iterator[tuple[str, list[tuple[str, str]]]]:
    """Address of another site, and what it was asked for."""
    handler = type("Handler", (Site,), {"asked": []})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", handler.asked  # type: ignore[attr-defined]
    server.shutdown()
    thread.join()
    server.server_close()


def test_what_is_gone_is_reported_at_its_place(
    new_project: MakeProject, site: tuple[str, list[tuple[str, str]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """404, 410 and silence are reported where the link stands; another answer is believed; each page is asked once."""
    address, asked = site
    monkeypatch.setattr(outside_links, "TIMEOUT", 5)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        nobody = f"http://127.0.0.1:{free.getsockname()[1]}/"
    paths = [*ANSWERS, "/moved", "/moved-away", "/circle", "/elsewhere", "/cut"]
    body = "".join(f"[{path}]({address}{path}#part)\n\n" for path in paths) + f"<{nobody}>\n\n[again]({address}/gone)\n"
    head = TALK.replace("\n---\n", f"\nsources:\n  - {{title: T, url: '{address}/missing'}}\n---\n", 1)
    project = new_project(FILES | {"rencontre/un-debut.md": f"{head}\n{body}"}, language="en")
    command = ["check", "-f", str(project.config), "--format", "json"]
    assert asked == []
    quiet = json.loads(CliRunner().invoke(main, command).stdout or '{"problems": []}')
    assert asked == [], "nobody is asked without --outside"
    done = CliRunner().invoke(main, [*command, "--outside"])
    assert done.exit_code == 0, done.output
    problems = [each for each in json.loads(done.stdout)["problems"] if each["code"] == "W124"]
    assert [each["code"] for each in quiet["problems"]].count("W124") == 0
    lines = f"{head}\n{body}".splitlines()
    found = [(lines[each["line"] - 1][each["column"] - 1 :], each["message"]) for each in problems]
    assert [start.startswith((address, f"'{address}", nobody)) for start, _ in found] == [True] * len(found)
    said = [message.partition("127.0.0.1")[2].partition("/")[2].partition(" ")[0].rstrip(".") for _, message in found]
    assert said == ["missing", "gone", "missing", "moved-away", "cut", "", "gone"]
    assert "answers 404" in found[0][1]
    assert found[5][1].startswith(f"nothing answers at {nobody}")
    assert asked.count(("HEAD", "/gone")) == 1, "two links lead there"
    assert ("GET", "/refused") in asked, "it may have been refused for the method alone"


@pytest.mark.parametrize(
    ("url", "sent"),
    [
        ("https://example.org/é?q=à b#x", "https://example.org/%C3%A9?q=%C3%A0%20b"),
        ("https://exämple.org/%C3%A9", "https://xn--exmple-cua.org/%C3%A9"),
    ],
)
def test_addresses_travel_in_ascii(url: str, sent: str) -> None:
    """Letters of other alphabets are encoded, what is encoded already stays."""
    assert outside_links._ascii(urlsplit(url)) == sent
