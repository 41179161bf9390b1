"""Makes hostile folders at random: a good site with its state, its previous tree and its neighbours, then harm.

A folder follows from its seed alone. What must never be published has the folder's `marker` in it.
"""

from __future__ import annotations

import gzip
import json
import os
import random
import shutil
import socket
import sqlite3
import stat
import struct
import subprocess
import unicodedata
from collections.abc import Callable
from contextlib import closing, suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from recap.content.addresses import KINDS
from tests.site_fixtures import FILES, ROOT, TALK, Project, make_project
from tests.watching import state_of

COMMANDS = ("check", "build", "archive", "import", "new", "fix")
FIXABLE = TALK.replace("boussole", '"a  b"')
DRAWING = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><path d="M0 0"/></svg>'
NAMES: tuple[bytes, ...] = (
    b"bad\xff.txt", b"\xc3\x28.md", b"a\nb.txt", b"a\n::error ::b.md", b"\x1b[31mred.txt", b"\x07.md", b"a\rb.csv",
    b"a\\..\\..\\evil.txt", b"C:evil.txt", b"AUX.txt", b"con", b"con.md", b"lpt1.png", b"NUL .svg", b"end .txt ",
    b"dot.", b"dot.md.", b"x" * 255, b"x" * 201 + b".txt", b"x" * 199 + b".md", b"-rf.txt", b"--help.md", b"...",
    b"..txt", b" .md", b"~", b"$(id).txt", b"`id`.md", b"<script>.md", b"'\"><img>.png", b"%2e%2e%2fx.txt",
    b"a;b|c&d.md", b"x.html", b"x.HTM", b"x.js", b"x.php", b"x", b"README.md", b"readme.MD", b"404.md", b"{a}.txt",
    b"{{ a }}.md", b"%s.txt", b"\xef\xbb\xbf.md", b"\xc2\x85.txt", b"\xed\xa0\x80.txt", b"index.md.txt", b"Index.md",
    "\u202egpj.txt".encode(), "\u200b.md".encode(), "\u2028.txt".encode(), "пример.md".encode(), "日本.txt".encode(),
    "ﬁ.txt".encode(), "İ.md".encode(), b"K.txt", "🙂.md".encode(), b"a/" * 17 + b"b.txt",
    b"d" * 190 + b"/" + b"e" * 190 + b"/" + b"f" * 190 + b"/" + b"g" * 190 + b"/" + b"h" * 190 + b"/" + b"i.txt",
)  # fmt: skip
TWINS = (("twin.txt", "Twin.txt"), ("é.txt", unicodedata.normalize("NFD", "é.txt")), ("ß.csv", "SS.csv"),
         ("x/a.txt", "X/a.txt"), ("y.md", "Y.md"), ("ſ.txt", "s.txt"), ("z.md", "z.txt/a.txt"))  # fmt: skip
