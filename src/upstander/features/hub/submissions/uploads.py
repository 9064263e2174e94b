"""Taking a file of up to ten megabytes, from people who are signed in, without touching the disk.

The house's own handler drops files above two (`settings.FILE_UPLOAD_HANDLERS`). This one must be put in place
before anything reads the form, so before the CSRF check.
"""

from __future__ import annotations

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpRequest

from .file_checks import MOST_BYTES, CheckedFile, check, too_large

FIELD = "file"


class OneBoundedFile(FileUploadHandler):
    """The first file of the field, as long as it is small enough; everything else is read and dropped."""

    def __init__(self, request: HttpRequest) -> None:
        super().__init__(request)
        self.parts: list[bytes] = []
        self.length = 0
        self.seen = False

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:
        super().new_file(field_name, *args, **kwargs)
        if self.seen or field_name != FIELD:
            raise SkipFile
        self.seen = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.length += len(raw_data)
        if self.length > MOST_BYTES:
            self.parts.clear()
            self.request.file_too_large = True  # type: ignore[union-attr]
            raise SkipFile
        self.parts.append(raw_data)

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        content = BytesIO(b"".join(self.parts))
        return InMemoryUploadedFile(content, FIELD, self.file_name, "", file_size, None)


def take_larger_files(request: HttpRequest) -> None:
    request.upload_handlers = [OneBoundedFile(request)]


def uploaded(request: HttpRequest) -> CheckedFile | None:
    """The file that came with the form. Raises FileRefusedError."""
    if not request.POST and not request.FILES:  # reads the form, so that the handler has run
        return None
    if getattr(request, "file_too_large", False):
        raise too_large()
    sent = request.FILES.get(FIELD)
    return check(sent.name or "", sent.read()) if sent else None
