"""Readers of public pages: many kept-open connections in a few processes, answers read whole.

The sender is written on bare sockets, since it shares the cores with the server that it measures: a full HTTP
client would measure itself. It checks each status and length, and sends what a browser sends.
"""

from __future__ import annotations

import math
import multiprocessing
import selectors
import socket
import time
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Views:
    """What the readers saw: answers, those not 200, seconds, and milliseconds of each answer (sorted)."""

    answers: int
    faults: int
    seconds: float
    milliseconds: list[float]

    @property
    def per_second(self) -> float:
        return self.answers / self.seconds

    def percentile(self, share: float) -> float:
        return self.milliseconds[max(0, math.ceil(len(self.milliseconds) * share) - 1)]


def request_for(host: str, path: str) -> bytes:
    lines = [
        f"GET {path} HTTP/1.1",
        f"Host: {host}",
        "Accept: text/html",
        "Accept-Encoding: gzip, deflate, br",
        "Accept-Language: en",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode()


class Reader:
    """One connection: one request at a time."""

    def __init__(self, port: int, requests: Sequence[bytes], first: int) -> None:
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.requests, self.next = requests, first
        self.buffer = b""
        self.asked_at = 0.0

    def ask(self) -> None:
        self.buffer = b""
        self.asked_at = time.perf_counter()
        self.socket.sendall(self.requests[self.next % len(self.requests)])
        self.next += 1

    def hear(self) -> bool | None:
        """None while the answer is not whole; else whether it was 200. Raises when the server hung up."""
        part = self.socket.recv(262_144)
        if not part:
            raise ConnectionError("the server hung up")
        self.buffer += part
        end = self.buffer.find(b"\r\n\r\n")
        if end < 0:
            return None
        head = self.buffer[:end].lower()
        at = head.find(b"content-length:")
        length = int(head[at + 15 :].split(b"\r\n", 1)[0])
        if len(self.buffer) < end + 4 + length:
            return None
        return head.startswith(b"http/1.1 200") and length > 0


def read_for(seconds: float, port: int, requests: Sequence[bytes], at_once: int) -> tuple[int, list[float]]:
    """One process: faults, and milliseconds of each answer."""
    chooser = selectors.DefaultSelector()
    readers = [Reader(port, requests, first * 7) for first in range(at_once)]
    for reader in readers:
        chooser.register(reader.socket, selectors.EVENT_READ, reader)
        reader.ask()
    faults, times = 0, []
    until = time.perf_counter() + seconds
    while time.perf_counter() < until:
        for key, _events in chooser.select(1):
            heard = key.data.hear()
            if heard is not None:
                times.append((time.perf_counter() - key.data.asked_at) * 1000)
                faults += not heard
                key.data.ask()
    return faults, times


def view_pages(
    port: int, paths: Sequence[str], *, seconds: float = 10, at_once: int = 32, processes: int = 1
) -> Views:
    """Read these pages in turn for so long, `at_once` at a time over all processes."""
    requests = [request_for(f"127.0.0.1:{port}", path) for path in paths]
    share = at_once // processes
    started = time.perf_counter()
    with multiprocessing.Pool(processes) as pool:
        outcomes = pool.starmap(read_for, [(seconds, port, requests, share)] * processes)
    took = time.perf_counter() - started
    times = sorted(one for _faults, part in outcomes for one in part)
    return Views(len(times), sum(faults for faults, _part in outcomes), took, times)
