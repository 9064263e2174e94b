"""Sends prepared HTTP requests over kept-open connections and times each answer.

It is small on purpose: the sender shares two cores with the server and the database that it measures.
"""

from __future__ import annotations

import http.client
import math
import queue
import threading
import time
from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Prepared:
    """A request whose body is ready to be written."""

    method: str
    path: str
    body: bytes
    headers: dict[str, str]


@dataclass
class Outcome:
    """What came back: milliseconds of each answer, statuses, and the wall time of all."""

    milliseconds: list[float] = field(default_factory=list)
    statuses: dict[int, int] = field(default_factory=dict)
    bodies: list[bytes] = field(default_factory=list)
    seconds: float = 0.0

    def percentile(self, share: float) -> float:
        """The smallest measured time that at least `share` (0..1) of the answers did not exceed."""
        ordered = sorted(self.milliseconds)
        return ordered[max(0, math.ceil(len(ordered) * share) - 1)]

    @property
    def per_second(self) -> float:
        return len(self.milliseconds) / self.seconds


def send_all(host: str, port: int, requests: Sequence[Prepared], at_once: int) -> Outcome:
    """Send every request once, `at_once` at a time; an answer of any status counts as measured."""
    waiting: queue.SimpleQueue[Prepared] = queue.SimpleQueue()
    for request in requests:
        waiting.put(request)
    outcome, lock = Outcome(), threading.Lock()
    threads = [
        threading.Thread(target=_sender, args=(host, port, waiting, outcome, lock)) for _ in range(at_once)
    ]
    started = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    outcome.seconds = time.perf_counter() - started
    return outcome


def _sender(
    host: str,
    port: int,
    waiting: queue.SimpleQueue[Prepared],
    outcome: Outcome,
    lock: threading.Lock,
) -> None:
    connection = http.client.HTTPConnection(host, port, timeout=60)
    while True:
        try:
            request = waiting.get_nowait()
        except queue.Empty:
            break
        started = time.perf_counter()
        connection.request(request.method, request.path, request.body, request.headers)
        answer = connection.getresponse()
        body = answer.read()
        elapsed = (time.perf_counter() - started) * 1000
        with lock:
            outcome.milliseconds.append(elapsed)
            outcome.statuses[answer.status] = outcome.statuses.get(answer.status, 0) + 1
            outcome.bodies.append(body)
    connection.close()
