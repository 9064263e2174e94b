"""The questions of the report page, grouped and worded for a person; codes and labels come from `facets`."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from .facets import BY_NAME, Facet
from .models import Report

Text = Promise | str

GROUPS: tuple[tuple[Text, tuple[str, ...]], ...] = (
    (_("What kind of thing it was"), ("conduct", "category")),
    (_("Online or in person"), ("online", "online_form", "platform")),
    (_("When, and how often"), ("time", "frequency")),
    (_("Where, and who did it"), ("place", "relation")),
)
"""Small groups, the easiest first. The duty station is not asked: where few work it would point to one."""

WANTS: tuple[tuple[str, Text, Text], ...] = (
    (
        Report.Want.REPORT,
        _("Report it"),
        _("The people you choose read it and tell you what can be done. You are asked before each step."),
    ),
    (
        Report.Want.INFORMAL,
        _("Ask for informal help"),
        _("Someone listens and advises you. No formal process begins unless you want it."),
    ),
    (
        Report.Want.RECORD,
        _("Keep a private record"),
        _("Write down what happened. Only you can open it. You can report it later, or never."),
    ),
)

Given = Mapping[str, Collection[str]]
"""What is chosen already, by the name of the field."""


@dataclass(frozen=True)
class Choice:
    value: str
    title: Text
    hint: Text
    chosen: bool


@dataclass(frozen=True)
class Answer:
    code: str
    label: Text
    chosen: bool


@dataclass(frozen=True)
class Question:
    name: str
    title: Text
    many: bool
    answers: tuple[Answer, ...]

    @property
    def chosen(self) -> bool:
        return any(answer.chosen for answer in self.answers)


@dataclass(frozen=True)
class Group:
    title: Text
    questions: tuple[Question, ...]

    @property
    def chosen(self) -> bool:
        return any(question.chosen for question in self.questions)


def wants(chosen: str = Report.Want.REPORT) -> list[Choice]:
    return [Choice(str(value), title, hint, str(value) == chosen) for value, title, hint in WANTS]


def question(name: str, given: Given | None = None) -> Question:
    facet = BY_NAME[name]
    return Question(facet.name, facet.title, facet.many, _answers(facet, (given or {}).get(name, ())))


def groups(given: Given | None = None) -> list[Group]:
    return [Group(title, tuple(question(name, given) for name in names)) for title, names in GROUPS]


def _answers(facet: Facet, given: Collection[str]) -> tuple[Answer, ...]:
    choices = facet.codes.choices if facet.codes else []
    return tuple(Answer(code, label, code in given) for code, label in choices)
