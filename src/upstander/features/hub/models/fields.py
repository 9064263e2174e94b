"""Fields for short lists of codes and of words."""

from __future__ import annotations

import json
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Lookup
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from wagtail_localize.segments import StringSegmentValue


class CodesField(models.JSONField):
    """A list of codes out of a fixed list, each at most once, in the order of that list (*coded*)."""

    def __init__(self, *args: Any, codes: list[tuple[Any, Any]] | None = None, **kwargs: Any) -> None:
        self.codes = codes or []
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """The list itself is left out: a new code is not a change of the table."""
        return super().deconstruct()

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        known = {code for code, _label in self.codes}
        if not isinstance(value, list) or any(code not in known for code in value):
            raise ValidationError(_("This is not in the list."))

    def formfield(self, **kwargs: Any) -> Any:
        number = bool(self.codes) and isinstance(self.codes[0][0], int)
        return forms.TypedMultipleChoiceField(
            choices=self.codes,
            coerce=int if number else str,
            required=not self.blank,
            widget=forms.CheckboxSelectMultiple,
            label=kwargs.get("label", capfirst(self.verbose_name)),
            help_text=kwargs.get("help_text", self.help_text),
        )

    def value_from_object(self, obj: models.Model) -> Any:
        return super().value_from_object(obj) or []


@CodesField.register_lookup
class HasCode(Lookup[Any]):
    """`recommendations__has_code=3`: the list holds this code; the same on both databases."""

    lookup_name = "has_code"

    def get_prep_lookup(self) -> Any:
        return self.rhs

    def as_sqlite(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"EXISTS (SELECT 1 FROM json_each({column}) WHERE value = %s)", [*params, self.rhs]  # noqa: S608  our own column

    def as_postgresql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:
        column, params = self.process_lhs(compiler, connection)
        return f"{column} @> %s::jsonb", [*params, json.dumps([self.rhs])]


class LinesField(models.JSONField):
    """A list of short texts; an editor writes one a line."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", list)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        return LinesFormField(
            required=not self.blank,
            label=kwargs.get("label", capfirst(self.verbose_name)),
            help_text=kwargs.get("help_text", self.help_text),
        )

    def get_translatable_segments(self, value: list[str]) -> list[StringSegmentValue]:
        """For wagtail-localize: each line is a text of its own."""
        return [StringSegmentValue(str(number), line) for number, line in enumerate(value or [])]

    def restore_translated_segments(self, value: list[str], segments: list[StringSegmentValue]) -> list[str]:
        """The lines of the source with the translated ones in their places."""
        lines = list(value or [])
        for segment in segments:
            number = int(segment.path)
            if number < len(lines):
                lines[number] = segment.render_text()
        return lines


class LinesFormField(forms.CharField):
    """A text area, one entry a line."""

    widget = forms.Textarea(attrs={"rows": 3})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value) or ""
        return [line.strip() for line in text.splitlines() if line.strip()]

    def has_changed(self, initial: Any, data: Any) -> bool:
        return list(initial or []) != list(self.to_python(data))
