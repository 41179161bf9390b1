"""Withdrawal holds: every spelling is found in every kind of file, and what is published has none."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from mkdocs.commands.build import build as mkdocs_build
from mkdocs.config import load_config
from mkdocs.exceptions import Abort
from PIL import Image, PngImagePlugin
from pypdf import PdfWriter

from recap.build.builder import build_site
from recap.cli import main
from recap.core.diagnostics import Diagnostic
from recap.core.name_search import NameSearch
from recap.lint import content_reader
from recap.lint.content_reader import ContentReader
from recap.lint.file_contents import Finding, look_into
from recap.lint.runner import CheckState, check_content
from tests.integration.test_downloads import archive
from tests.name_spellings import ENCODED, MARKED, PEOPLE, PLAIN, bare, slug, spellings
from tests.name_traces import traces
from tests.site_fixtures import EVENT, HOME, ROOT, TALK, MakeProject, Project, french

NAMES = [f"{given} {family}" for given, family in PEOPLE]
PERSON = "---\nname: {}\naliases: [{}]\ndo_not_publish: true\n---\nUne vie.\n"
GONE = {
    f"intervenants/{slug(name)}.md": PERSON.format(name, alias)
    for name, alias in zip(NAMES, ("Qzorb", "Vlemptj", "Uxhadri"), strict=True)
}
SEARCH = NameSearch(NAMES, map(slug, NAMES))
PAGE = "---\ntitle: {}\n---\n{}\n"
CREDITED = "---\ntitle: Ensemble\nspeakers: [{}, Ana Foo]\ndate: 2026-05-01\nsummary: Un pas.\n---\nUn texte.\n"
FILES = {
    "index.md": HOME,
    "rencontre/index.md": EVENT,
    "rencontre/un-debut.md": TALK,
    "rencontre/ensemble.md": CREDITED.format(", ".join(NAMES)),
}


def found_in(docs: Path) -> dict[str, list[Diagnostic]]:
    """What a check reports, by file below docs/."""
    found: dict[str, list[Diagnostic]] = {}
    for diagnostic in check_content(docs, french()).diagnostics:
        found.setdefault(diagnostic.path.partition("docs/")[2], []).append(diagnostic)
    return found


def test_every_spelling_is_found_in_texts(new_project: MakeProject) -> None:
    """E120 at the file and line for each way of writing each name in Markdown; none where nobody is named."""
    ways = [*spellings(PLAIN, ENCODED, MARKED)]
    assert len(ways) >= 3 * 60
    pages = {
        f"page-{number}.md": PAGE.format("Une page", f"Bonjour.\n\n{text}") for number, (_, text) in enumerate(ways)
    }
    found = found_in(new_project(FILES | GONE | pages).folder / "docs")
    missed = {
        name: text
        for number, (name, text) in enumerate(ways)
        if not any(each.code == "E120" and each.line >= 5 for each in found.get(f"page-{number}.md", ()))
    }
    assert missed == {}
    assert {src_uri for src_uri, each in found.items() if "E120" in {one.code for one in each}} == {*pages}


def test_every_spelling_is_found_in_records(new_project: MakeProject) -> None:
    """E120 at the line of the value for each way of writing each name in a front matter."""
    ways = [*spellings(PLAIN, ENCODED)]
    pages = {
        f"page-{number}.md": f"---\ntitle: Une page\nsummary: {json.dumps(text, ensure_ascii=False)}\n---\n"
        for number, (_, text) in enumerate(ways)
    }
    found = found_in(new_project(FILES | GONE | pages).folder / "docs")
    lines = {src_uri: {each.line for each in reported if each.code == "E120"} for src_uri, reported in found.items()}
    assert [name for number, (name, _) in enumerate(ways) if lines.get(f"page-{number}.md") != {3}] == []


CAPTION = "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\n{}\n\n2\n00:00:03.000 --> 00:00:04.000\nMerci.\n"
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">\n<text x="1">\n{}</text></svg>'
KINDS: dict[str, Callable[[str], str]] = {
    "txt": lambda text: f"Un.\n{text}\n",
    "csv": lambda text: f"a;b\n1;{text}\n",
    "json": lambda text: json.dumps({"a": 1, "b": [text]}, indent=1),
    "bib": lambda text: f"@misc{{x,\n author = {{{text}}}}}\n",
    "ics": lambda text: f"BEGIN:VEVENT\r\nSUMMARY:{text}\r\n",
    "vtt": CAPTION.format,
    "srt": lambda text: CAPTION.format(text).removeprefix("WEBVTT\n\n"),
    "svg": SVG.format,
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_spelling_is_found_in_files_of_text(kind: str) -> None:
    """Each way of writing each name, at its line, whatever the encoding."""
    missed = []
    for name, text in spellings(PLAIN, ENCODED):
        content = KINDS[kind](text)
        for code in ("utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"):
            try:
                raw = content.encode(code)
            except UnicodeEncodeError:
                continue
            if not any(each.value and each.line > 1 for each in look_into(SEARCH, kind, raw)):
                missed.append((name, code))
    assert missed == []


SPLIT = {
    "svg": [
        SVG.format("<tspan>{g}</tspan><tspan> {f}</tspan>"),
        SVG.format("<tspan>{g}</tspan>\n<tspan>{f}</tspan>"),
        '<svg viewBox="0 0 9 9"><title>{g} {f}</title></svg>',
        '<svg viewBox="0 0 9 9"><desc>{g}\n{f}</desc></svg>',
        '<svg><metadata><x author="{g} {f}"/></metadata></svg>',
        "<svg><!-- {g} {f} --></svg>",
    ],
    "vtt": [
        "WEBVTT\n\n00:01.000 --> 00:02.000\nMerci à {g}\n\n00:02.000 --> 00:03.000\n{f}.\n",
        "WEBVTT\n\n00:01.000 --> 00:02.000\n<v {g} {f}>Merci.\n",
        "WEBVTT\n\n00:01.000 --> 00:02.000\n{g} <00:01.500><c>{f}</c>\n",
    ],
    "srt": ["1\n00:00:01,000 --> 00:00:02,000\n{g}\n\n2\n00:00:02,000 --> 00:00:03,000\n{f}\n"],
    "csv": ["nom;prénom\n{f};{g}\n", '"{g}","{f}"\n', "{g}\t{f}\n"],
    "json": [
        '{{"given": "{g}", "family": "{f}"}}',
        '{{"family": "{f}",\n  "given": "{g}"}}',
        '{{"x": "{g}\\n{f}"}}',
        '{{"{g} {f}": 1}}',
    ],
    "ics": [
        "ATTENDEE;CN={g} {f}:mailto:x@example.org\n",
        "SUMMARY:Avec {g}\r\n  {f}\r\n",
        "N:{f};{g};;;\n",
        "X:{g}\\n{f}\n",
    ],
    "bib": ["author = {{{g} {{{f}}}}}", "author = {{{f}, {g} and Foo, Ana}}"],
    "txt": ["Merci à {g}\r\n{f} pour tout.", "*{g}* **{f}**", "[{g}](https://example.org/) {f}"],
}


@pytest.mark.parametrize("kind", SPLIT)
def test_a_name_in_pieces_is_found(kind: str) -> None:
    """What a kind of file puts between the parts of a name hides nothing."""
    for text in SPLIT[kind]:
        for given, family in PEOPLE:
            said = text.format(g=given, f=family)
            assert [each for each in look_into(SEARCH, kind, said.encode()) if each.value], said


def picture(form: str, **options: Any) -> bytes:
    """A picture of four pixels."""
    file = io.BytesIO()
    Image.new("RGB", (2, 2)).save(file, form, **options)
    return file.getvalue()


def pictures(text: str) -> Iterator[tuple[str, bytes]]:
    """Pictures with a text in each kind of metadata."""
    for packed in (False, True):
        info = PngImagePlugin.PngInfo()
        info.add_text("Author", text.encode("latin-1", "ignore").decode("latin-1"), zip=packed)
        yield "png", picture("PNG", pnginfo=info)
        info = PngImagePlugin.PngInfo()
        info.add_itxt("Description", text, "fr", "Description", zip=packed)
        yield "png", picture("PNG", pnginfo=info)
    exif = Image.Exif()
    exif[0x9C9D] = (text + "\0").encode("utf-16-le")  # XPAuthor
    exif[0x013B] = text  # Artist
    for form, suffix in (("JPEG", "jpg"), ("WEBP", "webp"), ("PNG", "png"), ("AVIF", "avif")):
        yield suffix, picture(form, exif=exif)
    xmp = f"<x:xmpmeta xmlns:x='adobe:ns:meta/'><dc:creator><rdf:li>{text}</rdf:li></dc:creator></x:xmpmeta>".encode()
    yield "jpg", picture("JPEG", xmp=xmp)
    yield "webp", picture("WEBP", xmp=xmp)
    yield "jpg", picture("JPEG", comment=text.encode())
    yield "gif", picture("GIF", comment=text.encode())


def pdf(text: str = "", password: str = "", **metadata: str) -> bytes:
    """A PDF of one page that shows a text."""
    from pypdf.generic import DecodedStreamObject, DictionaryObject, NameObject

    writer = PdfWriter()
    page = writer.add_blank_page(200, 200)
    font = {"/Type": "/Font", "/Subtype": "/Type1", "/BaseFont": "/Helvetica", "/Encoding": "/WinAnsiEncoding"}
    named = DictionaryObject({NameObject(key): NameObject(value) for key, value in font.items()})
    fonts = DictionaryObject({NameObject("/F1"): named})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/Font"): fonts})
    stream = DecodedStreamObject()
    shown = b"".join(b"(%s) Tj 0 -14 Td " % line.encode("cp1252", "replace") for line in text.split("\n"))
    stream.set_data(b"BT /F1 12 Tf 10 100 Td " + shown + b"ET" if text else b"")
    page[NameObject("/Contents")] = writer._add_object(stream.flate_encode())
    writer.add_metadata({f"/{key}": value for key, value in metadata.items()})
    for key, value in metadata.items():
        writer.add_attachment(f"{key}.txt", value.encode())
    if password:
        writer.encrypt(password, algorithm="RC4-128")
    file = io.BytesIO()
    writer.write(file)
    return file.getvalue()


def packed(**members: bytes) -> bytes:
    """A ZIP of files, a `_` in a name being a full stop."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name.replace("_", "."), content)
    return file.getvalue()


