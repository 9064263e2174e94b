"""How often a person finds what she means: `python -m benchmarks.hub_queries [--corpus FOLDER]`.

Asks every query of hub_queries.csv as a visitor and counts those of which an acceptable page is among the
first five. Without --corpus it asks the hub of the installation (UPSTANDER_DATA, DATABASE_URL); with it, a
stand-in made of resources.csv and entities.csv in that folder, in a throw-away place. The last line is JSON.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from statistics import quantiles
from time import perf_counter

FIRST = 5
QUERIES = Path(__file__).with_name("hub_queries.csv")


@dataclass(frozen=True)
class Question:
    """What somebody types, in which interface, and the groups of pages that would content her."""

    part: str
    query: str
    language: str
    targets: frozenset[str]


def questions() -> list[Question]:
    with QUERIES.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(file)
        return [
            Question(row["part"], row["query"], row["language"], frozenset(row["targets"].split("|")))
            for row in rows
        ]


def misses(asked: list[Question]) -> Iterator[tuple[Question, list[str]]]:
    """The questions whose answer is not among the first, with what was."""
    from upstander.foundation.search.selectors import search

    for question in asked:
        found = search(question.query, language=question.language, audiences=frozenset({"public"}))
        first = [hit.group for hit in found.hits[:FIRST]]
        if question.targets.isdisjoint(first):
            yield question, first


def success(asked: list[Question], missed: list[Question]) -> dict[str, float]:
    """The share found, of each part, of each language of the interface, and of all."""
    shares: dict[str, list[bool]] = defaultdict(list)
    for question in asked:
        for name in ("all", question.part, question.language):
            shares[name].append(question not in missed)
    return {name: round(sum(found) / len(found), 3) for name, found in shares.items()}


def milliseconds(asked: list[Question]) -> tuple[float, float]:
    """Median and 99th percentile of a search, once everything was asked before."""
    from upstander.foundation.search.selectors import search

    times = []
    for question in asked * 2:
        began = perf_counter()
        search(question.query, language=question.language, audiences=frozenset({"public"}))
        times.append((perf_counter() - began) * 1000)
    cuts = quantiles(times, n=100)
    return round(cuts[49], 2), round(cuts[98], 2)


def stand_in(data: Path) -> None:
    """A throw-away installation whose only content is the stand-in."""
    import django

    os.environ["UPSTANDER_DATA"] = tempfile.mkdtemp(prefix="upstander-queries-")
    os.environ.pop("DATABASE_URL", None)
    django.setup()
    from django.core.management import call_command
    from tests.foundation.search.corpus import Listed, hub

    from upstander.foundation.search.ports import sources

    call_command("migrate", verbosity=0)
    for source in sources.registered():
        sources.forget(source.name)
    sources.register(Listed("stand-in", hub(data)))


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--corpus", type=Path, help="folder with resources.csv and entities.csv")
    given = arguments.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "upstander.config.settings")
    if given.corpus:
        stand_in(given.corpus)
    else:
        import django

        django.setup()
    from upstander.foundation.search.services import catch_up

    catch_up()
    asked = questions()
    missed = list(misses(asked))
    for question, first in missed:
        print(f"{question.part:<5}{question.language:<8} {question.query}: {', '.join(first) or 'nothing'}")
    median, slowest = milliseconds(asked)
    found = success(asked, [question for question, _ in missed])
    print(json.dumps({"queries": len(asked), "search_success": found, "p50_ms": median, "p99_ms": slowest}))
    return 0


if __name__ == "__main__":
    sys.exit(main())
