"""What a focal point fills in, and what a moderator writes.

`typed` takes a form as it stands, unfinished or wrong, so that it can be kept; `SubmissionForm` says what has
to be put right before it can be sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django import forms
from django.core.validators import URLValidator
from django.http import QueryDict
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from upstander.foundation.access.actors import Actor

from ..codes import LANGUAGES, RECOMMENDATIONS
from .file_checks import ACCEPT
from .models import Kind, Submission
from .offices import Office, choices, offices, usual

MOST_TEXT = 3_000
MOST_MESSAGE = 2_000
WORDS = ("kind", "title", "text", "who", "link", "language", "office", "named", "without_file")
LISTS = ("recommendations",)
WRITTEN = ("title", "text", "who", "link")
"""What she has to write herself; the rest has a beginning."""


class WordsField(forms.CharField):
    """Text in any script. Too long is said, not cut: a browser that obeys `maxlength` cuts what is pasted."""

    def __init__(self, *, rows: int = 0, **kwargs: Any) -> None:
        widget = forms.Textarea(attrs={"rows": rows}) if rows else forms.TextInput()
        super().__init__(widget=widget, **kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"dir": "auto"}


class LinkField(forms.URLField):
    default_validators = [URLValidator(schemes=["http", "https"])]

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {"dir": "ltr", "inputmode": "url", "autocomplete": "url"}


@dataclass(frozen=True, slots=True)
class Words:
    """What is sent, checked."""

    kind: str
    title: str
    text: str
    who: str
    recommendations: list[int]
    link: str
    language: str
    office: Office
    named: bool
    without_file: bool


class SubmissionForm(forms.Form):
    """One short form, in the order in which one would tell it."""

    kind = forms.ChoiceField(label=_("What is it?"), choices=Kind.choices, widget=forms.RadioSelect)
    title = WordsField(
        label=pgettext_lazy("of a page", "Title"),
        max_length=200,
        help_text=_("A few plain words, as one would search for it."),
    )
    text = WordsField(
        label=_("What it is, in a few sentences"),
        help_text=_("What is done or what is in it, for whom, and what came of it."),
        max_length=MOST_TEXT,
        rows=7,
    )
    who = WordsField(label=_("Who does it, or who published it"), max_length=200)
    recommendations = forms.TypedMultipleChoiceField(
        label=_("Which recommendations it serves"),
        help_text=_("Tick what fits. The moderators help where you are not sure."),
        choices=RECOMMENDATIONS,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    link = LinkField(
        label=_("Link"),
        help_text=_("Where it can be read, if it is on the web."),
        required=False,
        max_length=500,
        assume_scheme="https",
    )
    file = forms.FileField(
        label=_("File"),
        help_text=_("PDF, Word (.docx) or PowerPoint (.pptx), up to 10 MB."),
        required=False,
        widget=forms.FileInput(attrs={"accept": ACCEPT}),
    )
    without_file = forms.BooleanField(label=_("Send it without the file"), required=False)
    language = forms.ChoiceField(label=_("Language you wrote this in"), choices=LANGUAGES)
    office = forms.ChoiceField(
        label=_("Credit goes to"), help_text=_("This office is named on the page, not you.")
    )
    named = forms.BooleanField(
        label=_("Name me too"), help_text=_("Your name then stands on the page."), required=False
    )

    def __init__(self, actor: Actor, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("initial", {})
        kwargs["initial"] = beginning(actor) | kwargs["initial"]
        super().__init__(*args, **kwargs)
        self.offices = offices(actor)
        office = self.fields["office"]
        assert isinstance(office, forms.ChoiceField)
        listed = choices(actor)
        office.choices = listed if len(listed) > 1 else listed[0][1]

    @property
    def words(self) -> Words:
        """After `is_valid`."""
        sent = {name: self.cleaned_data[name] for name in (*WORDS, *LISTS)}
        return Words(**sent | {"office": self.offices[sent["office"]]})


class MessageForm(forms.Form):
    """What a moderator says with an act, and which version she saw when she chose it."""

    act = forms.CharField()
    version = forms.IntegerField(min_value=0)
    message = WordsField(label=_("Message"), required=False, max_length=MOST_MESSAGE, rows=4)


def beginning(actor: Actor) -> dict[str, Any]:
    return {"kind": Kind.PRACTICE, "language": get_language() or "en", "office": usual(actor).code}


def typed(post: QueryDict) -> dict[str, Any]:
    """The form as it stands. Zero bytes go: no database keeps them in text."""
    words = {name: str(post[name]).replace("\x00", "") for name in WORDS if name in post}
    lists = {name: [value.replace("\x00", "") for value in post.getlist(name)] for name in LISTS}
    return words | lists


def is_written(kept: Mapping[str, Any]) -> bool:
    """Is there anything in it that would be a loss?"""
    return any(str(kept.get(name, "")).strip() for name in WRITTEN)


def in_form(submission: Submission) -> dict[str, Any]:
    """What stands in her form: what she typed last, else what she sent last."""
    if submission.typed:
        return dict(submission.typed)
    office = Office(submission.entity_id, submission.unit_id)
    return {
        "kind": submission.kind,
        "title": submission.title,
        "text": submission.text,
        "who": submission.who,
        "recommendations": submission.recommendations,
        "link": submission.link,
        "language": submission.language,
        "office": office.code,
        "named": submission.named,
    }
