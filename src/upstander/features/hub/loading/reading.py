"""A whole content folder at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from pathlib import Path

from .content import Content, linked_from
from .faults import ContentError
from .files import read_pages
from .tables import read_channels, read_figures, read_names, read_resources

FOLDER = Path(__file__).resolve().parent.parent / "content"
"""The hub's own content, which comes with the software."""


def read(folder: Path = FOLDER) -> Content:
    """Raises ContentError with file and line when something cannot be loaded."""
    if not folder.is_dir():
        raise ContentError(str(folder), 0, "there is no such folder")
    pages = [*read_pages(folder), *read_resources(folder)]
    for (reference, language), times in Counter(page.key for page in pages).items():
        if times > 1:
            twice = [page.origin for page in pages if page.key == (reference, language)]
            raise ContentError(twice[-1], 0, f"{reference} is there twice ({twice[0]})")
    return Content(pages, [*read_figures(folder)], [*read_channels(folder)], read_names(folder))


def dangling(content: Content, also: Collection[str] = ()) -> list[str]:
    """Links to pages that are neither in the folder nor among `also`, each with the file it is in."""
    there = {page.reference for page in content.pages} | set(also)
    return [
        f"{page.origin}: {name} is not there"
        for page in content.pages
        for name in sorted(linked_from(page) - there)
    ]
