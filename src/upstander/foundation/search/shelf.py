"""Where the index lies on this machine, and how processes share it.

    search/<form>-<database>/current          the name of the generation in use
    search/<form>-<database>/<generation>/    an index
    search/<form>-<database>/write.lock, rebuild.lock

Whoever changes an index holds `write.lock`; a rebuild goes into a new generation under `rebuild.lock` and is
put in place by replacing `current`. Both locks go with the process that holds them, however it ends.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import cache
from pathlib import Path
from secrets import token_hex
from time import monotonic, sleep, time
from typing import Final

import structlog
from django.conf import settings
from django.db import connection, connections

from . import outbox, writing
from .errors import BrokenIndexError, guarded
from .outbox import Position
from .schema import version
from .view import View, open_view

log = structlog.get_logger("upstander.search")
FRESH: Final = 0.3
"""Seconds for which an index that was up to date is taken to be so."""
PATIENCE: Final = 0.25
"""Seconds that a search waits for another process to bring the index up to date."""
FIRST_PATIENCE: Final = 2.0
"""Seconds that a search waits for an index that is being built, where there is none."""
PAUSE: Final = 30.0
"""Seconds after a rebuild that failed before the next is tried."""
KEPT: Final = timedelta(days=7)
"""How long an index of another form or database is left lying, for a server that is taken back to it."""
MANY: Final = 400
"""Changes above which the index is rather built anew, beside, while the old one answers."""


class Shelf:
    """The index of one installation in this process; safe to use from several threads."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._view: View | None = None
        self._checked = 0.0
        self._guard = threading.Lock()
        self._rebuilding: threading.Thread | None = None
        self._not_before = 0.0

    def look(self) -> View | None:
        """What to search in, as fresh as FRESH; None while the first index is being built."""
        if self._guard.acquire(timeout=FIRST_PATIENCE if self._view is None else 0):
            try:
                if self._view is None or monotonic() - self._checked >= FRESH:
                    self._refresh()
            except Exception:  # an index is a convenience: the page around it must come
                log.exception("search_changes_not_applied")
                self._checked = monotonic()
            finally:
                self._guard.release()
        return self._view

    def catch_up(self, *, at_once: bool = False) -> None:
        """Apply what changed; `at_once`: inside a transaction too, however many changes there are."""
        with self._guard:
            self._refresh(at_once=at_once)

    def rebuild(self) -> int:
        """A new generation from all sources, put in place when it is whole; how many things it holds."""
        self.folder.mkdir(parents=True, exist_ok=True)
        with _locked(self.folder / "rebuild.lock"):
            return self._new_generation()

    def broken(self, view: View) -> None:
        """Stop using an index that turned out to be damaged, and build another."""
        with self._guard:
            self._discard(view.generation)
            self._rebuild_beside()

    # --- freshness ---

    def _refresh(self, *, at_once: bool = False) -> None:
        self._open()
        if self._view is None:
            self._first_index(at_once=at_once)
        elif at_once or not connection.in_atomic_block:  # what is not committed must not be indexed
            self._apply(at_once=at_once)
        self._checked = monotonic()

    def _open(self) -> None:
        """Follow `current` and the index's own commits; an index that cannot be opened is discarded."""
        generation = self._current()
        if generation is None:
            self._view = None
            return
        try:
            if self._view is None or self._view.generation != generation or self._view.is_behind():
                self._view = self._opened(generation)
        except (BrokenIndexError, OSError):
            if self._current() == generation:
                self._discard(generation)
            else:  # put in place by another process, and the old one swept away, in this very moment
                self._open()

    def _opened(self, generation: Path) -> View:
        view = open_view(generation)
        if self._view is None and not outbox.knows(view.position):
            raise BrokenIndexError("the database is older than its index: it was put back from a copy")
        return view

    def _discard(self, generation: Path) -> None:
        log.warning("search_index_broken", generation=generation.name)
        self._view = None
        if self._current() == generation:
            (self.folder / "current").unlink(missing_ok=True)

    def _current(self) -> Path | None:
        try:
            return self.folder / (self.folder / "current").read_text(encoding="ascii").strip()
        except (FileNotFoundError, NotADirectoryError):
            return None

    def _apply(self, *, at_once: bool) -> None:
        if self._view is None or not outbox.pending(self._view.position):
            return
        with _locked(self.folder / "write.lock", None if at_once else PATIENCE) as mine:
            if mine:
                self._open()  # another process may have been here in the meantime
                self._apply_alone(at_once=at_once)

    def _apply_alone(self, *, at_once: bool) -> None:
        view = self._view
        pending = outbox.pending(view.position) if view else None
        if view is None or pending is None:
            return
        if len(pending.keys) > MANY and not at_once:
            self._rebuild_beside()
            return
        try:
            with guarded():
                writing.apply(view, pending)
        except (BrokenIndexError, OSError):
            self._discard(view.generation)
            raise
        self._view = open_view(view.generation)

    # --- building ---

    def _first_index(self, *, at_once: bool) -> None:
        """Build one; the first search waits a little for it, others find nothing meanwhile."""
        if at_once:
            self.rebuild()
        elif (building := self._rebuild_beside()) is not None:
            building.join(FIRST_PATIENCE)
        self._open()

    def _rebuild_beside(self) -> threading.Thread | None:
        """Begin a rebuild in a thread; None if one is at work, or failed just now."""
        at_work = self._rebuilding is not None and self._rebuilding.is_alive()
        if at_work or monotonic() < self._not_before:
            return None
        self._rebuilding = threading.Thread(target=self._rebuild_quietly, daemon=True)
        self._rebuilding.start()
        return self._rebuilding

    def _rebuild_quietly(self) -> None:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with _locked(self.folder / "rebuild.lock", 0) as mine:
                if mine:
                    self._new_generation()
        except Exception:
            log.exception("search_rebuild_failed")
            self._not_before = monotonic() + PAUSE
        finally:
            connections.close_all()

    def _new_generation(self) -> int:
        self._sweep()
        generation = self.folder / f"g-{token_hex(6)}"
        generation.mkdir()
        position = Position(outbox.horizon())  # before the sources are read
        with guarded():
            count = writing.write_all(generation, position)
        with _locked(self.folder / "write.lock"):
            _put(self.folder / "current", generation.name)
        self._sweep()
        log.info("search_index_built", things=count)
        return count

    def _sweep(self) -> None:
        """Clear away what is not in use. Who still reads an old generation keeps its files until done."""
        current = self._current()
        unused = [other for other in self.folder.glob("g-*") if other != current]
        since = time() - KEPT.total_seconds()
        for other in self.folder.parent.glob("*/current"):
            if other.parent != self.folder and other.stat().st_mtime < since:
                unused.append(other.parent)
        for folder in unused:
            shutil.rmtree(folder, ignore_errors=True)


