"""Wagtail's chooser of a file without its inline script: desk.js starts it from what the page says."""

from __future__ import annotations

import json
from typing import Any

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe
from wagtail.documents.widgets import AdminDocumentChooser


class DocumentChooser(AdminDocumentChooser):
    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        known = self.get_value_data(value)
        options = self.get_js_init_options(attrs["id"], name, known)
        return format_html(
            '<div data-hub-widget="{}" data-hub-for="{}" data-hub-config="{}">{}</div>',
            self.js_constructor,
            attrs["id"],
            json.dumps(options),
            mark_safe(self.render_html(name, known, attrs)),  # noqa: S308  (a template of Wagtail, escaped there)
        )
