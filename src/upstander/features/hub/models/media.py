"""Images of the hub: what they show in words, and nothing about who took them and where."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, ClassVar

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.base import File as AnyFile
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from PIL import Image as Picture
from PIL import ImageOps
from wagtail.images.models import AbstractImage, AbstractRendition, ImageQuerySet

from .fields_languages import TextsField

QUALITY = 92
"""Of a JPEG or WebP that is written anew without its metadata."""


class HubImage(AbstractImage):
    """A picture of the hub (*operational*). It says what it shows, or that it shows nothing to know.

    The file is written anew when it arrives: place, device, owner and time that a camera notes are gone.
    """

    if TYPE_CHECKING:
        file: Any
    objects: ClassVar[models.Manager[Any]] = ImageQuerySet.as_manager()

    is_decorative = models.BooleanField(
        _("only decoration"),
        default=False,
        help_text=_("Tick this when somebody who cannot see the picture misses nothing."),
    )
    alternatives = TextsField(
        _("what it shows, in words"),
        help_text=_("For people who cannot see it. One sentence; in every language in which it is used."),
    )

    admin_form_fields: ClassVar[tuple[str, ...]] = (
        "title",
        "file",
        "is_decorative",
        "alternatives",
        "tags",
        "collection",
    )

    class Meta(AbstractImage.Meta):
        verbose_name = _("image")
        verbose_name_plural = _("images")
        permissions = [("choose_image", "Can choose image")]

    def clean(self) -> None:
        super().clean()
        if not self.is_decorative and not any(self.alternatives.values()):
            raise ValidationError(
                {"alternatives": _("Say what the picture shows, or mark it as decoration only.")}
            )

    @property
    def default_alt_text(self) -> str:
        """In the language at hand, else in any: the editor of a page sees it and can change it."""
        if self.is_decorative:
            return ""
        said = self.alternatives.get(get_language() or "") or next(
            (text for text in self.alternatives.values() if text), ""
        )
        return str(said)

    def save(self, *args: Any, **kwargs: Any) -> None:
        sent: Any = self.file
        if sent and not sent._committed:
            self.file = bare(sent)
            self._set_image_file_metadata()
        super().save(*args, **kwargs)


class HubRendition(AbstractRendition):
    """A smaller copy of an image, made when a page first needs it."""

    image = models.ForeignKey(HubImage, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["image", "filter_spec", "focal_point_key"], name="hub_rendition_once"
            )
        ]


def bare(file: AnyFile[bytes]) -> ContentFile[bytes]:
    """The picture alone, turned as it was meant to be seen; colour profile kept, every other note dropped."""
    file.seek(0)
    with Picture.open(file) as opened:
        kind = opened.format or "PNG"
        turned = ImageOps.exif_transpose(opened)
        profile = opened.info.get("icc_profile")
    turned.info.clear()
    kept: dict[str, Any] = {"icc_profile": profile} if profile else {}
    if kind in {"JPEG", "WEBP"}:
        kept["quality"] = QUALITY
    written = BytesIO()
    turned.save(written, kind, **kept)
    return ContentFile(written.getvalue(), name=file.name)
