"""What an HTML tag that is not allowed was meant to be: the Markdown to write instead, with the author's own values."""

import posixpath
import re
from urllib.parse import parse_qs, unquote, urlsplit

from recap.content.inline_html import attributes
from recap.core import text

_TAG = re.compile(r"<(?P<name>[a-zA-Z][\w-]*)(?P<rest>[^<>]*)/?>", re.DOTALL)
_AROUND = {"b": "**{}**", "strong": "**{}**", "i": "*{}*", "em": "*{}*", "cite": "*{}*", "u": "*{}*", "del": "~~{}~~",
           "s": "~~{}~~", "strike": "~~{}~~", "code": "`{}`", "tt": "`{}`", "pre": "```", "blockquote": "> {}",
           "li": "- {}", "q": "“{}”", "h1": "## {}", "h2": "## {}", "h3": "### {}", "h4": "#### {}",
           "h5": "##### {}", "h6": "###### {}", "dfn": "*{}*", "var": "*{}*"}  # fmt: skip
"""Element -> its Markdown, with a place for its text."""
_TEXT_ALONE = {"center", "div", "figure", "font", "p", "section", "small", "span", "big", "article", "nobr", "time"}
"""Elements of which only the text stays."""
_ALONE = {"hr": "---", "br": "<br>", "table": "| A | B |", "ul": "- …", "ol": "1. …"}
_VIDEO = {"youtube.com": "https://www.youtube.com/watch?v={}", "youtube-nocookie.com": "https://www.youtube.com/watch?v={}",
          "youtu.be": "https://www.youtube.com/watch?v={}", "player.vimeo.com": "https://vimeo.com/{}"}  # fmt: skip
_MAX_TEXT = 60
"""Number of characters of an element's text that a hint repeats."""


def meant(tag: str, after: str) -> tuple[str, str]:
    """Return (variant of E121, Markdown to write) for a tag and the text after it; the Markdown is empty if unknown."""
    match = _TAG.match(tag)
    if not match:
        return ("comment", "") if tag.startswith("<!--") else ("html", "")
    name, found = match["name"].lower(), attributes(match["rest"].removesuffix("/"))
    inner = _inner(name, after)
    if name in ("iframe", "video", "audio", "embed", "object", "source"):
        return _embedded(name, found, after)
    if name == "img" and found.get("src"):
        return "image", picture(found.get("alt", ""), found["src"])
    if name == "a" and found.get("href"):
        return "html", f"[{inner or text.shortened(found['href'])}]({found['href']})"
    if name == "abbr" and found.get("title") and inner:
        return "html", f"*[{inner}]: {found['title']}"
    if name in _AROUND and inner:
        return "html", _AROUND[name].format(inner)
    return "html", inner if name in _TEXT_ALONE else _ALONE.get(name, "")


def picture(alt: str, source: str) -> str:
    """Return the Markdown of a picture that was saved into the site; `source` is where it is now."""
    name = (
        unquote(posixpath.basename(urlsplit(source.replace("\\", "/")).path))
        if "//" in source or "/" in source
        else source
    )
    stem, suffix = posixpath.splitext(name)
    if not suffix or len(suffix) > 5:
        stem, suffix = text.slug(alt)[:40] or "picture", ".png"
    elif not stem.isascii() or " " in stem:
        stem = text.slug(stem) or "picture"
    return f"![{alt.strip() or '…'}](images/{stem}{suffix.lower()})"


def _inner(name: str, after: str) -> str:
    """Return the text of an element, without tags, if it ends soon."""
    end = re.search(rf"</{name}\s*>", after[:2000], re.IGNORECASE)
    plain = " ".join(re.sub(r"<[^<>]*>", "", after[: end.start()]).split()) if end else ""
    return plain if len(plain) <= _MAX_TEXT else ""


def _embedded(name: str, found: dict[str, str], after: str) -> tuple[str, str]:
    """Return what to write for something embedded: a video goes into the front matter, other things become links."""
    source = found.get("src") or found.get("data") or ""
    if not source and (inner := re.search(r"<source\b([^<>]*)>", after[:500])):
        source = attributes(inner[1]).get("src", "")
    parts = urlsplit(source if "//" in source else "")
    host = (parts.hostname or "").removeprefix("www.")
    if host in _VIDEO:
        last = parse_qs(parts.query).get("v", [posixpath.basename(parts.path)])[0]
        return "recording", _VIDEO[host].format(last)
    if name in ("iframe", "video") and "/embed/" in source:
        return "recording", source
    if source and not source.lower().startswith(("javascript:", "data:", "vbscript:")):
        return "html", f"[{found.get('title') or posixpath.basename(parts.path or source) or '…'}]({source})"
    return "html", ""
