"""Whatever is changed, moved or left out of the trail shows, and where."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from upstander.core import chain
from upstander.core.chain import BrokenChainError, Entry, Fault, Head, Link
from upstander.core.chain.__main__ import main
from upstander.core.chain.export import ExportError, verify_lines, write_head, write_link

details = st.dictionaries(
    st.text(max_size=6), st.text(max_size=9) | st.integers() | st.booleans(), max_size=4
)
entries = st.builds(
    Entry,
    lane=st.integers(0, 7),
    sequence=st.integers(1, 9),
    at=st.integers(0, 2**50),
    actor=st.text(max_size=9),
    verb=st.text(max_size=9),
    object_type=st.text(max_size=9),
    object_id=st.text(max_size=9),
    entity=st.text(max_size=9),
    detail=details,
)


def entry(lane: int, sequence: int, verb: str = "reporting.report.opened") -> Entry:
    return Entry(
        lane, sequence, 1_741_435_200_000_000 + sequence, "7", verb, "report", "a1", "UNHCR", {"items": 2}
    )


def trail(lanes: int = 3, length: int = 5) -> list[Link]:
    return list(chain.chained(entry(lane, n) for n in range(1, length + 1) for lane in range(lanes)))


def broken(links: list[Link], **known: dict[int, Head]) -> tuple[Fault, int, int]:
    with pytest.raises(BrokenChainError) as raised:
        chain.verify(links, **known)
    return raised.value.fault, raised.value.lane, raised.value.sequence


def test_the_canonical_bytes_are_the_documented_ones() -> None:
    written = Entry(1, 2, 3, "ann", "v", "", "i-d", "ÉU", {"z": True, "a": "é", "n": -4, "f": False})
    assert chain.canonical(written).decode() == "1 1 2 3 3:ann1:v0:3:i-d3:ÉU4:1:as2:é1:ff1:ni-4;1:zt"


def test_the_hash_covers_the_previous_hash() -> None:
    expected = hashlib.sha256(bytes(32) + chain.canonical(entry(0, 1))).digest()
    assert chain.entry_hash(chain.GENESIS, entry(0, 1)) == expected
    assert chain.entry_hash(bytes([1]) * 32, entry(0, 1)) != expected


@given(entries, entries)
def test_no_two_entries_share_their_bytes(one: Entry, other: Entry) -> None:
    same = one == other and [type(v) for _, v in sorted(one.detail.items())] == [
        type(v) for _, v in sorted(other.detail.items())
    ]
    assert (chain.canonical(one) == chain.canonical(other)) == same


@given(entries)
def test_moving_a_letter_from_one_field_to_the_next_shows(written: Entry) -> None:
    moved = written._replace(actor=written.actor + "x", verb=written.verb)
    other = written._replace(actor=written.actor, verb="x" + written.verb)
    assert chain.canonical(moved) != chain.canonical(other)


def test_a_whole_trail_holds_in_any_mixture_of_lanes() -> None:
    links = trail()
    verified = chain.verify(sorted(links, key=lambda link: link.entry.lane))
    assert verified.entries == 15
    assert verified.heads == chain.verify(links).heads
    assert chain.verify(links, heads=verified.heads).entries == 15


@pytest.mark.parametrize(
    "change",
    [
        lambda e: e._replace(actor="8"),
        lambda e: e._replace(at=e.at + 1),
        lambda e: e._replace(detail={"items": 3}),
        lambda e: e._replace(detail={"items": "2"}),
        lambda e: e._replace(detail={}),
        lambda e: e._replace(verb=""),
    ],
)
def test_an_altered_entry_shows(change: Callable[[Entry], Entry]) -> None:
    links = trail()
    links[7] = Link(change(links[7].entry), links[7].hash)
    assert broken(links) == (Fault.ALTERED, 1, 3)


def test_an_entry_whose_hash_was_rewritten_too_shows_at_the_next_one() -> None:
    links = trail()
    changed = links[7].entry._replace(actor="8")
    links[7] = Link(changed, chain.entry_hash(links[4].hash, changed))
    assert broken(links) == (Fault.ALTERED, 1, 4)


def test_a_missing_entry_shows() -> None:
    links = trail()
    del links[7]
    assert broken(links) == (Fault.GAP, 1, 3)


def test_an_entry_that_comes_twice_or_out_of_order_shows() -> None:
    links = trail()
    assert broken([*links, links[7]]) == (Fault.REORDERED, 1, 3)
    links[4], links[7] = links[7], links[4]
    assert broken(links) == (Fault.GAP, 1, 2)


def test_an_entry_moved_to_another_lane_shows() -> None:
    links = trail(lanes=2, length=1)
    moved = [Link(links[0].entry._replace(lane=1), links[0].hash)]
    assert broken(moved) == (Fault.ALTERED, 1, 1)


def test_entries_cut_off_at_the_end_show_by_the_head() -> None:
    links = trail()
    heads = dict(chain.verify(links).heads)
    assert broken(links[:-3], heads=heads) == (Fault.HEAD, 0, 5)
    assert broken([], heads=heads) == (Fault.HEAD, 0, 1)


def test_a_head_that_is_not_the_end_of_its_lane_shows() -> None:
    links = trail()
    heads = {**chain.verify(links).heads, 2: Head(5, bytes(32))}
    assert broken(links, heads=heads) == (Fault.HEAD, 2, 5)


def test_a_lane_that_was_never_written_may_be_empty() -> None:
    assert chain.verify([], heads={3: Head(0, bytes(32))}).entries == 0


def test_an_export_of_a_later_part_holds_from_where_it_begins() -> None:
    links = trail(lanes=1, length=6)
    start = {0: Head(3, links[2].hash)}
    assert chain.verify(links[3:], starts=start).entries == 3
    assert broken(links[3:], starts={0: Head(3, links[1].hash)}) == (Fault.ALTERED, 0, 4)


def test_a_detail_that_is_not_coded_is_refused() -> None:
    with pytest.raises(TypeError):
        chain.canonical(entry(0, 1)._replace(detail={"cost": 1.5}))  # type: ignore[dict-item]


# --- exports ----------------------------------------------------------------------------------------------


def exported(links: list[Link]) -> list[str]:
    heads = chain.verify(links).heads
    return [write_link(link) for link in links] + [write_head(lane, head) for lane, head in heads.items()]


@given(st.lists(entries, max_size=6))
def test_an_export_holds_whatever_stands_in_its_entries(written: list[Entry]) -> None:
    placed = [e._replace(lane=0, sequence=number) for number, e in enumerate(written, 1)]
    assert verify_lines(exported(list(chain.chained(placed)))).entries == len(written)


@pytest.mark.parametrize(
    "line",
    [
        "x",
        "[]",
        "{}",
        "3",
        '{"head":{}}',
        '{"head":{"lane":"0","sequence":1,"hash":""}}',
        '{"lane":0,"sequence":1}',
    ],
)
def test_a_line_that_is_not_of_an_export_is_named(line: str) -> None:
    with pytest.raises(ExportError, match="Line 2"):
        verify_lines([exported(trail())[0], line])


def test_the_command_verifies_an_export_and_names_the_break(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    whole, cut, torn = tmp_path / "whole.jsonl", tmp_path / "cut.jsonl", tmp_path / "torn.jsonl"
    lines = exported(trail())
    whole.write_text("\n".join(lines) + "\n")
    cut.write_text("\n".join(lines[:7] + lines[8:]) + "\n")
    torn.write_text(whole.read_text()[:-20])
    assert main([str(whole)]) == 0
    assert "15 entries in 3 lanes" in capsys.readouterr().out
    assert main([str(whole), str(cut)]) == 1
    assert "Lane 1, entry 3" in capsys.readouterr().out
    assert main([str(torn)]) == 2
    assert main([str(tmp_path / "missing.jsonl")]) == 2
