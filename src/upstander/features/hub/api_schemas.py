"""What the open API takes and answers, as types: they are what OpenAPI describes."""

from __future__ import annotations

from enum import StrEnum
from typing import Annotated, Literal

from ninja import Schema
from pydantic import ConfigDict, Field

from .codes import Reader, ResourceKind

Language = Literal["ar", "zh-hans", "en", "fr", "ru", "es"]
Kind = Literal[
    "home", "section", "page", "resource", "recommendation", "practice", "dialogue", "organisation"
]
Type = StrEnum("Type", {kind.name: kind.value for kind in ResourceKind})  # type: ignore[misc]
MadeFor = StrEnum("MadeFor", {reader.name: reader.value for reader in Reader})  # type: ignore[misc]
Code = Annotated[str, Field(max_length=24, pattern=r"^[A-Za-z0-9][A-Za-z0-9 ._-]*$")]
Reference = Annotated[str, Field(max_length=120, pattern=r"^[a-z]+:[A-Za-z0-9_-]+$")]
Year = Annotated[int, Field(ge=1900, le=2099)]
Number = Annotated[int, Field(ge=1, le=12)]
PageNumber = Annotated[int, Field(ge=1, le=10_000)]
PageSize = Annotated[int, Field(ge=1, le=100)]


class HubErrorOut(Schema):
    """Every error: a code for programs, plain words for people."""

    model_config = ConfigDict(extra="allow")
    error: str
    detail: str


class Strict(Schema):
    model_config = ConfigDict(extra="forbid")


class Paged(Schema):
    """Which part of a list is wanted, in which language."""

    language: Language = "en"
    page: PageNumber = 1
    page_size: PageSize = 20


class ResourceFilters(Paged):
    type: Type | None = None
    made_for: MadeFor | None = None
    recommendation: Number | None = None
    organisation: Code | None = None
    year: Year | None = None
    document_language: Language | None = None


class PageFilters(Paged):
    kind: Kind | None = None


class SearchFilters(Strict):
    """Each at most once; a thing must fit all."""

    kind: Kind | None = None
    type: Type | Kind | None = None
    made_for: MadeFor | None = None
    recommendation: Number | None = None
    organisation: Code | None = None
    year: Year | None = None
    language: Language | None = None


class SearchIn(Strict):
    """A question. It comes in the body, so that no address and no log keeps what somebody asked."""

    text: Annotated[str, Field(max_length=200)] = ""
    language: Language = "en"
    filters: SearchFilters = SearchFilters()
    page: Annotated[int, Field(ge=1, le=500)] = 1
    page_size: PageSize = 20


class PageOut(Schema):
    """A page of the hub. `languages`: in which it really is there; `page_language`: that of these words."""

    reference: str
    kind: Kind
    title: str
    summary: str
    page_language: Language
    languages: list[Language]
    address: str
    changed: str | None


class ResourceOut(Schema):
    """A document of the catalogue. `link` is empty where no official public link is known."""

    reference: str
    title: str
    summary: str
    publisher: str
    organisations: list[str]
    year: int | None
    type: Type
    made_for: list[MadeFor]
    made_for_words: str
    languages: list[Language]
    recommendations: list[int]
    link: str
    address: str
    page_language: Language
    source: str
    credit: str
    changed: str | None


class Counted(Schema):
    """A part of a list and how long the whole is."""

    total: int
    page: int
    page_size: int


class ResourcesOut(Counted):
    licence: str
    items: list[ResourceOut]


class PagesOut(Counted):
    licence: str
    items: list[PageOut]


class RecommendationOut(PageOut):
    number: int
    asks: str
    actors: list[str]


class FigureOut(Schema):
    """A published number, which is nothing without its date and its source."""

    key: str
    label: str
    value: str
    unit: str
    population: str
    date: str
    source: str
    source_note: str


class PartOut(Schema):
    """A stretch of a passage; `marked` where it is what was looked for."""

    text: str
    marked: bool


class HitOut(Schema):
    reference: str
    kind: str
    title: str
    summary: str
    passage: list[PartOut]
    page_language: Language
    address: str
    facets: dict[str, list[str]]


class SearchOut(Counted):
    """`correction`: what was looked for instead, where nothing has the words as they were typed."""

    correction: str
    facets: dict[str, dict[str, int]]
    items: list[HitOut]
