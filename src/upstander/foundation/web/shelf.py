"""Keeps rendered pages that are the same for every stranger, in front of the whole application.

A page is kept only when its view says so (`same_for_everybody`), and only for requests without a session:
what a signed-in person sees is never looked up here and never kept. An entry is the finished answer, plain
and compressed; it holds for the edition that was known *before* it was rendered, so that a page rendered
while something is being published can be thrown away too early but never kept too long. The edition is
compared at most every `CHECK_EVERY` seconds, so that a change shows in every process within that time.

Nothing secret is in these pages, so compressing them tells nobody anything (BREACH needs a secret).
"""

from __future__ import annotations

import gzip
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import wraps
from typing import Any, Concatenate, ParamSpec, cast

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse

Environ = dict[str, Any]
StartResponse = Callable[..., Any]
Application = Callable[[Environ, StartResponse], Iterable[bytes]]
Headers = list[tuple[str, str]]
Key = tuple[str, ...]
P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]

MARK = "X-Same-For-Everybody"
"""From the view to the shelf; it never leaves the server."""
CHECK_EVERY = 0.25
"""Seconds between two looks at the edition."""
MAX_AGE = 600.0
"""Seconds after which a page is rendered anew in any case, since some tell of days and hours."""
CAPACITY = 96 * 1024 * 1024
"""Bytes of all entries of one process."""
OVERHEAD = 4096
"""Bytes that an entry is counted with beside its answer; its key is shorter."""
LONGEST_QUERY = 300
"""Signs of the query of a page that is kept."""
LARGEST = 2 * 1024 * 1024
"""Bytes of one page; larger answers are not kept."""


