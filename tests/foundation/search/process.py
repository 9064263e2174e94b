"""Another process of the same installation: `python -m tests.foundation.search.process FOLDER ACT ...`.

Its documents are those of FOLDER/documents.json. `die-before-commit` and `die-after-commit` end it, as a
power cut would, in the midst of bringing the index up to date; `publish FIRST LAST` announces documents and
searches for each at once; `rebuild` builds the index anew.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from typing import Final
from urllib.parse import quote

from django.db import connection

from upstander.foundation.search.ports import SearchDocument

PUBLIC: Final = frozenset({"public"})


class Filed:
    """A source whose documents lie in a file: {key: title}."""

    name = "filed"

    def __init__(self, folder: Path) -> None:
        self.file = folder / "documents.json"

    def write(self, titles: dict[str, str]) -> None:
        self.file.write_text(json.dumps(titles), encoding="utf-8")

    def documents(self, keys: Collection[str] | None = None) -> Iterator[SearchDocument]:
        from tests.foundation.search.corpus import document

        titles = json.loads(self.file.read_text(encoding="utf-8"))
        for key in titles if keys is None else [key for key in keys if key in titles]:
            yield document(key, key=key, title=titles[key])


def start(folder: Path, *act: str) -> subprocess.Popen[bytes]:
    """Start one beside the test, on its database and index folder."""
    given = {"UPSTANDER_DATA": str(folder), "DATABASE_URL": _database_url(), "PYTHONPATH": str(Path.cwd())}
    command = [sys.executable, "-m", "tests.foundation.search.process", str(folder), *act]
    return subprocess.Popen(command, env=os.environ | given)


def _database_url() -> str:
    told = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{told['NAME']}"
    who = f"{quote(str(told['USER']))}:{quote(str(told['PASSWORD']))}"
    return f"postgres://{who}@{told['HOST']}:{told['PORT']}/{told['NAME']}"


def main(folder: Path, act: str, *rest: str) -> None:
    import django

    django.setup()
    from upstander.foundation.search.ports import sources

    for source in sources.registered():
        sources.forget(source.name)
    sources.register(Filed(folder))
    {"publish": publish, "rebuild": rebuild}.get(act, die)(act, *rest)


def die(act: str) -> None:
    from upstander.foundation.search import shelf, writing

    def end(*_given: object) -> None:
        os._exit(9)

    apply = writing.apply
    if act == "die-before-commit":
        writing.state = end  # type: ignore[assignment]
    else:
        writing.apply = lambda view, pending: end(apply(view, pending))  # type: ignore[assignment, func-returns-value]
    shelf.shelf().look()


def publish(_act: str, first: str, last: str) -> None:
    from upstander.foundation.search.selectors import search
    from upstander.foundation.search.services import catch_up, changed

    for number in range(int(first), int(last)):
        changed([f"d{number}"])
        catch_up()
        assert search(f"word{number}", language="en", audiences=PUBLIC).total == 1, number


def rebuild(_act: str) -> None:
    from upstander.foundation.search import services

    services.rebuild()


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "upstander.config.settings")
    main(Path(sys.argv[1]), *sys.argv[2:])
