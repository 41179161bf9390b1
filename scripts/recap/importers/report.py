"""What an import has done, and what it found that stays so: a list of files for each, with the reason."""

from dataclasses import dataclass, field

SECTIONS = ("added", "recognised", "changed", "moved", "cancelled", "dropped", "dropped_recap", "dates", "part", "left")
"""What is reported of files, in this order; what is cancelled, dropped or left is so until somebody changes it, and
stands in the report of each import.
"""


@dataclass
class Report:
    """Counts of files, and the files themselves."""

    counts: dict[str, int] = field(default_factory=lambda: {"new": 0, "changed": 0, "unchanged": 0})
    lists: dict[str, list[tuple[str, str]]] = field(default_factory=lambda: {name: [] for name in SECTIONS})
    """Section -> (src_uri, what there is to say of it)."""

    def note(self, section: str, src_uri: str, said: str = "") -> None:
        """Add a file to a section."""
        self.lists[section].append((src_uri, said))
