"""Names as people bear them: what stands in one and is no name, two with one address, accounts, signs, long names.

Each hint that proposes a text or a command is obeyed, and leaves nothing to say.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

from recap.cli import main
from recap.content.frontmatter import parse
from recap.core.diagnostics import Diagnostic
from recap.core.language import language
from recap.lint.fixes import fixed_files
from recap.lint.runner import Checked, check_content
from tests.obeying import command, obeyed
from tests.site_fixtures import EVENT, HOME, french

FLAG = "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f"
"""The flag of Scotland."""
Names = tuple[str, ...]


def talk(speakers: str, more: str = "authors: []") -> str:
    """A talk with a list of speakers, in brackets or on lines of its own."""
    return f"---\ntitle: A walk\nspeakers: {speakers}\ndate: 2026-05-01\n{more}\n---\n"


class Site:
    """A small site in a folder, checked and corrected."""

    def __init__(self, folder: Path, files: dict[str, str], code: str = "en") -> None:
        self.docs, self.language = folder / "docs", code
        (folder / "mkdocs.yml").write_text(
            f"site_name: Recap\ntheme: {{name: recap, language: {code}}}\nplugins: [recap]\n", "utf-8"
        )
        for src_uri, content in ({"index.md": HOME, "rencontre/index.md": EVENT} | files).items():
            path = self.docs / src_uri
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(content, "utf-8")

    def check(self) -> Checked:
        """The result of a check."""
        return check_content(self.docs, french(language=self.language, folders=dict(language(self.language).folders)))

    def found(self) -> list[Diagnostic]:
        """What the check says, but for what a recap lacks."""
        return [each for each in self.check().diagnostics if each.code not in ("W102", "W126")]

    def wordings(self) -> list[str]:
        """The message keys of it."""
        return [each.message_key for each in self.found()]

    def obey(self) -> None:
        """Do once what the hints say, as far as they propose a text."""
        found = self.found()
        for name, content in fixed_files(found).items():
            Path(name).parent.mkdir(exist_ok=True)
            Path(name).write_text(content, "utf-8")
        left = [each for each in self.found() if each in found]
        for name in {each.path for each in left}:
            path = Path(name)
            path.write_text(obeyed(path.read_text("utf-8"), [each for each in left if each.path == name]), "utf-8")

    def run(self, words: list[str]) -> None:
        """Run a command that a hint proposes."""
        arguments = [*words, *(["--summary", "What it is."] if words[1] == "topic" else [])]
        done = CliRunner().invoke(main, [*arguments[:2], "-f", str(self.docs.parent / "mkdocs.yml"), *arguments[2:]])
        assert done.exit_code == 0, done.output

    @property
    def people(self) -> dict[str, str]:
        """Id -> name of everybody."""
        return {key: person.name for key, person in self.check().catalogue.people.items()}


ADDED: tuple[tuple[str, str, Names], ...] = (
    # entry, message key, the people who are there afterwards
    ("Ada Quill (she/her)", "W118.added", ("Ada Quill",)),
    ("Ada Quill [they, them]", "W118.added", ("Ada Quill",)),
    ("Ada Quill (er/ihm)", "W118.added", ("Ada Quill",)),
    ("Ada Quill (elle)", "W118.added", ("Ada Quill",)),
    ("Ada Quill (iel/they)", "W118.added", ("Ada Quill",)),
    ("Ada Quill, she/her", "W118.added", ("Ada Quill",)),
    ("Ada Quill (she/her), ACME", "W118.added", ("Ada Quill",)),
    ("Cy Dale, PhD", "W118.added", ("Cy Dale",)),
    ("Cy Dale, MSc, PhD", "W118.added", ("Cy Dale",)),
    ("Cy Dale, Esq.", "W118.added", ("Cy Dale",)),
    ("Cy Dale, CISSP, MBE", "W118.added", ("Cy Dale",)),
    ("Prof. Dr. Eva Lind", "W118.added", ("Eva Lind",)),
    ("Prof. Dr. rer. nat. Eva Lind, MBA (she/her)", "W118.added", ("Eva Lind",)),
    ("Dr. Jute", "W118.added", ("Jute",)),
    ("van der Moss & Co", "W118", ("van der Moss",)),
    ("Lord Moor and Sons", "W118", ("Lord Moor",)),
    ("Gil Hart et al.", "W118", ("Gil Hart",)),
    ("Gil Hart and friends", "W118", ("Gil Hart",)),
    ("Kai Loam - ACME", "W118", ("Kai Loam",)),
    ("Kai Loam – ACME", "W118", ("Kai Loam",)),
    ("Lea Mead | ACME", "W118", ("Lea Mead",)),
    ("Lea Mead [ACME]", "W118", ("Lea Mead",)),
    ("Lea Mead @ ACME", "W118", ("Lea Mead",)),
    ("Lea Mead, ACME Corp.", "W118", ("Lea Mead",)),
    ("Ned Oak @nedoak", "W118.account", ("Ned Oak",)),
    ("蘇嘉 (Su Jia)", "W118.alias", ("蘇嘉",)),
    ("Moor, Fay", "W118.order", ("Fay Moor",)),
    ("TBA", "W118.nobody", ()),
    ("N.N.", "W118.nobody", ()),
    ("Various", "W118.nobody", ()),
    ("Pia Rush+Rex Sole", "E106", ("Pia Rush", "Rex Sole")),
    ("Dr. Pia Rush & Rex Sole (he/him)", "E106", ("Pia Rush", "Rex Sole")),
    ("Pia Rush (ACME), Rex Sole", "E106", ("Pia Rush", "Rex Sole")),
    ("Pia Rush and marlowq", "E106", ("Pia Rush", "marlowq")),
    ("Mary-Ann and Me", "E106", ("Mary-Ann", "Me")),
)


@pytest.mark.parametrize(("entry", "key", "people"), ADDED, ids=lambda value: str(value)[:40])
def test_what_people_add_to_a_name_is_taken_off(tmp_path: Path, entry: str, key: str, people: Names) -> None:
    """It is reported as what it is; whoever does what the hint says has the names, and hears no more."""
    site = Site(tmp_path, {"rencontre/a.md": talk(f'["{entry}"]')})
    assert site.wordings() == [key]
    site.obey()
    assert site.wordings() == []
    assert sorted(site.people.values()) == sorted(people)


@pytest.mark.parametrize(
    "entry",
    ["bell hooks", "Ana Foo e Silva", "J. R.", "U", "É", "李", "M. Ives", "Davis, Jr.", "Yo-Yo Ma", "Phil Collins",
     "José Ortega y Gasset", "Ludwig van der Moss", "María de los Ángeles Cruz Ríos", "Ada Quill 🦊", "🦊",
     f"Ewan {FLAG}", "روشن\u200cفکر می\u200cنویسد", "র\u200d্যা বসু", "Con", "Sir-Mix", "Mx", "Ng", "Ada Quill 1️⃣"],
)  # fmt: skip
def test_names_as_people_bear_them_are_published_as_written(tmp_path: Path, entry: str) -> None:
    """Small letters, one letter or word, particles, several family names, joiners, pictures: nothing to say."""
    site = Site(tmp_path, {"rencontre/a.md": talk(f'["{entry}"]')})
    assert site.wordings() == []
    assert [*site.people.values()] == [entry]


def test_a_title_that_is_an_initial_elsewhere(tmp_path: Path) -> None:
    """`M.` is a title in French, perhaps; either way that the hint names works."""
    for number, by_command in enumerate((False, True)):
        (tmp_path / str(number)).mkdir()
        site = Site(tmp_path / str(number), {"rencontre/a.md": talk('["M. Ives"]')}, "fr")
        (found,) = site.found()
        assert found.message_key == "W118.initial"
        if by_command:
            site.run(command(found))
        else:
            site.obey()
        assert site.wordings() == []
        assert [*site.people.values()] == ["M. Ives" if by_command else "Ives"]


def test_a_fix_moves_pronouns_and_titles_into_the_persons_file(tmp_path: Path) -> None:
    """The file is written, or gets what it lacks; where it says something else the name is left to its author."""
    files = {
        "rencontre/a.md": talk(
            '["Prof. Eva Lind (she/her)", {name: "Bo Reed (he/him)"}, Cy Dale (they)]', "authors: [Dr. Al Fir]"
        ),
        "people/bo-reed.md": "---\nname: Bo Reed\nsort_name: Reed\n---\n\nHe walks.\n",
        "people/cy-dale.md": "---\nname: Cy Dale\npronouns: he\n---\n",
    }
    site = Site(tmp_path, files)
    done = CliRunner().invoke(main, ["check", "--fix", "-f", str(tmp_path / "mkdocs.yml")])
    assert done.exit_code == 0, done.output
    written = {path.name: parse(path.read_text("utf-8"), "")[0] for path in (site.docs / "people").iterdir()}
    assert written["eva-lind.md"].data == {
        "kind": "person",
        "name": "Eva Lind",
        "pronouns": "she/her",
        "honorific": "Prof.",
    }
    assert written["al-fir.md"].data == {"kind": "person", "name": "Al Fir", "honorific": "Dr."}
    assert written["bo-reed.md"].data == {"name": "Bo Reed", "sort_name": "Reed", "pronouns": "he/him"}
    assert written["bo-reed.md"].body == "\nHe walks.\n"
    assert written["cy-dale.md"].data["pronouns"] == "he"
    speakers = "[Eva Lind, {name: Bo Reed}, Cy Dale (they)]"
    assert f"speakers: {speakers}\n" in (site.docs / "rencontre/a.md").read_text("utf-8").replace('"', "")


def test_a_persons_own_file_says_the_name_alone(tmp_path: Path) -> None:
    """Pronouns in the name of a file go into their key, in two rounds in the talks as well."""
    files = {"people/ada-quill.md": "---\nname: Ada Quill (she/her)\n---\n"}
    site = Site(tmp_path, files | {"rencontre/a.md": talk('["Ada Quill (she/her)"]')})
    assert site.wordings() == ["W118.added"]
    CliRunner().invoke(main, ["check", "--fix", "-f", str(tmp_path / "mkdocs.yml")])
    assert site.wordings() == []
    assert site.people == {"ada-quill": "Ada Quill"}
    assert "pronouns: " in (site.docs / "people/ada-quill.md").read_text("utf-8")


@pytest.mark.parametrize(
    "names",
    [("李娜", "李纳"), ("李娜", "李纳", "李那"), ("Анна", "Anna"), ("О'Нил Пат", "O'Nil Pat")],
)
@pytest.mark.parametrize("where", ["one list", "two talks", "speaker and author"])
def test_people_whose_names_come_to_one_address(tmp_path: Path, names: Names, where: str) -> None:
    """One error for each further name, none of which says that one person is there twice; its command settles it."""
    first, *rest = names
    files = {"rencontre/a.md": talk(f"[{', '.join(names)}]")}
    if where != "one list":
        files = {"rencontre/a.md": talk(f"[{first}]")}
        further = {
            "two talks": (f"[{', '.join(rest)}]", "authors: []"),
            "speaker and author": ("[Bo Reed]", f"authors: [{', '.join(rest)}]"),
        }
        files["rencontre/b.md"] = talk(*further[where])
    site = Site(tmp_path, files)
    found = site.found()
    assert [each.message_key for each in found] == ["E114.names"] * len(rest)
    for each in found:
        site.run(command(each))
    assert site.wordings() == []
    assert {*names} <= {*site.people.values()}
    assert len({*site.people.values()}) == len(site.people)


def test_a_third_name_of_one_address_next_to_a_file(tmp_path: Path) -> None:
    """Where one of them has the file already, the others get ids that are free."""
    site = Site(tmp_path, {"rencontre/a.md": talk("[李娜, 李纳, 李那]"), "people/lina.md": "---\nname: 李那\n---\n"})
    for each in site.found():
        site.run(command(each))
    assert site.wordings() == []
    assert sorted(site.people) == ["lina", "lina-2", "lina-3"]


def test_two_people_whose_names_differ_in_accents(tmp_path: Path) -> None:
    """Whoever follows the hints has two files, each found by its own spelling."""
    files = {"rencontre/a.md": talk("[Zoë Ma, Bo Reed]"), "rencontre/b.md": talk("[Zoe Mä]")}
    site = Site(tmp_path, files)
    for _ in range(2):
        (found,) = site.found()
        assert found.message_key == "W108.spelling"
        site.run(command(found))
    (found,) = site.found()
    assert found.message_key == "W108.namesake"
    path = Path(found.path)
    with_key = path.read_text("utf-8").replace("---\n\n", f"distinct_from: [{found.args['id']}]\n---\n\n")
    path.write_text(with_key, "utf-8")
    assert site.wordings() == []
    talks = site.check().catalogue.talks
    assert talks["rencontre/a"].credits[0].person != talks["rencontre/b"].credits[0].person


@pytest.mark.parametrize("labels", [("🦊", "fox"), ("李娜", "李纳"), ("Докер", "Doker")])
def test_topics_whose_labels_come_to_one_address(tmp_path: Path, labels: Names) -> None:
    """Neither is lost: an error names both, and its command makes two of them."""
    content = talk("[Bo Reed]", f'authors: []\ntopics: ["{labels[0]}", "{labels[1]}"]')
    site = Site(tmp_path, {"rencontre/a.md": content})
    (found,) = site.found()
    assert found.message_key == "E114.labels"
    site.run(command(found))
    assert site.wordings() == []
    assert {topic.name for topic in site.check().catalogue.topics.values()} == {*labels}


@pytest.mark.parametrize("handle", ["marlowq", "quill42", "d0gma", "x.y_z", "ceph"])
def test_people_who_go_by_an_account(tmp_path: Path, handle: str) -> None:
    """What the key `name` holds is a name; for a plain entry the hint names the two ways that work."""
    site = Site(tmp_path, {"rencontre/a.md": talk(f"[{{name: {handle}}}]", "authors: []\ntopics: [ceph]")})
    assert site.wordings() == []
    assert [*site.people.values()] == [handle]
    path = site.docs / "rencontre/a.md"
    path.write_text(talk(f"[{handle}]"), "utf-8")
    assert site.wordings() == ["E101"]
    site.obey()
    assert (site.wordings(), [*site.people.values()]) == ([], [handle])
    path.write_text(talk("[Bo Reed]", f"authors: [{handle}]"), "utf-8")
    (found,) = site.found()
    assert found.message_key == "E101.author"
    site.run(command(found))
    assert site.wordings() == []
    path.write_text(talk(f"[{handle}]"), "utf-8")
    assert site.wordings() == []


def test_an_account_means_whose_alias_it_is(tmp_path: Path) -> None:
    """An alias in small letters names its person, who is shown as credited."""
    files = {"people/ada-quill.md": "---\nname: Ada Quill\naliases: [marlowq]\n---\n"}
    site = Site(tmp_path, files | {"rencontre/a.md": talk("[marlowq]", "authors: [marlowq]")})
    assert site.wordings() == []
    (credit,) = site.check().catalogue.talks["rencontre/a"].credits
    assert (credit.person, credit.name) == ("ada-quill", "marlowq")


@pytest.mark.parametrize(
    ("one", "other", "kept"),
    [
        ("Sean O’Moss", "Sean O'Moss", "Sean O’Moss"),
        ("Nell Dʼarc", "Nell D’arc", "Nell D’arc"),
        ("Nell D`arc", "Nell D´arc", "Nell D`arc"),
        ("Anne‑Marie Oak", "Anne-Marie Oak", "Anne-Marie Oak"),
        ("Anne–Marie Oak", "Anne-Marie Oak", "Anne-Marie Oak"),
        ("می\u200cنا راد", "مینا راد", "می\u200cنا راد"),
    ],
)
def test_signs_that_look_alike_make_one_name(tmp_path: Path, one: str, other: str, kept: str) -> None:
    """Reported once, by the name of the sign; `--fix` writes the form of typography, whichever stood first."""
    files = {f"rencontre/{key}.md": talk(f'["{name}"]') for key, name in zip("ab", (one, other), strict=True)}
    site = Site(tmp_path, files)
    (found,) = site.found()
    assert found.message_key in ("W108.signs", "W108.signs_there")
    assert re.match(r"U\+[0-9A-F]{4} [A-Z]", str(found.args["sign"]))
    site.obey()
    assert (site.wordings(), [*site.people.values()]) == ([], [kept])


def test_one_problem_an_entry(tmp_path: Path) -> None:
    """A person who stands in a list twice, in two spellings, is reported once."""
    assert Site(tmp_path, {"rencontre/a.md": talk("[Jean-Luc Bay, Jean–Luc Bay]")}).wordings() == ["E114.twice"]


def test_pictures_tell_nobody_apart(tmp_path: Path) -> None:
    """A name with a picture is another spelling of the name without it; its address has no English words."""
    files = {
        "rencontre/a.md": talk('["Ada Quill 🦊", "Zed 👩🏽\u200d💻"]'),
        "rencontre/b.md": talk("[Ada Quill, Ada Quill]"),
    }
    site = Site(tmp_path, files | {"rencontre/b.md": talk("[Ada Quill]")})
    assert site.wordings() == ["W108.spelling"]
    assert {*site.people} == {"ada-quill", "zed"}


def test_flags_of_countries_inside_countries(tmp_path: Path) -> None:
    """Tags that follow a black flag and end are part of it; elsewhere they hide something."""
    content = talk("[Bo Reed]").replace("A walk", f"A walk in {FLAG}, 🇫🇷 and 1️⃣")
    assert Site(tmp_path, {"rencontre/a.md": content}).wordings() == []
    for hidden in ("A\U000e0041", FLAG[:-1], f"{FLAG}\U000e0041", f"\U0001f3f4{10 * chr(0xE0041)}\U000e007f"):
        path = tmp_path / "docs/rencontre/a.md"
        path.write_text(content.replace("1️⃣", hidden), "utf-8")
        found = [each.message_key for each in check_content(tmp_path / "docs", french()).diagnostics]
        assert found[:1] == ["E105.character"]


@pytest.mark.parametrize("signs", [("Ada ", "Quillquill " * 24), ("", "李" * 150), ("", "ქეთევან " * 35)])
def test_a_name_that_is_longer_than_a_files_may_be(tmp_path: Path, signs: Names) -> None:
    """The id is cut, of its own for each name, and the name shown whole; every file of it can be written."""
    one, other = ("".join(signs).strip()[:280].strip(), ("".join(signs).strip()[:279].strip() + "z"))
    site = Site(
        tmp_path,
        {
            "rencontre/a.md": talk(
                f'["{one}", {{name: "{other}", organisation: "{one}"}}]', f'authors: []\ntopics: ["{one}"]'
            )
        },
    )
    assert [key for key in site.wordings() if key != "W108.resembles"] == []
    assert {*site.people.values()} == {one, other}
    catalogue = site.check().catalogue
    for key in (*catalogue.people, *catalogue.topics, *catalogue.organisations):
        assert len(f"{key}.csl.json".encode()) <= 200


def test_a_withdrawn_name_is_found_without_its_joiners(tmp_path: Path) -> None:
    """With and without U+200C it is one name, in texts as in lists."""
    files = {"people/x.md": "---\nname: می\u200cنا راد\ndo_not_publish: true\n---\n"}
    site = Site(tmp_path, files | {"rencontre/a.md": talk("[Bo Reed]", "authors: []\nsummary: With مینا راد.")})
    assert "E120" in site.wordings()
