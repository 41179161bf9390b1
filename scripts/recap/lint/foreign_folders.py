"""Folders that are another site generator's: what to do with all of their files, which no single diagnostic says."""

from collections import Counter
from collections.abc import Iterable

from recap.core.diagnostics import Diagnostic

MIN_FILES = 10
"""Number of files with a sign of another generator from which their folder is taken for one of its folders."""
_MAX_SIGNS = 4
_KEYS = frozenset({"layout", "permalink", "template", "redirect_from", "nav_order", "toc", "comments", "weight",
                   "lastmod", "categories", "eleventyNavigation", "eleventyExcludeFromCollections", "sidebar_position",
                   "sidebar_label", "sidebar", "hide_table_of_contents", "pagination_next", "tags"})  # fmt: skip
"""Keys of Jekyll, Hugo, Eleventy, Pelican and Docusaurus that are none of ours."""
_SIGNS = {"E105.toml": "+++", "E105.json": "{ }", "E105.no_fence": "title:", "E141.no_event": "speakers:"}
"""Message of what stands in place of our front matter, or in a folder of no event -> how such files begin."""


def foreign_folders(diagnostics: Iterable[Diagnostic], docs: str) -> dict[str, tuple[int, list[str]]]:
    """Return folder -> number of its files that look like those of another generator, and their commonest signs.

    `docs` is the docs folder as the paths of the diagnostics begin.
    """
    files: dict[str, dict[str, None]] = {}
    signs: dict[str, Counter[str]] = {}
    for each in diagnostics:
        key = str(each.args.get("key", ""))
        sign = _SIGNS.get(each.message_key) or (key if each.code == "E103" and key in _KEYS else "")
        folder, inside, _ = each.path.removeprefix(f"{docs}/").partition("/")
        if sign:
            place = f"{docs}/{folder}" if inside else docs
            files.setdefault(place, {})[each.path] = None
            signs.setdefault(place, Counter())[sign] += 1
    return {
        folder: (len(own), [sign for sign, _ in signs[folder].most_common(_MAX_SIGNS)])
        for folder, own in files.items()
        if len(own) >= MIN_FILES
    }
