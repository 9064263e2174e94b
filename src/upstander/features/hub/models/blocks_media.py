"""Pictures and films in a page, published only once people who cannot see or hear are served too."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.core.validators import URLValidator
from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.blocks.struct_block import StructBlockValidationError
from wagtail.documents.blocks import DocumentChooserBlock
from wagtail.images.blocks import ImageBlock

FILMS = ("mp4", "webm")
CAPTIONS = ("vtt",)
PLAIN = ["bold", "italic", "ol", "ul"]

_only_https = URLValidator(schemes=["https"])


class PictureBlock(blocks.StructBlock):
    """An image with what it shows in words, in the page's language (or a mark that it is decoration)."""

    picture = ImageBlock(label=_("Image"))
    caption = blocks.CharBlock(max_length=300, required=False, label=_("Line below it"))

    class Meta:
        icon = "image"
        label = _("Image")
        template = "hub/blocks/picture.html"


class VideoBlock(blocks.StructBlock):
    """A film: a file that we serve, or a link that the reader follows. Nothing is fetched from elsewhere.

    It needs captions or a transcript; a film that is only linked needs a transcript or says that the captions
    are there.
    """

    title = blocks.CharBlock(max_length=200, label=_("What the film is called"))
    file = DocumentChooserBlock(
        required=False, label=_("Film"), help_text=_("An MP4 or WebM file that we serve ourselves.")
    )
    link = blocks.URLBlock(
        required=False,
        max_length=500,
        label=_("Or where it can be watched"),
        help_text=_("A link to another site. It opens only when a reader follows it."),
        validators=[_only_https],
    )
    captions = DocumentChooserBlock(
        required=False, label=_("Captions"), help_text=_("A WebVTT file (.vtt) in the language of this page.")
    )
    captions_there = blocks.BooleanBlock(
        required=False, label=_("The film has captions where it can be watched, and I have seen them")
    )
    transcript = blocks.RichTextBlock(
        required=False, features=PLAIN, label=_("Transcript"), help_text=_("What is said and what happens.")
    )

    class Meta:
        icon = "media"
        label = _("Film")
        template = "hub/blocks/video.html"

    def clean(self, value: Any) -> Any:
        cleaned = super().clean(value)
        if not self.is_deferred_validation:
            errors = faults_of_film(cleaned)
            if errors:
                raise StructBlockValidationError(block_errors=errors)
        return cleaned


def faults_of_film(film: Any) -> dict[str, ValidationError]:
    """What keeps a film from being published, by field."""
    faults: dict[str, ValidationError] = {}
    file, captions = film.get("file"), film.get("captions")
    if bool(file) == bool(film.get("link")):
        faults["file"] = ValidationError(_("Give either a film or a link to one."))
    if file and not _ends(file, FILMS):
        faults["file"] = ValidationError(_("This file is not an MP4 or WebM film."))
    if captions and not _ends(captions, CAPTIONS):
        faults["captions"] = ValidationError(_("This file is not a WebVTT file (.vtt)."))
    if not faults and not _is_told(film):
        faults["transcript"] = ValidationError(
            _("Add captions or a transcript. Without one, people who cannot hear are left out.")
        )
    return faults


def _is_told(film: Any) -> bool:
    """Is what is said there to be read?"""
    words = film.get("transcript")
    if words and words.source.strip() not in {"", "<p></p>"}:
        return True
    return bool(film.get("captions") if film.get("file") else film.get("captions_there"))


def _ends(document: Any, endings: tuple[str, ...]) -> bool:
    return str(document.filename).lower().rpartition(".")[2] in endings
