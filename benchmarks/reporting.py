"""`make bench-reporting`: what reporting costs, over HTTP with the real server, and in real Chromium.

Covered: complete submissions (structure and signature of every age file checked, all rows, coded answers,
notice, trail, durable commit) sent by 32 connections to a granian server of this checkout, on PostgreSQL and
on SQLite; the work of a browser from *Send* to the acknowledgement; unlocking an inbox of 100 cases; sealing
a file of 200 MB; the bytes of the pages. Sender, server, database and browser share the machine.

The last printed line is one JSON object. Figures without suffix are PostgreSQL's; `sqlite_` those of SQLite.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.installation import Installation

from benchmarks import browser, sealed
from benchmarks.load import Outcome, send_all

REPORTS = 2000
AT_ONCE = 32
TEMPLATES = 20
ENTITY = "UNHCR"
POSTGRES = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/upstander")
PARTS = ("server", "client", "inbox", "file", "pages")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append", help="measure these parts only")
    parser.add_argument("--runs", type=int, default=3, help="runs of the submissions; the median is told")
    chosen = parser.parse_args()
    parts = set(chosen.only or PARTS)
    figures: dict[str, Any] = {}
    with installation(POSTGRES) as postgres:
        figures |= browser.measure(postgres, parts)
        if "server" in parts:
            figures |= submissions(postgres, chosen.runs, "")
    if "server" in parts:
        with installation("") as sqlite:
            figures |= submissions(sqlite, chosen.runs, "sqlite_")
    print(json.dumps(figures))


@contextmanager
def installation(postgres: str) -> Iterator[Installation]:
    """An installation of its own; flood control is off, since this *is* a flood."""
    with tempfile.TemporaryDirectory(prefix="upstander-bench-") as folder:
        made = Installation(
            Path(folder) / "installation",
            postgres=postgres,
            entities=(ENTITY, "UN"),
            processes=2 if postgres else 1,
            settings={"UPSTANDER_FLOOD_PER_MINUTE": "0"},
        )
        made.create()
        made.start()
        try:
            yield made
        finally:
            made.drop()


def submissions(made: Installation, runs: int, prefix: str) -> dict[str, Any]:
    """Send `REPORTS` sealed reports `AT_ONCE` at a time, `runs` times; the run with the median rate."""
    templates = sealed.sealed_reports(sealed.manifest_of(made.url, ENTITY), TEMPLATES)
    warm_up = sealed.prepared(sealed.distinct(templates, 100))
    send_all("127.0.0.1", made.port, warm_up, AT_ONCE)
    outcomes: list[tuple[Outcome, int]] = []
    for _run in range(runs):
        before = stored(made)
        requests = sealed.prepared(sealed.distinct(templates, REPORTS))
        outcome = send_all("127.0.0.1", made.port, requests, AT_ONCE)
        outcomes.append((outcome, REPORTS - (stored(made) - before)))
        name = prefix or "postgres_"
        rate, late = outcome.per_second, outcome.percentile(0.99)
        say(f"{name} {rate:.0f}/s p99 {late:.0f} ms {outcome.statuses}")
    middle, _lost = sorted(outcomes, key=lambda pair: pair[0].per_second)[runs // 2]
    return {
        f"{prefix}sealed_reports_per_second": round(middle.per_second, 1),
        f"{prefix}lost": sum(lost for _outcome, lost in outcomes),
        f"{prefix}p99_ms": round(middle.percentile(0.99), 1),
        f"{prefix}p50_ms": round(middle.percentile(0.5), 1),
    }


COUNT_WHOLE = """
from django.db.models import Count
from upstander.features.reporting.models import Report
whole = Report.objects.annotate(
    g=Count("compartment__grants", distinct=True), i=Count("compartment__items", distinct=True)
).filter(g__gte=3, i=1)
print("whole", whole.count())
"""


def stored(made: Installation) -> int:
    """How many whole reports (with grants and item) the database holds."""
    printed = made.upstander("shell", "-v", "0", "-c", COUNT_WHOLE)
    return int(printed.split("whole ")[-1])


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