def tagged(text: str) -> bytes:
    """A sound with an ID3 tag, in UTF-16."""
    frame = b"\x01" + text.encode("utf-16")
    body = b"TPE1" + len(frame).to_bytes(4, "big") + b"\0\0" + frame
    return b"ID3\x03\0\0" + bytes(len(body) >> shift & 127 for shift in (21, 14, 7, 0)) + body + b"\xff\xfb\x90\0" * 100


def documents(given: str, family: str) -> Iterator[tuple[str, bytes]]:
    """Documents, sounds and archives with a name in each place where there can be one."""
    name = f"{given} {family}"
    yield "pdf", pdf(f"Merci a {bare(name)}")
    yield "pdf", pdf(f"Merci a {bare(given)}\n{bare(family)}")
    yield "pdf", pdf("Merci.", Author=name)
    run = "<a:p><a:r><a:t>{}</a:t></a:r><a:r><a:t> {}</a:t></a:r></a:p>"
    slide = run.format(given, family).encode()
    yield "pptx", packed(slide1_xml=slide)
    yield "odp", packed(content_xml=f"<text:p>{given}<text:s/>{family}</text:p>".encode())
    yield "odp", packed(meta_xml=f"<dc:creator>{name}</dc:creator>".encode())
    yield "epub", packed(chapter_xhtml=f"<p>{given} <i>{family}</i></p>".encode())
    yield "zip", packed(inner_zip=packed(a_pdf=pdf("Merci.", Title=name)))
    yield "zip", packed(a_png=next(pictures(name))[1])
    yield "zip", packed(**{f"{slug(name)}_txt": b"Bonjour."})
    yield "mp3", tagged(name)
    yield "webm", b"\x1aE\xdf\xa3\0\xff\xfe" + name.encode() + b"\0\xff"


