"""Finding every text of the product: gettext calls in Python, translate tags in templates."""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract, extract_python
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parents[3]
"""The folder `upstander`."""

COMMENTS = ("Translators:",)
KEYWORDS: dict[str, Any] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}


def extract_template(file: IO[bytes], keywords: Any, comments: Any, options: Any) -> Iterator[Any]:
    """A template as Django's `makemessages` reads it, handed to Babel's reader of Python.

    Django replaces everything but the texts by letters; the indentation that remains would not be Python's.
    """
    code = templatize(file.read().decode(), origin=getattr(file, "name", None))
    lines = "\n".join(line.lstrip() for line in code.splitlines())
    yield from extract_python(io.BytesIO(lines.encode()), keywords, comments, options)


def sources(package: Path = PACKAGE) -> Iterator[Path]:
    """Every file that may hold texts, in a fixed order."""
    python = (path for path in package.rglob("*.py") if "migrations" not in path.parts)
    templates = (path for path in package.rglob("templates/**/*") if path.suffix in {".html", ".txt"})
    yield from sorted([*python, *templates])


def template(package: Path = PACKAGE) -> Catalog:
    """All texts, untranslated, with the files they stand in."""
    catalog = Catalog(project="Upstander", charset="utf-8")
    for path in sources(package):
        method: Any = extract_python if path.suffix == ".py" else extract_template
        with path.open("rb") as file:
            for line, message, comments, context in extract(
                method, file, KEYWORDS, COMMENTS, strip_comment_tags=True
            ):
                where = [(str(path.relative_to(package.parent)), line)]
                catalog.add(message, None, where, auto_comments=comments, context=context)
    return catalog
