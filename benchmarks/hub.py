"""`make bench-hub`: what the hub costs its readers, over HTTP with the real server, and in Chromium.

Covered: loading 10,000 generated resources in six languages beside the real hub; a search as a browser makes
it (the form that is sent, the redirect, the page of results, each on a kept-open connection); the list of
queries that people would type; warm pages for strangers from two processes, read by 32 connections; the
weight of the first page; Lighthouse. On PostgreSQL and on SQLite; sender, server, database and browser share
the machine.

The last printed line is one JSON object. Figures without a prefix are PostgreSQL's; `sqlite_` are SQLite's.
"""

from __future__ import annotations

import argparse
import http.client
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import cycle, islice
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from tests.installation import ROOT, Installation
from tests.journeys.conftest import CHROMIUM, QUIET

from benchmarks import hub_queries, lighthouse
from benchmarks.browser import loaded
from benchmarks.readers import view_pages

PAGES = 10_000
SEARCHES = 400
POSTGRES = os.environ.get("TEST_DATABASE_URL", "postgres://postgres@127.0.0.1:5432/upstander")
PARTS = ("search", "views", "home", "lighthouse")
LANGUAGES = ("ar", "zh-hans", "en", "fr", "ru", "es")
COMMON = {
    "ar": "التحرش",
    "zh-hans": "性骚扰",
    "en": "harassment",
    "fr": "harcèlement",
    "ru": "домогательства",
    "es": "acoso",
}
"""A word that stands on most pages, in each language."""


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", choices=PARTS, action="append", help="measure these parts only")
    parser.add_argument("--pages", type=int, default=PAGES, help="generated pages beside the real ones")
    chosen = parser.parse_args()
    parts = set(chosen.only or PARTS)
    figures: dict[str, Any] = {}
    for postgres, prefix in ((POSTGRES, ""), ("", "sqlite_")):
        with installation(postgres) as made:
            figures |= {
                f"{prefix}{name}": value for name, value in measured(made, parts, chosen.pages).items()
            }
        parts -= {"home", "lighthouse"}
    print(json.dumps(figures))


@contextmanager
def installation(postgres: str) -> Iterator[Installation]:
    with tempfile.TemporaryDirectory(prefix="upstander-bench-") as folder:
        made = Installation(Path(folder) / "hub", postgres=postgres, entities=("UN",), processes=2)
        made.create()
        try:
            yield made
        finally:
            made.drop()


def measured(made: Installation, parts: set[str], pages: int) -> dict[str, Any]:
    figures: dict[str, Any] = {"load_s": seconds(made, "load-hub", "--quiet", "--generate", str(pages))}
    figures["index_s"] = seconds(made, "search", "rebuild")
    made.start()
    if "search" in parts:
        figures |= searches(made) | success(made)
    if "views" in parts:
        figures |= views(made)
    if "home" in parts:
        figures["home_kb"] = home_kb(made)
    if "lighthouse" in parts:
        figures |= lighthouse.scores(f"{made.url}/en/")
    for name, value in figures.items():
        say(f"{'postgres' if made.postgres else 'sqlite'} {name} {value}")
    return figures


def seconds(made: Installation, *command: str) -> float:
    """Wall time of a whole command, from its start to its end."""
    began = time.perf_counter()
    made.upstander(*command)
    return round(time.perf_counter() - began, 1)


def searches(made: Installation) -> dict[str, Any]:
    """One reader after another: a common word of each language (asked before), then words that are new."""
    connection = http.client.HTTPConnection("127.0.0.1", made.port, timeout=60)
    for language, word in COMMON.items():
        search(connection, language, word)
    warm = [search(connection, *one) for one in islice(cycle(COMMON.items()), SEARCHES)]
    listed = [(one.language, one.query) for one in hub_queries.questions()]
    cold = [search(connection, language, f"{query} {language}") for language, query in listed]
    return {
        "search_p99_ms": at(warm, 0.99),
        "search_p50_ms": at(warm, 0.5),
        "search_new_p99_ms": at(cold, 0.99),
        "search_new_p50_ms": at(cold, 0.5),
    }


def search(connection: http.client.HTTPConnection, language: str, words: str) -> float:
    """Milliseconds from sending the form to the whole page of results."""
    began = time.perf_counter()
    connection.request(
        "POST",
        f"/{language}/search/",
        urlencode({"q": words}),
        {"Content-Type": "application/x-www-form-urlencoded", "Accept-Encoding": "gzip"},
    )
    answer = connection.getresponse()
    answer.read()
    assert answer.status == 303, answer.status
    connection.request("GET", answer.headers["Location"], headers={"Accept-Encoding": "gzip"})
    page = connection.getresponse()
    assert page.status == 200 and page.read()
    return (time.perf_counter() - began) * 1000


def at(milliseconds: list[float], share: float) -> float:
    ordered = sorted(milliseconds)
    return round(ordered[min(len(ordered) - 1, int(len(ordered) * share))], 1)


def success(made: Installation) -> dict[str, Any]:
    """The share of the listed queries with a right page among the first five; also of the part held back."""
    done = subprocess.run(
        [sys.executable, "-m", "benchmarks.hub_queries"],
        env=made.environment,
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    say(done.stdout)
    told = json.loads(done.stdout.splitlines()[-1])
    return {
        "search_success": told["search_success"]["all"],
        "search_success_held": told["search_success"]["held"],
        "search_queries": told["queries"],
    }


def views(made: Installation) -> dict[str, Any]:
    """Warm pages for strangers: first pages, help, sections and resources in all languages."""
    places = ["", "get-help/", "choices/", "library/", "recommendations/", "figures/", "report-wrongdoing/"]
    paths = [f"/{language}/{place}" for language in LANGUAGES for place in places] + resources(made)
    view_pages(made.port, paths, seconds=6)
    seen = view_pages(made.port, paths, seconds=10)
    return {
        "pages_per_s": round(seen.per_second),
        "pages_p99_ms": round(seen.percentile(0.99), 1),
        "pages_faults": seen.faults,
    }


def resources(made: Installation) -> list[str]:
    """Addresses of some resources."""
    connection = http.client.HTTPConnection("127.0.0.1", made.port, timeout=60)
    connection.request("GET", "/api/v1/hub/resources?page_size=60")
    listed = json.load(connection.getresponse())
    return [urlsplit(one["address"]).path for one in listed["items"]]


def home_kb(made: Installation) -> float:
    """Kilobytes (1,000 bytes, gzip -9) of everything that the first page loads on a phone."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        sizes = loaded(browser, made, "/en/")
        browser.close()
    return round(sum(sizes.values()) / 1000, 1)


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
