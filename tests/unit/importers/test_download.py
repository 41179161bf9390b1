"""Only public addresses are opened, by https on port 443, within limits; each refusal is one line and opens nothing.

No test uses the network: names have the addresses that a test gives, and connections to public ones come out at a
server of this process.
"""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pytest

from recap.core.language import UserError, language
from recap.importers import download as module
from recap.importers.download import MAX_REDIRECTS, MAX_SECONDS, Network, checked, download, is_public
from tests.site_fixtures import ROOT

CERTIFICATE = ROOT / "tests/fixtures/tls/programme.example.pem"
"""Of programme.example and other.example, until 2120; known to nobody else."""
URL = "https://programme.example/schedule.json"
PUBLIC = "93.184.215.14"
OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


def trusting() -> ssl.SSLContext:
    """What a client needs to believe the test's server."""
    return ssl.create_default_context(cafile=str(CERTIFICATE))


class Server:
    """A server of this process; `answers` are given one to a connection, the last one again and again."""

    def __init__(self, *answers: bytes, secure: bool = True) -> None:
        self.answers, self.requests = list(answers), list[bytes]()
        self.opened: list[str] = []
        """Addresses to which a client wanted to connect."""
        self.asked: list[str] = []
        """Names that it looked up."""
        self._secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if secure else None
        if self._secure:
            self._secure.load_cert_chain(CERTIFICATE)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self._thread = threading.Thread(target=self._serve)
        self._thread.start()

    def _serve(self) -> None:
        while True:
            try:
                plain, _ = self._socket.accept()
            except OSError:
                return
            try:
                with self._secure.wrap_socket(plain, server_side=True) if self._secure else plain as own:
                    self.requests.append(own.recv(65536))
                    own.sendall(self.answers.pop(0) if len(self.answers) > 1 else self.answers[0])
            except OSError:
                plain.close()

    def close(self) -> None:
        """End it."""
        self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()

    def network(self, names: dict[str, list[str]] | None = None, clock: Callable[[], float] = lambda: 0) -> Network:
        """A network in which names have these addresses, by default one public one, and all lead to this server."""

        def resolve(host: str) -> list[str]:
            self.asked.append(host)
            return names[host] if names is not None else [PUBLIC]

        def connect(address: str, seconds: float) -> socket.socket:
            self.opened.append(address)
            return socket.create_connection(self._socket.getsockname(), min(seconds, 20))

        return Network(resolve, connect, trusting(), clock)


@pytest.fixture
def serve() -> Iterator[Callable[..., Server]]:
    """Makes servers that end with the test."""
    servers: list[Server] = []

    def make(*answers: bytes, secure: bool = True) -> Server:
        servers.append(Server(*answers, secure=secure))
        return servers[-1]

    yield make
    for each in servers:
        each.close()


def refusal(url: str, network: Network) -> str:
    """The one line that is said of an address which is not opened, or not read."""
    with pytest.raises(UserError) as error:
        download(url, network)
    said = language("en").terminal[error.value.key].format(**error.value.arguments)
    assert "\n" not in said
    return f"{error.value.key}: {said}"


def redirect(target: str, status: int = 302) -> bytes:
    """An answer that leads elsewhere."""
    return f"HTTP/1.1 {status} Found\r\nLocation: {target}\r\nContent-Length: 0\r\n\r\n".encode()


def test_a_programme_is_fetched(serve: Callable[..., Server]) -> None:
    """Over TLS, with a request that says who asks and carries nothing else."""
    server = serve(OK)
    assert download(f"{URL}?a=é#x", server.network()) == b"{}"
    assert (server.asked, server.opened) == (["programme.example"], [PUBLIC])
    [request] = server.requests
    head, *lines = request.decode().strip().split("\r\n")
    assert head == "GET /schedule.json?a=%C3%A9 HTTP/1.1"
    assert {line.partition(":")[0] for line in lines} == {
        "Host",
        "User-Agent",
        "Accept",
        "Accept-Encoding",
        "Connection",
    }
    assert "Host: programme.example" in lines
    assert "User-Agent: mkdocs-recap (recap import)" in lines


