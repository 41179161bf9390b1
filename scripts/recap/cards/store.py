"""Cards of a site: the pictures of its shared links, drawn when pages are made, and kept for the next build."""

import functools
import hashlib
import json
import os
import shutil
import tempfile
import time
import weakref
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from recap.cards.drawing import VERSION, Card, colours, draw
from recap.core.filesystem import read_file
from recap.core.private_folder import UntrustedFolderError, trusted, write_private

_DIGITS = 32
"""Length of the digests in the name of a kept picture."""


class SocialCardStore:
    """Cards of a site: drawn when pages are made, kept in a folder.

    The name of a file has the digests of what is drawn and of the picture: one that is not what it was is drawn again.
    """

    def __init__(self, tokens: Path | None, own: Mapping[str, str], folder: Path | None) -> None:
        """Use the site's own colours, or those of a stylesheet. Without a trusted folder they go with the store."""
        self._palette = colours(tokens.read_text("utf-8") if tokens else "", own)
        self._folder = folder
        self.pictures: dict[str, Path] = {}
        """Address -> kept file."""

    def draw(self, data: dict[str, Any], site: str) -> None:
        """Draw the card of a page if it has one; if the font lacks a letter, remove its address from the data.

        That of the home page, which other pages show too, is always drawn, with the words that the font can write.
        """
        if "card" in data:
            card = Card(**data["card"], site=site)
            if path := self.draw_cached(card.writable() if data["kind"] == "home" else card):
                self.pictures[data["image"]] = path
            else:
                del data["image"]

    def draw_cached(self, card: Card) -> Path | None:
        """Return the file of a card, drawn unless it is kept; None if the font lacks a letter."""
        if not card.is_writable:
            return None
        key = _digest(self._drawing(card).encode())
        for name in self._kept.pop(key, ()):
            path = self._place / name
            with suppress(OSError):
                if name == f"{key}-{_digest(read_file(path, self._place))}.png":
                    self._kept[key] = (name,)
                    path.touch()
                    return path
                path.unlink()
        content = draw(card, self._palette)
        name = f"{key}-{_digest(content)}.png"
        self._kept[key] = (name,)
        try:
            write_private(self._place / name, content)
        except OSError:  # the disk of the kept ones is full
            write_private(self._spare / name, content)
            return self._spare / name
        return self._place / name

    def remove_unused(self, seconds: float = 86400) -> None:
        """Remove cards that no page has; those drawn in the last `seconds` stay, as they may be another site's."""
        kept = set(self.pictures.values())
        if self._folder and os.path.lexists(self._folder) and self._place == self._folder:
            for path in self._folder.iterdir():
                if path not in kept and path.is_file() and path.stat().st_mtime < time.time() - seconds:
                    path.unlink(missing_ok=True)

    def _drawing(self, card: Card) -> str:
        """Return all that a picture depends on."""
        from PIL import __version__

        return json.dumps([VERSION, __version__, card, self._palette])

    @functools.cached_property
    def _place(self) -> Path:
        """The folder, made when a card is first needed."""
        with suppress(UntrustedFolderError):
            return trusted(self._folder) if self._folder else self._spare
        return self._spare

    @functools.cached_property
    def _spare(self) -> Path:
        place = Path(tempfile.mkdtemp(prefix="recap-social-"))
        weakref.finalize(self, shutil.rmtree, place, ignore_errors=True)
        return place

    @functools.cached_property
    def _kept(self) -> dict[str, tuple[str, ...]]:
        """Digest of what is drawn -> names of files that claim to be it, read once for all cards."""
        found: dict[str, tuple[str, ...]] = {}
        for path in self._place.iterdir():
            key = path.name.partition("-")[0]
            found[key] = (*found.get(key, ()), path.name)
        return found


def _digest(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:_DIGITS]
