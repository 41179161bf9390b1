"""The servers' configurations in manual/docs/servers.md: each serves a built site as the document says."""

from __future__ import annotations

import gzip
import os
import re
import shutil
import socket
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from pathlib import Path

import pytest

from tests.site_fixtures import FILES, ROOT, Project, make_project

GUIDE = (ROOT / "manual/docs/servers.md").read_text("utf-8")
FOR_EVER = "public, max-age=31536000, immutable"
SMALL = 512
"""Bytes below which a server need not compress."""
Server = Callable[[Path, int, Path], list[str]]


def block(language: str) -> str:
    """The one block of code of a language in the guide."""
    (found,) = re.findall(rf"^```{language}(?: title=.*?)?\n(.*?)^```$", GUIDE, re.MULTILINE | re.DOTALL)
    return str(found)


def replaced(text: str, *pairs: tuple[str, str]) -> str:
    """A text with some parts replaced, each of which is there."""
    for before, after in pairs:
        assert before in text
        text = text.replace(before, after)
    return text


def nginx(site: Path, port: int, folder: Path) -> list[str]:
    """Write the configuration of an nginx without certificate, and the command that runs it."""
    server = re.sub(r"^ *ssl_.*\n", "", block("nginx"), flags=re.MULTILINE)
    server = replaced(
        server,
        ("listen 443 ssl;", f"listen 127.0.0.1:{port};"),
        ("/srv/recap/site", str(site)),
        ("include mime.types", "include /etc/nginx/mime.types"),
    )
    places = "".join(f"{name}_temp_path {folder};" for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi"))
    whole = (
        f"pid {folder}/pid; daemon off; master_process off; events {{}} http {{ access_log off; {places} {server} }}"
    )
    (folder / "nginx.conf").write_text(whole, "utf-8")
    return ["nginx", "-e", str(folder / "error.log"), "-c", str(folder / "nginx.conf")]


def caddy(site: Path, port: int, folder: Path) -> list[str]:
    """Write the configuration of a Caddy without certificate, and the command that runs it."""
    server = replaced(
        block("caddyfile"), ("recap.example {", f"http://127.0.0.1:{port} {{"), ("/srv/recap/site", str(site))
    )
    (folder / "Caddyfile").write_text(f"{{\n\tadmin off\n}}\n{server}", "utf-8")
    return ["caddy", "run", "--adapter", "caddyfile", "--config", str(folder / "Caddyfile")]


@contextmanager
def running(command: list[str], port: int, folder: Path) -> Iterator[None]:
    """A server for as long as the block lasts, which begins when it answers."""
    own = {f"XDG_{name}_HOME": str(folder) for name in ("CONFIG", "DATA")}  # where Caddy keeps its state
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=os.environ | own) as process:
        try:
            for _ in range(100):
                with socket.socket() as connection:
                    if connection.connect_ex(("127.0.0.1", port)) == 0:
                        break
                assert process.poll() is None, process.stderr and process.stderr.read()
                time.sleep(0.1)
            yield
        finally:
            process.terminate()


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A built site, some of its files compressed by the command of the guide."""
    made = make_project(tmp_path_factory.mktemp("hosting") / "project", FILES)
    assert made.build().ok
    (made.site / "telecharger").mkdir()
    (made.site / "telecharger/livre.epub").write_bytes(b"PK" * 5000)
    subprocess.run(["sh", "-c", block("sh")], cwd=made.folder, check=True)
    return made


@pytest.fixture(scope="module", params=[nginx, caddy], ids=["nginx", "caddy"])
def address(
    request: pytest.FixtureRequest, project: Project, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Where a server of each kind serves the site."""
    server: Server = request.param
    if not shutil.which(server.__name__):
        pytest.skip(f"{server.__name__} is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("server")
    with running(server(project.site, port, folder), port, folder):
        yield f"http://127.0.0.1:{port}/"


def ask(url: str, accept: str = "gzip") -> tuple[int, Message, bytes]:
    """Status, headers and body of an address."""
    request = urllib.request.Request(url, headers={"Accept-Encoding": accept})
    try:
        with urllib.request.urlopen(request) as answer:
            return answer.status, answer.headers, answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, error.headers, error.read()


def test_every_answer_has_the_headers(address: str) -> None:
    """What `_headers` says for hosts that read it, a server of the guide says too, of a missing page as well."""
    lines = (ROOT / "overrides/server/_headers").read_text("utf-8").splitlines()
    wanted = [line.strip() for line in lines if line[:1] == " "]
    for url in ("", "rencontre/un-debut.html", "assets/recap/recap.js", "nowhere.html"):
        said = ask(address + url)[1]
        for line in wanted:
            name, _, value = line.partition(": ")
            assert said.get_all(name) == [value], (url, name)


def test_text_is_compressed_and_utf_8(address: str, project: Project) -> None:
    """Pages, scripts and data come compressed, as the same bytes; books come as they are; each with its type."""
    for url, kind in {
        "rencontre/un-debut.html": "text/html; charset=utf-8",
        "assets/recap/recap.js": "javascript",
        "assets/recap/base.css": "text/css",
        "api/v1/talks.json": "application/json",
        "citations.bib": "text/plain; charset=utf-8",
        "telecharger/livre.epub": "application/epub+zip",
    }.items():
        status, said, body = ask(address + url)
        assert status == 200, url
        assert kind in said["Content-Type"], url
        packed = said["Content-Encoding"] == "gzip"
        whole = (project.site / url).read_bytes()
        assert packed or len(whole) < SMALL or url.endswith(".epub"), url
        assert not (packed and url.endswith(".epub")), url
        assert (gzip.decompress(body) if packed else body) == whole
        assert not packed or said["Vary"] == "Accept-Encoding"
        assert ask(address + url, "identity")[2] == whole


def test_what_holds_its_sum_in_its_name_is_kept(address: str, project: Project) -> None:
    """Those files may be kept for ever, all others are asked for again; an answer says whether they changed."""
    summed = [*project.site.glob("search/*.js"), *project.site.glob("assets/stylesheets/*.css")]
    assert len(summed) > 3
    for path in summed:
        url = address + path.relative_to(project.site).as_posix()
        assert ask(url)[1]["Cache-Control"] == ("no-cache" if path.name == "index.js" else FOR_EVER), url
    for url in ("", "assets/recap/base.css", "telecharger/livre.epub", "nowhere.html"):
        assert ask(address + url)[1]["Cache-Control"] == "no-cache", url
    assert ask(address)[1]["ETag"]


def test_a_missing_address_gets_the_page_for_it(address: str, project: Project) -> None:
    """Status 404 and 404.html, for what is nowhere and for the file of headers."""
    for url in ("nowhere.html", "rencontre/nowhere/", "_headers"):
        status, _, body = ask(address + url, "identity")
        assert status == 404
        assert body == (project.site / "404.html").read_bytes()
