"""Guessing is slowed down by all processes together, and nobody is shut out by it for ever."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.test import Client
from django.utils import timezone

from upstander.foundation.accounts import throttle
from upstander.foundation.accounts.models import Attempts

from . import given

pytestmark = pytest.mark.django_db
TOO_MANY = "too many attempts"


def guess(client: Client, name: str = "handler-unhcr", **more: object) -> str:
    return str(given.by_password(client, name, "a wrong guess every time", **more).content.decode())


def test_after_five_wrong_passwords_the_right_one_has_to_wait(client: Client) -> None:
    given.member(given.entity())
    for _ in range(5):
        assert TOO_MANY not in guess(client)
        cache.clear()  # what a process remembers for itself does not count
    assert TOO_MANY in given.by_password(client, "handler-unhcr").content.decode()


def test_names_that_do_not_exist_are_slowed_down_alike(client: Client) -> None:
    for _ in range(5):
        guess(client, "nobody")
    assert TOO_MANY in guess(client, "nobody")


def test_an_attack_from_elsewhere_does_not_keep_her_out(client: Client) -> None:
    given.member(given.entity())
    for _ in range(20):
        guess(Client(REMOTE_ADDR="203.0.113.9"))
    given.fully(client, "handler-unhcr")
    assert given.is_in(client)


def test_the_wait_ends_by_itself(client: Client) -> None:
    given.member(given.entity())
    for _ in range(6):
        guess(client)
    Attempts.objects.update(ends_at=timezone.now() - timedelta(seconds=1))
    given.fully(client, "handler-unhcr")
    assert given.is_in(client)


def test_right_passwords_are_not_counted(client: Client) -> None:
    given.member(given.entity())
    for _ in range(8):
        answer = given.by_password(Client(), "handler-unhcr")
        assert answer.status_code == 302


def test_what_is_kept_names_neither_address_nor_person(client: Client) -> None:
    guess(client)
    for kept in Attempts.objects.all():
        assert "handler" not in kept.key
        assert "127.0.0.1" not in kept.key
        assert len(kept.key) == 64


def test_the_wait_is_told_in_whole_minutes() -> None:
    limit = throttle.Limit("test", 1, timedelta(seconds=90))
    throttle.count(limit, "x")
    with pytest.raises(throttle.TooManyError) as caught:
        throttle.count(limit, "x")
    assert caught.value.minutes == 2