ODD: tuple[Any, ...] = (
    None, True, 0, -1, 1e308, 10**40, "", " ", "\0", "x" * 5_000, "../../x", "/etc/passwd", "C:\\x", "\u202ex", "日",
    "<script>alert(1)</script>", "javascript:alert(1)", "{{ 7*7 }}", "%s", "\ud800", [], {}, [[]], [None], {"": {}},
    "2026-05-01", "25:99", "2026-02-30T00:00", "---\ntitle: x", "&amp;<b>", "-" * 300, "🙂" * 200, ["a"] * 3_000,
)  # fmt: skip
CONFIGS: tuple[str | bytes, ...] = (
    b"", b"\0", b"\xff\xfe", b"[", b"a: [b", b"- a\n", b"x", b"\tx: y", b"!!python/object/apply:os.system [id]\n",
    b"site_name: !!python/name:os.system\n", b"{" * 3_000, b"a: &a [*a]\n", b"site_name: 1\nsite_name: 2\n",
    "# \u00e9\n".encode("latin-1"), b"plugins: []\n", b"plugins: [none-such]\n", b"theme: none-such\n", b"theme: 7\n",
    b"nav: 7\n", b"nav: [nowhere.md]\n", b"docs_dir: /dev/pts\n", b"docs_dir: docs/..\n",
    b"docs_dir: ../outside/folder\n",
    b"site_dir: docs\n", b"site_dir: .\n", b"site_dir: ''\n", b"site_url: 'x y'\n",
    b"site_url: javascript:alert(1)\n", b'site_url: "https://a\\n.b/"\n', b"site_url: [1]\n", b"site_url: http://[\n",
    b"markdown_extensions: [none-such]\n", b"markdown_extensions: 7\n", b"use_directory_urls: true\n", b"strict: 7\n",
    b"extra: 7\n", b"extra: {recap: 7}\n", b"extra: {recap: {folders: 7}}\n", b"extra: {recap: {limits: {files: 1}}}\n",
    b"extra: {recap: {folders: {people: ../x, topics: api}}}\n", b"extra: {recap: {image_hosts: {a: b}}}\n",
    b"extra: {recap: {repository: 'javascript:x', contact: [x]}}\n", b"extra: {recap: {search: maybe, colour: x}}\n",
    b"site_name: '<script>alert(1)</script>'\n", b'site_name: "\\u202ex\\u0000"\n', b"site_name: []\n",
    b"site_name: " + b"x" * 100_000 + b"\n", b"validation: x\n", b"hooks: [none.py]\n", b"INHERIT: none.yml\n",
    b"theme: {name: recap, custom_dir: none}\n", b"theme: {name: recap, custom_dir: docs}\n",
    b"theme: {name: recap, custom_dir: mkdocs.yml}\n", b"theme: {name: recap, language: xx}\n",
    b"theme: {name: recap, language: [fr]}\n", b"theme: {name: null, custom_dir: [x]}\n", b"extra_css: [../x]\n",
)  # fmt: skip
"""Lines that replace the key that they start with, or come last."""


def make_base(folder: Path) -> Path:
    """A good site, built with its downloads, with its state and its neighbours: what every hostile folder starts as."""
    from recap.build.builder import build_site
    from recap.core.private_folder import VARIABLE
    from recap.downloads.archive import pack

    project = make_project(folder / "project", {**FILES, "rencontre/plan.svg": DRAWING}, address="https://a.example/")
    before = os.environ.get(VARIABLE)
    os.environ[VARIABLE] = str(folder / "state")
    try:
        assert build_site(project.config, project.site, finish_tree=pack).ok
        assert project.build().ok
    finally:
        os.environ.pop(VARIABLE) if before is None else os.environ.update({VARIABLE: before})
    return folder


