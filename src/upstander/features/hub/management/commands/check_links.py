"""`upstander check-links`: look at the links of all published pages, and visit other sites where asked to."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from upstander.features.hub.desk import links


class Command(BaseCommand):
    help = (
        "Look for links of published pages that lead nowhere. Needs no network unless asked to visit sites."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--visit", action="store_true", help="visit the other sites that are due")
        parser.add_argument("--seconds", type=float, default=600, help="for visits at most (600)")

    def handle(self, *, visit: bool, seconds: float, **_options: object) -> None:
        self.stdout.write(f"Looked at the links of {links.look_at_all()} pages.")
        if visit:
            self.stdout.write(f"Visited {links.visit(links.due().iterator(), seconds=seconds)} other sites.")
        self.stdout.write(f"{links.faults().count()} links need somebody to look at them.")
