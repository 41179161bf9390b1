"""One page of each kind, of the real site and of a made-up larger one, and the settings in which people read them."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

EVENT = "containercon-europe-2016"
KINDS = {
    "home": "index.html",
    "event": f"{EVENT}/index.html",
    "keynote": f"{EVENT}/keynote.html",
    "talk": f"{EVENT}/traefik.html",
    "programme": f"{EVENT}/programme.html",
    "people": "intervenants/index.html",
    "person": "intervenants/emile-vauge.html",
    "topics": "sujets/index.html",
    "topic": "sujets/seccomp.html",
    "organisations": "organisations/index.html",
    "organisation": "organisations/docker.html",
    "glossary": "glossaire.html",
    "page": "contribuer.html",
    "search": "recherche.html?q=conteneurs",
    "data": "donnees.html",
    "offline": "lire-hors-ligne.html",
}
LARGE = {
    "large-home": "index.html",
    "large-event": "rencontre/index.html",
    "large-programme": "rencontre/programme.html",
    "large-people": "intervenants/index.html",
    "stub": "rencontre/talk-0.html",
    "numbers": "chiffres.html",
}
"""Pages of the site of `samples.conference`: with filters, letters, rooms, tracks and numbers."""
EVERY = [*KINDS, *LARGE]
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = (320, 768, 1280)


def address(kind: str, site: Path, large: Path) -> str:
    """The file address of a page of a kind."""
    path, mark, query = (KINDS | LARGE)[kind].partition("?")
    return ((site if kind in KINDS else large) / path).as_uri() + mark + query
