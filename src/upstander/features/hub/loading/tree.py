"""Puts many pages into Wagtail's tree at once.

`add_child` costs 100 ms a page here: it locks, renumbers, saves four rows one by one and tells every index.
Here the places (treebeard's materialised paths) are reckoned beforehand and each table gets its rows at once.
What must hold afterwards is what `Page.find_problems()` looks for; a test holds it to that.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import CharField, F, Max, Model, OuterRef, Subquery
from django.db.models.functions import Cast
from django.db.models.sql import InsertQuery
from django.utils import timezone
from modelcluster.models import get_serializable_data_for_fields
from wagtail.models import Page, Revision

from ..models import HubPage

PAGES_AT_ONCE = 500


class Places:
    """Free places below pages that are in the tree already or are about to be.

    One `Places` serves one transaction: it remembers what it gave away.
    """

    def __init__(self) -> None:
        self._last: dict[str, int] = {}
        self.given: Counter[str] = Counter()
        """How many places were given below each path."""

    def below(self, parent: Page) -> tuple[str, int]:
        """Path and depth of the next child of `parent` (in memory or in the database)."""
        depth = parent.depth + 1
        if parent.path not in self._last:
            self._last[parent.path] = self._last_child(parent)
        self._last[parent.path] += 1
        self.given[parent.path] += 1
        return Page._get_path(parent.path, depth, self._last[parent.path]), depth

    def _last_child(self, parent: Page) -> int:
        """The number of the last child there is; not how many there are, since some may have been deleted."""
        if parent.pk is None:
            return 0
        children = Page.objects.filter(path__startswith=parent.path, depth=parent.depth + 1)
        last = children.aggregate(last=Max("path"))["last"]
        return Page._str2int(last[-Page.steplen :]) if last else 0


def place(page: HubPage, parent: Page, places: Places) -> None:
    """Give a page that is not saved yet its place in the tree and its address."""
    page.path, page.depth = places.below(parent)
    page.numchild = 0
    page.url_path = f"{parent.url_path}{page.slug}/"


def insert(pages: Sequence[HubPage], places: Places) -> None:
    """Write placed pages, with a first revision of each, and count them below their parents.

    Call it inside a transaction. No signal is sent: `services.load` tells at the end what it did.
    """
    if not pages:
        return
    _count_among_themselves(pages, places)
    _insert_rows(pages)
    revise(pages)
    for path, count in places.given.items():
        Page.objects.filter(path=path).update(numchild=F("numchild") + count)
    places.given.clear()


def _count_among_themselves(pages: Iterable[HubPage], places: Places) -> None:
    """Parents that are new themselves are written with their children counted."""
    for page in pages:
        page.numchild = places.given.pop(page.path, 0)


def _insert_rows(pages: Sequence[HubPage]) -> None:
    """One statement a table: the page itself, what all hub pages have, what its kind has."""
    fields = [field for field in Page._meta.concrete_fields if not field.primary_key]
    base = Page.objects.bulk_create(
        [Page(**{field.attname: getattr(page, field.attname) for field in fields}) for page in pages],
        batch_size=_rows_at_once(fields),
    )
    for page, row in zip(pages, base, strict=True):
        page.pk = page.id = page.page_ptr_id = page.hubpage_ptr_id = row.pk
    _insert_part(HubPage, pages)
    for model in {type(page) for page in pages}:
        _insert_part(model, [page for page in pages if type(page) is model])


def _insert_part(model: type[Model], objects: Sequence[Model]) -> None:
    """The rows of one table of a model that inherits over several: what `bulk_create` refuses to do."""
    fields = list(model._meta.local_concrete_fields)
    step = _rows_at_once(fields)
    for start in range(0, len(objects), step):
        query = InsertQuery(model)
        query.insert_values(fields, list(objects[start : start + step]))
        query.get_compiler(connection=connection).execute_sql()


def _rows_at_once(fields: Sequence[Any]) -> int:
    """As many as the database takes parameters for in one statement; a thousand where it does not count."""
    most = connection.features.max_query_params
    return max(1, most // len(fields)) if most else 1000


def revise(pages: Sequence[HubPage]) -> None:
    """A revision of each page as it is now, so that its history begins with what was loaded.

    Its fields only: editors' comments are rows of their own, and asking for them costs a query a page.
    """
    now = timezone.now()
    base = ContentType.objects.get_for_model(Page)
    made = Revision.objects.bulk_create(
        [
            Revision(
                content_type_id=page.content_type_id,
                base_content_type=base,
                object_id=str(page.pk),
                created_at=now,
                object_str=page.title[:200],
                content=get_serializable_data_for_fields(page),
            )
            for page in pages
        ],
        batch_size=_rows_at_once(Revision._meta.concrete_fields),
    )
    for page, revision in zip(pages, made, strict=True):
        page.latest_revision_id = page.live_revision_id = revision.pk
        page.latest_revision_created_at = now
    _name_revisions(made, base, now)


def _name_revisions(made: Sequence[Revision], base: ContentType, now: datetime) -> None:
    """Every page of these revisions gets its newest one as latest and as live (there is an index on both)."""
    own = Revision.objects.filter(base_content_type=base, object_id=Cast(OuterRef("pk"), CharField()))
    newest = Subquery(own.order_by("-pk").values("pk")[:1])
    ids = [int(one.object_id) for one in made]
    for start in range(0, len(ids), PAGES_AT_ONCE):
        part = Page.objects.filter(pk__in=ids[start : start + PAGES_AT_ONCE])
        part.update(latest_revision=newest, live_revision=newest, latest_revision_created_at=now)
