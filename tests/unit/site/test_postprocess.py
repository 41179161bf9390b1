"""What is done to the HTML of a body: terms, pictures, tables."""

from __future__ import annotations

import os
import re
import struct
import zlib
from pathlib import Path

import pytest

from recap.site.glossary import Term, Terms
from recap.site.postprocess import postprocess_html

WORDS = {"in_words": "En mots"}
TERMS = Terms(
    [
        (["Conteneur"], Term("sujets/conteneur.html", "Un paquet.")),
        (["Image de conteneur"], Term("sujets/image.html", "Un <paquet> & sa “boîte”.")),
        (["CRI-O"], Term("sujets/cri-o.html", "Un runtime.")),
        (["Open Container Initiative", "OCI"], Term("sujets/oci.html", "Un consortium.")),
        (["Go", "C"], Term("sujets/go.html", "Un langage.")),
        (["Sécurité"], Term("sujets/securite.html", "Ce qui protège.")),
    ]
)


def linked(html: str, here: str = "conf/talk.html") -> list[str]:
    """The words of a text that became links to terms."""
    return re.findall(r'<a class="recap-term"[^>]*>([^<]*)</a>', TERMS.link(html, here))


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Un conteneur, des conteneurs.</p>", ["conteneur"]),
        ("<p>Des Conteneurs.</p>", ["Conteneurs"]),
        ("<p>L’image de conteneur et le conteneur.</p>", ["image de conteneur", "conteneur"]),
        ("<p>L’image\u00a0de\u202fconteneur.</p>", ["image\u00a0de\u202fconteneur"]),
        ("<p>cri-o, CRI-O, crio</p>", ["CRI-O"]),
        ("<p>L’OCI, puis oci, puis l’Open Container Initiative.</p>", ["OCI"]),
        ("<p>On y va, go ! En Go.</p>", ["Go"]),
        ("<p>La lettre C.</p>", []),
        ("<p>la securite</p>", ["securite"]),
        ("<p>un conteneur</p><h2>Deux</h2><p>un conteneur</p>", ["conteneur", "conteneur"]),
        ("<p>un conteneur</p><h3>Deux</h3><p>un conteneur</p>", ["conteneur"]),
        ("<h2>Le conteneur</h2><p>Rien.</p>", []),
        ("<p><code>conteneur</code> <em>conteneur</em></p>", ["conteneur"]),
        ("<pre><code>un <b>x</b> conteneur</code></pre>", []),
        ('<p><a href="x.html">le <em>conteneur</em></a></p>', []),
        ('<p>a</kbd> <a href="x.html">b</kbd> conteneur</a></p>', []),
        ("<p>conteneur.example.org, /conteneur, conteneur/x, @conteneur, conteneur_x, #conteneur</p>", []),
        ("<p>conteneurisation, portéconteneur</p>", []),
        ("<p>porte-conteneurs</p>", []),
        ("<p>un<br />conteneur</p>", ["conteneur"]),
        ("<p>image de x conteneur</p>", ["conteneur"]),
        ("<p>image de</p>", []),
    ],
)
def test_terms_are_found_as_people_write_them(html: str, expected: list[str]) -> None:
    assert linked(html) == expected


def test_a_link_of_the_author_is_not_doubled_but_gets_the_definition() -> None:
    href = 'href="../sujets/conteneur.html"'
    html = f"<p>Un conteneur et <a {href}>un autre</a>, <a {href}>x</a></p>"
    found = TERMS.link(html, "conf/talk.html")
    assert found == html.replace(f"<a {href}>un", f'<a {href} data-definition="Un paquet.">un')


def test_the_page_of_a_term_does_not_link_to_itself() -> None:
    assert linked("<p>Un conteneur.</p>", "sujets/conteneur.html") == []


def test_addresses_are_relative_and_definitions_escaped() -> None:
    found = TERMS.link("<p>image de conteneur</p>", "index.html")
    assert found == (
        '<p><a class="recap-term" href="sujets/image.html" '
        'data-definition="Un &lt;paquet&gt; &amp; sa “boîte”.">image de conteneur</a></p>'
    )


def test_a_text_without_terms_stays_as_it_is() -> None:
    html = "<p>Rien &amp; <b>rien</b> &#64; <em>x</em></p>\n<hr />"
    assert TERMS.link(html, "a.html") == html
    assert Terms(()).link(html, "a.html") == html


@pytest.fixture
def docs(tmp_path: Path) -> Path:
    """A docs folder with a diagram, a file that may not be one, and a photograph of 30 x 20."""
    from PIL import Image

    (tmp_path / "conf").mkdir()
    head = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">'
    (tmp_path / "conf/plan é.svg").write_text(f"{head}<desc>Un rond.</desc><path d='M0 0'/></svg>", "utf-8")
    (tmp_path / "conf/bad.svg").write_text(f"{head}<script/></svg>", "utf-8")
    Image.new("RGB", (30, 20)).save(tmp_path / "conf/photo.png")
    (tmp_path / "conf/broken.png").write_bytes(b"no picture")
    return tmp_path


