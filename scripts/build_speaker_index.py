"""Print the speaker index of a docs folder, as Markdown or JSON: `build_speaker_index.py [--json] [DOCS]`."""

from __future__ import annotations

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent))

import click

from recap.cli.console import Console
from recap.cli.info import JSON, print_speakers


@click.command()
@click.argument("docs", type=click.Path(exists=True, file_okay=False, path_type=Path), default="docs")
@JSON
def build_speaker_index(docs: Path, as_data: bool) -> None:
    """Print the speaker index of a docs folder, as Markdown or JSON."""
    print_speakers(Console(docs.absolute().parent / "mkdocs.yml", docs=docs), as_data)


if __name__ == "__main__":
    build_speaker_index()
