"""Web addresses: the one that a shortened address, or one with marks to follow readers by, stands for."""

from __future__ import annotations

import re
import urllib.parse

SHORTENERS = frozenset(
    ["bit.ly", "buff.ly", "dlvr.it", "goo.gl", "is.gd", "j.mp", "lnkd.in", "ow.ly", "t.co", "t.ly", "tiny.cc",
     "tinyurl.com"]
)  # fmt: skip
"""Hosts whose addresses say nothing of where they lead, and die with their host."""
_EXPANDED = {
    "youtu.be": ("https://www.youtube.com/watch?v={}", r"[\w-]{11}"),
    "redd.it": ("https://www.reddit.com/comments/{}", r"\w+"),
    "flic.kr": ("https://www.flickr.com/{}", r"p/\w+"),
    "dai.ly": ("https://www.dailymotion.com/video/{}", r"\w+"),
}
"""Shortening host -> the full address of a path, and the form that the path must have."""
_FOLLOWS = re.compile(r"(?:utm_\w+|fbclid|gclid|dclid|msclkid|mc_cid|mc_eid|igshid|_hsenc|_hsmi|mkt_tok|yclid)(?:=|$)")
_ON_HOSTS = {"youtube.com": {"si", "feature", "pp"}, "youtu.be": {"si", "feature"}, "x.com": {"s", "t"},
             "twitter.com": {"s", "t", "ref_src"}}  # fmt: skip
"""Parameters that only follow readers on these hosts."""
_ARCHIVES = frozenset(["web.archive.org", "archive.today", "archive.is", "archive.ph"])
"""Hosts whose addresses hold another one, parameters included."""


def full(url: str) -> str | None:
    """The address in full and without parameters that follow readers; None for a shortened one that no rule expands.

    An address that is none, or has nothing of the kind, comes back unchanged.
    """
    try:
        parts = urllib.parse.urlsplit(url)
    except ValueError:
        return url
    host = (parts.hostname or "").removeprefix("www.").removeprefix("m.")
    if host in SHORTENERS:
        return None
    if host in _ARCHIVES:
        return url
    pairs = parts.query.split("&") if parts.query else []
    follows = _ON_HOSTS.get(host, set())
    kept = [pair for pair in pairs if not _FOLLOWS.match(pair) and pair.partition("=")[0] not in follows]
    if host in _EXPANDED:
        form, path = _EXPANDED[host]
        name = parts.path.strip("/")
        if not re.fullmatch(path, name):
            return None
        expanded = form.format(name) + ("&" if "?" in form else "?") * bool(kept) + "&".join(kept)
        return expanded + (f"#{parts.fragment}" if parts.fragment else "")
    return url if len(kept) == len(pairs) else urllib.parse.urlunsplit(parts._replace(query="&".join(kept)))
