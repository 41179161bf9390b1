"""The preview as a server: its own names and pages alone, any request answered, nothing outside its folder."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

import pytest
from filelock import FileLock

from recap.build import process_folder, requests
from recap.build.process_folder import ProcessFolder, interrupted_by_signals
from recap.build.requests import Names
from recap.build.server import Preview
from recap.cli.console import Console
from tests.site_fixtures import FILES, MakeProject, make_project


@pytest.fixture(scope="module")
def preview(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Preview]:
    """A preview that answers from a folder written by hand, next to a private file; nothing is built."""
    project = make_project(tmp_path_factory.mktemp("preview"), {"index.md": "# x\n"})
    console = Console(project.config, "en")
    preview = Preview(project.config, "127.0.0.1", 0, lambda _: ("", ""), console.word)
    site = preview.folder / "site"
    (site / "folder").mkdir()
    (site / "index.html").write_text("<body>Home</body>", "utf-8")
    (site / "folder/index.html").write_text("<body>Folder</body>", "utf-8")
    (site / "œuvre.txt").write_text("Œuvre", "utf-8")
    (preview.folder / "private.txt").write_text("private", "utf-8")
    (site / "link.txt").symlink_to(preview.folder / "private.txt")
    (site / "loop").symlink_to(site / "folder", target_is_directory=True)
    if hasattr(os, "mkfifo"):
        os.mkfifo(site / "pipe.txt")
    preview.server_activate()
    preview.serve_thread = threading.Thread(target=preview.serve_forever, args=(0.02,))
    preview.serve_thread.start()
    yield preview
    preview.stop()
    preview.serve_thread.join(timeout=10)
    assert not preview.serve_thread.is_alive()


def connect(preview: Preview) -> socket.socket:
    """A connection to a preview."""
    return socket.create_connection(("127.0.0.1", preview.server_port), timeout=10)


def ask(preview: Preview, head: bytes, *, end: bool = True) -> tuple[int, str]:
    """Send bytes, and return status and text of the answer; 0 where there is none."""
    with connect(preview) as connection:
        connection.sendall(head)
        if end:
            connection.shutdown(socket.SHUT_WR)
        answer = b""
        while found := connection.recv(65536):
            answer += found
    head, _, body = answer.partition(b"\r\n\r\n")
    return int(head.split()[1]) if head.startswith(b"HTTP/") else 0, body.decode()


def get(preview: Preview, path: str = "/", host: str | None = None, *headers: str) -> tuple[int, str]:
    """Ask for a path as a browser does."""
    lines = (f"GET {path} HTTP/1.1", f"Host: {host or preview.url.split('/')[2]}", *headers)
    return ask(preview, "\r\n".join((*lines, "", "")).encode())


def test_the_preview_answers_under_its_own_names(preview: Preview) -> None:
    """Its address, localhost and the loopback addresses, with its port, in any case."""
    port = preview.server_address[1]
    for host in (f"127.0.0.1:{port}", f"localhost:{port}", f"LOCALHOST:{port}", f"[::1]:{port}"):
        status, body = get(preview, "/", host)
        assert (status, "Home" in body) == (200, True), host
    assert get(preview, "/folder") == (302, "")
    assert "Folder" in get(preview, "/folder/")[1]
    assert get(preview, "/%C5%93uvre.txt?x#y") == (200, "Œuvre")
    assert ask(preview, f"HEAD / HTTP/1.1\r\nHost: localhost:{port}\r\n\r\n".encode()) == (200, "")


@pytest.mark.parametrize(
    "host",
    ["evil.example", "evil.example:{port}", "localhost", "localhost:1", "localhost.evil.example:{port}",
     "127.0.0.2:{port}", "[::2]:{port}", "localhost:{port}@evil.example", "evil.example#localhost:{port}",
     "localhost:{port}, evil.example",
     "127.1:{port}", "2130706433:{port}", "локалхост:{port}", "", ":{port}", "localhost:99999", "xn--localhost:{port}"],
)  # fmt: skip
def test_another_host_is_refused(preview: Preview, host: str) -> None:
    """A name that leads here by DNS rebinding reads nothing; the answer says what to open instead."""
    status, body = get(preview, "/", host.format(port=preview.server_address[1]) or " ")
    assert (status, "Home" in body) == (421, False)
    assert preview.url in body


def test_names_of_a_machine_that_is_open_to_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """With 0.0.0.0: the name of the machine, and the address where the request came in, for a phone; else neither."""
    monkeypatch.setattr(socket, "gethostname", lambda: "Desk.lan")
    names = Names("0.0.0.0", 8000)
    for host in ("desk.lan", "DESK.local", "192.168.1.5", "127.0.0.1", "[::1]", "0.0.0.0"):
        assert names.are_asked(f"{host}:8000", "::ffff:192.168.1.5"), host
    for host in ("evil.example", "192.168.1.6", "desk", "desk.lan.evil.example"):
        assert not names.are_asked(f"{host}:8000", "192.168.1.5"), host
    assert names.url == "http://127.0.0.1:8000/"
    assert names.url_for_others.endswith(":8000/")
    assert "0.0.0.0" not in names.url_for_others
    monkeypatch.setattr(socket, "socket", lambda *_: (_ for _ in ()).throw(OSError))
    assert Names("::", 8000).url_for_others == "http://desk.local:8000/"
    alone = Names("fe80::1", 80)
    assert (alone.url, alone.url_for_others) == ("http://[fe80::1]:80/", "")
    assert alone.are_asked("[FE80:0::1]", "fe80::1%eth0")
    assert not alone.are_asked("desk.lan:80", "fe80::1%eth0")
    assert Names("preview.lan", 8000).are_asked("preview.lan:8000", "10.0.0.1")


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        (["Origin: http://localhost:{port}"], 200),
        (["Origin: http://evil.example"], 403),
        (["Origin: https://localhost:{port}"], 403),
        (["Origin: null"], 403),
        (["Origin: http://localhost:{port}", "Origin: http://evil.example"], 403),
        (["Sec-Fetch-Site: same-origin", "Sec-Fetch-Mode: no-cors"], 200),
        (["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: navigate"], 200),
        (["Sec-Fetch-Site: cross-site", "Sec-Fetch-Mode: no-cors"], 403),
        (["Sec-Fetch-Site: same-site", "Sec-Fetch-Mode: cors"], 403),
    ],
)
def test_a_page_of_another_site_reads_nothing(preview: Preview, headers: list[str], status: int) -> None:
    """Neither by fetch nor by an element such as a script; a link to the preview may be followed."""
    found, body = get(preview, "/", None, *(each.format(port=preview.server_address[1]) for each in headers))
    assert (found, "Home" in body) == (status, status == 200)
    with connect(preview) as connection:
        connection.sendall(f"GET / HTTP/1.1\r\nHost: {preview.url.split('/')[2]}\r\n\r\n".encode())
        head = connection.makefile("rb").read().partition(b"\r\n\r\n")[0].lower()
    assert b"cross-origin-resource-policy: same-origin" in head
    assert b"access-control" not in head


ODD = {
    "nonsense": (b"\x16\x03\x01\x02\x00\x01\xff\xfe\r\n\r\n", 400),
    "empty line": (b"\r\n\r\n", 400),
    "no end": (b"GET / HTTP/1.1", 400),
    "no version": (b"GET /\r\n\r\n", 400),
    "no host": (b"GET / HTTP/1.1\r\n\r\n", 400),
    "version": (b"GET / HTTP/x\r\n\r\n", 400),
    "HTTP/2": (b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 505),
    "four words": (b"GET / / HTTP/1.1\r\n\r\n", 400),
    "two hosts": (b"GET / HTTP/1.1\r\nHost: {host}\r\nHost: evil.example\r\n\r\n", 400),
    "broken header": (b"GET / HTTP/1.1\r\nHost: {host}\r\nnonsense\r\n\r\n", 400),
    "absolute": (b"GET http://{host}/ HTTP/1.1\r\nHost: {host}\r\n\r\n", 400),
    "authority": (b"CONNECT evil.example:443 HTTP/1.1\r\nHost: {host}\r\n\r\n", 405),
    "asterisk": (b"OPTIONS * HTTP/1.1\r\nHost: {host}\r\n\r\n", 405),
    "method": (b"\x1b[2J / HTTP/1.1\r\nHost: {host}\r\n\r\n", 405),
    "post": (b"POST / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 999999999999\r\n\r\n" + b"x" * 300_000, 405),
    "body": (b"GET / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 999999999999\r\n\r\n" + b"x" * 300_000, 400),
    "chunks": (b"GET / HTTP/1.1\r\nHost: {host}\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabcde\r\n0\r\n\r\n", 400),
    "long line": (b"GET /" + b"x" * 9000 + b" HTTP/1.1\r\nHost: {host}\r\n\r\n", 414),
    "long header": (b"GET / HTTP/1.1\r\nHost: {host}\r\nCookie: " + b"x" * 70_000 + b"\r\n\r\n", 431),
    "many headers": (b"GET / HTTP/1.1\r\nHost: {host}\r\n" + b"A: b\r\n" * 200 + b"\r\n", 431),
}


@pytest.mark.parametrize("name", ODD)
def test_an_odd_request_is_answered(preview: Preview, capfd: pytest.CaptureFixture[str], name: str) -> None:
    """Whatever is sent gets a status, at once, and nothing of a traceback is printed."""
    sent, status = ODD[name]
    started = time.monotonic()
    assert ask(preview, sent.replace(b"{host}", preview.url.split("/")[2].encode()))[0] == status
    assert time.monotonic() - started < 5
    said = "".join(capfd.readouterr())
    assert "Traceback" not in said
    assert "\x1b" not in said


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/../private.txt", 400), ("/%2e%2e/private.txt", 400), ("/folder/..%2f..%2fprivate.txt", 400),
        ("/..", 400), ("/./index.html", 400), ("/folder/.", 400), ("/folder//index.html", 400), ("//folder", 302),
        ("/%2Fevil.example", 400), ("/..%5cprivate.txt", 400), ("/C:/private.txt", 400), ("/index.html::$DATA", 400),
        ("/%00", 400), ("/index.html%00.txt", 400), ("/a%0d%0ab", 400), ("/%ff%fe", 400), ("/é", 404),
        ("/%zz", 404), ("/missing", 404), ("/...", 404), ("/index.html/", 404), ("/" + "x" * 300, 404),
        ("/link.txt", 404), ("/loop/index.html", 404), ("/loop", 404), ("/pipe.txt", 404),
        ("/livereload/x/1", 404), ("/livereload/" + "9" * 5000 + "/1", 404),
    ],
)  # fmt: skip
def test_nothing_outside_the_folder_is_served(preview: Preview, path: str, status: int) -> None:
    """Steps upwards, encoded or not, other separators, bytes that are no text, links, pipes: 400 or 404."""
    found, body = get(preview, path)
    assert found == status
    assert "private" not in body


def test_a_slow_client_holds_up_nobody(preview: Preview, monkeypatch: pytest.MonkeyPatch) -> None:
    """Who sends a head letter by letter is cut off; others are answered meanwhile, while there are not too many."""
    monkeypatch.setattr(requests, "_HEAD_SECONDS", 0.3)
    assert ask(preview, b"GET / HTTP/1.1\r\nHo", end=False)[0] == 408
    monkeypatch.setattr(requests, "_HEAD_SECONDS", 30)
    for _ in range(98):
        assert preview._slots.acquire(timeout=5)
    with connect(preview) as slow:
        slow.sendall(b"G")
        wait_until(lambda: not too_many(preview))
        with connect(preview) as slower:
            slower.sendall(b"G")
            wait_until(lambda: too_many(preview))
    preview._slots.release(98)
    wait_until(lambda: not too_many(preview))


def wait_until(holds: Callable[[], bool]) -> None:
    """Ask again and again, for ten seconds at most."""
    end = time.monotonic() + 10
    while not holds():
        assert time.monotonic() < end


def too_many(preview: Preview) -> bool:
    """Whether a request is hung up on."""
    try:
        return get(preview)[0] == 0
    except OSError:
        return True


def test_a_browser_waits_for_the_next_build(preview: Preview, monkeypatch: pytest.MonkeyPatch) -> None:
    """An old page hears at once that there is a newer one; a build that never ends keeps no page for ever."""
    assert get(preview, "/livereload/1/2") == (200, str(preview._visible_epoch))
    monkeypatch.setattr("recap.build.server._BUILD_SECONDS", 0.1)
    monkeypatch.setattr(preview, "_wanted_epoch", preview._visible_epoch + 1)
    assert get(preview)[0] == 200


def test_a_fault_of_ours_is_one_line(
    preview: Preview, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """What nobody foresaw ends one request, and is said without a traceback."""
    monkeypatch.setattr(preview, "respond", lambda _: 1 / 0)
    assert too_many(preview)
    assert [(record.message, record.exc_info) for record in caplog.records] == [
        ("ZeroDivisionError('division by zero')", None)
    ]


@pytest.fixture
def temporary(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder for temporary files of its own."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    monkeypatch.setenv("TMPDIR", str(folder))
    monkeypatch.setattr("tempfile.tempdir", None)
    return folder


def test_folders_of_dead_processes_go(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those that nobody holds any more; not those in use, of another user or kind, links, or what was never ours."""
    alive = ProcessFolder("x-")
    dead = ProcessFolder("x-")
    dead._lock.release()
    (dead.path / "draft").touch()
    others = [temporary / name for name in ("x-nothing", "x-odd", "x-link", "y-other")]
    (others[0] / "sub").mkdir(parents=True)
    (others[1] / process_folder._LOCK).mkdir(parents=True)
    others[2].symlink_to(alive.path)
    shutil.copytree(dead.path, others[3])
    ProcessFolder("x-").remove()
    assert set(temporary.iterdir()) == {alive.path, *others}
    alive._lock.release()
    monkeypatch.setattr(process_folder, "_user", lambda _: -1)
    ProcessFolder("x-").remove()
    assert set(temporary.iterdir()) == {alive.path, *others}
    alive.remove()
    assert not alive.path.exists()


