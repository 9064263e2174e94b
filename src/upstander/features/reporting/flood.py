"""Slowing floods without shutting anybody out: above a rate, the browser is asked for about a second of work.

Nobody is ever refused for coming too often: an office behind one address, or an entity in the news, still
gets every report through. What is counted lives in the memory of one process for at most two minutes: an
address is only there as an HMAC under a key that is drawn anew every day and never leaves that memory, so it
cannot be read out of the database, the logs or a backup.

Each process counts what it sees itself. Challenges are signed with the installation's secret, so any process
accepts what any other has asked for; a challenge is bound to one compartment, expires, and is used once
(`models.SpentWork`, written in the submission's own transaction).
"""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import secrets
import threading
import time
from base64 import urlsafe_b64encode
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest

BITS = 16
"""65,536 tries on average: about a second in a phone's browser."""
LIFE = 15 * 60
"""Seconds that a challenge is good for: long enough for a slow phone on a slow line."""
PER_ENTITY = 10
"""An entity may see this many times the rate of one address before all its senders are asked for work."""
MOST_KEYS = 50_000
"""Beyond this many addresses a minute, new ones share one counter: memory stays bounded."""
MOST_NONCE = 64


@dataclass(frozen=True)
class Challenge:
    """What the browser must find a nonce for: SHA-256("<text>:<nonce>") begins with `bits` zero bits."""

    text: str
    bits: int


@dataclass(frozen=True)
class Answer:
    challenge: str
    nonce: str


@dataclass(frozen=True)
class Spent:
    """A solved challenge, to be marked as used: its SHA-256 in hex, and when it expires (Unix time)."""

    digest: str
    expires: int


class Rate:
    """Events over the last minute for each key, in this process's memory."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._lock = threading.Lock()
        self._minute = 0
        self._now: Counter[bytes] = Counter()
        self._before: Counter[bytes] = Counter()

    def add(self, key: bytes) -> float:
        """Count one event and return the rate with it."""
        with self._lock:
            part = self._turn()
            key = self._place(key)
            self._now[key] += 1
            return self._rate(key, part)

    def of(self, key: bytes) -> float:
        """Events of the last minute; those of the minute before count by the share that is still in it."""
        with self._lock:
            part = self._turn()
            return self._rate(self._place(key), part)

    def clear(self) -> None:
        with self._lock:
            self._now, self._before = Counter(), Counter()

    def _rate(self, key: bytes, part: float) -> float:
        return self._now[key] + self._before[key] * (1 - part)

    def _place(self, key: bytes) -> bytes:
        return key if key in self._now or len(self._now) < MOST_KEYS else b"others"

    def _turn(self) -> float:
        minute, part = divmod(self._clock() / 60, 1)
        if minute != self._minute:
            self._before = self._now if minute == self._minute + 1 else Counter()
            self._now = Counter()
            self._minute = int(minute)
        return part


class DailyKey:
    """A secret of this process that is forgotten every day."""

    def __init__(self, today: Callable[[], int] = lambda: int(time.time() // 86_400)) -> None:
        self._today = today
        self._day = -1
        self._key = b""

    def __call__(self) -> bytes:
        if self._day != (day := self._today()):
            self._day, self._key = day, secrets.token_bytes(32)
        return self._key


addresses = Rate()
entities = Rate()
daily_key = DailyKey()


def sender(request: HttpRequest) -> bytes:
    """The sender's address as a keyed hash; an IPv6 address counts with its /64, which is one household."""
    address = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:  # behind a proxy that we trust: it appends the address it saw
        address = request.META.get("HTTP_X_FORWARDED_FOR", address).rsplit(",", 1)[-1].strip()
    return hmac.digest(daily_key(), _network(address), "sha256")


def _network(address: str) -> bytes:
    try:
        parsed = ipaddress.ip_address(address.strip("[]"))
    except ValueError:
        return b"unknown"
    return parsed.packed[:8] if parsed.version == 6 else parsed.packed


def count(who: bytes, entity: UUID | None) -> bool:
    """Count one submission; True when it must come with work."""
    limit = settings.FLOOD_PER_MINUTE
    if not limit:
        return False
    busy = entity is not None and entities.add(entity.bytes) > limit * PER_ENTITY
    return addresses.add(who) > limit or busy


def asks_for_work(who: bytes) -> bool:
    """Whether the next submission from there would be asked for work (counts nothing)."""
    limit = settings.FLOOD_PER_MINUTE
    return bool(limit) and addresses.of(who) >= limit


def challenge_for(compartment: UUID, now: float | None = None) -> Challenge:
    """A fresh challenge that only a submission of this compartment can answer."""
    expires = int(time.time() if now is None else now) + LIFE
    stem = f"1.{expires}.{BITS}.{secrets.token_urlsafe(12)}"
    return Challenge(f"{stem}.{_mac(stem, compartment)}", BITS)


def spent_by(answer: Answer | None, compartment: UUID, now: float | None = None) -> Spent | None:
    """The challenge that the answer solves, or None if it is missing, foreign, expired or not solved."""
    if answer is None:
        return None
    stem, _, mac = answer.challenge.rpartition(".")
    if not hmac.compare_digest(mac.encode(), _mac(stem, compartment).encode()):
        return None
    _version, expires, bits, _random = stem.split(".")
    if int(expires) < (time.time() if now is None else now) or not solves(answer, int(bits)):
        return None
    return Spent(hashlib.sha256(answer.challenge.encode()).hexdigest(), int(expires))


def solves(answer: Answer, bits: int) -> bool:
    if len(answer.nonce) > MOST_NONCE:
        return False
    digest = hashlib.sha256(f"{answer.challenge}:{answer.nonce}".encode()).digest()
    return int.from_bytes(digest, "big") >> (256 - bits) == 0


def _mac(stem: str, compartment: UUID) -> str:
    key = hashlib.sha256(b"upstander work v1\n" + settings.SECRET_KEY.encode()).digest()
    mac = hmac.digest(key, f"{stem}\n{compartment}".encode(), "sha256")
    return urlsafe_b64encode(mac[:24]).decode()
