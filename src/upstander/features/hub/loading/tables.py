"""Reads the tables of a content folder: resources, figures, channels, official names of organisations."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.utils.text import slugify

from ..codes import LANGUAGES, RECOMMENDATIONS, Reader, ResourceKind
from ..models import ResourcePage
from .content import PageContent, RowContent, common
from .faults import ContentError

LONGEST_SLUG = 80
MADE_FOR = {
    Reader.EVERYBODY: "all|public",
    Reader.SURVIVORS: "victims/survivors",
    Reader.PERSONNEL: "personnel|staff|international civil servants|engineers",
    Reader.MANAGERS: "managers|responsible officials",
    Reader.LEADERS: "leaders|leadership",
    Reader.HR: "hr|recruiters",
    Reader.INVESTIGATORS: "investigators",
    Reader.FOCAL_POINTS: "focal points|ethics officers",
    Reader.TRAINERS: "trainers|facilitators",
    Reader.EVENTS: "event participants|event organizers|participants",
    Reader.ORGANISATIONS: "organizations|employers|uncts|public sector|civil society",
    Reader.GOVERNMENTS: "member states|governments|policy makers|boards|executive board",
}
"""Which words of a publisher mean which readers; a part of the words decides by its end."""
SOURCES = {
    "peer-learning-publication-2021": "Making zero tolerance a reality (UN Women, 2021)",
    "online-harassment-dialogue-report": "Event report of the dialogue on online harassment (UN Women, 2021)",
    "task-force-first-meeting-2017": "Summary of conclusions of the CEB Task Force, 15 December 2017",
    "executive-board-background-note-2022": "Background note to the Executive Board of UN Women, 2022",
    "system-wide-work-presentation-2023": "System-wide work to eliminate sexual harassment (2023)",
    "page seen": "the publisher's page",
}
"""Documents by the short names that the table uses."""

OF_THE_SECRETARIAT = {"UN SECRETARIAT", "UN HR", "UN OIOS", "UN ETHICS OFFICE"}


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table, by column, with its place."""

    file: str
    line: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return (self.cells.get(column) or "").strip()

    def needed(self, column: str, longest: int = 400) -> str:
        return self.words(column, longest) or self.complain(f"{column} is empty")

    def words(self, column: str, longest: int = 400) -> str:
        if len(self[column]) > longest:
            self.complain(f"{column} has more than {longest} characters")
        return self[column]

    def complain(self, problem: str) -> str:
        raise ContentError(self.file, self.line, problem)


def rows(folder: Path, name: str, columns: set[str]) -> Iterator[Row]:
    """The lines of a table; none when there is no such file. Raises ContentError."""
    path = folder / name
    if not path.exists():
        return
    with path.open(encoding="utf-8", newline="") as file:
        table = csv.DictReader(file)
        missing = columns - set(table.fieldnames or ())
        if missing:
            raise ContentError(name, 1, f"columns are missing: {', '.join(sorted(missing))}")
        for cells in table:
            if None in cells:
                raise ContentError(name, table.line_num, "this line has more cells than the head")
            yield Row(name, table.line_num, cells)


def slug_of(title: str) -> str:
    return slugify(title)[:LONGEST_SLUG].rstrip("-")


def read_resources(folder: Path) -> Iterator[PageContent]:
    columns = {"id", "title", "publisher", "year", "type", "audience", "language", "recommendation_no"}
    for row in rows(folder, "resources.csv", columns | {"url", "provenance", "summary"}):
        yield _resource(row)


def _resource(row: Row) -> PageContent:
    title = row.needed("title", 255)
    slug = slug_of(title)
    kind = row.needed("type")
    if kind not in ResourceKind.values:
        row.complain(f"“{kind}” is no kind of document")
    fields = {
        **common(row.needed("summary", 600), _lines(row["keywords"])),
        "number": int(row["id"]),
        "publisher": row.words("publisher", 200),
        "organisations": _publishers(row["publisher"]),
        "year": int(row["year"]) if row["year"] else None,
        "resource_kind": kind,
        "made_for": made_for(row["audience"]),
        "made_for_words": row.words("audience", 200),
        "languages": _languages(row),
        "recommendations": _recommendations(row),
        "link": row.words("url", 500),
        "provenance": _provenance(row),
        "body": [],
    }
    origin = f"{row.file}:{row.line}"
    return PageContent(
        ResourcePage, f"resource:{slug}", "en", slug, "section:library", title, fields, None, origin
    )


def _lines(text: str) -> list[str]:
    return [part.strip() for part in text.split(";") if part.strip()]


def made_for(words: str) -> list[str]:
    """Codes of readers in the publisher's words, in the order of the list."""
    parts = [part.lower() for part in _lines(words)]
    found = {
        reader
        for reader, endings in MADE_FOR.items()
        for part in parts
        if any(re.search(rf"(^|\b){re.escape(end)}$", part) for end in endings.split("|"))
    }
    return [str(code) for code, _label in Reader.choices if code in found]


def _publishers(words: str) -> list[str]:
    """Parts of the publisher that may be codes of organisations; what is none is dropped when loaded."""
    parts = {part.upper() for part in re.split(r"\s*[/,]\s*|\s+and\s+|\s+for\s+", words) if part}
    return sorted({"UN" if part in OF_THE_SECRETARIAT else part for part in parts})


def _languages(row: Row) -> list[str]:
    codes = ["zh-hans" if code == "zh" else code for code in _lines(row["language"])]
    if unknown := set(codes) - {code for code, _name in LANGUAGES}:
        row.complain(f"language: {', '.join(sorted(unknown))} is not one of the six")
    return codes


def _recommendations(row: Row) -> list[int]:
    numbers = [int(number) for number in _lines(row["recommendation_no"])]
    if not set(numbers) <= set(dict(RECOMMENDATIONS)):
        row.complain("recommendations are numbers from 1 to 12")
    return numbers


def _provenance(row: Row) -> str:
    text = row.words("provenance", 300)
    for short, name in SOURCES.items():
        text = text.replace(short, name)
    if len(text) > 300:
        row.complain("provenance is too long")
    return text


def read_figures(folder: Path) -> Iterator[RowContent]:
    columns = ["key", "label", "value", "unit", "population", "date", "source", "source_note"]
    for row in rows(folder, "figures.csv", set(columns)):
        for needed in ("key", "label", "value", "date", "source"):
            row.needed(needed)
        yield RowContent({"key": row["key"]}, {column: row.words(column) for column in columns[1:]})


def read_channels(folder: Path) -> Iterator[RowContent]:
    for row in rows(
        folder, "channels.csv", {"organisation", "kind", "name", "note", "url", "source", "source_date"}
    ):
        known_by = {"entity_code": row.needed("organisation", 24), "kind": row.needed("kind", 40)}
        known_by["name"] = row.needed("name", 200)
        values = {
            "note": row.words("note", 2000),
            "url": row.words("url", 500),
            "source": row.needed("source", 300),
        }
        yield RowContent(known_by, {**values, "source_date": row.words("source_date", 10)})


def read_names(folder: Path) -> dict[str, dict[str, str]]:
    """`{code: {language: official name}}` without the empty ones."""
    codes = [code for code, _name in LANGUAGES]
    found = {}
    for row in rows(folder, "organisations.csv", {"code", *codes}):
        found[row.needed("code", 24)] = {code: row.words(code, 200) for code in codes if row[code]}
    return found
