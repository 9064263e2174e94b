"""`upstander collect`: clear away files that were never finished."""

from __future__ import annotations

from argparse import ArgumentParser

from django.core.management.base import BaseCommand

from upstander.foundation.vault.collection import UNFINISHED_DAYS, collect
from upstander.foundation.vault.values import OPERATOR


class Command(BaseCommand):
    help = "Clear away sealed files that were never finished, and stored pieces that nothing speaks of."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--days", type=int, default=UNFINISHED_DAYS, help="unfinished for so many days")

    def handle(self, *, days: int, **_options: object) -> None:
        gone = collect(days, OPERATOR)
        self.stdout.write(f"{gone.files} unfinished files and {gone.objects} stray pieces were cleared away.")
