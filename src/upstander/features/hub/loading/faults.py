"""What is wrong in a content file, with its place."""

from __future__ import annotations


class ContentError(ValueError):
    """A content file cannot be loaded: `file:line: what is wrong` (a line of 0: the file as a whole)."""

    def __init__(self, file: str, line: int, problem: str) -> None:
        super().__init__(f"{file}:{line}: {problem}" if line else f"{file}: {problem}")
        self.file = file
        self.line = line
        self.problem = problem
