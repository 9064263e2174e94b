"""What a page must have before somebody else is asked to read it. Drafts may lack anything."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.fields import StreamField
from wagtail_localize.models import Translation

from .. import rich_text
from ..models import HubPage


def require(page: HubPage) -> None:
    """Raises ValidationError with every reason why the latest revision cannot be published."""
    found = list(faults(page))
    if found:
        raise ValidationError(found)


def require_translated(page: HubPage) -> None:
    """Raises ValidationError while strings of a translation have no words: readers would get the source's."""
    left = untranslated(page)
    if left:
        words = ngettext(
            "%(count)d piece of text is not translated yet.",
            "%(count)d pieces of text are not translated yet.",
            left,
        )
        raise ValidationError(words % {"count": left})


def faults(page: HubPage) -> Iterator[str]:
    """In words, one by one."""
    latest = page.get_latest_revision_as_object()
    yield from _of_fields(latest)
    for field in latest._meta.get_fields():
        if isinstance(field, StreamField):
            yield from _of_blocks(getattr(latest, field.name))


def untranslated(page: HubPage) -> int:
    """How many strings of a translation (one that is kept in step with its source) have no words yet."""
    translation = Translation.objects.filter(
        source__object_id=page.translation_key, target_locale=page.locale_id, enabled=True
    ).first()
    if translation is None:
        return 0
    needed, done = translation.get_progress()
    return int(needed - done)


def _of_fields(page: HubPage) -> Iterator[str]:
    try:
        page.full_clean()
    except ValidationError as error:
        for name, told in error.message_dict.items():
            yield f"{_named(page, name)}: {' '.join(told)}"


def _named(page: HubPage, name: str) -> str:
    try:
        return str(page._meta.get_field(name).verbose_name)
    except Exception:  # what concerns several fields has no name
        return str(page._meta.verbose_name)


def _of_blocks(body: Any) -> Iterator[str]:
    """Images without words, films without captions, empty fields: whatever its blocks refuse."""
    for block in body:
        try:
            block.block.clean(block.value)
        except ValidationError as error:
            yield f"{block.block.label}: {' '.join(_told(error))}"
        found = [name for html in rich_text.texts(block.value) for name in rich_text.strange(html)]
        if found:
            words = _("This text holds something that pages do not show: %(names)s.")
            yield f"{block.block.label}: {words % {'names': ', '.join(found)}}"


def _told(error: Any) -> list[str]:
    """The words of an error, however deep a block hid them."""
    inner = getattr(error, "block_errors", None)
    parts = list(inner.values()) if isinstance(inner, dict) else list(inner or [])
    non_block = getattr(error, "non_block_errors", None)
    parts += list(getattr(non_block, "data", non_block or []))
    if not parts:
        return list(getattr(error, "messages", [str(error)]))
    return [told for part in parts if part for told in _told(part)]
