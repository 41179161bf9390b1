"""Links of a foreign programme -> resources and recordings of a talk; licences of recordings."""

import re
from collections.abc import Iterable, Mapping
from typing import Any
from urllib.parse import unquote, urlsplit

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

from recap.core import text
from recap.importers.model import Losses
from recap.importers.normalize import line, web_address

_TYPES = {"slides": "slides", "article": "article", "blog": "article", "paper": "specification"}
"""Type of a link -> type of a resource."""
_OWN_TYPES = {"web": "website", "related": "code", "media": "recording"}
"""The same, where a file is one of ours."""
_CODE_HOSTS = ("github.com", "gitlab.com", "codeberg.org", "bitbucket.org", "git.sr.ht")
_VIDEO_HOSTS = ("youtube.com", "youtu.be", "vimeo.com", "media.ccc.de", "peertube.tv", "dailymotion.com", "archive.org")
_VIDEO_FILE = re.compile(r"\.(mp4|webm|mkv|ogv|mov|mp3|opus|ogg|m4a)$", re.IGNORECASE)
_SLIDES_FILE = re.compile(r"\.(pdf|pptx?|odp|key)$", re.IGNORECASE)
_WORDS = (
    ("recording", r"video|recording|film|aufzeichnung|enregistrement|rediffusion|replay|mitschnitt|grabacion"),
    ("slides", r"slides?|slide ?deck|folien|diapos?|diaporama|diapositivas|presentation|transparents"),
    ("code", r"source|sources|source code|code|repository|repo|depot|quellcode|codigo"),
)
"""Kind of a link -> words in its title that say so, folded."""
_LICENSE_URL = re.compile(
    r"creativecommons\.org/(licenses/(?P<kind>[a-z-]+)|publicdomain/(?P<free>zero|mark))/(?P<number>\d\.\d)"
)
_LICENSE_WORDS = re.compile(r"cc[ -](?P<kind>by(?:[ -](?:nc|nd|sa))*)[ -](?P<number>\d\.\d)", re.IGNORECASE)
Kept = tuple[tuple[dict[str, str], ...], tuple[dict[str, Any], ...]]
"""Resources and recordings, as a record has them."""


def sorted_links(
    items: Iterable[Mapping[str, Any]], losses: Losses, name: str, title: str, base: str = "", *, own: bool = False
) -> Kept:
    """Return the resources and recordings among links with `url`, `title` and `type`, each address once.

    `name` and `title` are the field and the talk that a report names; `base` completes relative addresses; with `own`
    the types are those of our own exports.
    """
    resources: dict[str, dict[str, str]] = {}
    recordings: dict[str, dict[str, Any]] = {}
    for each in items:
        if not (url := web_address(each.get("url"), base)):
            losses.note(name, each.get("url") or each.get("title"), title)
        elif url not in resources and url not in recordings:
            kind, label = _kind(url, each, own=own), line(each.get("title"))
            host = (urlsplit(url).hostname or "").removeprefix("www.")
            if kind == "recording":
                recordings[url] = {"url": url, "provider": label or host}
            else:
                file = unquote(urlsplit(url).path.rpartition("/")[2])
                resources[url] = {"type": kind, "url": url, "title": label or line(file) or host}
    return tuple(resources.values()), tuple(recordings.values())


def _kind(url: str, link: Mapping[str, Any], *, own: bool) -> str:
    """Return the type of a resource, or `recording`: by what the source says, the file, the title, the host."""
    parts = urlsplit(url)
    host, given = (parts.hostname or "").removeprefix("www."), line(link.get("type")).lower()
    if own and given in _OWN_TYPES:
        return _OWN_TYPES[given]
    if given in _TYPES:
        return _TYPES[given]
    if given in ("media", "video", "recording") or _VIDEO_FILE.search(parts.path) or host in _VIDEO_HOSTS:
        return "recording"
    words = text.fold(line(link.get("title")))
    for kind, pattern in _WORDS:
        if re.search(rf"\b(?:{pattern})\b", words):
            return kind
    if _SLIDES_FILE.search(parts.path):
        return "slides"
    return "code" if host in _CODE_HOSTS else "website"


def spdx(value: Any) -> str:
    """Return the SPDX id of a licence, written as that, as `CC BY-SA 4.0` or by its address; empty if unclear."""
    written = line(value)
    if found := _LICENSE_URL.search(written):
        if found["free"]:
            return "CC0-1.0" if found["free"] == "zero" else ""
        return f"CC-{found['kind'].upper()}-{found['number']}"
    if found := _LICENSE_WORDS.fullmatch(written):
        return f"CC-{found['kind'].replace(' ', '-').upper()}-{found['number']}"
    try:
        return str(canonicalize_license_expression(written)) if written else ""
    except InvalidLicenseExpression:
        return ""
