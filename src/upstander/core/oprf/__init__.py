"""RFC 9497 on the server's side, for screening and the escrow; clients use `@noble/curves`."""

from upstander.core.oprf.evaluation import (
    Key,
    Mode,
    OprfError,
    blind_evaluate,
    blind_evaluate_with_proof,
    checked,
    derive_key,
    evaluate,
)

__all__ = [
    "Key",
    "Mode",
    "OprfError",
    "blind_evaluate",
    "blind_evaluate_with_proof",
    "checked",
    "derive_key",
    "evaluate",
]
