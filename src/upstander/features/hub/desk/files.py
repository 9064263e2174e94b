"""Files that editors send: how large, which kinds, and where they are kept while they arrive.

Settings let no form write what came to the disk. The desk's upload doors do, since what is sent there is
meant to be published; they bring their own handlers, with a bound.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.uploadhandler import StopUpload, TemporaryFileUploadHandler
from django.http import HttpRequest
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.forms import BaseImageForm
from wagtail.models import ReferenceIndex

MIB = 1024 * 1024
SHORT_KINDS = frozenset({"csv", "txt", "vtt"})
LARGEST_SHORT = 2 * MIB
FILMS = frozenset({"mp4", "webm"})
LARGEST_DOCUMENT = 30 * MIB

BEGINS = {
    "docx": (b"PK\x03\x04",),
    "odp": (b"PK\x03\x04",),
    "ods": (b"PK\x03\x04",),
    "odt": (b"PK\x03\x04",),
    "pdf": (b"%PDF-",),
    "pptx": (b"PK\x03\x04",),
    "vtt": (b"WEBVTT", b"\xef\xbb\xbfWEBVTT"),
    "webm": (b"\x1a\x45\xdf\xa3",),
    "xlsx": (b"PK\x03\x04",),
}
"""How files of a kind begin; an ending can be anything."""


class Bounded(TemporaryFileUploadHandler):
    """A temporary file, which goes when the request ends; the upload is cut off where it grows too large.

    All files of a form together, since a form may hold a hundred.
    """

    taken = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        self.taken += len(raw_data)
        if self.taken > settings.HUB_LARGEST_FILE:
            raise StopUpload(connection_reset=True)
        return super().receive_data_chunk(raw_data, start)


def take_larger_files(request: HttpRequest) -> None:
    """Must be called before anything reads the form."""
    request.upload_handlers = [Bounded(request)]


def largest(ending: str) -> int:
    """Bytes that a file of this kind may have."""
    if ending in FILMS:
        return int(settings.HUB_LARGEST_FILE)
    return LARGEST_SHORT if ending in SHORT_KINDS else LARGEST_DOCUMENT


def refuse_another(form: Any) -> None:
    """A file that a page shows would change for its readers without anybody reading it first."""
    if form.instance.pk and "file" in form.changed_data:
        raise ValidationError(
            _(
                "A file that was sent stays as it is. Add the new one, put it into the page, "
                "and have that reviewed."
            )
        )


def is_used(file: Any) -> bool:
    """Does a page lead to it or show it?"""
    return bool(ReferenceIndex.get_references_to(file).exists())


class ImageForm(BaseImageForm):
    """A picture with its words."""

    class Meta(BaseImageForm.Meta):
        pass

    def clean_file(self) -> Any:
        refuse_another(self)
        return self.cleaned_data["file"]


class DocumentForm(BaseDocumentForm):
    """A document, film or captions: of a kind on the list, what it says it is, and not too large."""

    class Meta(BaseDocumentForm.Meta):
        pass

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if "file" not in self.changed_data:
            return file
        refuse_another(self)
        ending = str(file.name).lower().rpartition(".")[2]
        if file.size > largest(ending):
            raise ValidationError(
                _("This file is too large. The largest of this kind has %(size)s.")
                % {"size": filesizeformat(largest(ending))}
            )
        if not _is_what_it_says(file, ending):
            raise ValidationError(_("The content of this file is not what its ending says."))
        return file


def _is_what_it_says(file: Any, ending: str) -> bool:
    file.seek(0)
    beginning = file.read(16)
    file.seek(0)
    if ending == "mp4":
        return bool(beginning[4:8] == b"ftyp")
    if ending in {"csv", "txt"}:
        return b"\x00" not in beginning
    return beginning.startswith(BEGINS.get(ending, ()))
