"""The desk's own forms."""

from __future__ import annotations

from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from .languages import State
from .review import Reason


class DecisionForm(forms.Form):
    """Approve a revision, or return it with what should be changed."""

    APPROVE: Final = "approve"
    RETURN: Final = "return"

    revision = forms.IntegerField(widget=forms.HiddenInput)
    comment = forms.CharField(
        label=_("A word to the author"),
        help_text=_("Needed when you return the page: say what should be changed."),
        widget=forms.Textarea({"rows": 4}),
        max_length=2000,
        required=False,
    )
    decision = forms.ChoiceField(choices=[(APPROVE, APPROVE), (RETURN, RETURN)], widget=forms.HiddenInput)


class TakeDownForm(forms.Form):
    """Why a page is taken down."""

    reason = forms.ChoiceField(label=_("Why?"), choices=Reason.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("More about it"),
        help_text=_("Stands in the history of the page, for editors and reviewers only."),
        widget=forms.Textarea({"rows": 3}),
        max_length=1000,
        required=False,
    )


class FilterForm(forms.Form):
    """Which rows of the table of languages are shown."""

    words = forms.CharField(label=_("Title or lasting name"), required=False, max_length=120)
    section = forms.ChoiceField(label=_("Section"), required=False)
    state = forms.ChoiceField(
        label=_("Show"),
        required=False,
        choices=[
            ("", _("All pages")),
            (State.OUTDATED, _("With an outdated translation")),
            (State.DRAFT, _("With a draft")),
        ],
    )

    def __init__(self, chosen: Any, *, sections: list[tuple[str, str]]) -> None:
        super().__init__(chosen, label_suffix="")
        field = self.fields["section"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("All sections")), *sections]
