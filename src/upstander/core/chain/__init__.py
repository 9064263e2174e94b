"""Hash chain of the trail: canonical bytes, hashes, verification, and the exported form (docs/adr/0004)."""

from upstander.core.chain.entries import (
    GENESIS,
    BrokenChainError,
    Entry,
    Fault,
    Head,
    Link,
    Verified,
    canonical,
    chained,
    entry_hash,
    verify,
)

__all__ = [
    "GENESIS",
    "BrokenChainError",
    "Entry",
    "Fault",
    "Head",
    "Link",
    "Verified",
    "canonical",
    "chained",
    "entry_hash",
    "verify",
]