def test_a_start_that_is_taken_for_dead_begins_again(temporary: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the folder and its lock another start may remove it."""
    acquire = FileLock.acquire
    taken: list[Path] = []

    def lose_once(lock: FileLock) -> object:
        if not taken:
            taken.append(Path(lock.lock_file).parent)
            shutil.rmtree(taken[0])
        return acquire(lock)

    monkeypatch.setattr(FileLock, "acquire", lose_once)
    made = ProcessFolder("x-")
    assert made.path != taken[0]
    assert [*temporary.iterdir()] == [made.path]
    made.remove()


def test_a_second_signal_does_not_disturb_the_end() -> None:
    """The first one interrupts, those right after it do not; one that is ignored stays so; all is as before then."""
    before = signal.getsignal(signal.SIGTERM)
    heard = 0
    with interrupted_by_signals():
        for _ in range(2):
            try:
                signal.raise_signal(signal.SIGTERM)
            except KeyboardInterrupt:
                heard += 1
    assert heard == 1
    assert signal.getsignal(signal.SIGTERM) == before
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        with interrupted_by_signals():
            signal.raise_signal(signal.SIGTERM)
    finally:
        signal.signal(signal.SIGTERM, before)


def test_an_interruption_that_is_dropped_ends_the_preview(new_project: MakeProject) -> None:
    """Python drops an exception of a signal that comes while it clears up: the server ends with its build."""
    project = new_project(FILES)
    console = Console(project.config, "en")
    with interrupted_by_signals() as interrupted:

        def drop(*_: object) -> None:
            with suppress(KeyboardInterrupt):
                signal.raise_signal(signal.SIGINT)

        preview = Preview(
            project.config, "127.0.0.1", 0, lambda _: ("", ""), console.word, on_result=drop, interrupted=interrupted
        )
        preview.run()
    assert interrupted.is_set()
    assert not preview.folder.exists()


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such signals")
def test_drafts_leave_with_the_preview(new_project: MakeProject, temporary: Path) -> None:
    """After SIGTERM, and SIGHUP when a terminal closes, nothing is left; after SIGKILL the next start tidies up."""
    project = new_project(FILES)
    command = [sys.executable, "-m", "recap", "serve", "-f", str(project.config), "--port", "0", "--lang", "en"]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("COVERAGE")}
    for number, left in ((signal.SIGKILL, 1), (signal.SIGTERM, 0), (signal.SIGHUP, 0)):
        process = subprocess.Popen(
            command,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        with process:
            assert process.stdout
            try:
                lines = iter(process.stdout.readline, "")
                assert any("CPU time" in line for line in lines)  # the first build is done
                [folder] = temporary.glob("recap-preview-*")
                assert list(folder.rglob("un-debut.html"))
            finally:
                os.killpg(process.pid, number)
            said = process.stdout.read()
        assert "Traceback" not in said
        assert len([*temporary.glob("recap-preview-*")]) == left, number
