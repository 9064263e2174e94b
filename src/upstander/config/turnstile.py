"""Lets slow senders wait outside, so that they keep nobody from being served.

A thread that reads from a slow line serves nobody meanwhile. So there are many threads, each request is read
whole into memory before the application sees it, and only a few requests run in the application at once, in
the order in which they were read: on a shared interpreter more would only wait for each other. What is too
large to be read ahead (a form with files, sent without JavaScript) streams through, a few at a time.

A public server still belongs behind a proxy that reads requests whole (docs/operate/install.md).
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Callable, Iterable
from io import BytesIO
from typing import Any

Environ = dict[str, Any]
Application = Callable[[Environ, Callable[..., Any]], Iterable[bytes]]

THREADS = 32
AT_ONCE = 4
LARGE_AT_ONCE = 8
READ_AHEAD = 6 * 1024 * 1024
"""Bytes; more than a chunk of a file (4 MiB) or any JSON of the API."""


class Line:
    """Places and a queue for them, first come first served (`threading.Semaphore` lets others in between)."""

    def __init__(self, places: int) -> None:
        self.free = places
        self.waiting: deque[threading.Lock] = deque()
        self.lock = threading.Lock()

    def __enter__(self) -> None:
        with self.lock:
            if self.free:
                self.free -= 1
                return
            called = threading.Lock()
            called.acquire()
            self.waiting.append(called)
        called.acquire()

    def __exit__(self, *_error: object) -> None:
        with self.lock:
            if self.waiting:
                self.waiting.popleft().release()
            else:
                self.free += 1


class Turnstile:
    """Wraps a WSGI application; one for each process."""

    def __init__(self, application: Application) -> None:
        self.application = application
        self.turns = Line(AT_ONCE)
        self.large = threading.BoundedSemaphore(LARGE_AT_ONCE)

    def __call__(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        length = content_length(environ)
        if length > READ_AHEAD:
            return self.stream(environ, start_response)
        if length:
            environ["wsgi.input"] = BytesIO(environ["wsgi.input"].read(length))
        with self.turns:
            return self.application(environ, start_response)

    def stream(self, environ: Environ, start_response: Callable[..., Any]) -> Iterable[bytes]:
        """A large body passes through without being kept; when too many do, this one must come again."""
        if not self.large.acquire(blocking=False):
            start_response("503 Service Unavailable", [("Content-Type", "text/plain"), ("Retry-After", "60")])
            return [b"Many large files are arriving. Nothing of yours was kept; please send it again soon.\n"]
        try:
            return self.application(environ, start_response)
        finally:
            self.large.release()


def content_length(environ: Environ) -> int:
    """The length that the sender announced; 0 when there is none or it is nonsense."""
    try:
        return max(0, int(environ.get("CONTENT_LENGTH") or 0))
    except ValueError:
        return 0
