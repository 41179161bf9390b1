"""One page of each kind of the fixture site `full`, and the settings in which people read them."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

EVENT = "rencontres-2026"
TALK = f"{EVENT}/horloge-mere.html"
KINDS = {
    "home": "index.html",
    "event": f"{EVENT}/index.html",
    "keynote": f"{EVENT}/keynote.html",
    "talk": TALK,
    "stops": f"{EVENT}/synchroniser-vingt-cadrans.html",
    "tabs": f"{EVENT}/remonter-sans-tomber.html",
    "stub": f"{EVENT}/atelier-des-aiguilles.html",
    "programme": f"{EVENT}/programme.html",
    "people": "intervenants/index.html",
    "person": "intervenants/ines-de-la-garde.html",
    "topics": "sujets/index.html",
    "topic": "sujets/echappement.html",
    "organisations": "organisations/index.html",
    "organisation": "organisations/ville-de-clairmont-les-heures.html",
    "glossary": "glossaire.html",
    "statistics": "chiffres.html",
    "missing": "manque.html",
    "page": "a-propos.html",
    "search": "recherche.html?q=horloge",
    "data": "donnees.html",
    "offline": "lire-hors-ligne.html",
}
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
WIDTHS = (320, 768, 1280)


def address(kind: str, site: Path) -> str:
    """The file address of a page of a kind."""
    path, mark, query = KINDS[kind].partition("?")
    return (site / path).as_uri() + mark + query
