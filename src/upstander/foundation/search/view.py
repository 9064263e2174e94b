"""One state of the index, opened for searching. It does not change; a later state is another view."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import tantivy

from .errors import BrokenIndexError, guarded
from .outbox import Position
from .schema import SCHEMA, STATE
from .things import position_in


@dataclass(frozen=True, slots=True)
class View:
    """An open index. `counts` remembers how many entries an audience can see of a query, for this view."""

    generation: Path
    index: tantivy.Index
    searcher: tantivy.Searcher
    position: Position
    stamp: tuple[int, int]
    counts: dict[object, int] = field(default_factory=dict)

    def is_behind(self) -> bool:
        """Whether another process has committed since."""
        return self.stamp != _stamp(self.generation)


def open_view(generation: Path) -> View:
    with guarded():
        stamp = _stamp(generation)
        index = tantivy.Index.open(str(generation))
        index.config_reader("manual")
        index.reload()
        searcher = index.searcher()
        return View(generation, index, searcher, _position(searcher), stamp)


def _position(searcher: tantivy.Searcher) -> Position:
    found = searcher.search(tantivy.Query.term_query(SCHEMA, "key", STATE, "basic"), 1).hits
    if not found:
        raise BrokenIndexError("no state")
    return position_in(searcher.doc(found[0][1]))


def _stamp(generation: Path) -> tuple[int, int]:
    """tantivy replaces this file with every commit."""
    try:
        status = (generation / "meta.json").stat()
    except OSError as problem:
        raise BrokenIndexError("no index") from problem
    return status.st_mtime_ns, status.st_ino