def test_names_in_other_files_are_found(new_project: MakeProject) -> None:
    """E120 at each picture, document, sound and archive that has a name in it, by its place; none at those without."""
    project = new_project(FILES | GONE)
    names = []
    for given, family in PEOPLE:
        names += [*pictures(f"{given} {family}"), *documents(given, family)]
    clean = [*pictures("Bonjour"), *documents("Ana", "Foobar")]
    for number, (suffix, raw) in enumerate([*names, *clean]):
        path = project.folder / f"docs/rencontre/files/file-{number}.{suffix}"
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(raw)
    found = found_in(project.folder / "docs")
    missed = [
        (number, suffix)
        for number, (suffix, _) in enumerate(names)
        if not {"E120", "E120.inside"}
        & {each.message_key for each in found.get(f"rencontre/files/file-{number}.{suffix}", ())}
    ]
    assert missed == []
    others = {f"rencontre/files/file-{number + len(names)}.{suffix}" for number, (suffix, _) in enumerate(clean)}
    codes = {src_uri: {each.message_key for each in found[src_uri]} for src_uri in others & found.keys()}
    assert codes == {src_uri: {"W120.unknown"} for src_uri in others if src_uri.endswith("webm")}


NAMED_FILES = [
    "images/{slug}.txt", "{slug}/a.txt", "{given}/{family}.txt", "images/{given}_{family}.txt", "images/{one}.txt",
    "images/{family}-{given}-2026.txt", "images/{given} {family}.txt", "images/{given}.{family}.txt",
    "images/avec-{slug}-et-ana.txt", "images/{accents}.txt", "images/{given}%20{family}.txt",
]  # fmt: skip


