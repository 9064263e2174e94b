"""`upstander worker`: send notices, remind of duties, clear away what was left, run enqueued tasks."""

from __future__ import annotations

import signal
import threading
from argparse import ArgumentParser
from types import FrameType

from django.core.management.base import BaseCommand
from django.db import close_old_connections
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from upstander.foundation.notices.rounds import Round, clock, rounds

PAUSE = 2.0


class Command(BaseCommand):
    help = "Do the work outside requests, until told to stop. Any number may run at once."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--once", action="store_true", help="go one round and end")

    def handle(self, *, once: bool, **_options: object) -> None:
        stop = threading.Event()
        if not once:
            _stop_when_told(stop)
        work, worker = rounds(), task_worker()
        while True:
            go(work, worker)
            if once or stop.wait(PAUSE):
                return


def go(work: list[Round], worker: Worker) -> None:
    """One round: what is due, then every task that is ready."""
    close_old_connections()
    for one in work:
        one.go(clock())
    Round("tasks", 0, worker.run).go(clock())
    close_old_connections()


def task_worker() -> Worker:
    """The worker of django-tasks-db, which runs what is ready and returns (`batch`)."""
    return Worker(
        queue_names=["default"],
        interval=0,
        batch=True,
        backend_name="default",
        startup_delay=False,
        max_tasks=None,
        worker_id=get_random_string(32),
        excluded_queue_names=[],
    )


def _stop_when_told(stop: threading.Event) -> None:
    def told(_number: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, told)
    signal.signal(signal.SIGINT, told)