def shelf() -> Shelf:
    """The shelf of this process for the database and the form of index in use."""
    return _shelf(Path(settings.SEARCH_FOLDER), f"{version()}-{_database()}")


@cache
def _shelf(folder: Path, name: str) -> Shelf:
    return Shelf(folder / name)


def _database() -> str:
    """A name that another database, or another file in its place, does not have."""
    told = connection.settings_dict
    facts = [connection.vendor, str(told["NAME"]), str(told.get("HOST", "")), str(told.get("PORT", ""))]
    if connection.vendor == "sqlite":
        file = Path(str(told["NAME"]))
        facts.append(str(file.stat().st_ino) if file.exists() else "")
    return hashlib.sha256("\0".join(facts).encode()).hexdigest()[:8]


def _put(file: Path, text: str) -> None:
    draft = file.with_suffix(".part")
    with draft.open("w", encoding="ascii") as opened:
        opened.write(text)
        opened.flush()
        os.fsync(opened.fileno())
    draft.replace(file)


@contextmanager
def _locked(file: Path, patience: float | None = None) -> Iterator[bool]:
    """Hold a file's lock; gives whether it was got. Waits as long as it takes, or for `patience` seconds."""
    with file.open("a") as opened:
        if patience is None:
            fcntl.flock(opened, fcntl.LOCK_EX)
            yield True
            return
        until = monotonic() + patience
        while not (mine := _try(opened.fileno())) and monotonic() < until:
            sleep(0.01)
        yield mine


def _try(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
