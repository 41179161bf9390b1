"""Gets a programme from an address of the web: https on port 443 of a public address, within limits, and nothing else.

A name is resolved once, every address that it has must be public, and the connection goes to one of these: another
answer of the name server (DNS rebinding) changes nothing. The same holds for each redirection. No proxy is asked.
"""

import io
import ipaddress
import socket
import ssl
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.client import HTTPException, HTTPResponse, HTTPSConnection
from typing import Any
from urllib.parse import SplitResult, quote, urljoin, urlsplit

from recap.core.language import UserError
from recap.core.text import UNPRINTABLE, printable, shortened
from recap.importers.readers import MAX_BYTES

MAX_SECONDS = 60
"""Time for everything: names, connections, redirections, content."""
MAX_REDIRECTS = 5
_PORT = 443
_CHUNK = 2**16
_REDIRECTS = (301, 302, 303, 307, 308)
_OK = 200
_AGENT = "mkdocs-recap (recap import)"
_SAFE = "%/:=&?~#+!$,;'@()*[]"
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
"""IPv4 addresses as networks without IPv4 write them (RFC 6052, 2.1)."""


def _resolve(host: str) -> list[str]:
    """Return the addresses of a host. Raises OSError."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, _PORT, type=socket.SOCK_STREAM)]


def _connect(address: str, seconds: float) -> socket.socket:
    """Return a connection to an address, which is no name. Raises OSError."""
    return socket.create_connection((address, _PORT), seconds)


@dataclass(frozen=True)
class Network:
    """What a download needs of the system; tests give their own."""

    resolve: Callable[[str], list[str]] = _resolve
    connect: Callable[[str, float], socket.socket] = _connect
    context: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    clock: Callable[[], float] = time.monotonic


class _Socket:
    """A connection of which every call ends before one moment, whatever the other side sends how slowly."""

    def __init__(self, own: socket.socket, left: Callable[[], float]) -> None:
        self._own, self._left = own, left

    def sendall(self, data: bytes) -> None:
        self._own.settimeout(self._left())
        self._own.sendall(data)

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Stream(self._own, self._left))

    def close(self) -> None:
        """Leave the connection to whoever opened it."""


class _Stream(io.RawIOBase):
    def __init__(self, own: socket.socket, left: Callable[[], float]) -> None:
        self._own, self._left = own, left

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        self._own.settimeout(self._left())
        return self._own.recv_into(buffer)


def download(address: str, network: Network | None = None) -> bytes:
    """Return what is at an address. Raises UserError, with one line for each reason."""
    network = network or Network()
    end = network.clock() + MAX_SECONDS

    def left() -> float:
        seconds = end - network.clock()
        if seconds <= 0:
            raise TimeoutError
        return seconds

    for _ in range(MAX_REDIRECTS + 1):
        shown, parts = shortened(printable(address)), checked(address)
        try:
            found = _ask(parts, network, left, shown)
        except TimeoutError as error:
            raise UserError("fetch_slow", address=shown, limit=MAX_SECONDS) from error
        except (OSError, HTTPException) as error:
            reason = getattr(error, "reason", None) or getattr(error, "strerror", None) or error
            detail = printable(reason) or type(error).__name__
            raise UserError("fetch_failed", address=shown, detail=shortened(detail)) from error
        if isinstance(found, bytes):
            return found
        address = urljoin(address, found)
    raise UserError("fetch_redirects", address=shown, limit=MAX_REDIRECTS)


def checked(address: str) -> SplitResult:
    """Return the parts of an address that may be opened, in the signs that travel. Raises UserError for any other."""
    shown = shortened(printable(address))
    if UNPRINTABLE.search(address) or " " in address:
        raise UserError("fetch_host", address=shown)
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError as error:
        raise UserError("fetch_host", address=shown) from error
    if parts.scheme != "https":
        raise UserError("fetch_scheme", address=shown)
    if "@" in parts.netloc:
        raise UserError("fetch_login", host=printable(host))
    if not host:
        raise UserError("fetch_host", address=shown)
    if port not in (None, _PORT):
        raise UserError("fetch_port", address=shown)
    return SplitResult("https", host, quote(parts.path, _SAFE) or "/", quote(parts.query, _SAFE), "")


def is_public(address: str) -> bool:
    """Return True for an address of the public network: none of a private, local, special or reserved range."""
    try:
        found: ipaddress.IPv4Address | ipaddress.IPv6Address = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped or found.sixtofour
        if found in _NAT64:
            inner = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inner:
            return is_public(str(inner))
        if found.teredo or found.is_site_local or found.scope_id:
            return False
    special = found.is_private or found.is_multicast or found.is_reserved or found.is_link_local
    return found.is_global and not (special or found.is_loopback or found.is_unspecified)


def _ask(parts: SplitResult, network: Network, left: Callable[[], float], shown: str) -> bytes | str:
    """Return the content of an answer, or the address to which it redirects. Raises UserError, OSError."""
    host = parts.netloc
    try:
        addresses = network.resolve(host)
    except OSError as error:
        raise UserError("fetch_unresolved", address=shown, host=host) from error
    if not addresses or not all(map(is_public, addresses)):
        raise UserError("fetch_private", address=shown, host=host)
    plain = _first(addresses, network, left)
    try:
        plain.settimeout(left())
        with network.context.wrap_socket(plain, server_hostname=host) as secure:
            connection = HTTPSConnection(host, _PORT, context=network.context)
            connection.auto_open = 0  # it has this connection, and makes no other
            connection.sock = _Socket(secure, left)
            headers = {"User-Agent": _AGENT, "Accept": "*/*", "Accept-Encoding": "identity", "Connection": "close"}
            target = f"{parts.path}?{parts.query}" if parts.query else parts.path
            connection.request("GET", target, headers=headers)
            return _content(connection.getresponse(), shown)
    finally:
        plain.close()


def _first(addresses: list[str], network: Network, left: Callable[[], float]) -> socket.socket:
    """Return a connection to the first address that takes one. Raises OSError."""
    for address in addresses[:-1]:
        with suppress(OSError):
            return network.connect(address, left())
    return network.connect(addresses[-1], left())


def _content(response: HTTPResponse, shown: str) -> bytes | str:
    location = response.getheader("Location")
    if response.status in _REDIRECTS and location:
        return location
    if response.status != _OK:
        raise UserError("fetch_status", address=shown, status=response.status)
    expected, found = response.length, bytearray()
    if (expected or 0) > MAX_BYTES:
        raise UserError("fetch_large", address=shown, limit=MAX_BYTES // 2**20)
    while piece := response.read(_CHUNK):
        found += piece
        if len(found) > MAX_BYTES:
            raise UserError("fetch_large", address=shown, limit=MAX_BYTES // 2**20)
    if expected is not None and len(found) < expected:
        raise UserError("fetch_cut", address=shown, size=len(found), expected=expected)
    return bytes(found)
