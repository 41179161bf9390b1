"""Print the speaker index of a docs folder, as Markdown or JSON: `build_speaker_index.py [--json] [DOCS]`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

from recap.cli.info import build_speaker_index

if __name__ == "__main__":
    build_speaker_index()
