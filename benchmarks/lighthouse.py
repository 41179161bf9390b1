"""Lighthouse (mobile) on home, a talk and the speaker index, served compressed: the median of some runs.

`python -m benchmarks.lighthouse [--runs 5]`; needs `npm ci --ignore-scripts`, and says so where it is missing. Exit
status 1 when a median is below its bound.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import statistics
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
from recap.build.builder import build_site
from tests import chromium
from tests.site_fixtures import Quiet, copy_site, serve_folder

COMMAND = ROOT / "node_modules" / "lighthouse" / "cli" / "index.js"
PAGES = ("index.html", "rencontres-2026/pigeons.html", "intervenants/index.html")
BOUNDS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
LEFT_OUT = "robots-txt"
"""Audit for which Lighthouse lets the page fetch a file: our Content Security Policy lets no page fetch anything."""


class Compressed(Quiet):
    """A server that compresses texts, as hosts do."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:  # noqa: N802, what the base class calls
        """Answer with a file, or with 404."""
        path = Path(self.translate_path(self.path))
        raw = path.read_bytes() if path.is_file() else b""
        body = gzip.compress(raw, mtime=0) if path.suffix in (".html", ".css", ".js", ".svg") else raw
        self.send_response(200 if path.is_file() else 404)
        self.send_header("Content-Type", self.guess_type(str(path)) + "; charset=utf-8")
        if body is not raw:
            self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def scores(url: str) -> dict[str, float]:
    """Category -> score from 0 to 100 of one run; raises CalledProcessError where Lighthouse fails."""
    flags = " ".join(("--headless=new", *chromium.ARGUMENTS))
    only = f"--only-categories={','.join(BOUNDS)}"
    options = ("--quiet", "--output=json", only, f"--skip-audits={LEFT_OUT}", f"--chrome-flags={flags}")
    command = ["node", str(COMMAND), url, *options]
    browser = {"CHROME_PATH": chromium.find() or ""}
    done = subprocess.run(command, capture_output=True, text=True, check=True, env={**os.environ, **browser})
    found = json.loads(done.stdout)["categories"]
    return {name: 100 * found[name]["score"] for name in BOUNDS}


def main() -> None:
    """Command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--runs", type=int, default=5)
    options = parser.parse_args()
    if not COMMAND.is_file():
        print("Lighthouse: left out, it is not installed. To have it: npm ci --ignore-scripts")
        return
    failed = False
    with tempfile.TemporaryDirectory() as folder:
        site = Path(folder) / "site"
        os.environ |= {"RECAP_STATE": f"{site}-state", "XDG_CACHE_HOME": str(Path(folder) / "cache")}
        assert build_site(copy_site("full", Path(folder) / "full").config, site).ok
        with contextmanager(serve_folder)(site, Compressed) as base:
            print(f"| page | {' | '.join(f'{name} (at least {least})' for name, least in BOUNDS.items())} |")
            print(f"| --- |{' --- |' * len(BOUNDS)}")
            for page in PAGES:
                runs = [scores(base + page) for _ in range(options.runs)]
                medians = {name: statistics.median(run[name] for run in runs) for name in BOUNDS}
                failed |= any(medians[name] < least for name, least in BOUNDS.items())
                print(f"| {page} | {' | '.join(f'{value:.0f}' for value in medians.values())} |", flush=True)
    sys.exit(failed)


if __name__ == "__main__":
    main()
