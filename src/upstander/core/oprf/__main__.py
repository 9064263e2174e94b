"""`python -m upstander.core.oprf`: a key server's arithmetic by hand, to check one against another.

The seed is read from a file, never from the command line, where other users of the machine could see it.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from upstander.core.oprf.evaluation import Mode, OprfError, blind_evaluate_with_proof, derive_key


def main(arguments: list[str] | None = None) -> int:
    """`public`: print the public key; `evaluate`: evaluate the hex elements on standard input, with proof."""
    parser = argparse.ArgumentParser(
        prog="upstander-oprf", description="RFC 9497, ristretto255-SHA512, VOPRF."
    )
    parser.add_argument("act", choices=["public", "evaluate"])
    parser.add_argument("--seed-file", type=Path, required=True, help="32 secret bytes")
    parser.add_argument("--info", required=True, help="the purpose and epoch of the key")
    options = parser.parse_args(arguments)
    try:
        key = derive_key(Mode.VOPRF, options.seed_file.read_bytes(), options.info.encode())
        if options.act == "public":
            sys.stdout.write(key.public.hex() + "\n")
            return 0
        elements = [bytes.fromhex(line) for line in sys.stdin.read().split()]
        evaluated, proof = blind_evaluate_with_proof(key, elements)
    except (OSError, OprfError, ValueError) as error:
        sys.stderr.write(f"{error}\n")
        return 2
    sys.stdout.write("".join(f"{element.hex()}\n" for element in evaluated) + f"proof {proof.hex()}\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