def test_names_of_files_and_folders_are_found(new_project: MakeProject) -> None:
    """E120 at each file that is named after somebody, or lies in a folder that is."""
    project, written = new_project(FILES | GONE), set()
    for given, family in PEOPLE:
        words = {"slug": slug(f"{given} {family}"), "given": slug(given), "family": slug(family)}
        words |= {"one": slug(given + family).replace("-", ""), "accents": f"{given} {family}"}
        written |= {f"rencontre/{name.format(**words)}" for name in NAMED_FILES}
    for src_uri in written:
        project.write(src_uri, "Bonjour.")
    found = found_in(project.folder / "docs")
    assert {src_uri for src_uri, each in found.items() if "E120.file" in {one.message_key for one in each}} == written


KNOWN: dict[bytes, set[str]] = {}
"""Contents that were searched for NAMES -> those in them."""


def leaves(project: Project) -> list[tuple[str, str]]:
    """The traces of names in everything next to docs/ and mkdocs.yml."""
    found = []
    for path in (*sorted(project.folder.iterdir()), project.state):
        if path.is_dir() and path.name != "docs":
            found += [(f"{path.name}/{name}", each) for name, each in traces(path, NAMES, KNOWN)]
    return found


def test_the_published_rest_has_no_name(new_project: MakeProject) -> None:
    """Published, archived, then withdrawn, built and archived again: an independent search of everything that is left
    finds nothing, neither in the shadow copy, nor in downloads, states or states of other folders.
    """
    published = {src_uri: text.replace("do_not_publish: true\n", "") for src_uri, text in GONE.items()}
    project = new_project(FILES | published, address="https://recap.example/")
    assert archive(project.config, project.site).ok
    assert build_site(project.config, project.folder / "site-2").ok
    assert {name.partition("/")[0] for name, _ in leaves(project)} >= {"site", "site-2", ".site-shadow"}
    for src_uri, content in GONE.items():
        project.write(src_uri, content)
    for step in (archive, build_site):
        result = step(project.config, project.site)
        assert result.ok, (result.diagnostics, result.warnings)
        found = [each for each in leaves(project) if not each[0].startswith(("site-2", ".site-2"))]
        assert found == []
        assert (project.folder / ".site-shadow/index.html").is_file()
    assert build_site(project.config, project.folder / "site-2").ok
    assert leaves(project) == []
    assert "nom retiré" in project.page("rencontre/ensemble.html")


def test_the_search_by_itself(tmp_path: Path) -> None:
    """The independent script finds names that are there, and ends with 1."""
    (tmp_path / "a.txt").write_text(f"Merci, {NAMES[0]}.", "utf-8")
    (tmp_path / "b.zip").write_bytes(packed(c_html=f"<b>{PEOPLE[1][0]}</b> {PEOPLE[1][1]}".encode()))
    command = [sys.executable, "-m", "tests.name_traces", str(tmp_path), *NAMES]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout.split("\n")[:2]) == (1, [f"a.txt: {NAMES[0]}", f"b.zip!c.html: {NAMES[1]}"])


def test_a_name_from_a_setting_stops_the_build(new_project: MakeProject) -> None:
    """What no source has, the search of the output finds: E120 at the page's source; nothing is published or left."""
    project = new_project(FILES | GONE)
    assert project.build().ok
    before = project.page("index.html")
    text = project.config.read_text("utf-8")
    given, family = PEOPLE[0]
    project.config.write_text(text.replace("site_description: ", f"site_description: Avec {given} {family}. "), "utf-8")
    result = project.build()
    assert not result.ok
    assert {each.code for each in result.diagnostics if each.level == "error"} == {"E120"}
    paths = {each.path.rpartition("/docs/")[2] for each in result.diagnostics if each.message_key == "E120.output"}
    assert "index.md" in paths
    assert project.page("index.html") == before
    assert leaves(project) == []
    with pytest.raises(Abort):
        mkdocs_build(load_config(str(project.config), site_dir=str(project.folder / "other")))
    assert [*(project.folder / "other").iterdir()] == []


