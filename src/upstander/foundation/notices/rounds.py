"""What the worker does again and again, beside the tasks that were enqueued."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import structlog
from django.core.management import call_command

from upstander.foundation.vault.collection import collect
from upstander.foundation.vault.services.leaving import leave_the_departed

from .reminding import remind
from .sweeping import sweep

log = structlog.get_logger("upstander.worker")
HOUR = 3600.0


@dataclass(slots=True)
class Round:
    """`run` is called when `every` seconds have gone by since the last time, and at the start."""

    name: str
    every: float
    run: Callable[[], object]
    due: float = field(default=0.0)

    def go(self, now: float) -> None:
        """A round that fails is logged and comes again: the worker does not end for it."""
        if now < self.due:
            return
        self.due = now + self.every
        try:
            self.run()
        except Exception as error:  # whatever it is, reports and mails must go on
            log.warning("round_failed", round=self.name, error=type(error).__name__)


def _prune() -> None:
    call_command("prune_db_task_results", verbosity=0)


def _clear_sessions() -> None:
    call_command("clearsessions", verbosity=0)


_more: dict[str, Round] = {}


def add_round(one: Round) -> None:
    """Have something of a higher room done again and again; called when its app is ready."""
    _more[one.name] = one


def rounds() -> list[Round]:
    return [
        Round("remind", HOUR, remind),
        Round("sweep", 5.0, sweep),
        Round("collect", 6 * HOUR, collect),
        Round("leave", HOUR, leave_the_departed),
        Round("prune", 24 * HOUR, _prune),
        Round("sessions", 6 * HOUR, _clear_sessions),
        *_more.values(),
    ]


def clock() -> float:
    return time.monotonic()
