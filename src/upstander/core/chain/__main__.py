"""`python -m upstander.core.chain FILE...`: verify exported trails, away from the server that made them."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from upstander.core.chain.entries import BrokenChainError
from upstander.core.chain.export import ExportError, verify_lines


def main(arguments: list[str] | None = None) -> int:
    """Verify each file; 0 when all hold, 1 when a chain is broken, 2 when a file cannot be read."""
    parser = argparse.ArgumentParser(prog="upstander-chain", description="Verify exported trails.")
    parser.add_argument("file", nargs="+", type=Path, help="a trail exported as one JSON object a line")
    return max(_verify(path) for path in parser.parse_args(arguments).file)


def _verify(path: Path) -> int:
    try:
        with path.open(encoding="utf-8") as lines:
            verified = verify_lines(lines)
    except BrokenChainError as broken:
        sys.stdout.write(f"{path}: BROKEN. {broken}\n")
        return 1
    except (OSError, ExportError, UnicodeDecodeError) as error:
        sys.stderr.write(f"{path}: {error}\n")
        return 2
    lanes = len(verified.heads)
    sys.stdout.write(f"{path}: the chain holds: {verified.entries} entries in {lanes} lanes.\n")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