def test_a_name_in_a_download_is_found(new_project: MakeProject) -> None:
    """A name that only an archive holds stops the build."""

    def finish(_: object, folder: Path) -> None:
        (folder / "telecharger").mkdir()
        book = packed(chapter_xhtml=f"<p>{PEOPLE[1][0]} <b>{PEOPLE[1][1]}</b></p>".encode())
        (folder / "telecharger/x.zip").write_bytes(packed(book_epub=book))

    project = new_project(FILES | GONE)
    result = build_site(project.config, project.site, finish_tree=finish)
    found = [each.args["address"] for each in result.diagnostics if each.message_key == "E120.output"]
    assert found == ["telecharger/x.zip!book.epub!chapter.xhtml"]
    assert not project.site.exists()


def test_common_words_stop_no_build(new_project: MakeProject) -> None:
    """Who is called like a month, a word of every page or a tag is withdrawn all the same, and the site is built."""
    names = "[Mai, Main, Script, Max, Accueil, Person, Li]"
    someone = f"---\nname: Avril Data\naliases: {names}\ndo_not_publish: true\n---\n"
    project = new_project(FILES | {"intervenants/avril-data.md": someone}, address="https://recap.example/")
    result = archive(project.config, project.site)
    assert result.ok, [(each.path, each.args) for each in result.diagnostics]


def test_longer_names_are_other_names(new_project: MakeProject) -> None:
    """Annette is not Anne, Roseline not Rose, and somebody with a file keeps a longer name that begins like another."""
    names = {"anne-martqv": "Anne Martqv", "rose": "Rose"}
    gone = {f"intervenants/{key}.md": f"---\nname: {name}\ndo_not_publish: true\n---\n" for key, name in names.items()}
    known = {"intervenants/anne-martqv-zorb.md": "---\nname: Anne Martqv Zorb\n---\n"}
    body = "Annette Martqv, Roseline, Anne Martqvez, Jeanne Martqv, rosée. Anne Martqv Zorb, anne-martqv-zorb.\n\n"
    body += "Zorb, Anne Martqv."
    page = {"a.md": PAGE.format("A", f"{body}\n\nAnne.\n\nMartqv.\n\n- Anne\n- Martqv\n")}
    project = new_project(FILES | gone | known | page)
    assert [each for each in check_content(project.folder / "docs", french()).diagnostics if each.code == "E120"] == []
    assert project.build().ok


def test_hostile_files_end_in_a_warning(new_project: MakeProject) -> None:
    """Bombs, loops and broken files are warned of at the file, quickly; none hides what another one says."""
    project = new_project(FILES | GONE)
    bomb = packed(a_txt=b"\0" * 2**28)
    loop = pdf("x").replace(b"/Count 1", b"/Count 9").replace(b"/Parent", b"/Kids  ")
    hostile = {
        "bomb.zip": (bomb, "large"),
        "nested.zip": (packed(a_zip=packed(b_zip=packed(c_zip=packed(d_zip=b"")))), "large"),
        "many.zip": (packed(**{f"f{number}_txt": b"" for number in range(5_100)}), "large"),
        "broken.zip": (b"PK\x03\x04\xff\xfe garbage", "broken"),
        "locked.pdf": (pdf("x", password="secret"), "encrypted"),
        "scan.pdf": (pdf(), "scan"),
        "broken.pdf": (b"%PDF-1.7\n\xff\xfe", "broken"),
        "loop.pdf": (loop, ""),
        "broken.png": (b"\x89PNG\r\n\x1a\n\xff\xfe", "broken"),
        "film.webm": (b"\x1aE\xdf\xa3\xff", "unknown"),
        "entity.svg": (b"<!DOCTYPE x [<!ENTITY n 'Z'>]><svg>&n;</svg>", "unknown"),
        "large.txt": (b"a" * 10_000_001, "large"),
    }
    for name, (raw, _) in hostile.items():
        path = project.folder / "docs/rencontre" / name
        path.write_bytes(raw)
    hostile["huge.zip"] = b"", "large"
    with (project.folder / "docs/rencontre/huge.zip").open("wb") as file:
        file.truncate(2**27)
    (project.folder / "docs/rencontre/link.txt").symlink_to("last.txt")
    project.write("rencontre/last.txt", f"Merci à {NAMES[0]}.")
    started = time.process_time()
    found = found_in(project.folder / "docs")
    assert time.process_time() - started < 5
    for name, (_, reason) in hostile.items():
        keys = {each.message_key for each in found.get(f"rencontre/{name}", ()) if each.code == "W120"}
        assert not reason or keys == {f"W120.{reason}"}, (name, keys)
    assert [each.message_key for each in found["rencontre/last.txt"]] == ["E120"]


