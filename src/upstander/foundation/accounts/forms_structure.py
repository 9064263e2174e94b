"""Forms of an entity's units and teams."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from upstander.foundation.entities.models import Entity, Team, Unit


class UnitChoice(forms.ModelChoiceField):
    """One of the entity's open units, or the one that is chosen now."""

    def __init__(self, **more: Any) -> None:
        super().__init__(queryset=Unit.objects.none(), required=False, **more)

    def offer(self, entity: Entity, chosen: Unit | None, but: Unit | None = None) -> None:
        kept = Q(closed_at__isnull=True)
        if chosen:
            kept |= Q(pk=chosen.pk)
        if but:
            kept &= ~Q(pk=but.pk)
        self.queryset = Unit.objects.filter(kept, entity=entity).order_by("name")


class TeamForm(forms.Form):
    """A team's name, and the unit it belongs to."""

    name = forms.CharField(
        label=_("Name of the team"), max_length=120, help_text=_("People who report see it.")
    )
    unit = UnitChoice(label=_("Unit"), empty_label=_("The whole organisation"))

    def __init__(self, sent: QueryDict | None, *, entity: Entity, team: Team | None = None) -> None:
        super().__init__(sent, initial={"name": team.name, "unit": team.unit_id} if team else {})
        choice = self.fields["unit"]
        assert isinstance(choice, UnitChoice)
        choice.offer(entity, team.unit if team else None)


class UnitForm(forms.Form):
    """A unit's name and place in the tree."""

    name = forms.CharField(label=_("Name of the unit"), max_length=200)
    parent = UnitChoice(label=_("It is part of"), empty_label=_("Nothing: it stands at the top"))

    def __init__(self, sent: QueryDict | None, *, entity: Entity, unit: Unit | None = None) -> None:
        super().__init__(sent, initial={"name": unit.name, "parent": unit.parent_id} if unit else {})
        choice = self.fields["parent"]
        assert isinstance(choice, UnitChoice)
        choice.offer(entity, unit.parent if unit else None, but=unit)


class NewUnitForm(UnitForm):
    """With the code, which stays as it is from then on."""

    code = forms.CharField(
        label=_("Code"),
        max_length=40,
        help_text=_("A short code that stays as it is, such as OHRM."),
        widget=forms.TextInput(attrs={"class": "short", "dir": "ltr", "autocapitalize": "characters"}),
    )
    field_order = ("name", "code", "parent")


def put_errors(form: forms.Form, error: ValidationError) -> None:
    """Errors of a service beside the fields they belong to."""
    if not hasattr(error, "error_dict"):
        form.add_error(None, error)
        return
    for name, faults in error.error_dict.items():
        form.add_error(name if name in form.fields else None, faults)