@pytest.mark.parametrize(
    ("url", "key"),
    [
        ("http://programme.example/", "fetch_scheme"),
        ("ftp://programme.example/", "fetch_scheme"),
        ("file:///etc/passwd", "fetch_scheme"),
        ("https://programme.example:8443/", "fetch_port"),
        ("https://programme.example:80/", "fetch_port"),
        ("https://programme.example:99999/", "fetch_host"),
        ("https://ana:secret@programme.example/", "fetch_login"),
        ("https://ana@programme.example/", "fetch_login"),
        ("https:///x", "fetch_host"),
        ("https://[::1/", "fetch_host"),
        ("https://a..example/", "fetch_host"),
        ("https://programme.example/\r\nX: y", "fetch_host"),
        ("https://programme.example/a b", "fetch_host"),
    ],
)
def test_other_addresses_are_not_even_looked_up(serve: Callable[..., Server], url: str, key: str) -> None:
    """Another scheme or port, a login, no host: refused before a name is resolved; a password is never repeated."""
    server = serve(OK)
    said = refusal(url, server.network())
    assert said.startswith(f"{key}: ")
    assert "secret" not in said
    assert server.asked == server.opened == []


NOT_PUBLIC = [
    *("127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.3.4", "192.168.1.1", "169.254.169.254", "100.64.0.1"),
    *("192.0.2.7", "198.18.0.1", "203.0.113.9", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255"),
    *(
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:169.254.169.254",
        "fe80::1",
        "fe80::1%eth0",
    ),
    *("fc00::1", "fd12::1", "fec0::1", "ff02::1", "2001:db8::1", "2002:7f00:1::", "2002:a00:1::", "64:ff9b::7f00:1"),
    *("64:ff9b:1::1", "2001:0:5ef5:79fb::1", "100::1", "not an address", ""),
]


@pytest.mark.parametrize("address", NOT_PUBLIC)
def test_no_private_address_is_opened(serve: Callable[..., Server], address: str) -> None:
    """Loopback, private, link-local, multicast, reserved, and IPv4 in the clothes of IPv6: nothing is opened.

    Neither as the only address of a name, nor next to a public one, nor behind a redirection.
    """
    assert not is_public(address)
    server = serve(redirect("https://other.example/"), OK)
    for addresses in ([address], [PUBLIC, address], [address, PUBLIC]):
        assert refusal(URL, server.network({"programme.example": addresses})).startswith("fetch_private: ")
    assert server.opened == []
    names = {"programme.example": [PUBLIC], "other.example": [address]}
    assert refusal(URL, server.network(names)).startswith("fetch_private: https://other.example/: ")
    assert server.opened == [PUBLIC]


@pytest.mark.parametrize("address", [PUBLIC, "2606:4700:4700::1111", "64:ff9b::5db8:d70e", "::ffff:93.184.215.14"])
def test_public_addresses_are_public(address: str) -> None:
    """Of IPv4, of IPv6, and of one in the form of the other."""
    assert is_public(address)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "169.254.169.254", "[::1]", "[::ffff:127.0.0.1]", "localhost", "0x7f.1", "2130706433"]
)
def test_a_redirection_leads_to_no_private_address(serve: Callable[..., Server], host: str) -> None:
    """Not by name, not as a number, in whatever notation: this system's own resolver reads them."""
    server = serve(redirect(f"https://{host}/latest/meta-data/"))
    network = server.network()

    def resolve(name: str) -> list[str]:
        return [PUBLIC] if name == "programme.example" else module._resolve(name)

    said = refusal(URL, Network(resolve, network.connect, network.context, network.clock))
    assert said.startswith(("fetch_private: ", "fetch_unresolved: "))
    assert server.opened == [PUBLIC]


@pytest.mark.parametrize(
    ("target", "key"),
    [
        ("http://programme.example/x", "fetch_scheme"),
        ("//other.example:8080/x", "fetch_port"),
        ("https://a:b@other.example/", "fetch_login"),
        ("file:///etc/passwd", "fetch_scheme"),
    ],
)
def test_a_redirection_is_an_address_like_any(serve: Callable[..., Server], target: str, key: str) -> None:
    """It meets the same refusals, and nothing is opened after the first answer."""
    server = serve(redirect(target))
    assert refusal(URL, server.network()).startswith(f"{key}: ")
    assert len(server.opened) == 1


def test_a_name_is_resolved_once(serve: Callable[..., Server]) -> None:
    """The connection goes to the address that was looked at, whatever the name server would say next."""
    server = serve(OK)
    answers = iter([[PUBLIC], ["127.0.0.1"]])
    network = server.network()
    once = Network(lambda _: next(answers), network.connect, network.context, network.clock)
    assert download(URL, once) == b"{}"
    assert server.opened == [PUBLIC]


def test_redirections_are_followed_a_few_times(serve: Callable[..., Server]) -> None:
    """Relative ones, too, and to another host; a circle ends."""
    server = serve(redirect("/b"), redirect("https://other.example/c?d", 308), OK)
    assert download(URL, server.network()) == b"{}"
    assert [each.split()[1] for each in server.requests] == [b"/schedule.json", b"/b", b"/c?d"]
    circle = serve(redirect(URL))
    assert refusal(URL, circle.network()).startswith("fetch_redirects: ")
    assert len(circle.opened) == MAX_REDIRECTS + 1


