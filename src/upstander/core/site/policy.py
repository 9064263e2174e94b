"""The Content-Security-Policy that we ship, and where another one is weaker."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

SHIPPED: Final[dict[str, frozenset[str]]] = {
    "default-src": frozenset({"'none'"}),
    "script-src": frozenset({"'self'"}),
    "style-src": frozenset({"'self'"}),
    "img-src": frozenset({"'self'", "data:", "blob:"}),
    "media-src": frozenset({"'self'"}),
    "font-src": frozenset({"'self'"}),
    "connect-src": frozenset({"'self'"}),
    "worker-src": frozenset({"'self'"}),
    "form-action": frozenset({"'self'"}),
    "base-uri": frozenset({"'none'"}),
    "frame-ancestors": frozenset({"'none'"}),
    "manifest-src": frozenset({"'self'"}),
}
"""A test holds this to the settings. Anything stricter is as good; anything else is told."""
HARMLESS: Final = frozenset({"upgrade-insecure-requests", "block-all-mixed-content"})
"""Directives that take away and allow nothing."""


def weaknesses(header: str) -> Iterator[str]:
    """What a policy allows that ours does not, in words; nothing when it is as strict.

    Browsers apply every policy of a header with several (a comma between), so the first must be enough.
    """
    policy = _read(header.partition(",")[0])
    if not policy:
        yield "there is no Content-Security-Policy"
        return
    for directive, shipped in SHIPPED.items():
        if directive not in policy:
            yield f"the policy lacks {directive}"
        elif more := policy[directive] - shipped - {"'none'"}:
            yield f"{directive} allows {' '.join(sorted(more))}"
    for directive in sorted(policy.keys() - SHIPPED - HARMLESS):
        if policy[directive] - {"'none'", "'self'"}:
            yield f"the policy has {directive}, which ours does not"


def _read(header: str) -> dict[str, frozenset[str]]:
    """Directive to sources. Of a directive that comes twice browsers take the first (CSP 3, 2.2.1)."""
    policy: dict[str, frozenset[str]] = {}
    for part in header.split(";"):
        words = part.split()
        if words:
            policy.setdefault(words[0].lower(), frozenset(words[1:]))
    return policy
