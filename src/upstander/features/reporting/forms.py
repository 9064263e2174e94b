"""What the pages without JavaScript accept. The same fields stand on the page with JavaScript, which sends
none of it.

Nothing here blocks a report: every question may be skipped, no time is too long ago, and what cannot be
understood is asked for again with everything that was written still in its place.
"""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Iterable
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from .facets import FACETS, Facet
from .models import Report

PREFIX = "facet-"
SEED_BYTES = 32
MOST_TEXT = 200_000
"""Signs of free text: about a hundred pages, and in any script less than the largest size class."""


def new_seed() -> str:
    """What makes one form one report: the receipt and the identifiers of its report are derived from it."""
    return base64.urlsafe_b64encode(secrets.token_bytes(SEED_BYTES)).decode()


class SeedField(forms.CharField):
    """The seed of a form as this server gave it out; 32 bytes."""

    widget = forms.HiddenInput

    def clean(self, value: Any) -> bytes:
        text = super().clean(value)
        try:
            seed = base64.urlsafe_b64decode(text)
        except (binascii.Error, ValueError):
            seed = b""
        if len(seed) != SEED_BYTES:
            raise forms.ValidationError(_("This form is damaged. Please open the page again."))
        return seed


def words_field(most: int, required: bool = False) -> forms.CharField:
    return forms.CharField(required=required, max_length=most, strip=True)


class TeamForm(forms.Form):
    """The first page: what she would like, and which team may receive it."""

    want = forms.ChoiceField(choices=Report.Want.choices, required=False)
    team = forms.UUIDField(required=False)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        cleaned["want"] = cleaned.get("want") or Report.Want.REPORT
        if cleaned["want"] != Report.Want.RECORD and not cleaned.get("team"):
            self.add_error("team", _("Please choose an organisation, or keep a private record."))
        return cleaned


class ReportForm(forms.Form):
    """One long form: everything but the files, which are sealed while they arrive (`uploads`)."""

    seed = SeedField()
    want = forms.ChoiceField(choices=Report.Want.choices)
    team = forms.UUIDField(required=False)
    manifest_version = forms.IntegerField(required=False, min_value=1)
    unit = forms.UUIDField(required=False)
    text = words_field(MOST_TEXT)
    named = forms.ChoiceField(choices=[("anonymous", ""), ("named", "")], required=False)
    name = words_field(200)
    contact = words_field(300)
    safe_contact = words_field(1_000)
    readers = forms.TypedMultipleChoiceField(coerce=UUID, required=False)

    def __init__(self, *args: Any, handlers: Iterable[UUID] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.handlers = list(handlers)
        readers = self.fields["readers"]
        assert isinstance(readers, forms.TypedMultipleChoiceField)
        readers.choices = [(str(handler), "") for handler in self.handlers]
        for facet in FACETS:
            if facet.codes is not None and facet.name != "named":
                self.fields[PREFIX + facet.name] = _facet_field(facet)

    @property
    def excluded(self) -> list[UUID]:
        """Whose tick was taken away."""
        return [handler for handler in self.handlers if handler not in self.cleaned_data["readers"]]

    @property
    def facets(self) -> dict[str, list[str]]:
        """The coded answers that were given, as the API takes them."""
        given = {
            facet.name: _as_list(self.cleaned_data.get(PREFIX + facet.name))
            for facet in FACETS
            if facet.name != "named"
        }
        named = self.cleaned_data.get("named") or "anonymous"
        return {name: codes for name, codes in given.items() if codes} | {"named": [named]}

    @property
    def body(self) -> dict[str, Any]:
        """The body of the report's first item (docs/formats.md, "Item")."""
        body: dict[str, Any] = {"text": self.cleaned_data["text"]}
        if self.cleaned_data.get("named") == "named":
            body |= {
                field: self.cleaned_data[field]
                for field in ("name", "contact", "safe_contact")
                if self.cleaned_data[field]
            }
        return body | {"answers": self.facets}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        told = [name for name, value in cleaned.items() if name.startswith(PREFIX) and value]
        if "text" in cleaned and not cleaned["text"] and not set(told) - {"facet-role"}:
            self.add_error("text", _("There is nothing in it yet. Write a few words, or answer a question."))
        if cleaned.get("want") != Report.Want.RECORD and self.handlers and not cleaned.get("readers"):
            self.add_error(
                "readers",
                _("Nobody is left to read it. Leave at least one tick, or go back and keep a record."),
            )
        return cleaned


class ReceiptForm(forms.Form):
    receipt = words_field(2_000, required=True)


class MessageForm(ReceiptForm):
    """What is written on the page without JavaScript after coming back."""

    message = words_field(MOST_TEXT)
    item = forms.UUIDField()
    """Drawn by the server for this page, so that sending twice makes one message."""


class WithdrawForm(ReceiptForm):
    erase_unopened = forms.BooleanField(required=False)


def _facet_field(facet: Facet) -> forms.Field:
    choices = facet.codes.choices if facet.codes else []
    kind = forms.MultipleChoiceField if facet.many else forms.ChoiceField
    return kind(choices=choices, required=False)


def _as_list(value: Any) -> list[str]:
    if not value:
        return []
    return list(value) if isinstance(value, list) else [value]
