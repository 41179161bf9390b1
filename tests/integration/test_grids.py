"""Grids of programmes in builds: an edit makes those of its event again, and only these; hostile names stay texts."""

from __future__ import annotations

import html5lib

from recap.build.builder import build_site
from recap.exports.registry import STYLES
from tests.integration.test_incremental import tree
from tests.site_fixtures import EVENT, MakeProject, Project, conference

XHTML = "{http://www.w3.org/1999/xhtml}"


def two_events() -> dict[str, str]:
    """Two conferences of six talks in two rooms, and one of one room."""
    files = {uri: content for uri, content in conference(6).items() if not uri.startswith("sujets/")}
    others = {uri.replace("rencontre/", "autre/"): content for uri, content in files.items() if "/talk" in uri}
    one = EVENT.replace("2026", "2025").replace("summary:", "rooms: [Salle]\nsummary:")
    talk = "---\ntitle: Seul\ndate: 2025-05-01\nroom: Salle\nstart: '09:00'\nspeakers: [Ana Foo]\n---\n"
    return files | others | {"autre/index.md": files["rencontre/index.md"], "seul/index.md": one, "seul/a.md": talk}


def changed(project: Project, src_uri: str, old: str, new: str) -> set[str]:
    """Build after an edit; return the programmes and stylesheets that differ."""
    before = tree(project.site)
    path = project.folder / "docs" / src_uri
    content = path.read_text("utf-8")
    assert old in content
    path.write_text(content.replace(old, new), "utf-8")
    result = project.build()
    assert result.ok, (result.diagnostics, result.warnings)
    after = tree(project.site)
    names = (name for name in before.keys() | after.keys() if before.get(name) != after.get(name))
    return {name for name in names if name.endswith(("/programme.html", ".css"))}


def is_as_clean(project: Project) -> bool:
    """True if the site is what a build from nothing makes."""
    clean = project.folder / "clean"
    assert build_site(project.config, clean).ok
    return tree(project.site) == tree(clean)


def test_an_edit_makes_the_grids_of_its_event(new_project: MakeProject) -> None:
    """A text makes none, an hour or a colour its own programme and the classes, as a build from nothing does.

    Where one room is left there is a table, and without any grid no stylesheet.
    """
    project = new_project(two_events())
    result = project.build()
    assert result.ok, (result.diagnostics, result.warnings)
    assert changed(project, "rencontre/talk-1.md", "Un texte sur", "Un autre texte sur") == set()
    found = changed(project, "rencontre/talk-1.md", 'start: "09:00"', 'start: "11:10"')
    assert found == {"rencontre/programme.html", STYLES}
    assert ".recap-row-28 {" in project.page(STYLES)
    coloured = "{id: web, title: Le web, color: '#aa3300'}"
    assert changed(project, "autre/index.md", "{id: web, title: Le web}", coloured) == {"autre/programme.html", STYLES}
    assert project.page(STYLES).count(".recap-track--aa3300 {") == 3
    assert "recap-track--aa3300" not in project.page("rencontre/programme.html")
    assert is_as_clean(project)
    for path in (project.folder / "docs").glob("*/talk-*.md"):
        path.write_text(path.read_text("utf-8").replace("room: Petite", "room: Grande"), "utf-8")
    found = changed(project, "rencontre/talk-5.md", "title: ", "title: Autre ")
    assert found == {"autre/programme.html", "rencontre/programme.html", STYLES}
    assert not (project.site / STYLES).exists()
    assert "<table>" in project.page("rencontre/programme.html")


ODD = "'\"><script>alert(1)</script><b onclick=x>&amp; {{{{ x }}}}"


def test_names_of_rooms_and_tracks_are_texts(new_project: MakeProject) -> None:
    """Whatever they hold, they add no element and no attribute to a page."""
    quoted = "'" + ODD.replace("'", "''") + "'"
    files = {
        uri: content.replace("Grande salle", quoted).replace("Le web", quoted) for uri, content in conference().items()
    }
    project = new_project(files)
    result = project.build()
    assert result.ok, (result.diagnostics, result.warnings)
    main = next(html5lib.parse(project.page("rencontre/programme.html")).iter(f"{XHTML}main"))
    assert not [element for element in main.iter() if element.tag in (f"{XHTML}script", f"{XHTML}b")]
    rooms = ["".join(each.itertext()) for each in main.iter(f"{XHTML}bdi") if each.get("class") == "recap-slot__room"]
    assert (len(rooms), {*rooms}) == (24, {ODD, "Petite salle"})
    assert {each.get("data-room") for each in main.iter(f"{XHTML}li")} - {None} == {ODD, "Petite salle"}
    assert "onclick" not in project.page(STYLES)
