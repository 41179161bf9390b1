"""Licences: each distribution that a lock file names says one that README accepts, with the reason next to it."""

from __future__ import annotations

import json
import re
from email.message import Message
from importlib import metadata

import pytest
from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.site_fixtures import ROOT

OF_CLASSIFIERS = {
    "Apache Software License": "Apache-2.0",
    "BSD License": "BSD",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "SIL Open Font License 1.1 (OFL-1.1)": "OFL-1.1",
    "W3C License": "W3C",
}
WITHOUT_METADATA = {
    "axe-playwright-python": "MIT",  # the file LICENSE of its distribution
    "node_modules/format": "MIT",  # its Readme.md and the older key `licenses` of its package.json
    "partd": "BSD-3-Clause",  # the file LICENSE.txt of its distribution
    "node_modules/parse-cache-control": "BSD-3-Clause",  # the file LICENSE of its package
}
"""What says its licence in a file alone, read by hand."""


def rows() -> list[tuple[set[str], str, set[str]]]:
    """README's table: the licences, why they are compatible, the distributions of requirements.lock under them."""
    table = (ROOT / "README.md").read_text("utf-8").partition("## Licence\n")[2]
    cells = [line.strip("| ").split(" | ") for line in table.splitlines() if line.startswith("| ")][2:]
    return [(set(row[0].split(", ")), row[1], set(re.findall(r"[\w.-]+", row[2]))) for row in cells]


ACCEPTED = {licence for licences, _, _ in rows() for licence in licences}


def wanted_here(lock: str) -> set[str]:
    """The names in a lock file that this Python on this system installs."""
    lines = re.findall(r"^([a-z0-9].*?) \\$", (ROOT / lock).read_text("utf-8"), re.MULTILINE)
    each = [Requirement(line) for line in lines]
    return {canonicalize_name(one.name) for one in each if one.marker is None or one.marker.evaluate()}


def licence_of(said: Message | metadata.PackageMetadata) -> str:
    """The SPDX expression in the metadata of a distribution, in the newer or an older form; empty without any."""
    for key in ("License-Expression", "License"):
        try:
            return str(canonicalize_license_expression(said.get_all(key, [""])[0]))
        except InvalidLicenseExpression:
            continue
    found = (line.rpartition(" :: ")[2] for line in said.get_all("Classifier", []) if line.startswith("License ::"))
    return " AND ".join(OF_CLASSIFIERS.get(name, name) for name in found)


def accepted(expression: str) -> bool:
    """Whether one choice of an SPDX expression without brackets inside names accepted licences only."""
    choices = expression.strip("()").split(" OR ")
    return any(set(choice.split(" AND ")) <= ACCEPTED for choice in choices)


@pytest.mark.parametrize("lock", ["requirements.lock", "requirements-test.lock"])
def test_every_distribution_says_a_licence_that_is_accepted(lock: str) -> None:
    """Each is installed, and its metadata name an accepted licence; one without metadata is named here with its own."""
    names = wanted_here(lock)
    assert len(names) > 40
    said = {name: licence_of(metadata.metadata(name)) or WITHOUT_METADATA.get(name, "") for name in names}
    assert {name: licence for name, licence in said.items() if not accepted(licence)} == {}


def test_readme_lists_what_the_site_stands_on() -> None:
    """README names each distribution of requirements.lock once, under the licence that its metadata say."""
    names = [name for _, _, listed in rows() for name in listed]
    assert sorted(names) == sorted(wanted_here("requirements.lock"))
    for licences, why, listed in rows():
        assert why
        for name in listed:
            assert set(re.split(" OR | AND ", licence_of(metadata.metadata(name)))) & licences, name


def test_the_tools_of_npm_say_a_licence_that_is_accepted() -> None:
    """Each package that package-lock.json names says an accepted licence, is named here, or is only read by a test."""
    packages = json.loads((ROOT / "package-lock.json").read_text("utf-8"))["packages"]
    read = {"node_modules/commonmark-spec"}  # CC-BY-SA-4.0: its examples, of which nothing is passed on
    said = {path: each.get("license") or WITHOUT_METADATA.get(path, "") for path, each in packages.items() if path}
    said = {path: licence for path, licence in said.items() if path not in read}
    assert len(said) > 100
    assert {path: licence for path, licence in said.items() if not accepted(licence)} == {}


@pytest.mark.parametrize(
    "expression", ["", "GPL-3.0-only", "MIT AND GPL-3.0-only", "UNKNOWN", "Other/Proprietary License"]
)
def test_another_licence_or_none_is_refused(expression: str) -> None:
    """No licence, an unknown one, and one that comes on top of an accepted one are reported."""
    assert not accepted(expression)


def test_the_older_forms_of_metadata_are_read() -> None:
    """An expression goes before a free text that is one, which goes before classifiers, of which all count."""
    said = Message()
    assert licence_of(said) == ""
    said["Classifier"] = "License :: OSI Approved :: MIT License"
    said["Classifier"] = "License :: Other/Proprietary License"
    said["License"] = "UNKNOWN"
    assert licence_of(said) == "MIT AND Other/Proprietary License"
    said["License-Expression"] = "mit or gpl-3.0-only"
    assert licence_of(said) == "MIT OR GPL-3.0-only"
