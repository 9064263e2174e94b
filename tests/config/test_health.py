"""Health tells strangers whether, and operators why."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from django_tasks_db.models import DBTaskResult, get_date_max

pytestmark = pytest.mark.django_db


def ready(**headers: str) -> tuple[int, dict[str, object]]:
    answer = Client().get("/health/ready", headers=headers)
    return answer.status_code, answer.json()


def test_a_sound_installation_is_live_and_ready() -> None:
    assert Client().get("/health/live").json() == {"status": "ok"}
    assert ready() == (200, {"status": "ok"})


def test_a_missing_migration_makes_it_unready() -> None:
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'vault'")
    assert ready() == (503, {"status": "unavailable"})


def test_only_the_operator_learns_what_is_wrong(settings, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    settings.HEALTH_TOKEN = "operator's"
    (tmp_path / "file").write_text("not a folder that can be written into")
    settings.VAULT_STORE = f"file://{tmp_path}/file/vault"
    assert ready(authorization="Bearer guessed") == (503, {"status": "unavailable"})
    status, body = ready(authorization="Bearer operator's")
    assert status == 503
    assert body["checks"] == {
        "database": "ok",
        "migrations": "ok",
        "vault_store": "the vault's folder cannot be written",
        "tasks": "ok",
    }


@pytest.mark.parametrize(("minutes", "status"), [(2, 200), (30, 503)])
def test_tasks_that_nobody_takes_make_it_unready(minutes: int, status: int) -> None:
    task = DBTaskResult.objects.create(
        task_path="x", args_kwargs={}, queue_name="default", run_after=get_date_max(), backend_name="default"
    )
    DBTaskResult.objects.filter(pk=task.pk).update(enqueued_at=timezone.now() - timedelta(minutes=minutes))
    assert ready()[0] == status


def test_a_failing_database_is_told_without_its_message(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_args: object) -> None:
        raise ConnectionError("password of the database")

    monkeypatch.setattr("upstander.config.health.connection.cursor", refuse)
    status, body = ready()
    assert (status, body) == (503, {"status": "unavailable"})
