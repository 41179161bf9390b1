"""The registry of addresses: what each pattern takes, in every spelling, and what stays free."""

from __future__ import annotations

from pathlib import Path

import pytest

from recap.content.addresses import KINDS, Addresses, address_key
from recap.content.settings import Settings
from recap.content.theme_files import theme_files
from tests.site_fixtures import french

MARKDOWN = ("index.md", "rencontre/index.md", "rencontre/un.md", "rencontre/page.md", "guide/index.md", "guide/un.md")
NAMES = {"{event}": "rencontre", "{talk}": "un", "**": "guide/un", "*": "x"}


def whole(settings: Settings = french()) -> Addresses:  # noqa: B008 (frozen)
    """The registry of a site of which everything is known."""
    pages = [*MARKDOWN, "glossaire.md", "intervenants/x.md", "ancien.md"]
    return Addresses(settings, MARKDOWN, {"rencontre"}, {"rencontre/page.md"}, pages)


def samples() -> list[tuple[str, str]]:
    """An address of each pattern of each kind."""
    found = []
    for kind in KINDS:
        for pattern in kind.patterns:
            address = pattern
            for name, value in (NAMES | {f"{{{key}}}": name for key, name in french().folders.items()}).items():
                address = address.replace(name, value)
            found.append((kind.name, f"{address}x" if address.endswith("/") else address))
    return found


@pytest.mark.parametrize(("name", "address"), samples())
def test_each_pattern_takes_its_addresses(name: str, address: str) -> None:
    """Where not all is known, an address of a pattern is taken: as a file and as a folder, in any case."""
    addresses = Addresses(french(), MARKDOWN)
    for spelling in (address, address.upper(), address.replace("s", "ſ")):
        found = [addresses.holder(each) for each in (spelling, f"{spelling}/a.txt")]
        assert [each and each[1].name for each in found] == [name, name], spelling


@pytest.mark.parametrize(
    "address",
    ["x.html", "rencontre/x.html", "intervenants/y.html", "x.html/a.txt", "rencontre/x.ics", "rencontre/page.bib",
     "rencontre/index.bib", "guide/un.ics", "guide/flux.xml", "guide/schedule.json", "rencontre/images/un.ics",
     "rencontre/citations.bib", "plan/robots.txt", "humans.txt", "api/notes.txt", "organisations/acme.png",
     "intervenants/ana.png", "recherche/a.txt", "searching/a.txt"],
)  # fmt: skip
def test_what_the_site_does_not_write_is_free(address: str) -> None:
    """Pages that nobody made, files next to texts that are no talks, and server files in a folder take nothing."""
    assert whole().holder(address) is None


@pytest.mark.parametrize(
    ("address", "other"),
    [
        ("ANCIEN.html", "ancien.html"),  # a redirect
        ("rencontre/un.HTML/a.md", "rencontre/un.html"),
        ("Assets/recap/mark.svg", "assets/"),
        ("API", "api/"),
        ("sujets", "sujets/"),
        ("Intervenants", "intervenants/"),
        ("rencontre/rencontre.md", "rencontre/rencontre.ics"),
        ("sitemap_12.xml", "sitemap_12.xml"),
    ],
)
def test_what_is_in_the_way_is_named(address: str, other: str) -> None:
    """A redirect, a page, a folder with all in it, a folder that a file would keep us from making."""
    found = whole().holder(address)
    assert found
    assert found[0] == other


@pytest.mark.parametrize(
    ("src_uri", "name"),
    [("glossaire.md", "lists"), ("rencontre/programme.md", "lists"), ("intervenants/index.md", "indexes"),
     ("intervenants/README.md", "indexes"), ("organisations/acme.md", "indexes"), ("404.md", "errors"),
     ("rencontre/un.md", None), ("rencontre/index.md", None), ("intervenants/x.md", None), ("sujets/x.md", None),
     ("guide/programme.md", None), ("README.md", None)],
)  # fmt: skip
def test_markdown_replaces_what_may_be_replaced(src_uri: str, name: str | None) -> None:
    """A text, a talk, an event, a person and a topic are the source of their page; other pages are ours."""
    kind = whole().kind(src_uri)
    assert kind
    assert kind.replaceable == (name is None)
    assert name in (None, kind.name)


def test_names_are_those_of_the_settings() -> None:
    """Where the site calls its folders otherwise, those are taken and the usual ones free."""
    settings = french(folders=french().folders | {"downloads": "paquets", "feed": "fil"})
    addresses = Addresses(settings, MARKDOWN)
    assert [bool(addresses.holder(each)) for each in ("paquets/a.zip", "fil.json", "rencontre/fil.xml")] == [True] * 3
    assert [addresses.holder(each) for each in ("telecharger/a.zip", "flux.json", "rencontre/flux.xml")] == [None] * 3


def test_one_key_for_all_forms() -> None:
    """Composed and decomposed letters, capitals and small ones are one address."""
    assert len({*map(address_key, ("Été.txt", "ÉTÉ.TXT", "e\u0301te\u0301.txt", "été.txt"))}) == 1


def test_files_for_the_server_are_those_of_one_folder(tmp_path: Path) -> None:
    """Names with a dot are among them, litter is not; of two folders the first wins; templates do not count."""
    for name, content in {
        "own/server/robots.txt": "own",
        "own/server/.well-known/security.txt": "own",
        "own/server/.DS_Store": "",
        "own/server/proof.html": "own",
        "own/img/logo.png": "own",
        "own/home.html": "",
        "own/.hidden": "",
        "own/assets/a.css": "",
        "theirs/server/robots.txt": "theirs",
        "theirs/server/_headers": "theirs",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(content, "utf-8")
    server, theme = theme_files([tmp_path / "own", tmp_path / "none", tmp_path / "theirs"])
    shown = {address: path.relative_to(tmp_path).parts[0] for address, path in server.items()}
    assert shown == {".well-known/security.txt": "own", "_headers": "theirs", "proof.html": "own", "robots.txt": "own"}
    assert [*theme] == ["img/logo.png"]
    settings = french(server_files=server, theme_files=theme)
    addresses = Addresses(settings, MARKDOWN, {"rencontre"}, pages=MARKDOWN)
    taken = [bool(addresses.holder(each)) for each in ("Proof.html", "img/Logo.png", "img", "img/a.png")]
    assert taken == [True, True, True, False]
    left = ("index.html", "proof.html", ".well-known/security.txt", "_headers", "404.html", "img/logo.png", "flux.xml")
    assert [each for each in left if not addresses.stays_on_server(each)] == ["index.html", "img/logo.png", "flux.xml"]
