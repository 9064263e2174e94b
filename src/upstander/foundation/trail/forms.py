"""What may be looked for in the trail."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from .selectors import Wanted
from .verbs import TOLD, Verb


class WantedForm(forms.Form):
    verb = forms.ChoiceField(label=_("What was done"), required=False)
    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    object = forms.CharField(label=_("Identifier of what it was done to"), required=False, max_length=40)
    before = forms.IntegerField(required=False, min_value=1, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        verbs = sorted(((verb.value, str(words)) for verb, words in TOLD.items()), key=lambda pair: pair[1])
        self.fields["verb"].choices = [("", _("Everything")), *verbs]  # type: ignore[attr-defined]

    def wanted(self) -> Wanted:
        """What a valid form asks for."""
        given = self.cleaned_data
        verb = Verb(given["verb"]) if given["verb"] else None
        return Wanted(verb, given["object"].strip(), given["day"], given["before"])