def test_another_address_of_the_same_name_is_tried(serve: Callable[..., Server]) -> None:
    """Where one address takes no connection, the next one may."""
    server = serve(OK)
    network = server.network({"programme.example": [PUBLIC, "2606:4700:4700::1111"]})

    def connect(address: str, seconds: float) -> socket.socket:
        if address == PUBLIC:
            raise ConnectionRefusedError(111, "refused")
        return network.connect(address, seconds)

    both = Network(network.resolve, connect, network.context, network.clock)
    assert download(URL, both) == b"{}"
    one = Network(lambda _: [PUBLIC], connect, network.context, network.clock)
    assert refusal(URL, one).startswith("fetch_failed: ")


def test_a_server_that_nobody_vouches_for(serve: Callable[..., Server]) -> None:
    """A certificate of another name, one that nobody trusts, and no TLS at all are refused."""
    server = serve(OK)
    network = server.network()
    assert refusal("https://elsewhere.example/", network).startswith("fetch_failed: ")
    untrusting = Network(network.resolve, network.connect, ssl.create_default_context(), network.clock)
    assert "certificate" in refusal(URL, untrusting).lower()
    assert server.requests == []
    assert refusal(URL, serve(OK, secure=False).network()).startswith("fetch_failed: ")


@pytest.mark.parametrize(
    ("answer", "key"),
    [
        (b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n", "fetch_status"),
        (b"HTTP/1.1 500 Oh\r\nContent-Length: 2\r\n\r\n{}", "fetch_status"),
        (b"HTTP/1.1 302 Found\r\nContent-Length: 0\r\n\r\n", "fetch_status"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", "fetch_cut"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 11\r\n\r\n12345678901", "fetch_large"),
        (b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * 11, "fetch_large"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nb\r\n12345678901\r\n0\r\n\r\n", "fetch_large"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n123", "fetch_failed"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"x" * 70_000 + b"\r\n\r\n{}", "fetch_failed"),
        (b"SSH-2.0-OpenSSH\r\n", "fetch_failed"),
        (b"", "fetch_failed"),
    ],
)
def test_what_is_no_answer(
    serve: Callable[..., Server], monkeypatch: pytest.MonkeyPatch, answer: bytes, key: str
) -> None:
    """An error, too much, too little, or something else than HTTP."""
    monkeypatch.setattr(module, "MAX_BYTES", 10)
    assert refusal(URL, serve(answer).network()).startswith(f"{key}: ")


@pytest.mark.parametrize(
    "answer",
    [
        b"HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n" + b"x" * 200,
        b"HTTP/1.1 100 Continue\r\n\r\n" * 500,
        b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 90,
    ],
)
def test_too_slow(serve: Callable[..., Server], monkeypatch: pytest.MonkeyPatch, answer: bytes) -> None:
    """All of it has one time, however little comes how often: a second passes with each look at the clock here."""
    monkeypatch.setattr(module._Stream, "readinto", one_byte_at_a_time(module._Stream.readinto))
    seconds = count()
    said = refusal(URL, serve(answer).network(clock=lambda: next(seconds)))
    assert said.startswith("fetch_slow: ")
    assert next(seconds) <= MAX_SECONDS + 5


def one_byte_at_a_time(readinto: Callable[..., int]) -> Callable[..., int]:
    """A reader to which everything comes in the smallest pieces."""
    return lambda self, buffer: readinto(self, memoryview(buffer)[:1])


def test_a_server_that_says_nothing(serve: Callable[..., Server]) -> None:
    """The time that is left is what the connection waits."""
    server = serve(OK)
    waited = []

    def connect(_address: str, seconds: float) -> socket.socket:
        waited.append(seconds)
        raise TimeoutError

    network = server.network()
    silent = Network(network.resolve, connect, network.context, network.clock)
    assert refusal(URL, silent).startswith("fetch_slow: ")
    assert waited == [MAX_SECONDS]


def test_a_host_in_any_script() -> None:
    """Is asked for in the letters that name servers know (RFC 5890)."""
    assert checked("https://exämple.org").geturl() == "https://xn--exmple-cua.org/"


def test_the_certificate_is_for_tests_alone() -> None:
    """It is no secret: it is of names that nobody can have (RFC 2606)."""
    assert Path(CERTIFICATE).read_text("ascii").count("BEGIN") == 2
