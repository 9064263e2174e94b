"""Health for whoever runs the installation: `live` (the process answers) and `ready` (it can do its work).

A stranger learns "ok" or "unavailable" and no more. What is wrong is in the log, and in the answer for
those who send `Authorization: Bearer <UPSTANDER_HEALTH_TOKEN>`.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import timedelta
from hmac import compare_digest
from pathlib import Path

import structlog
from django.conf import settings
from django.db import connection
from django.db.migrations.executor import MigrationExecutor
from django.db.models import Q
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import path
from django.utils import timezone
from django.views.decorators.http import require_safe
from django_tasks.base import TaskResultStatus
from django_tasks_db.models import DBTaskResult, get_date_max

log = structlog.get_logger("upstander.health")
TASK_PATIENCE = timedelta(minutes=10)
"""A task that has waited longer than this tells that no worker is running."""


class UnreadyError(Exception):
    """A part does not work; the text is for the operator and names no content."""


def database() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        cursor.fetchone()


def migrations() -> None:
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        raise UnreadyError("migrations are missing: run `upstander migrate`")


def vault_store() -> None:
    """Files on disk must be writable. A remote store shows its health when it is used."""
    if not settings.VAULT_STORE.startswith("file://"):
        return
    folder = Path(settings.VAULT_STORE.removeprefix("file://"))
    nearest = next(place for place in (folder, *folder.parents) if place.exists())
    if not (nearest.is_dir() and os.access(nearest, os.W_OK)):
        raise UnreadyError("the vault's folder cannot be written")


def tasks() -> None:
    """Tasks that may run at once carry the greatest date there is as `run_after`."""
    since = timezone.now() - TASK_PATIENCE
    due = Q(run_after=get_date_max(), enqueued_at__lt=since) | Q(run_after__lt=since)
    if DBTaskResult.objects.filter(due, status=TaskResultStatus.READY).exists():
        raise UnreadyError("tasks are waiting and no worker takes them")


CHECKS: tuple[Callable[[], None], ...] = (database, migrations, vault_store, tasks)


def _outcome(check: Callable[[], None]) -> str:
    try:
        check()
    except UnreadyError as problem:
        return str(problem)
    except Exception as error:  # whatever it is, the installation is not ready and must say so
        return type(error).__name__
    return "ok"


def _is_operator(request: HttpRequest) -> bool:
    token = settings.HEALTH_TOKEN
    given = request.headers.get("Authorization", "")
    return bool(token) and compare_digest(given.encode(), f"Bearer {token}".encode())


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    return JsonResponse({"status": "ok"})


@require_safe
def ready(request: HttpRequest) -> HttpResponse:
    outcomes = {check.__name__: _outcome(check) for check in CHECKS}
    well = all(outcome == "ok" for outcome in outcomes.values())
    if not well:
        log.warning("not ready", **outcomes)
    body: dict[str, object] = {"status": "ok" if well else "unavailable"}
    if _is_operator(request):
        body["checks"] = outcomes
    return JsonResponse(body, status=200 if well else 503)


app_name = "health"
urlpatterns = [path("live", live, name="live"), path("ready", ready, name="ready")]
