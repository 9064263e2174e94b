"""Reads of the trail, narrowed to what the reader may see, newest first, page by page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from django.utils.translation import gettext as _

from .models import Entry
from .ports import Scope
from .verbs import Verb, told

PAGE = 50


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; everything may be left open. `before` is the entry under which the page begins."""

    verb: Verb | None = None
    object_id: str = ""
    day: date | None = None
    before: int | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One entry as a person reads it."""

    entry: Entry
    who: str
    did: str

    @property
    def details(self) -> list[tuple[str, object]]:
        """Pairs made here: in a template, `detail.items` is the detail named "items" where there is one."""
        return list(self.entry.detail.items())


@dataclass(frozen=True, slots=True)
class Page:
    lines: list[Line]
    older: int | None
    """Where the next page begins; None on the last."""


def page(scope: Scope, wanted: Wanted) -> Page:
    """By the place in the index, not by counting: the thousandth page costs what the first does."""
    rows = list(_rows(scope, wanted)[: PAGE + 1])
    shown = rows[:PAGE]
    names = _names(row.actor for row in shown)
    lines = [Line(row, names.get(row.actor, row.actor), told(row.verb)) for row in shown]
    return Page(lines, shown[-1].pk if len(rows) > PAGE else None)


def _rows(scope: Scope, wanted: Wanted) -> QuerySet[Entry]:
    rows = Entry.objects.filter(entity__in=[str(entity) for entity in scope.entities])
    if wanted.verb is not None:
        rows = rows.filter(verb=wanted.verb)
    if wanted.object_id:
        rows = rows.filter(object_id=wanted.object_id)
    if wanted.day is not None:
        midnight = datetime.combine(wanted.day, time(), UTC)
        rows = rows.filter(at__gte=midnight, at__lt=midnight + timedelta(days=1))
    if wanted.before is not None:
        rows = rows.filter(pk__lt=wanted.before)
    return rows.order_by("-pk")


def _names(actors: Iterable[str]) -> dict[str, str]:
    """The names behind the identifiers, and words for those who have none."""
    known = {
        "reporter": _("the person who reported"),
        "system": _("the system"),
        "operator": _("the operator of the server"),
    }
    accounts = get_user_model().objects.filter(pk__in={UUID(one) for one in actors if _is_identifier(one)})
    return known | {str(account.pk): str(account) for account in accounts}


def _is_identifier(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
