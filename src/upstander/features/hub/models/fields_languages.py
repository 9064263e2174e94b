"""A short text in each of the languages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.text import capfirst
from django.utils.translation import gettext as _

MOST = 300


class TextsField(models.JSONField):
    """`{language code: text}`; languages without a text are left out."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        kwargs.setdefault("blank", True)
        super().__init__(*args, **kwargs)

    def validate(self, value: Any, model_instance: models.Model | None) -> None:
        super().validate(value, model_instance)
        known = {code for code, _name in settings.LANGUAGES}
        if not isinstance(value, dict) or any(
            code not in known or not isinstance(text, str) or len(text) > MOST for code, text in value.items()
        ):
            raise ValidationError(_("This is not a text in each language."))

    def formfield(self, **kwargs: Any) -> Any:
        return TextsFormField(
            required=False,
            label=kwargs.get("label", capfirst(self.verbose_name)),
            help_text=kwargs.get("help_text", self.help_text),
        )


class TextsWidget(forms.MultiWidget):
    """One line a language, each marked with its language and direction."""

    template_name = "hub/desk/texts_widget.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        self.codes = [code for code, _name in settings.LANGUAGES]
        lines: dict[str, forms.Widget | type[forms.Widget]] = {
            code: forms.TextInput({"lang": code, "dir": "auto"}) for code in self.codes
        }
        super().__init__(lines, attrs)

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        context = super().get_context(name, value, attrs)
        for part, (_code, language) in zip(context["widget"]["subwidgets"], settings.LANGUAGES, strict=True):
            part["language"] = language
        return context

    def decompress(self, value: Any) -> list[str]:
        texts = value if isinstance(value, dict) else {}
        return [texts.get(code, "") for code in self.codes]


class TextsFormField(forms.MultiValueField):
    """Reads the lines into one dictionary."""

    def __init__(self, **kwargs: Any) -> None:
        fields = [forms.CharField(required=False, max_length=MOST) for _code in settings.LANGUAGES]
        super().__init__(fields, require_all_fields=False, widget=TextsWidget(), **kwargs)

    def compress(self, data_list: list[str]) -> dict[str, str]:
        codes = (code for code, _name in settings.LANGUAGES)
        return {code: text.strip() for code, text in zip(codes, data_list, strict=False) if text.strip()}

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(super().has_changed(self.widget.decompress(initial), data))
