"""Killed between any two steps: either all of it is there, or nothing, and sending again ends well."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The data folder of an installation with an empty database, to be copied."""
    folder = tmp_path_factory.mktemp("empty") / "data"
    folder.mkdir()
    migrate = [sys.executable, "-m", "upstander.cli", "migrate", "--verbosity", "0"]
    subprocess.run(migrate, check=True, env=environment(folder))
    return folder


@pytest.fixture
def own_process(empty: Path, tmp_path: Path) -> dict[str, str]:
    """What another process needs to work on a database of its own."""
    return environment(Path(shutil.copytree(empty, tmp_path / "data")))


def environment(folder: Path) -> dict[str, str]:
    own = {"DJANGO_SETTINGS_MODULE": "upstander.config.settings", "UPSTANDER_DATA": str(folder)}
    kept = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return kept | own | {"PYTHONPATH": f"src{os.pathsep}."}


PRELUDE = """
    import hashlib, io, os, signal, sys
    import django
    django.setup()
    from uuid import UUID
    from tests.foundation.vault.scene import *
    from upstander.foundation.vault import services
    from upstander.foundation.vault.models import *
    from upstander.foundation.vault.values import *
    from upstander.foundation.trail.models import Entry
    from upstander.foundation.trail import verification
    from upstander.foundation.vault.storage import vault_store
    def kill(*_args, **_more): os.kill(os.getpid(), signal.SIGKILL)
"""


def run(program: str, environment: dict[str, str]) -> subprocess.CompletedProcess[str]:
    whole = textwrap.dedent(PRELUDE) + textwrap.dedent(program)
    return subprocess.run(
        [sys.executable, "-c", whole], check=False, env=environment, capture_output=True, text=True
    )


@pytest.mark.parametrize(
    "step",
    [
        "services.compartments.checks.grant",
        "services.compartments.insert_together",
        "services.compartments.act",
        "django.db.transaction.Atomic.__exit__",
    ],
)
def test_killed_inside_a_submission_nothing_is_there_and_it_is_sent_again(
    own_process: dict[str, str], step: str
) -> None:
    """Before the rows, between them, before the trail, before the commit."""
    done = run(
        f"""
        import django.db.transaction
        un, reporter = scene(1), Reporter()
        new, before = reporter.submission(un), Entry.objects.count()
        if os.fork() == 0:
            django.db.connections.close_all()
            {step} = kill
            services.create_compartment(REPORTER, new)
            os._exit(0)
        _, status = os.wait()
        django.db.connections.close_all()
        print(os.WIFSIGNALED(status))
        print(Compartment.objects.count(), Grant.objects.count(), Item.objects.count())
        print(Entry.objects.count() - before)
        print(services.create_compartment(REPORTER, new)[1], Item.objects.count())
        verification.verify_trail()
        """,
        own_process,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["True", "0 0 0", "0", "True 1"]


def test_killed_after_the_commit_the_same_submission_finds_itself(own_process: dict[str, str]) -> None:
    done = run(
        """
        import django.db
        un, reporter = scene(1), Reporter()
        new = reporter.submission(un)
        if os.fork() == 0:
            django.db.connections.close_all()
            services.create_compartment(REPORTER, new)
            kill()
        os.wait()
        django.db.connections.close_all()
        print(services.create_compartment(REPORTER, new)[1], Item.objects.count())
        """,
        own_process,
    )
    assert done.stdout.splitlines() == ["False 1"], done.stderr


@pytest.mark.parametrize("step", ["services.files._enter", "services.files.vault_store"])
def test_killed_between_the_store_and_the_row_the_chunk_is_sent_again(
    own_process: dict[str, str], step: str
) -> None:
    done = run(
        f"""
        import django.db, upstander.foundation.vault.services.files
        un, reporter = scene(1), Reporter()
        reporter.report(un)
        content = seal(bytes(65536), str(reporter.identity.to_public()))
        digest = hashlib.sha256(content).digest()
        file = UUID("00000000-0000-4000-8000-000000000001")
        services.announce(REPORTER, reporter.compartment, NewFile(file, 1, len(content)))
        if os.fork() == 0:
            django.db.connections.close_all()
            {step} = kill
            services.put_chunk(REPORTER, reporter.compartment, file, 0, io.BytesIO(content), digest)
            os._exit(0)
        _, status = os.wait()
        django.db.connections.close_all()
        print(os.WIFSIGNALED(status), services.status(REPORTER, reporter.compartment, file).chunks)
        services.put_chunk(REPORTER, reporter.compartment, file, 0, io.BytesIO(content), digest)
        services.finish(REPORTER, reporter.compartment, file, digest)
        print(services.status(REPORTER, reporter.compartment, file).finished)
        """,
        own_process,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines() == ["True ()", "True"]
