"""CITATION.cff says what a citation needs, and the same as setup.cfg."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
REQUIRED = {"cff-version", "message", "title", "authors"}
"""By the Citation File Format 1.2.0."""
ALLOWED = REQUIRED | {
    *("abstract", "commit", "contact", "date-released", "doi", "identifiers", "keywords"),
    *("license", "license-url", "preferred-citation", "references", "repository"),
    *("repository-artifact", "repository-code", "type", "url", "version"),
}


@pytest.fixture(scope="module")
def citation() -> dict[str, str]:
    """The keys of the file and what stands behind each; lists as their lines."""
    text = (ROOT / "CITATION.cff").read_text("utf-8")
    parts = re.split(r"^([a-z-]+):", text, flags=re.MULTILINE)
    assert parts[0] == "", "nothing stands before the first key"
    keys = parts[1::2]
    assert len(keys) == len(set(keys))
    return dict(zip(keys, (value.strip().strip('"') for value in parts[2::2]), strict=True))


def test_it_has_what_a_citation_needs(citation: dict[str, str]) -> None:
    assert citation.keys() >= REQUIRED
    assert citation.keys() <= ALLOWED
    assert all(citation.values())
    assert citation["cff-version"] == "1.2.0"
    assert citation["type"] == "software"
    assert re.fullmatch(r"(- name: .+|- family-names: .+)(\n .+)*", citation["authors"])


def test_it_says_the_same_as_the_package(citation: dict[str, str]) -> None:
    config = configparser.ConfigParser()
    config.read(ROOT / "setup.cfg", encoding="utf-8")
    package = config["metadata"]
    assert citation["version"] == package["version"]
    assert citation["license"] == package["license"]
    assert package["author"] in citation["authors"]
