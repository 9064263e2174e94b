"""Slow senders wait outside; whoever is inside is served in the order of arrival."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

from upstander.config.turnstile import AT_ONCE, LARGE_AT_ONCE, READ_AHEAD, Line, Turnstile

Environ = dict[str, Any]


class NeverArrives:
    """A body whose sender stopped in the middle."""

    def __init__(self) -> None:
        self.asked, self.over = threading.Event(), threading.Event()

    def read(self, _size: int = -1) -> bytes:
        self.asked.set()
        self.over.wait(10)
        return b""


def echo(environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
    start_response("200 OK", [])
    return [environ["wsgi.input"].read()]


def answered(turnstile: Turnstile, body: Any, length: object) -> tuple[str, bytes]:
    status: list[str] = []
    environ = {"wsgi.input": body, "CONTENT_LENGTH": length}
    content = b"".join(turnstile(environ, lambda line, _headers: status.append(line)))
    return status[0], content


def test_senders_who_stop_in_the_middle_keep_nobody_waiting() -> None:
    turnstile = Turnstile(echo)
    stuck = [NeverArrives() for _ in range(AT_ONCE * 3)]
    threads = [threading.Thread(target=answered, args=(turnstile, body, "5")) for body in stuck]
    for thread, body in zip(threads, stuck, strict=True):
        thread.start()
        assert body.asked.wait(5)
    assert answered(turnstile, BytesIO(b"hello"), "5") == ("200 OK", b"hello")
    for thread, body in zip(threads, stuck, strict=True):
        body.over.set()
        thread.join()


def test_a_nonsensical_length_is_no_length() -> None:
    for nonsense in ("", "-3", "many", None):
        assert answered(Turnstile(echo), BytesIO(b""), nonsense) == ("200 OK", b"")


def test_more_large_bodies_than_places_are_asked_to_come_again() -> None:
    turnstile = Turnstile(echo)
    stuck = [NeverArrives() for _ in range(LARGE_AT_ONCE)]
    large = str(READ_AHEAD + 1)
    threads = [threading.Thread(target=answered, args=(turnstile, body, large)) for body in stuck]
    for thread, body in zip(threads, stuck, strict=True):
        thread.start()
        assert body.asked.wait(5)
    status, content = answered(turnstile, BytesIO(b"x"), large)
    assert status.startswith("503")
    assert b"send it again" in content
    for thread, body in zip(threads, stuck, strict=True):
        body.over.set()
        thread.join()
    assert answered(turnstile, BytesIO(b"x"), large) == ("200 OK", b"x")


def test_those_who_wait_are_called_in_the_order_they_came() -> None:
    line, called = Line(1), []

    def visit(number: int) -> None:
        with line:
            called.append(number)

    with line:
        visitors = [threading.Thread(target=visit, args=(number,)) for number in range(8)]
        for number, visitor in enumerate(visitors):
            visitor.start()
            while len(line.waiting) <= number:
                time.sleep(0.001)
    for visitor in visitors:
        visitor.join()
    assert called == list(range(8))
