"""Asking another site whether an address is there: politely, for a short time, never inside our own network.

Editors choose the addresses and the server visits them, so every address that a name stands for is checked to
be a public one, the connection goes to that very address, and each step of a redirection is checked the same.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings

TIMEOUT = 5.0
STEPS = 5
"""Redirections that are followed."""
PORTS: Final = {"http": 80, "https": 443}
GONE: Final = frozenset({404, 410})
PERMANENT: Final = frozenset({301, 308})
PASSING: Final = frozenset({302, 303, 307})
NO_HEAD: Final = frozenset({400, 403, 405, 429, 500, 501, 503})
"""Answers to HEAD of sites that do not like to be asked that way: they are asked with GET."""

Allowed = Callable[[str, int], bool]
"""May this address and port be connected to?"""


@dataclass(frozen=True, slots=True)
class Answer:
    """`state` is a value of `models.Link.State`."""

    state: str
    status: int | None = None
    leads_to: str = ""


def is_public(address: str, port: int) -> bool:
    """Reachable for everybody, at the usual ports."""
    return ipaddress.ip_address(address).is_global and port in PORTS.values()


def host_of(url: str) -> str:
    return (urlsplit(url).hostname or "").lower()


def visit(url: str, *, allowed: Allowed = is_public) -> Answer:
    """Where an address leads. One that says "for ever elsewhere" has moved; passing ones are followed."""
    at, moved = url, False
    for _step in range(STEPS):
        try:
            status, onward = _ask(at, allowed)
        except _RefusedError:
            return Answer("refused")
        except (OSError, http.client.HTTPException, ValueError):
            return Answer("silent")
        if onward and status in PERMANENT | PASSING:
            moved = moved or status in PERMANENT
            at = urljoin(at, onward)
            continue
        return _judged(status, at, moved)
    return Answer("silent")


def _judged(status: int, at: str, moved: bool) -> Answer:
    if status in GONE:
        return Answer("broken", status)
    if moved:
        return Answer("moved", status, at)
    if status >= 500:
        return Answer("silent", status)
    return Answer("works", status)


class _RefusedError(Exception):
    """The address is none that may be visited."""


def _ask(url: str, allowed: Allowed) -> tuple[int, str]:
    """Status and where it redirects to. HEAD first; GET, without reading on, where HEAD is refused."""
    parts = urlsplit(url)
    status, onward = _request("HEAD", parts, allowed)
    if status in NO_HEAD:
        status, onward = _request("GET", parts, allowed)
    return status, onward


def _request(method: str, parts: SplitResult, allowed: Allowed) -> tuple[int, str]:
    if parts.scheme not in PORTS or not parts.hostname:
        raise _RefusedError
    port = parts.port or PORTS[parts.scheme]
    address = _address(parts.hostname, port, allowed)
    connection = _connected(parts, address, port)
    try:
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        about = {"User-Agent": f"Upstander link check ({settings.SITE_URL})", "Accept": "*/*"}
        connection.request(method, path, headers=about)
        answer = connection.getresponse()
        return answer.status, answer.getheader("Location") or ""
    finally:
        connection.close()


def _address(host: str, port: int, allowed: Allowed) -> str:
    """One address of the host; refused where any of its addresses is not allowed."""
    found = [str(entry[4][0]) for entry in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    if not found or not all(allowed(address, port) for address in found):
        raise _RefusedError
    return found[0]


def _connected(parts: SplitResult, address: str, port: int) -> http.client.HTTPConnection:
    """To the address that was checked, not to what the name stands for a moment later."""
    host = str(parts.hostname)
    plain = socket.create_connection((address, port), timeout=TIMEOUT)
    try:
        if parts.scheme == "https":
            wrapped = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
            secure = http.client.HTTPSConnection(host, port, timeout=TIMEOUT)
            secure.sock = wrapped
            return secure
    except BaseException:
        plain.close()
        raise
    connection = http.client.HTTPConnection(host, port, timeout=TIMEOUT)
    connection.sock = plain
    return connection