class HostileFolder:
    """A site with harm in it, what a command is given with it, and what must hold afterwards."""

    def __init__(self, base: Path, place: Path, seed: int) -> None:
        self.seed, self.place, self.random = seed, place, random.Random(seed)
        subprocess.run(["cp", "-a", f"{base}/.", place], check=True)  # half the time of shutil.copytree
        self.project, self.state, self.outside = Project(place / "project"), place / "state", place / "outside"
        self.docs, self.theme = self.project.folder / "docs", self.project.folder / "theme"
        self.marker = f"HOSTILE{seed}x"
        self.command = COMMANDS[seed % len(COMMANDS)]
        self.harms: list[str] = []
        self.unreadable: set[str] = set()
        """Paths that the test refuses to open: whoever runs it may read everything."""
        self.outside_is_named = False
        """True if mkdocs.yml or the theme, which are code, lead to the neighbours."""
        self._make_neighbours()
        self.given = self._given_to_import() if self.command == "import" else self._issue()
        harms = [name for name in dir(self) if name.startswith("harm_") and name not in LEFT_OUT]
        quiet = [name for name in harms if name in QUIET]
        chosen = quiet if self.random.random() < 0.35 else harms
        for _ in range(self.random.choice((1, 1, 1, 2, 3, 5, 8))):
            name = self.random.choice(chosen)
            with suppress(OSError):  # an earlier harm is in its way
                getattr(self, name)()
                self.harms.append(name.removeprefix("harm_"))

    @property
    def arguments(self) -> list[str]:
        """What is given to `recap`."""
        command = {
            "fix": ["check", "--fix"],
            "import": ["import", str(self.given), *(["--dry-run"] if self.random.random() < 0.2 else [])],
            "new": self._new(),
            "check": ["check", "--format", self.random.choice(("text", "json", "github"))],
        }.get(self.command, [self.command])
        options = ["-f", str(self.project.config), "--state", str(self.state), "--lang", "en"]
        place = command.index("--") if "--" in command else len(command)
        return [*command[:place], *options, *command[place:]]

    def before(self) -> dict[str, Any]:
        """What lies around the project and its state, which no command may touch."""
        return state_of(self.place, self.project.folder, self.state)

    def _make_neighbours(self) -> None:
        """What links lead to: files of every kind that a careless program would read, publish, fix or remove."""
        files = {"secret.txt": "", "secret.md": FIXABLE, "secret.json": "{}", "secret.svg": DRAWING, "page.html": "<p>",
                 "folder/index.md": TALK, "folder/a.txt": "", "folder/x.png": "", "site/sitemap.xml": "<a/>",
                 "site/index.html": "<p>", "state/CACHEDIR.TAG": "", "state/site.sqlite": "x"}  # fmt: skip
        for name, content in files.items():
            path = self.outside / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(f"{content}\n{self.marker}\n", "utf-8")
        os.mkfifo(self.outside / "pipe")
        for name in ("state-journal", "state.sqlite", "state.lock", "projects", "project.lock"):
            (self.place / name).write_text(self.marker, "utf-8")

    # What is put into docs/

    def _put(self, name: str | bytes, content: str | bytes, folder: Path | None = None) -> bytes:
        path = os.path.join(os.fsencode(folder or self.docs), os.fsencode(name))  # noqa: PTH118
        self._stay_here(path)
        os.makedirs(os.path.dirname(path), exist_ok=True)  # noqa: PTH103, PTH120
        with suppress(FileNotFoundError, IsADirectoryError):
            os.unlink(path)  # noqa: PTH108
        with open(path, "wb") as file:  # noqa: PTH123
            file.write(content if isinstance(content, bytes) else content.encode("utf-8", "surrogatepass"))
        return path

    def _stay_here(self, path: Path | bytes) -> None:
        """Raise FileNotFoundError if an earlier harm, a link, makes a path lead out of the temporary folder."""
        parent = os.path.realpath(os.path.dirname(path))  # noqa: PTH120
        if not os.fsdecode(parent).startswith(os.path.realpath(self.place)):
            raise FileNotFoundError(path)

    def _file(self, path: Path) -> bytes:
        """The content of a file that no earlier harm has put something else in the place of."""
        self._stay_here(path)
        if not stat.S_ISREG(path.lstat().st_mode):
            raise FileNotFoundError(path)
        return path.read_bytes()

    def _remove(self, path: Path) -> None:
        self._stay_here(path)
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)

    def _special(self, path: Path) -> None:
        """Put a pipe, a socket, or a device where the system lets us make one, in the place of a file."""
        self._stay_here(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._remove(path)
        _make_special(path, self.random)

    def _place(self) -> str:
        """Some place in docs/, of a file that is there or could be."""
        stem = self.random.choice(("x", "z", "images/y", "rencontre/x", "sujets/x", "intervenants/ana-foo", "n/a/b"))
        suffix = self.random.choice((".md", ".md", ".txt", ".svg", ".png", ".json", ".pdf", ".mp4", ".html", ""))
        there = ("index.md", "rencontre/index.md", "rencontre/un-debut.md", "rencontre/plan.svg", "rencontre", ".x")
        return self.random.choice((stem + suffix, stem + suffix, self.random.choice(there)))

    def _target(self) -> str:
        inside = (
            "index.md",
            "rencontre",
            ".",
            "..",
            "none",
            "../mkdocs.yml",
            "../site/index.html",
            "../../state",
            "x.md",
        )
        near = ("secret.txt", "secret.md", "secret.svg", "folder", "pipe", "none", "page.html", "state")
        far = (
            "/dev/zero",
            "/dev/stdin",
            "/dev/full",
            "/dev/tty",
            "/",
            "/etc/passwd",
            "/proc/self/environ",
            "/proc/kcore",
        )
        return self.random.choice(
            (self.random.choice(inside), f"{self.outside}/{self.random.choice(near)}", self.random.choice(far))
        )

    def _link(self, path: Path, target: str | Path) -> None:
        self._stay_here(path)
        path.parent.mkdir(parents=True, exist_ok=True)
        self._remove(path)
        path.symlink_to(target)

    def harm_link(self) -> None:
        """A link to a file, a folder, a device, a pipe, nothing."""
        self._link(self.docs / self._place(), self._target())

    def harm_links_in_a_ring(self) -> None:
        """A link that leads to itself, by others or at once."""
        names = self.random.sample(["a.md", "b.md", "c.txt", "d", "rencontre/e.md"], self.random.randint(1, 4))
        for name, other in zip(names, [*names[1:], names[0]], strict=True):
            self._link(self.docs / name, self.docs / other)

    def harm_link_of_docs(self) -> None:
        """The whole folder docs/ is a link, a file or a pipe."""
        if self.random.random() < 0.3:
            elsewhere = self.project.folder / "elsewhere"
            self.docs.rename(elsewhere)
            self._link(self.docs, self.random.choice((elsewhere, self.outside / "folder", "elsewhere")))

    def harm_name(self) -> None:
        """A file or a folder of an odd name."""
        name = self.random.choice(NAMES)
        if self.random.random() < 0.3:
            name += b"/a.txt"
        with suppress(OSError):  # this file system has no such name
            self._put(name, self.random.choice((TALK, "x", DRAWING)))

    def harm_random_name(self) -> None:
        """A name of bytes at random."""
        name = bytes(self.random.choice((*range(1, 47), *range(48, 256))) for _ in range(self.random.randint(1, 60)))
        with suppress(OSError):
            self._put(name + self.random.choice((b"", b".md", b".txt", b"/x.md")), TALK)

    def harm_twins(self) -> None:
        """Two names that some system takes for one."""
        for name in self.random.choice(TWINS):
            self._put(name, TALK if name.endswith(".md") else "x")

    def harm_special(self) -> None:
        """A pipe, a socket or a device."""
        self._special(self.docs / self._place())

    def harm_unreadable(self) -> None:
        """A file that nobody may open, or a folder that nobody may list."""
        paths = [path for path in self.docs.rglob("*") if not path.is_symlink()]
        self.unreadable.add(str(self.random.choice(paths)))

    def harm_large(self) -> None:
        """An enormous file with nothing in it."""
        name = self.random.choice(
            ("big.md", "big.svg", "big.png", "big.mp4", "big.txt", "rencontre/big.pdf", "index.md")
        )
        os.truncate(self._put(name, self.marker), self.random.choice((600_000_000, 2 * 2**30, 2**40)))

    def harm_deep(self) -> None:
        """Folders in folders, or very many files."""
        if self.random.random() < 0.5:
            self._put("d/" * self.random.randint(14, 400) + "x.txt", "x")
        else:
            for number in range(300):
                self._put(f"many/{number}.txt", "x")

    def harm_address(self) -> None:
        """A file, or a folder, at an address that a build writes, in any case or form."""
        site = self.project.site
        written = sorted(path.relative_to(site).as_posix() for path in site.rglob("*") if path.is_file())
        patterns = [pattern for kind in KINDS for pattern in kind.patterns]
        made = self.random.choice(patterns).replace("{event}", "rencontre").replace("{talk}", "un-debut")
        made = (
            made.replace("{feed}", "flux").replace("**", "un/texte").replace("*", "x").translate({123: None, 125: None})
        )
        address = self.random.choice((*written, made + "x" * made.endswith("/")))
        address = self.random.choice((address, address, address.upper(), address.title(), f"{address}/a.txt"))
        sure = address in written and not address.endswith(".svg")
        self._put(address, self.marker if sure else "x")

    def harm_bytes(self) -> None:
        """Markdown, a drawing or a picture of bytes at random, or half of what it was."""
        content = self.random.choice((
            self.random.randbytes(400), b"---\n" + self.random.randbytes(200),
            TALK.encode()[: self.random.randrange(99)], b"", b"---\n---\n", b"---\na: " + b"[" * 999,
            b"\xef\xbb\xbf" + TALK.encode(), TALK.encode("utf-16"),
            TALK.replace("title:", "titel:").encode(), TALK.replace("Ana", "\u202eAna").encode(), b"\0" * 999,
            TALK.encode() + b"<script>alert(1)</script>", TALK.encode() + b"[a](nowhere.md)",
            TALK.encode() + b"![](z.txt)", TALK.encode() + b"--8<-- \"../mkdocs.yml\"\n",
            b"---\na: !!python/object/apply:os.system [id]\n---\n",
        ))  # fmt: skip
        self._put(self._place(), content)

    def harm_good(self) -> None:
        """More of what is fine: a talk, a page, a picture, odd names that pass."""
        number = self.random.randrange(99)
        self._put(f"rencontre/t{number}.md", FIXABLE.replace("Un début", f"Titre {number}"))
        self._put(f"p{number}.md", "---\nkind: page\ntitle: Une page\n---\n[a](index.md)\n")
        self._put(self.random.choice(("a #b%20c&d'e.txt", "日本.json", "(x) [y] {z}.csv", "=+~!$,;@.vtt")), "x")

    def harm_hidden(self) -> None:
        """Hidden files and folders, which are nobody's business and never published."""
        name = self.random.choice(
            (".env", ".git/config", ".htaccess", ".x/y.md", "rencontre/.secret.md", ".well-known/x")
        )
        self._put(name, self.marker)

    # What lies around docs/ in the project

    def harm_checkout(self) -> None:
        """What earlier versions kept in a checkout, and believed."""
        name = self.random.choice(("templates/__jinja2_x.cache", "builds/x/state", "social/x.png", "schema/x.json"))
        self._put(name, b"\x80\x04" + self.marker.encode(), self.project.folder / ".cache/recap")
        journal = {"../../outside/secret.txt": {"before": None, "after": self.marker}}
        self._put(".recap-writing.json", json.dumps(journal), self.project.folder)

    def harm_beside_site(self) -> None:
        """A link, a file or a folder under a name that builds use next to the site."""
        path = self.project.folder / self.random.choice((".site-old", ".site-new-x", ".site-shadow", ".site-twin",
                                                         ".site-lock", ".site-new-x-shadow"))  # fmt: skip
        self._remove(path)
        kind = self.random.choice(("link", "file", "folder", "special"))
        if kind == "link":
            self._link(
                path, self.random.choice((self.outside / "site", self.outside / "secret.txt", "docs", "site", "none"))
            )
        elif kind == "special":
            self._special(path)
        elif kind == "file":
            path.write_text(self.marker, "utf-8")
        else:
            self._put("index.html", self.marker, path)
            self._put("sitemap.xml", self.marker, path)

    def harm_site(self) -> None:
        """The previous site has something in it that no build made, or is a link, or is gone."""
        site, kind = self.project.site, self.random.choice(("more", "changed", "link inside", "link", "gone", "folder"))
        if kind == "link":
            self._link(site, self.random.choice((self.outside / "site", "docs", "none", ".site-shadow", "/dev/zero")))
        elif kind == "gone":
            self._remove(site)
        elif kind == "link inside":
            self._link(
                site / self.random.choice(("index.html", "x.html", "assets", "search")), self.outside / "page.html"
            )
        elif kind == "folder":
            self._remove(site / "index.html")
            self._put("index.html/x.txt", self.marker, site)
        else:
            name = (
                "x.html" if kind == "more" else self.random.choice(("index.html", "rencontre/index.html", "flux.json"))
            )
            self._put(name, self.marker, site)

    def _state_file(self) -> Path:
        found = [*self.state.glob("*.sqlite")]
        if not found or found[0].is_symlink():
            raise FileNotFoundError(self.state)
        return found[0]

    def harm_state(self) -> None:
        """A state that is cut, changed, empty, of another layout, a link, a folder, a pipe."""
        path = self._state_file()
        path = self.random.choice((path, path, path.with_name(f"{path.name}.json")))
        content = bytearray(self._file(path))
        kind = self.random.choice(("cut", "bits", "empty", "bytes", "layout", "link", "folder", "special", "open"))
        if kind in ("link", "folder", "special"):
            path.unlink()
        if kind == "cut":
            os.truncate(path, self.random.randrange(len(content) or 1))
        elif kind == "bits":
            for _ in range(self.random.randint(1, 5) if content else 0):
                content[self.random.randrange(len(content))] ^= 1 << self.random.randrange(8)
            path.write_bytes(content)
        elif kind == "link":
            self._link(path, self.random.choice((self.outside / "state/site.sqlite", self.outside / "pipe", "none")))
        elif kind == "folder":
            self._put("x", self.marker, path)
        elif kind == "special":
            self._special(path)
        elif kind == "open":
            path.chmod(0o666)
        elif kind == "layout":
            path.unlink()
            with closing(sqlite3.connect(path)) as database, database:
                database.executescript(f"CREATE TABLE unit (a); INSERT INTO unit VALUES ('{self.marker}')")
        else:
            path.write_bytes(b"" if kind == "empty" else self.random.randbytes(5_000))

    def harm_state_with_journal(self) -> None:
        """Next to the state lies what SQLite would read with it: a journal that names a file to be removed."""
        path = self._state_file()
        head = b"\xd9\xd5\x05\xf9\x20\xa1\x63\xd7" + struct.pack(">IIIII", 0, 1, 1, 512, 4096)
        name = os.fsencode(self.outside / "secret.txt")
        end = struct.pack(">I", 1) + name + struct.pack(">II", len(name), sum(name)) + head[:8]
        suffix = self.random.choice(("-journal", "-journal", "-wal", "-shm"))
        self._put(path.name + suffix, head.ljust(512, b"\0") + end, self.state)

    def harm_state_folder(self) -> None:
        """The folder of the state is a link, a file, open to all, or not ours; or things in it lead elsewhere."""
        kind = self.random.choice(("link", "file", "open", "strange", "link inside", "pictures", "special"))
        if kind == "link":
            self.state.rename(self.place / "outside/real-state")
            self._link(self.state, self.random.choice((self.outside / "state", self.outside / "real-state", "none")))
        elif kind in ("file", "special"):
            self._remove(self.state)
            self.state.write_text(self.marker, "utf-8") if kind == "file" else self._special(self.state)
        elif kind == "open":
            self.state.chmod(0o777)
        elif kind == "strange":
            self._put("CACHEDIR.TAG", self.marker, self.state)
        elif kind == "link inside":
            name = self.random.choice(
                ("social", "CACHEDIR.TAG", self._journal_name(), self._journal_name()[:-5] + ".lock")
            )
            self._link(
                self.state / name, self.random.choice((self.outside / "folder", self.outside / "secret.txt", "none"))
            )
        else:
            for path in (self.state / "social").iterdir():
                self._put(path.name, self.marker, path.parent)

    def _journal_name(self) -> str:
        return f"journal-{sha256(os.fsencode(os.path.realpath(self.docs))).hexdigest()[:16]}.json"

    def harm_journal(self) -> None:
        """A journal of another folder, of another version, cut short, or that leads out of docs/."""
        name = self.random.choice(("../../outside/secret.txt", "../mkdocs.yml", "/etc/x.md", "a/../../x.md", "x.txt",
                                   "", "../../outside/secret.md", ".x.md", "a\0b.md", "a\\b.md",
                                   "x" * 300 + ".md"))  # fmt: skip
        content: dict[str, Any] = {"version": 1, "docs": os.path.realpath(self.docs)}
        content["files"] = {
            "index.md": {"before": None, "after": self.marker},
            name: {"before": None, "after": self.marker},
        }
        if self.random.random() < 0.4:
            content[self.random.choice([*content])] = self.random.choice([odd for odd in ODD if odd != "\ud800"])
        said = json.dumps(content).encode()
        said = self.random.choice(
            (said, said, said[: self.random.randrange(len(said))], b"[" * 100_000, b"", b"\xff{}")
        )
        self._put(self._journal_name(), said, self.state)

    def harm_config(self) -> None:
        """A mkdocs.yml that is broken, or says odd things."""
        said = self.random.choice(CONFIGS)
        said = said.encode() if isinstance(said, str) else said
        self.outside_is_named |= b"outside" in said
        config = self._file(self.project.config).decode("utf-8", "replace")
        key = said.partition(b":")[0].decode("latin-1")
        kept, dropping = [], False
        for line in config.splitlines(keepends=True):
            dropping = line.startswith(f"{key}:") or (dropping and line.startswith((" ", "\n")))
            kept += [] if dropping else [line]
        self.project.config.write_bytes("".join(kept).encode() + said if b":" in said else said)

    def harm_theme(self) -> None:
        """A theme's folder with odd files in it: it is code, and nothing of it may hang or raise."""
        if not self.theme.exists():
            self.theme.mkdir()
            config = self._file(self.project.config).decode("utf-8", "replace")
            config = config.replace("{name: recap,", "{name: recap, custom_dir: theme,")
            self.project.config.write_text(config, "utf-8")
        folder = self.random.choice(("", "assets/", "server/", "img/", "server/.well-known/"))
        kind = self.random.choice(("name", "name", "link", "special", "address"))
        self.outside_is_named = True
        if kind == "name":
            with suppress(OSError):
                self._put(folder.encode() + self.random.choice(NAMES), "x", self.theme)
        elif kind == "link":
            target = self.random.choice(
                (self.outside / "none", self.outside / "page.html", self.outside / "folder", ".")
            )
            self._link(self.theme / f"{folder}x.txt", target)
        elif kind == "special":
            self._special(self.theme / f"{folder}y.txt")
        else:
            self._put(
                folder + self.random.choice(("index.html", "flux.json", "robots.txt/a", "search/x.js")), "x", self.theme
            )

    # What a command is given

    def _schedule(self) -> Any:
        talk = {"guid": "a-1", "title": "Un titre", "start": "10:00", "date": "2026-05-01T10:00:00+02:00", "room": "A",
                "duration": "00:30", "abstract": "Un <b>mot</b>.", "links": [],
                "persons": [{"public_name": "Zoé Zed"}]}  # fmt: skip
        day = {"index": 1, "date": "2026-05-01", "rooms": {"A": [talk]}}
        conference = {"acronym": "autre", "title": "Autre", "start": "2026-05-01", "end": "2026-05-02", "days": [day],
                      "time_zone_name": "Europe/Paris"}  # fmt: skip
        return {"schedule": {"conference": conference}}

    def _spoil(self, value: Any) -> Any:
        """The value with something odd in it, somewhere."""
        if isinstance(value, (dict, list)) and value and self.random.random() < 0.9:
            key = self.random.choice([*value] if isinstance(value, dict) else range(len(value)))
            value[key] = self._spoil(value[key])
            return value
        return self.random.choice(ODD)

    def _given_to_import(self) -> Path:
        """A programme: good, odd, broken, a bomb, a link, a pipe, or a folder with some."""
        folder = self.place / "given"
        video = {"title": "x", "speakers": ["Zoé"], "recorded": "2026-05-01", "event": "autre", "description": "x"}
        makers: list[Callable[[], tuple[str, bytes]]] = [
            lambda: ("s.json", json.dumps(self._schedule()).encode()),
            *[lambda: ("s.json", json.dumps(self._spoil(self._schedule())).encode())] * 6,
            lambda: ("s.json", json.dumps(self._schedule()).encode()[: self.random.randrange(300)]),
            lambda: ("s.json", b"[" * 200_000),
            lambda: ("s.json", b'{"schedule":' + b'{"a":' * 5_000),
            lambda: ("s.json", b"\xff\xfe" + self.random.randbytes(99)),
            lambda: ("s.json.gz", gzip.compress(bytes(100_000_000), 9)),
            lambda: (
                "s.json.gz",
                gzip.compress(json.dumps(self._schedule()).encode())[: self.random.randrange(20, 200)],
            ),
            lambda: ("s.jsonl", json.dumps(self._spoil(dict(video))).encode()),
            lambda: ("s.xml", b"<schedule>" + b"<a>" * 50_000),
            lambda: ("s.xml", b"<!DOCTYPE a [<!ENTITY b 'c'>]><schedule>&b;</schedule>"),
            lambda: ("s.xml", b"<!DOCTYPE a SYSTEM 'file:///etc/passwd'><schedule/>"),
            lambda: (
                "s.xml",
                b"<schedule><conference><title>x</title></conference><day date='x'><room/></day></schedule>",
            ),
            lambda: ("s.xml", b"<schedule" + self.random.randbytes(50)),
        ]
        for number in range(self.random.choice((1, 1, 3))):
            name, content = self.random.choice(makers)()
            self._put(f"{number}/{name}", content, folder)
        choice = self.random.random()
        if choice < 0.1:
            self._link(folder / "0/t.json", self._target())
        elif choice < 0.2:
            self._special(folder / "0/t.json")
        if choice < 0.3:
            return folder
        return next(path for path in sorted((folder / "0").iterdir()) if path.name.startswith("s."))

    def _issue(self) -> Path:
        path = self.place / "given/issue.md"
        self._put(
            "issue.md", self.random.choice((b"### Titre\n\nUn titre\n", self.random.randbytes(300), b"")), path.parent
        )
        form = self.project.folder / ".github/ISSUE_TEMPLATE"
        shutil.copytree(ROOT / ".github/ISSUE_TEMPLATE", form)
        return path

    def _new(self) -> list[str]:
        said = [str(odd) for odd in ODD if isinstance(odd, str) and odd and "\0" not in odd and odd != "\ud800"]
        one, other = self.random.choice(said), self.random.choice((*said, "Zoé Zed", "Un titre"))
        return self.random.choice((
            ["new", "person", "--", one], ["new", "topic", "--summary", other, "--", one],
            ["new", "event", "--start", "2026-06-01", "--end", one, "--timezone", other, "--summary", "x", "--", other],
            ["new", "talk", "--event", "rencontre", "--title", one, "--speaker", other, "--topic", other],
            ["new", "talk", "--title", one, "--speaker", "Zoé Zed", "--date", other], ["new", "person", "Zoé Zed"],
            ["new", "talk", "--from-issue", str(self.given)],
        ))  # fmt: skip


QUIET = frozenset(
    f"harm_{name}"
    for name in ("state", "state_with_journal", "state_folder", "journal", "checkout", "good", "hidden", "site",
                 "beside_site")
)  # fmt: skip
"""Harms after which a site can often be built."""


LEFT_OUT: frozenset[str] = frozenset()
"""Harms that are not done: until builds know which folders next to a site are theirs."""


def _make_special(path: Path, chance: random.Random) -> None:
    """A pipe, a socket, or a device where the system lets us make one."""
    kind = chance.choice(("pipe", "socket", "device"))
    if kind == "socket":
        here = os.open(path.parent, os.O_RDONLY)
        try:
            with socket.socket(socket.AF_UNIX) as server, suppress(OSError):
                server.bind(f"/proc/self/fd/{here}/{path.name}")
        finally:
            os.close(here)
    elif kind == "device":
        with suppress(OSError):
            os.mknod(path, 0o600 | 0o020000, os.makedev(1, 5))
    if not os.path.lexists(path):
        os.mkfifo(path)
