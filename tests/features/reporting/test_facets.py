"""The coded answers: all skippable, none blocking, none free text."""

from __future__ import annotations

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from upstander.features.reporting import facets


def test_every_answer_may_be_skipped() -> None:
    assert facets.checked({}) == []


def test_a_single_act_long_ago_is_as_good_an_answer_as_any() -> None:
    answers = {"frequency": ["once"], "time": ["longer"]}
    assert facets.checked(answers) == [("time", "longer"), ("frequency", "once")]


@pytest.mark.parametrize("facet", facets.FACETS, ids=lambda facet: facet.name)
def test_every_code_of_every_list_is_accepted_and_has_words(facet: facets.Facet) -> None:
    for code in facet.codes.values if facet.codes else ["7"]:
        assert facets.checked({facet.name: [code]}) == [(facet.name, code)]
        assert facets.label(facet.name, code)


@pytest.mark.parametrize("facet", facets.FACETS, ids=lambda facet: facet.name)
def test_names_and_codes_fit_their_columns(facet: facets.Facet) -> None:
    assert len(facet.name) <= 20
    assert all(len(code) <= 40 for code in (facet.codes.values if facet.codes else []))


def test_an_answer_given_twice_counts_once() -> None:
    assert facets.checked({"conduct": ["words", "words"]}) == [("conduct", "words")]


@pytest.mark.parametrize(
    "answers",
    [
        {"conduct": ["He said that I"]},
        {"mood": ["bad"]},
        {"station": ["New York"]},
        {"station": ["٧"]},
        {"station": [""]},
        {"frequency": ["once", "several"]},
        {"conduct": [""]},
    ],
)
def test_what_no_list_knows_is_refused_in_words(answers: dict[str, list[str]]) -> None:
    with pytest.raises(facets.FacetRefusedError) as refusal:
        facets.checked(answers)
    assert len(str(refusal.value)) > 20


@given(st.dictionaries(st.text(max_size=20), st.lists(st.text(max_size=40), max_size=5), max_size=4))
def test_nothing_but_known_codes_ever_comes_out(answers: dict[str, list[str]]) -> None:
    try:
        pairs = facets.checked(answers)
    except facets.FacetRefusedError:
        return
    for name, code in pairs:
        known = facets.BY_NAME[name].codes
        assert code.isdigit() if known is None else code in known.values


def test_the_four_forms_of_online_harassment_are_named() -> None:
    assert len(facets.OnlineForm.values) == 4


def test_a_code_of_an_older_list_is_shown_as_it_stands() -> None:
    with translation.override("en"):
        assert facets.label("conduct", "no_longer_known") == "no_longer_known"
