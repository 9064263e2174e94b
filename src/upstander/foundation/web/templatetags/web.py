"""Template tags of every page."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from upstander.foundation.web.assets import asset

register = template.Library()


@register.simple_tag
def script(name: str) -> SafeString:
    """A script of ours: `{% script "upstander/js/page.js" %}`. Modules wait for the page by themselves."""
    it = asset(name)
    return format_html('<script type="module" src="{}" integrity="{}"></script>', it.url, it.integrity)


@register.simple_tag
def first_script(name: str) -> SafeString:
    """A script that must have run before anything is shown (quick exit, so that Back shows nothing)."""
    it = asset(name)
    return format_html(
        '<script type="module" blocking="render" async src="{}" integrity="{}"></script>',
        it.url,
        it.integrity,
    )


@register.simple_tag
def style(name: str) -> SafeString:
    """A sheet of ours: `{% style "upstander/css/upstander.css" %}`."""
    it = asset(name)
    return format_html('<link rel="stylesheet" href="{}" integrity="{}">', it.url, it.integrity)
