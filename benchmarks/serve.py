"""Measure how long a written text takes to be seen in the browser, while Recap or another generator serves the site.

`python -m benchmarks.serve [--talks 1000] [--edits 5]`. A talk's page is open in Chromium, scrolled down; its text is
rewritten; the figure is the time from the end of writing until the page shows the new text. Whether the page kept
its place is looked at a second later.
"""

from __future__ import annotations

import argparse
import os
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Error, Page, sync_playwright

from benchmarks import projects
from benchmarks.bench import PYTHON, kept, middle, versions
from tests import chromium

PATIENCE = 600
"""Seconds after which a server that shows nothing is given up."""
SCROLLED = 700
"""Pixels that the page is scrolled down."""


def servers(port: int) -> Iterator[tuple[str, str, list[str]]]:
    """(name, folder of the project, command) of what is installed."""
    yield "recap serve", projects.OURS, [*PYTHON, "recap", "serve", "--port", str(port)]
    yield "zensical serve", projects.STOCK, [*PYTHON, "zensical", "serve", "--dev-addr", f"127.0.0.1:{port}"]
    if shutil.which("hugo"):
        yield "hugo server", projects.HUGO, ["hugo", "server", "--baseURL", "http://127.0.0.1/", "--port", str(port)]


def free_port() -> int:
    """A port that nobody listens at."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def running(command: list[str], folder: Path, url: str) -> Iterator[float]:
    """A server that answers at an address; gives the seconds that it took to."""
    start = time.perf_counter()
    environment = os.environ | kept(folder)
    with (
        tempfile.TemporaryFile() as said,
        subprocess.Popen(command, cwd=folder, env=environment, stdout=said, stderr=said) as process,
    ):
        try:
            while not _answers(url):
                if process.poll() is not None or time.perf_counter() - start > PATIENCE:
                    said.seek(0)
                    sys.exit(f"{' '.join(command)} failed:\n{said.read().decode(errors='replace')[-2000:]}")
                time.sleep(0.05)
            yield time.perf_counter() - start
        finally:
            process.terminate()


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=PATIENCE) as answer:
            return bool(answer.status == 200)
    except OSError:  # nobody listens yet, or there is no such page yet
        return False


def shows(page: Page, text: str) -> bool:
    """Whether a page shows a text; not while it is being loaded."""
    try:
        return bool(page.evaluate("text => document.body?.innerText.includes(text)", text))
    except Error:
        return False


def wait_for(page: Page, text: str) -> float:
    """The seconds until a page shows a text."""
    start = time.perf_counter()
    while not shows(page, text):
        if time.perf_counter() - start > PATIENCE:
            sys.exit(f"{page.url}: “{text}” was not shown within {PATIENCE} s")
        time.sleep(0.01)
    return time.perf_counter() - start


def edits(page: Page, talk: Path, number: int) -> tuple[list[float], int]:
    """The seconds that each edit took to be seen, and after how many of them the page had kept its place.

    One edit more is made first, and not counted: a server may answer before it has built everything.
    """
    before, times, kept = talk.read_text("utf-8"), [], 0
    for edit in range(number + 1):
        page.evaluate("place => window.scrollTo(0, place)", SCROLLED)
        page.wait_for_timeout(1000)  # a reader reads; what watches the files comes to rest
        talk.write_text(f"{before}\nMesure {edit}.\n", "utf-8")
        seconds = wait_for(page, f"Mesure {edit}.")
        page.wait_for_timeout(1000)
        if edit:
            times.append(seconds)
            kept += page.evaluate("window.scrollY") == SCROLLED
    return times, kept


def main() -> None:
    """Write the projects, serve each, print a Markdown table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--talks", type=int, nargs="+", default=[1000], metavar="NUMBER")
    parser.add_argument("--edits", type=int, default=5)
    options = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="recap-bench-"))
    rows = []
    try:
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path=chromium.find(), args=list(chromium.ARGUMENTS))
            for talks in options.talks:
                print(f"Writing the projects of {talks} talks…", flush=True)
                projects.write_all(folder / str(talks), talks)
                src_uri = middle(folder / str(talks) / projects.OURS / "docs")
                for name, project, command in servers(port := free_port()):
                    talk = folder / str(talks) / project / "docs" / src_uri
                    with talk.open("a", encoding="utf-8") as text:
                        text.write("\n" + "Un paragraphe, pour que la page soit longue.\n\n" * 60)
                    url = f"http://127.0.0.1:{port}/{src_uri.removesuffix('.md')}.html"
                    with running(command, talk.parents[len(Path(src_uri).parts)], url) as seconds:
                        page = browser.new_page(viewport={"width": 1280, "height": 720})
                        page.goto(url)
                        times, kept = edits(page, talk, options.edits)
                        page.close()
                    median = statistics.median(times)
                    row = (f"{talks:,}", name, f"{seconds:.1f}", f"{median:.2f}", f"{max(times):.2f}")
                    rows.append(f"| {' | '.join(row)} | {kept} of {len(times)} |")
                    print(f"{talks} talks, {name}: seen after {median:.2f} s", flush=True)
            browser.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print(f"\n{versions()}\n\nSeconds from the write to the new text in the browser.\n")
    print("| talks | server | start | median | most | kept its place |\n| --: | --- | --: | --: | --: | --- |")
    print("\n".join(rows))


if __name__ == "__main__":
    main()
