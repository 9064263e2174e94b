"""Floods are slowed by work, never refused; what is remembered about senders is little and short."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterator

import pytest
from django.test import RequestFactory

from upstander.features.reporting import flood


@pytest.fixture(autouse=True)
def _quiet() -> Iterator[None]:
    flood.addresses.clear()
    flood.entities.clear()
    yield
    flood.addresses.clear()
    flood.entities.clear()


def solve(challenge: flood.Challenge) -> flood.Answer:
    for number in itertools.count():
        answer = flood.Answer(challenge.text, str(number))
        if flood.solves(answer, challenge.bits):
            return answer
    raise AssertionError


@pytest.fixture
def _easy(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flood, "BITS", 8)


class Clock:
    def __init__(self) -> None:
        self.now = 600.0

    def __call__(self) -> float:
        return self.now


# --- counting ---------------------------------------------------------------------------------------------


def test_the_rate_forgets_after_two_minutes() -> None:
    clock = Clock()
    rate = flood.Rate(clock)
    for _ in range(10):
        rate.add(b"a")
    clock.now += 60
    assert rate.of(b"a") == 10
    clock.now += 30
    assert rate.of(b"a") == 5
    clock.now += 31
    assert rate.of(b"a") == 0


def test_one_sender_does_not_count_against_another() -> None:
    rate = flood.Rate(Clock())
    for _ in range(10):
        rate.add(b"a")
    assert rate.add(b"b") == 1


def test_memory_stays_bounded_however_many_addresses_come(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(flood, "MOST_KEYS", 10)
    rate = flood.Rate(Clock())
    for number in range(1_000):
        rate.add(str(number).encode())
    assert len(rate._now) <= 11
    assert rate.of(b"a newcomer") == 990


def test_work_is_asked_for_above_the_rate_only(settings) -> None:
    settings.FLOOD_PER_MINUTE = 3
    who, entity = b"sender", uuid.uuid4()
    assert [flood.count(who, entity) for _ in range(5)] == [False, False, False, True, True]
    assert flood.asks_for_work(who)
    assert not flood.asks_for_work(b"another sender")


def test_an_entity_under_a_flood_from_many_addresses_asks_everybody(settings) -> None:
    settings.FLOOD_PER_MINUTE = 2
    entity = uuid.uuid4()
    asked = [flood.count(str(number).encode(), entity) for number in range(25)]
    assert asked.index(True) == 2 * flood.PER_ENTITY
    assert not flood.count(b"elsewhere", uuid.uuid4())


def test_it_can_be_switched_off(settings) -> None:
    settings.FLOOD_PER_MINUTE = 0
    assert not any(flood.count(b"sender", None) for _ in range(100))


# --- what is remembered about a sender --------------------------------------------------------------------


def test_an_address_is_kept_only_as_a_hash_that_nobody_can_repeat_tomorrow() -> None:
    request = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7")
    first = flood.sender(request)
    assert b"192.0.2.7" not in first and len(first) == 32
    assert flood.sender(request) == first
    flood.daily_key._day -= 1
    assert flood.sender(request) != first


def test_one_household_of_the_newer_internet_is_one_sender() -> None:
    near = [RequestFactory().get("/", REMOTE_ADDR=f"2001:db8::{last}") for last in (1, 2)]
    far = RequestFactory().get("/", REMOTE_ADDR="2001:db8:0:1::1")
    assert flood.sender(near[0]) == flood.sender(near[1]) != flood.sender(far)


def test_behind_a_proxy_the_address_is_the_one_the_proxy_saw(settings) -> None:
    request = RequestFactory().get(
        "/", REMOTE_ADDR="127.0.0.1", HTTP_X_FORWARDED_FOR="203.0.113.1, 192.0.2.7"
    )
    direct = RequestFactory().get("/", REMOTE_ADDR="192.0.2.7")
    assert flood.sender(request) != flood.sender(direct)
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    assert flood.sender(request) == flood.sender(direct)


# --- challenges -------------------------------------------------------------------------------------------


@pytest.mark.usefixtures("_easy")
def test_a_solved_challenge_is_accepted_for_its_own_compartment_alone() -> None:
    mine = uuid.uuid4()
    answer = solve(flood.challenge_for(mine))
    spent = flood.spent_by(answer, mine)
    assert spent is not None and len(spent.digest) == 64
    assert flood.spent_by(answer, uuid.uuid4()) is None


@pytest.mark.usefixtures("_easy")
def test_a_challenge_expires() -> None:
    mine = uuid.uuid4()
    answer = solve(flood.challenge_for(mine, now=1_000))
    assert flood.spent_by(answer, mine, now=1_000 + flood.LIFE) is not None
    assert flood.spent_by(answer, mine, now=1_001 + flood.LIFE) is None


@pytest.mark.usefixtures("_easy")
def test_an_easier_challenge_cannot_be_made_up() -> None:
    mine = uuid.uuid4()
    text = flood.challenge_for(mine).text
    version, expires, _bits, rest = text.split(".", 3)
    easier = f"{version}.{expires}.0.{rest}"
    assert flood.spent_by(flood.Answer(easier, "0"), mine) is None


@pytest.mark.parametrize("text", ["", ".", "1.2.3", "1.x.8.a.b", "....", "é.é"])
def test_what_is_no_challenge_is_simply_no_work(text: str) -> None:
    assert flood.spent_by(flood.Answer(text, "0"), uuid.uuid4()) is None


def test_the_work_is_about_a_second_on_a_phone() -> None:
    """A phone's browser hashes some 60,000 to 100,000 times a second in a script."""
    assert 15 <= flood.BITS <= 17


def test_an_unsolved_challenge_is_no_work() -> None:
    mine = uuid.uuid4()
    challenge = flood.challenge_for(mine)
    wrong = next(
        answer
        for number in itertools.count()
        if not flood.solves(answer := flood.Answer(challenge.text, str(number)), challenge.bits)
    )
    assert flood.spent_by(wrong, mine) is None
