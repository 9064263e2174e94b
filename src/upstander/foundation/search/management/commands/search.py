"""`upstander search rebuild | status | query TEXT`."""

from __future__ import annotations

from argparse import ArgumentParser
from time import perf_counter
from typing import Any

from django.core.management.base import BaseCommand

from upstander.foundation.search import outbox, selectors, services
from upstander.foundation.search.shelf import shelf


class Command(BaseCommand):
    help = "Rebuild the search index of this machine, show its state, or try a query."

    def add_arguments(self, parser: ArgumentParser) -> None:
        acts = parser.add_subparsers(dest="act", required=True)
        acts.add_parser("rebuild", help="build the index anew, beside the one in use")
        acts.add_parser("status", help="where it lies, what it holds, what it lacks")
        query = acts.add_parser("query", help="what a reader would find")
        query.add_argument("text")
        query.add_argument("--language", default="en", help="the reader's language")
        query.add_argument("--audience", action="append", help="whose pages (public)")

    def handle(self, *, act: str, **options: Any) -> None:
        {"rebuild": self.rebuild, "status": self.status, "query": self.query}[act](**options)

    def rebuild(self, **_options: Any) -> None:
        began = perf_counter()
        count = services.rebuild()
        self.stdout.write(f"{count} things are in the index, built in {perf_counter() - began:.1f} seconds.")

    def status(self, **_options: Any) -> None:
        view = shelf().look()
        self.stdout.write(f"Folder: {shelf().folder}")
        if view is None:
            self.stdout.write("There is no index; the first search, or `search rebuild`, builds it.")
            return
        waiting = outbox.pending(view.position)
        size = sum(part.stat().st_size for part in view.generation.iterdir())
        self.stdout.write(f"Things: {view.searcher.num_docs - 1} ({size / 1e6:.1f} MB)")
        self.stdout.write(f"Changes waiting: {len(waiting.keys) if waiting else 0}")

    def query(self, *, text: str, language: str, audience: list[str] | None, **_options: Any) -> None:
        audiences = frozenset(audience or ["public"])
        results = selectors.search(text, language=language, audiences=audiences)
        if results.correction:
            self.stdout.write(f"Searched for: {results.correction}")
        for hit in results.hits:
            self.stdout.write(f"{hit.group:<24}{hit.language:<9}{hit.title}")
        self.stdout.write(f"{results.total} found in {results.seconds * 1000:.1f} ms.")