def test_what_only_the_rendered_text_shows_is_found_at_its_line(new_project: MakeProject) -> None:
    """Every name that no reading of the source has is reported at the line with which it appears."""
    given, family = PEOPLE[0]
    body = f"Un.\n\n> {given}\n> {family}\n\n| a | b |\n| - | - |\n| {given} | {family} |\n\nDeux."
    project = new_project(FILES | GONE | {"a.md": PAGE.format("A", body)})
    assert [each.line for each in found_in(project.folder / "docs")["a.md"]] == [7, 11]


def test_what_takes_too_long_is_a_warning(new_project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    """A file on which the process ends gets W120, and so do the later ones once too many have; the check goes on."""
    monkeypatch.setattr(content_reader, "_SECONDS", 1)
    given, family = PEOPLE[0]
    project = new_project(FILES | GONE | {"a.md": PAGE.format("A", f"> {given}\n> {family}")})
    for name in ("a.pdf", "b.pdf"):
        (project.folder / "docs" / name).write_bytes(pdf("ab cd\n" * 100_000))
    project.write("c.txt", NAMES[0])
    monkeypatch.setattr(ContentReader, "html", lambda *_: None)
    found = found_in(project.folder / "docs")
    keys = {src_uri: [each.message_key for each in reported] for src_uri, reported in found.items()}
    assert {name: keys[name] for name in ("a.md", "a.pdf", "b.pdf", "c.txt")} == {
        "a.md": ["W120.slow"],
        "a.pdf": ["W120.slow"],
        "b.pdf": ["W120.slow"],
        "c.txt": ["E120"],
    }


def test_a_file_is_looked_into_once(new_project: MakeProject, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a check has looked into is not opened again by the next one, until somebody else is withdrawn."""
    project, state = new_project(FILES | GONE), CheckState()
    docs = project.folder / "docs"
    (docs / "a.pdf").write_bytes(pdf("Bonjour."))
    (docs / "b.webm").write_bytes(b"\x1aE\xdf\xa3\xff")
    (docs / "c.pdf").write_bytes(pdf(f"Merci, {bare(NAMES[0])}."))

    def keys() -> list[tuple[str, str]]:
        found = check_content(docs, french(), state=state).diagnostics
        return [(Path(each.path).name, each.message_key) for each in found if each.code in ("E120", "W120")]

    expected = [("b.webm", "W120.unknown"), ("c.pdf", "E120.inside")]
    asked: list[str] = []
    findings = ContentReader.findings

    def noted(self: ContentReader, suffix: str, raw: bytes) -> list[Finding]:
        asked.append(suffix)
        return findings(self, suffix, raw)

    monkeypatch.setattr(ContentReader, "findings", noted)
    assert [keys(), asked] == [expected, ["pdf", "webm", "pdf"]]
    asked.clear()
    assert [keys(), asked] == [expected, ["pdf"]]
    asked.clear()
    project.write("intervenants/qo-xan.md", "---\nname: Qo Xan\ndo_not_publish: true\n---\n")
    assert [keys(), asked] == [expected, ["pdf", "webm", "pdf"]]


def test_the_command_says_where(new_project: MakeProject) -> None:
    """`recap check` names file, line and name, and exits with 1; where nobody is withdrawn, no file is opened."""
    project = new_project(FILES | GONE)
    project.write("rencontre/notes.txt", f"Un.\nMerci à {NAMES[0]}.\n")
    done = CliRunner().invoke(main, ["check", "-f", str(project.config), "--lang", "en"])
    assert done.exit_code == 1
    assert f"docs/rencontre/notes.txt:2:9: E120 withdrawn-name: “{NAMES[0]}” asked not to be published." in done.stderr
    for src_uri in GONE:
        (project.folder / "docs" / src_uri).unlink()
    assert "E120" not in CliRunner().invoke(main, ["check", "-f", str(project.config), "--lang", "en"]).stderr