def shown(html: str, docs: Path) -> str:
    """The HTML of a body of conf/talk.html, finished."""
    return postprocess_html(html, "conf/talk.html", docs, None, WORDS)


def test_a_diagram_alone_is_a_figure_with_its_words(docs: Path) -> None:
    found = shown('<p><img alt="Un &quot;plan&quot;" src="plan%20%C3%A9.svg" title="Le &lt;plan&gt;" /></p>', docs)
    assert found.startswith('<figure class="recap-figure"><svg data-src="plan%20%C3%A9.svg" viewBox="0 0 9 9" ')
    assert found.endswith(
        "</svg><figcaption>Le &lt;plan&gt;"
        "<details><summary>En mots</summary><p>Un rond.</p></details></figcaption></figure>"
    )


def test_a_diagram_in_a_sentence_stays_there(docs: Path) -> None:
    found = shown('<p>Voici <img alt="x" src="plan%20é.svg" /> là.</p>', docs)
    assert found.startswith("<p>Voici <svg ")
    assert found.endswith("</svg> là.</p>")


def test_a_diagram_shown_twice_has_ids_of_its_own_each_time(docs: Path) -> None:
    """Also where another file of the same name is the second one."""
    inside = '<marker id="tip"/><path d="M0 0" marker-end="url(#tip)"/>'
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9">{inside}</svg>'
    for name in ("conf/plan.svg", "plan.svg"):
        (docs / name).write_text(svg, "utf-8")
    html = '<p><img alt="x" src="plan.svg" /> <img alt="y" src="../plan.svg" /> <img alt="z" src="plan.svg" /></p>'
    found = re.findall(r'id="([^"]*)".*?url\(#([^"]*)\)', shown(html, docs))
    assert found == [(name, name) for name in ("plan-tip", "plan_2-tip", "plan_3-tip")]


def test_pictures_get_their_size(docs: Path) -> None:
    assert shown('<p><img alt="x" src="photo.png" /></p>', docs) == (
        '<figure class="recap-figure"><img alt="x" src="photo.png" width="30" height="20" loading="lazy"></figure>'
    )


@pytest.mark.parametrize("name", ["bad.svg", "broken.png"])
def test_what_cannot_be_read_stays_a_picture(docs: Path, name: str) -> None:
    assert f'<img alt="x" src="{name}" loading="lazy">' in shown(f'<p><img alt="x" src="{name}" /></p>', docs)


@pytest.mark.parametrize("size", [(30_000, 30_000), (2**31 - 1, 2**31 - 1)])
def test_a_picture_of_any_size_is_measured(docs: Path, size: tuple[int, int]) -> None:
    """Nothing is decompressed: one that claims billions of points is no warning, and no end of the build."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", *size, 8, 2, 0, 0, 0))
    (docs / "conf/huge.png").write_bytes(b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", b"") + chunk(b"IEND", b""))
    assert re.search(
        r'<img alt="x" src="huge.png".* loading="lazy">', shown('<p><img alt="x" src="huge.png" /></p>', docs)
    )


@pytest.mark.parametrize("name", ["a.tiff", "a.bmp", "a.ico"])
def test_other_formats_are_not_decoded(docs: Path, name: str) -> None:
    """Whatever a file is called, only the formats that pictures may have are read."""
    from PIL import Image

    Image.new("RGB", (30, 20)).save(docs / "conf" / name)
    (docs / "conf" / name).rename(docs / "conf/photo.png")
    assert 'width="30"' not in shown('<p><img alt="x" src="photo.png" /></p>', docs)


def test_what_is_not_there_is_left_alone(docs: Path) -> None:
    html = '<p><img alt="x" src="https://example.org/x.png" /></p>'
    assert shown(html, docs) == html


def test_a_table_scrolls_by_itself_and_has_no_style(docs: Path) -> None:
    html = '<table>\n<thead><tr><th style="text-align: right;">x</th></tr></thead></table>'
    assert shown(html, docs) == (
        '<div class="recap-scroll"><table>\n<thead><tr><th class="recap-right">x</th></tr></thead></table></div>'
    )


def test_nothing_outside_docs_is_put_into_a_page(docs: Path) -> None:
    """Neither by dots nor by a symbolic link, to a file or to a folder; a pipe is not waited for."""
    outside = docs.parent / "outside.svg"
    outside.write_text((docs / "conf/plan é.svg").read_text("utf-8"), "utf-8")
    (docs / "conf/link.svg").symlink_to(outside)
    (docs / "conf/folder").symlink_to(docs.parent)
    os.mkfifo(docs / "conf/pipe.png")
    sources = ["../../outside.svg", "%2e%2e/%2e%2e/outside.svg", "link.svg", "folder/outside.svg", "pipe.png"]
    for src in (*sources, str(outside), "a%00b.png", "x" * 300, "%FF.png", ".."):
        html = f'<p><img alt="x" src="{src}" /></p>'
        assert shown(html, docs) == html
