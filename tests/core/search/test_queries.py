"""Queries are bounded and always understood; slips of the finger are put right; found words are marked."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upstander.core.search import queries, spelling
from upstander.core.search.marking import Marker
from upstander.core.search.queries import parse


@given(st.text(max_size=400))
def test_any_text_is_a_query(text: str) -> None:
    query = parse(text)
    assert len(query.text) <= queries.LONGEST
    assert len(query.units) <= queries.MOST_UNITS
    assert parse(query.text) == query


@pytest.mark.parametrize(
    "text", ["", "\0\0", "a" * 10_000, "骚" * 10_000, "\u202e\u200f", "😀" * 50, "x " * 5000, "''’-"]
)
def test_odd_input_is_bounded(text: str) -> None:
    assert len(parse(text).units) <= queries.MOST_UNITS


def test_capitals_mean_nothing_where_everything_is_shouted() -> None:
    assert "org-who" not in parse("WHO DO I TELL").concepts


def test_other_words_are_read_in_the_language_of_the_words_that_are_known() -> None:
    (word,) = [unit for unit in parse("acoso sexual laboral").units if not unit.concepts]
    keys = word.ways[0].groups[0]
    assert any(key.startswith("s:") for key in keys)
    assert not any(key.startswith(("e:", "f:")) for key in keys)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("harrasment", "harassment"),
        ("acozo", "acoso"),
        ("coduct", "conduct"),
        ("investgation", "investigation"),
        ("домагательство", "домогательство"),
    ],
)
def test_slips_are_put_right(typed: str, meant: str) -> None:
    assert spelling.from_vocabulary(typed, "en") == meant


@given(st.text(alphabet="abcd", max_size=7), st.text(alphabet="abcd", max_size=7))
def test_distance_is_the_same_both_ways(one: str, other: str) -> None:
    assert spelling.distance(one, other, 7) == spelling.distance(other, one, 7)
    assert (spelling.distance(one, other, 7) == 0) == (one == other)


def test_short_words_are_left_as_they_are() -> None:
    assert spelling.from_vocabulary("hat", "en") is None


def test_words_are_replaced_in_the_text_that_was_typed() -> None:
    assert (
        queries.with_words("Sexual Harrasment, policy", {"harrasment": "harassment"})
        == "Sexual harassment, policy"
    )


@given(st.text(), st.text(), st.text())
def test_a_passage_is_a_stretch_of_the_text(title: str, summary: str, body: str) -> None:
    parts = Marker("en", parse("harassment 性骚扰").keys()).passage(title, summary, body)
    shown = "".join(part.text for part in parts).removeprefix("… ").removesuffix(" …")
    assert shown in summary or shown in body


def test_the_words_found_are_marked_and_markup_stays_text() -> None:
    parts = Marker("en", parse("harassed").keys()).passage("", "<b>Harassment</b> at work", "")
    assert [(part.text, part.marked) for part in parts] == [
        ("<b>", False),
        ("Harassment", True),
        ("</b> at work", False),
    ]


def test_a_passage_comes_from_the_body_if_only_that_has_the_word() -> None:
    body = "Many words before. " * 20 + "Here is the pledge that was signed. " + "Many after. " * 30
    parts = Marker("en", parse("pledge").keys()).passage("Title", "A summary", body)
    assert [part.text for part in parts if part.marked] == ["pledge"]
    assert sum(len(part.text) for part in parts) < 300