def same_for_everybody(*queries: str) -> Callable[[View[P]], View[P]]:
    """A view whose page every stranger gets alike. It may depend on the path and on these query parameters.

    Requests with other parameters are answered but not kept, so that nobody fills the shelf with inventions.
    """

    def mark(view: View[P]) -> View[P]:
        @wraps(view)
        def marked(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
            answer = view(request, *args, **kwargs)
            if answer.status_code == 200 and not answer.streaming and is_shared(request, queries):
                answer.headers[MARK] = "yes"
            return answer

        return cast(View[P], marked)

    return mark


def is_shared(request: HttpRequest, queries: Collection[str]) -> bool:
    """Nobody is signed in, and the query is written in the one way in which our own links write it.

    The shelf looks at cookies before; this asks Django, so that the two can never read a request differently.
    """
    query = request.META.get("QUERY_STRING", "")
    named = set(request.GET) <= set(queries) and all(len(said) == 1 for _name, said in request.GET.lists())
    written = len(query) <= LONGEST_QUERY and query == request.GET.urlencode()
    return named and written and settings.SESSION_COOKIE_NAME not in request.COOKIES


@dataclass(frozen=True, slots=True)
class Kept:
    """One finished answer. `bodies` by content coding; "" is the plain one."""

    headers: Headers
    bodies: dict[str, bytes]
    edition: int
    made_at: float

    @property
    def size(self) -> int:
        """Bytes, with what headers and the entry itself take, so that many small answers are bounded too."""
        said = sum(len(name) + len(value) for name, value in self.headers)
        return sum(len(body) for body in self.bodies.values()) + said + OVERHEAD


class Shelf:
    """Wraps a WSGI application; one for each process. `edition` asks the database."""

    def __init__(
        self,
        application: Application,
        *,
        edition: Callable[[], int],
        private_cookies: Iterable[str],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.application = application
        self.private = frozenset(private_cookies)
        self.clock = clock
        self.entries: OrderedDict[Key, Kept] = OrderedDict()
        self.size = 0
        self.lock = threading.Lock()
        self._ask = edition
        self._edition: int | None = None
        self._asked_at = float("-inf")
        self._asking = threading.Lock()

    def __call__(self, environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not self.is_strangers_read(environ):
            return self.application(environ, start_response)
        edition, key = self.edition(), key_of(environ)
        kept = self.find(key, edition)
        if kept is None:
            return self.render(environ, start_response, key, edition)
        return answer(kept, environ, start_response)

    def is_strangers_read(self, environ: Environ) -> bool:
        """A read without anything that could make the answer somebody's own."""
        if environ["REQUEST_METHOD"] not in {"GET", "HEAD"} or "HTTP_AUTHORIZATION" in environ:
            return False
        return self.private.isdisjoint(cookie_names(environ.get("HTTP_COOKIE", "")))

    def edition(self) -> int | None:
        """The edition, not older than `CHECK_EVERY`; None when it was never learnt (nothing is kept then).

        One request at a time asks; others meanwhile go by what was known. When the database does not answer,
        what is kept goes on being served: a page on where to find help must not fall silent with it.
        """
        if self.clock() - self._asked_at >= CHECK_EVERY and self._asking.acquire(blocking=False):
            try:
                self._learn(self._ask())
            except Exception:  # whatever is wrong with the database, strangers are served
                self._asked_at = self.clock()
            finally:
                self._asking.release()
        return self._edition

    def _learn(self, edition: int) -> None:
        with self.lock:
            if edition != self._edition:
                self.entries.clear()
                self.size = 0
            self._edition = edition
            self._asked_at = self.clock()

    def find(self, key: Key, edition: int | None) -> Kept | None:
        """What is asked for again stays longest, so that inventions push out inventions."""
        with self.lock:
            kept = self.entries.get(key)
            if kept is None or kept.edition != edition or self.clock() - kept.made_at > MAX_AGE:
                return None
            self.entries.move_to_end(key)
            return kept

    def render(
        self, environ: Environ, start_response: StartResponse, key: Key, edition: int | None
    ) -> Iterable[bytes]:
        """Let the application answer; keep what it marked."""
        heard: list[tuple[str, Headers]] = []

        def hear(status: str, headers: Headers, exc_info: Any = None) -> None:
            heard.append((status, headers))
            if not any(name == MARK for name, _value in headers):
                start_response(status, headers, exc_info)

        parts = self.application(environ, hear)
        status, headers = heard[-1]
        if not any(name == MARK for name, _value in headers):
            return parts
        try:
            body = b"".join(parts)
        finally:
            getattr(parts, "close", lambda: None)()
        kept = finished(headers, body, edition or 0, self.clock())
        if environ["REQUEST_METHOD"] == "GET" and edition is not None and may_be_kept(status, headers, body):
            self.keep(key, kept)
        return answer(kept, environ, start_response, status)

    def keep(self, key: Key, kept: Kept) -> None:
        with self.lock:
            if kept.edition != self._edition:
                return
            before = self.entries.pop(key, None)
            self.size += kept.size - (before.size if before else 0)
            self.entries[key] = kept
            while self.size > CAPACITY:
                _oldest, dropped = self.entries.popitem(last=False)
                self.size -= dropped.size


def cookie_names(header: str) -> set[str]:
    """As Django reads them, which strips spaces; a comma may stand between two headers put together."""
    return {part.partition("=")[0].strip() for part in header.replace(",", ";").split(";")}


def key_of(environ: Environ) -> Key:
    """Everything that a marked page may depend on; the host and scheme are in addresses that it shows."""
    return (
        environ.get("HTTP_HOST", ""),
        environ.get("HTTP_X_FORWARDED_PROTO", "") or environ.get("wsgi.url_scheme", ""),
        environ["PATH_INFO"],
        environ.get("QUERY_STRING", ""),
    )


def may_be_kept(status: str, headers: Headers, body: bytes) -> bool:
    """An answer that sets a cookie is somebody's own, whatever its view said."""
    return (
        status.startswith("200")
        and len(body) <= LARGEST
        and not any(name.lower() == "set-cookie" for name, _value in headers)
    )


def finished(headers: Headers, body: bytes, edition: int, now: float) -> Kept:
    """The answer with its compressed forms."""
    kept = [(name, value) for name, value in headers if name not in {MARK, "Content-Length"}]
    if any(name.lower() == "content-encoding" for name, _value in headers):
        return Kept(kept, {"": body}, edition, now)
    bodies = {"br": brotli.compress(body, quality=5), "gzip": gzip.compress(body, 6, mtime=0), "": body}
    vary = [value for name, value in kept if name == "Vary"]
    kept = [(name, value) for name, value in kept if name != "Vary"]
    kept.append(("Vary", ", ".join([*vary, "Accept-Encoding"])))
    return Kept(kept, bodies, edition, now)


def answer(
    kept: Kept, environ: Environ, start_response: StartResponse, status: str = "200 OK"
) -> Iterable[bytes]:
    coding = chosen(kept, environ.get("HTTP_ACCEPT_ENCODING", ""))
    body = kept.bodies[coding]
    headers = [*kept.headers, ("Content-Length", str(len(body)))]
    if coding:
        headers.append(("Content-Encoding", coding))
    start_response(status, headers)
    return [] if environ["REQUEST_METHOD"] == "HEAD" else [body]


def chosen(kept: Kept, accepted: str) -> str:
    """The smallest form that the reader takes (RFC 9110, 12.5.3; a coding with q=0 is refused)."""
    words = {
        part.split(";")[0].strip().lower()
        for part in accepted.split(",")
        if not part.replace(" ", "").lower().endswith((";q=0", ";q=0.0", ";q=0.00", ";q=0.000"))
    }
    return next((coding for coding in ("br", "gzip") if coding in kept.bodies and coding in words), "")
