"""Coded answers and places, checked against the lists and the database before they are kept."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID

from django.utils.translation import gettext as _

from upstander.foundation.entities.models import DutyStation, Unit

from ..facets import STATION, FacetRefusedError, checked
from ..models import Report, ReportFacet
from ..problems import FacetUnknownError, ProblemError

Codes = list[tuple[str, str]]


def checked_facets(answers: Mapping[str, Sequence[str]]) -> Codes:
    """The answers as (facet, code) pairs. Raises FacetUnknownError."""
    try:
        codes = checked(answers)
    except FacetRefusedError as refusal:
        raise FacetUnknownError(str(refusal)) from None
    stations = [int(code) for name, code in codes if name == STATION]
    if stations and not DutyStation.objects.filter(pk__in=stations).exists():
        raise FacetUnknownError(_("This duty station is not known here."))
    return codes


def facet_rows(report: Report, codes: Codes) -> list[ReportFacet]:
    return [ReportFacet(report=report, facet=facet, code=code) for facet, code in codes]


def replace_facets(report: Report, codes: Codes) -> None:
    ReportFacet.objects.filter(report=report).delete()
    ReportFacet.objects.bulk_create(facet_rows(report, codes))


def checked_unit(unit: UUID | None, entity: UUID | None) -> UUID | None:
    """The unit, when it is one of the entity's. A record has none. Raises ProblemError."""
    if unit is None:
        return None
    if entity is None or not Unit.objects.filter(pk=unit, entity=entity).exists():
        raise ProblemError(_("This unit does not belong to the organisation."))
    return unit
