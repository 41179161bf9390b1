"""Web addresses: expanding shortened ones, removing tracking parameters, addresses of pages."""

import posixpath
import re
import tomllib
import urllib.parse
from pathlib import Path

_KNOWN = tomllib.loads(Path(__file__).with_suffix(".toml").read_text("utf-8"))
_TRACKING = re.compile(_KNOWN["tracking"])
LOCAL_FILE = (
    r'(?!//)[^\s:?#\\<>"|*][^:?#\\<>"|*]*\.(?:pdf|odp|pptx|epub|zip|mp3|ogg|opus|mp4|webm|txt|csv|json|bib|vtt|srt'
    r"|png|jpe?g|gif|webp|avif|svg|md|PDF|ODP|PPTX|ZIP|MP4)"
)
"""Pattern (ECMA 262) of a file of docs/ as the record of a page names it, from its own folder."""


def expanded(url: str) -> str | None:
    """Return the address in full and without tracking parameters; None for a shortened one that no rule expands.

    Anything else, malformed addresses included, is returned unchanged.
    """
    try:
        parts = urllib.parse.urlsplit(url)
    except ValueError:
        return url
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    if host in _KNOWN["shorteners"]:
        return None
    if host in _KNOWN["archives"]:
        return url
    pairs = parts.query.split("&") if parts.query else []
    tracking = _KNOWN["tracking_on"].get(host, ())
    kept = [pair for pair in pairs if not _TRACKING.match(pair) and pair.partition("=")[0] not in tracking]
    if host in _KNOWN["expanded"]:
        path, form = map(str, _KNOWN["expanded"][host])
        name = parts.path.strip("/")
        if not re.fullmatch(path, name):
            return None
        expanded = form.format(name) + ("&" if "?" in form else "?") * bool(kept) + "&".join(kept)
        return expanded + (f"#{parts.fragment}" if parts.fragment else "")
    return url if len(kept) == len(pairs) else urllib.parse.urlunsplit(parts._replace(query="&".join(kept)))


def url_of(src_uri: str) -> str:
    """Return the address of a page from the root of the site; an anchor is kept."""
    path, mark, anchor = src_uri.partition("#")
    path = f"{path.removesuffix('.md')}.html" if path.endswith(".md") else path
    if path.endswith("README.html"):
        path = re.sub(r"(^|/)README\.html$", r"\1index.html", path)
    return path + mark + anchor


def is_local(target: str) -> bool:
    """Return True if the address of a record is a file of docs/, named from its own folder, and no whole address."""
    return "://" not in target


def file_of(src_uri: str, target: str) -> str:
    """Return the src_uri of the local file that the record of a page names; `..` is resolved, `%20` read."""
    way = urllib.parse.unquote(target)
    return posixpath.normpath(posixpath.join(posixpath.dirname(src_uri), way))


def old_address(src_uri: str, alias: str) -> str | None:
    """Return the src_uri of an old address, written from the page's folder; None outside the site."""
    goal = posixpath.normpath(posixpath.join(posixpath.dirname(src_uri), alias))
    if not re.fullmatch(r"[^\\:?#<>]+\.html", alias) or goal.startswith(("/", "../")):
        return None
    return goal.removesuffix(".html") + ".md"
