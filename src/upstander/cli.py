"""The `upstander` command: what needs no server goes to the core, everything else to Django's commands.

Django is imported only where it is needed, so that keys can be made and copies opened on a computer that has
neither settings nor a database.
"""

from __future__ import annotations

import os
import sys
from typing import Final

from upstander.core.sealing.commands import COMMANDS as OFFLINE
from upstander.core.sealing.commands import run as run_offline

SETTINGS: Final = "upstander.config.settings"

GROUPS: Final[dict[str, dict[str, str]]] = {
    "Run it": {
        "start": "bring the database up to date and serve (--demo: with the example system)",
        "worker": "do the work that waits: mails, reminders, cleaning up",
        "migrate": "bring the database up to date",
    },
    "Set it up": {
        "init": "the first organisation and administrator of a real system",
        "demo": "load the example system",
        "load-hub": "bring the knowledge hub up to what its content files say",
    },
    "Look after it": {
        "trail": "verify, export or note the record of who did and saw what",
        "offline-page": "the report page as one file that works without a network, to hand out",
        "check-links": "look for links of the hub's pages that lead nowhere",
        "collect": "clear away what was given up in the vault's store",
        "search": "rebuild the search index, show its state, or try a query",
        "check": "look for mistakes in the settings",
    },
    "Keys and sealed things (no server needed)": OFFLINE,
}


def main(arguments: list[str] | None = None) -> int:
    """Run one command; what the process should exit with."""
    given = sys.argv[1:] if arguments is None else arguments
    if not given or given[0] in {"-h", "--help", "help"}:
        sys.stdout.write(overview())
        return 0
    if given[0] in OFFLINE:
        return run_offline(given)
    return run_django(given)


def overview() -> str:
    """The commands in groups, a sentence each."""
    lines = ["Usage: upstander COMMAND [--help]", ""]
    for group, commands in GROUPS.items():
        lines += [group, *(f"  {name:<14}{sentence}" for name, sentence in commands.items()), ""]
    return "\n".join(lines)


def run_django(given: list[str]) -> int:
    """A management command of the server."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", SETTINGS)
    from django.core.management import execute_from_command_line

    command, *rest = given
    execute_from_command_line(["upstander", command.replace("-", "_"), *rest])
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
