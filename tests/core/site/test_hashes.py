"""The published list says exactly what a build serves, in the same words every time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import settings

from upstander.core.site import hashes, policy


def build(folder: Path, files: dict[str, str]) -> Path:
    """A collected build: a file with a hashed name for each name."""
    named = {name: name.replace(".", ".0123456789ab.", 1) for name in files}
    for name, content in files.items():
        (folder / named[name]).parent.mkdir(parents=True, exist_ok=True)
        (folder / named[name]).write_text(content)
    (folder / hashes.NAMES).write_text(json.dumps({"paths": named}))
    return folder


def test_two_builds_of_the_same_sources_have_the_same_list(tmp_path: Path) -> None:
    files = {"js/b.js": "two", "js/a.js": "one", "css/a.css": "three"}
    one = hashes.write(hashes.hashes_of_build(build(tmp_path / "one", files)))
    other = hashes.write(hashes.hashes_of_build(build(tmp_path / "two", dict(reversed(files.items())))))
    assert one == other
    assert [line.split()[1] for line in one.splitlines()] == ["css/a.css", "js/a.js", "js/b.js"]


def test_a_list_is_read_as_it_was_written(tmp_path: Path) -> None:
    known = hashes.hashes_of_build(build(tmp_path, {"js/a.js": "one", "a b.txt": "two"}))
    assert hashes.read(hashes.write(known)) == known


@pytest.mark.parametrize("text", ["", "no list", "sha384-short  js/a.js", "sha256-" + "A" * 64 + "  js/a.js"])
def test_something_else_is_not_taken_for_a_list(text: str) -> None:
    with pytest.raises(hashes.HashesError):
        hashes.read(text)


def test_without_a_build_the_program_says_what_to_do(tmp_path: Path) -> None:
    with pytest.raises(hashes.HashesError, match="make build"):
        hashes.hashes_of_build(tmp_path)


def test_names_are_found_under_the_hashed_ones() -> None:
    assert (
        hashes.name_of("/static/upstander/js/report.0123456789ab.js", "/static/") == "upstander/js/report.js"
    )
    assert hashes.name_of("/static/upstander/js/report.js", "/static/") == "upstander/js/report.js"


def test_the_policy_that_sites_are_held_to_is_the_one_we_ship() -> None:
    shipped = settings.CONTENT_SECURITY_POLICY["DIRECTIVES"]
    assert {name: frozenset(sources) for name, sources in shipped.items()} == policy.SHIPPED


def test_a_stricter_policy_is_as_good_and_none_is_not() -> None:
    strict = "; ".join(f"{name} 'none'" for name in policy.SHIPPED) + "; upgrade-insecure-requests"
    assert list(policy.weaknesses(strict)) == []
    assert list(policy.weaknesses("")) == ["there is no Content-Security-Policy"]


def test_of_a_directive_that_comes_twice_the_first_counts_as_in_browsers() -> None:
    strict = "; ".join(f"{name} 'none'" for name in policy.SHIPPED)
    assert list(policy.weaknesses(f"script-src *; {strict}")) == ["script-src allows *"]
