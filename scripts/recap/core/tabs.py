"""Tabs where nothing can be clicked, in feeds, books and search: each text follows its own label."""

import re

_PIECE = re.compile(
    r'<div class="tabbed-set[^>]*>(?:\s*<input [^>]*>)*\s*<div class="tabbed-labels">(?P<labels>.*?)</div>'
    r'|(?P<block><div class="tabbed-block"[^>]*>)|(?P<open><div\b[^>]*>)|(?P<end></div>)',
    re.DOTALL,
)
_LABEL = re.compile(r"<label[^>]*>(.*?)</label>", re.DOTALL)


def unfolded(html: str) -> str:
    """Return HTML with the labels of `pymdownx.tabbed` above their texts, as paragraphs of the class `recap-tab`."""
    if "tabbed-set" not in html:
        return html
    sets: list[list[str] | None] = []

    def replace(match: re.Match[str]) -> str:
        if match["end"]:
            if sets:
                sets.pop()
            return match[0]
        labels = _LABEL.findall(match["labels"]) if match["labels"] is not None else None
        if match["block"]:
            waiting = next((each for each in reversed(sets) if each is not None), [])
            sets.append(None)
            label = f'<p class="recap-tab"><strong>{waiting.pop(0)}</strong></p>' if waiting else ""
            return match["block"] + label
        sets.append(labels)
        return '<div class="tabbed-set">' if labels is not None else match[0]

    return _PIECE.sub(replace, html)
