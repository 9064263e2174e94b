"""Sizes say little of what is inside."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upstander.core.sealing import sizes


@given(st.integers(0, sizes.LARGEST_ITEM))
def test_every_item_has_one_of_nine_sizes(size: int) -> None:
    padded = sizes.item_class(size)
    assert sizes.is_item_class(padded)
    assert size <= padded
    assert padded == sizes.SMALLEST_ITEM or size > padded // 2


def test_an_item_larger_than_the_largest_class_is_refused() -> None:
    with pytest.raises(sizes.TooLargeError):
        sizes.item_class(sizes.LARGEST_ITEM + 1)


@given(st.integers(0, sizes.LARGEST_CONTENT))
def test_a_padded_file_costs_at_most_twelve_per_cent_and_stays_padded(size: int) -> None:
    padded = sizes.padded_file_size(size)
    assert sizes.is_padded_file_size(padded)
    assert size <= padded <= max(size * 1.12, sizes.SMALLEST_FILE)


@pytest.mark.parametrize(
    ("size", "padded"),
    [(0, 65536), (65536, 65536), (65537, 67584), (1_000_000, 1_015_808), (209_715_200, 209_715_200)],
)
def test_padded_sizes_are_those_of_the_published_formula(size: int, padded: int) -> None:
    assert sizes.padded_file_size(size) == padded


def test_a_file_of_more_than_200_mib_is_refused() -> None:
    with pytest.raises(sizes.TooLargeError):
        sizes.padded_file_size(sizes.LARGEST_CONTENT + 1)


@pytest.mark.parametrize("size", [0, 1, 65535, 65537, 209_715_201])
def test_a_file_that_was_not_padded_shows(size: int) -> None:
    assert not sizes.is_padded_file_size(size)
