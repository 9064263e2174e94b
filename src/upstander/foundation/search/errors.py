"""An index that cannot be read or written."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager


class BrokenIndexError(Exception):
    """The files of the index are damaged or gone; it is derived, so it is built anew."""


@contextmanager
def guarded() -> Iterator[None]:
    """Turn what tantivy raises (ValueError, or a panic, which is no Exception) into BrokenIndexError."""
    try:
        yield
    except ValueError as problem:
        raise BrokenIndexError(str(problem)) from problem
    except BaseException as problem:
        if type(problem).__name__ != "PanicException":
            raise
        raise BrokenIndexError("panic") from problem
