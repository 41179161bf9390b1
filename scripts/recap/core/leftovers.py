"""Files that editors, systems and cloud disks leave in a folder: what is passed over, and what is a second copy.

One table for the check, the build and the preview.
"""

import re
from collections.abc import Set

_LEFTOVER = re.compile(
    r"\..*"  # hidden on Unix: .DS_Store, .git, .talk.md.swp, .#talk.md, .~lock.slides.odp#
    r"|.*~|#.*#|~\$.*"  # copies of Emacs, Vim and gedit; locks of word processors
    r"|4913|.*\.(?:sw[a-p]|bak|orig|rej|tmp|temp|part|partial|crdownload|kate-swp)"  # 4913 is how Vim tries a folder
    r"|___jb_(?:tmp|old)___|.*___jb_(?:tmp|old)___"
    r"|thumbs\.db|ehthumbs\.db|desktop\.ini|icon\r|__macosx|@eadir|\$recycle\.bin|lost\+found",
    re.IGNORECASE | re.DOTALL,
)
"""Names of files and folders that nobody wrote as content."""
_COPY = "cop(?:y|ie|ia)|kopie|copia"
_NUMBERED = re.compile(
    rf"(?P<stem>.+?)(?: ?\((?:(?:{_COPY}) ?)?\d*\)| \d+| [-–] (?:{_COPY})(?: ?\(\d+\))?| (?:{_COPY})(?: \d+)?)",
    re.IGNORECASE,
)
"""Names that Finder, Explorer and browsers give a copy: `talk 2`, `talk (1)`, `talk - Copy`, `talk copy 2`."""
_PREFIXED = re.compile(r"(?:copy(?: \(\d+\))? of|copie de|kopie von|copia de) (?P<stem>.+)", re.IGNORECASE)
_CONFLICT = re.compile(
    r"(?P<stem>.+?)(?: ?\([^()]*(?:conflict|conflit|konflikt|conflicto)[^()]*\)|\.sync-conflict-[\w-]+|_conflict-[\d-]+"
    r"| \([^()]*in konflikt stehende[^()]*\))",
    re.IGNORECASE,
)
"""Names that Dropbox, Nextcloud and Syncthing give the second of two versions, which may be the newer one."""


def is_passed_over(name: str) -> bool:
    """Return True for the name of a file or folder that is no content: it is not read, reported or published."""
    return _LEFTOVER.fullmatch(name) is not None


def original_of(name: str, others: Set[str]) -> str:
    """Return the name of the file that another one is a copy of, as its name and `others` in the folder say.

    Empty if it is no copy. A copy in conflict is one whether or not the other file is there; a number or the word
    “copy” tells of one only next to the file itself, and of Markdown alone: pictures are numbered on purpose.
    """
    stem, dot, suffix = name.rpartition(".")
    if not dot or stem.isalnum():
        return ""
    if found := _CONFLICT.fullmatch(stem):
        return f"{found['stem']}.{suffix}"
    if suffix.lower() != "md":
        return ""
    patterns = (_NUMBERED, _PREFIXED)
    near = (f"{match['stem']}.{suffix}" for match in (each.fullmatch(stem) for each in patterns) if match)
    return next((each for each in near if each in others), "")
