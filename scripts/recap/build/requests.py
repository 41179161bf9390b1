"""Answers requests to the preview, which a server that strangers can reach would have to do as carefully.

A page of another site can make a browser ask this server: by a name that it lets resolve to this machine (DNS
rebinding), or by elements that load files. So a request names one of the server's own addresses, comes from its own
pages or from the address bar, and can only read; whatever is odd gets a status and one line.
"""

import io
import ipaddress
import logging
import re
import socket
import time
import urllib.parse
from contextlib import suppress
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler
from typing import Any, NamedTuple

from recap.core.text import printable

_MAX_LINE = 8192
"""Most bytes of a request line."""
_HEAD_SECONDS, _ANSWER_SECONDS, _DRAIN_SECONDS = 10, 120, 1
"""Time for the whole head of a request, for sending an answer, for receiving what nobody reads."""
_DRAINED_BYTES = 1 << 20
_HOST = re.compile(r"(\[[0-9a-f:.]+\]|[0-9a-z._-]+)(?::(\d{1,5}))?", re.IGNORECASE | re.ASCII)
_ODD_PATH = re.compile(r"[\x00-\x1f\x7f\\:]|/\.{0,2}(?=/)|/\.{1,2}$")
"""Control characters, what Windows reads otherwise, and empty or relative steps."""
_LOG = logging.getLogger(__name__)


class Answer(NamedTuple):
    """What a request gets."""

    status: HTTPStatus
    content: bytes
    media_type: str = "text/plain; charset=utf-8"
    location: str = ""


class Names:
    """The names under which a server may be asked for; `host` is what it listens on, `port` its actual port."""

    def __init__(self, host: str, port: int) -> None:
        self._port = port
        self._names = {"localhost", "127.0.0.1", "::1", _bare(host)}
        self.open_to_others = host in ("", "0.0.0.0", "::")  # noqa: S104 (compared, not listened on)
        if self.open_to_others:
            name = socket.gethostname().lower()
            self._names |= {name, f"{name.partition('.')[0]}.local"}
        self.url = self.url_of("127.0.0.1" if self.open_to_others else host)
        self.url_for_others = self.url_of(_outward_address()) if self.open_to_others else ""
        """The address for other devices of the network; empty if there is none."""

    def url_of(self, host: str) -> str:
        """Return the address of the home page under a name."""
        return f"http://{f'[{host}]' if ':' in host else host}:{self._port}/"

    def are_asked(self, host: str, reached: str) -> bool:
        """Return True if a Host header names this server; `reached` is the address where the request came in."""
        match = _HOST.fullmatch(host.strip())
        if not match or int(match[2] or 80) != self._port:
            return False
        return _bare(match[1]) in {*self._names, _bare(reached)}


def _bare(host: str) -> str:
    """Return a name or an address in the one form in which they are compared."""
    plain = host.strip("[]").partition("%")[0].lower()
    with suppress(ValueError):
        address = ipaddress.ip_address(plain)
        return str(getattr(address, "ipv4_mapped", None) or address)
    return plain


def _outward_address() -> str:
    """Return the address that this machine has in its network, or its name there; nothing is sent."""
    with suppress(OSError), socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))  # an address that belongs to nobody (RFC 5737)
        return str(probe.getsockname()[0])
    return f"{socket.gethostname().lower().partition('.')[0]}.local"


class _Head(io.RawIOBase):
    """What a client sends, for so many seconds."""

    def __init__(self, connection: socket.socket, seconds: float) -> None:
        self._connection, self._end = connection, time.monotonic() + seconds

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        left = self._end - time.monotonic()
        if left <= 0:
            raise TimeoutError
        self._connection.settimeout(left)
        return self._connection.recv_into(buffer)


class Handler(BaseHTTPRequestHandler):
    """One request, one answer. The server has `names`, `respond(path)` and `elsewhere(url)`."""

    server: Any
    connection: socket.socket
    default_request_version = "HTTP/1.0"  # with HTTP/0.9 there would be no status

    def handle(self) -> None:
        """Answer a request; whatever the client does, nothing is raised."""
        with suppress(OSError):
            self.command, self.request_version, self.requestline = "", "HTTP/1.0", ""
            self.rfile.close()
            self.rfile = io.BufferedReader(_Head(self.connection, _HEAD_SECONDS))
            try:
                self.raw_requestline = self.rfile.readline(_MAX_LINE + 1)
                if len(self.raw_requestline) > _MAX_LINE:
                    self.send_error(HTTPStatus.REQUEST_URI_TOO_LONG)
                elif self.raw_requestline and self.parse_request():
                    self._send(self._answer())
                elif self.raw_requestline and not self.requestline.strip():
                    self.send_error(HTTPStatus.BAD_REQUEST)
            except TimeoutError:
                self.send_error(HTTPStatus.REQUEST_TIMEOUT)
            self._drain()

    def _answer(self) -> Answer:
        hosts, reached = self.headers.get_all("Host", []), self.connection.getsockname()[0]
        if self.command not in ("GET", "HEAD"):
            return _refusal(HTTPStatus.METHOD_NOT_ALLOWED)
        sends = self.headers.get("Content-Length", "0").strip() != "0" or "Transfer-Encoding" in self.headers
        path = self._path()
        if len(hosts) != 1 or self.headers.defects or sends or path is None:
            return _refusal(HTTPStatus.BAD_REQUEST)
        names: Names = self.server.names
        refused = None
        if not names.are_asked(hosts[0], reached):
            refused = HTTPStatus.MISDIRECTED_REQUEST
        elif not self._comes_from_here(names, reached):
            refused = HTTPStatus.FORBIDDEN
        if refused:
            own = names.url_of(_bare(reached)) if names.open_to_others else names.url
            return Answer(refused, self.server.elsewhere(own).encode())
        answer: Answer = self.server.respond(path)
        return answer

    def _comes_from_here(self, names: Names, reached: str) -> bool:
        """Return True if no page of another site has made the browser ask, save by a link that was followed."""
        origins = self.headers.get_all("Origin", [])
        if any(not names.are_asked(each.removeprefix("http://"), reached) for each in origins):
            return False
        site = self.headers.get("Sec-Fetch-Site", "none")
        return site in ("none", "same-origin") or self.headers.get("Sec-Fetch-Mode") == "navigate"

    def _path(self) -> str | None:
        """Return the path that is asked for, decoded; None if no browser would ask so."""
        if not self.path.startswith("/"):
            return None
        encoded = self.path.partition("?")[0].partition("#")[0].encode("latin-1")
        try:
            path = urllib.parse.unquote_to_bytes(encoded).decode("utf-8")
        except UnicodeDecodeError:
            return None
        return None if _ODD_PATH.search(path) else path

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Refuse a request that cannot be read, as the standard library asks for."""
        del message, explain
        self._send(_refusal(HTTPStatus(code)))

    def _send(self, answer: Answer) -> None:
        self.connection.settimeout(_ANSWER_SECONDS)
        if answer.status >= HTTPStatus.BAD_REQUEST:
            _LOG.warning("%s: %d", printable(self.requestline), answer.status)
        self.send_response(answer.status)
        self.send_header("Content-Type", answer.media_type)
        self.send_header("Content-Length", str(len(answer.content)))
        self.send_header("X-Content-Type-Options", "nosniff")
        self.send_header("Cross-Origin-Resource-Policy", "same-origin")
        if answer.status == HTTPStatus.METHOD_NOT_ALLOWED:
            self.send_header("Allow", "GET, HEAD")
        if answer.location:
            self.send_header("Location", answer.location)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(answer.content)

    def _drain(self) -> None:
        """Receive a little more: closing a connection with something unread would take the answer back."""
        self.connection.shutdown(socket.SHUT_WR)
        rest, number = io.BufferedReader(_Head(self.connection, _DRAIN_SECONDS)), 0
        while number < _DRAINED_BYTES and (found := rest.read1(1 << 16)):
            number += len(found)

    def log_message(self, *_: object) -> None:
        """Print nothing of requests that are answered."""


def _refusal(status: HTTPStatus) -> Answer:
    return Answer(status, f"{status.value} {status.phrase}\n".encode())
