"""Is this file what it may be? Decided by its content alone; its name is made harmless.

Taken are PDF, and Word and PowerPoint files of the open format without macros. Office files are ZIP archives
(ECMA-376, part 2): they are unpacked here once, bounded, so that a bomb is noticed whatever sizes it claims.
A file that can be read as two kinds at once (a PDF with an archive behind it) is refused, as is anything in
front of or behind the document. This is no virus scan: an installation that wants one puts it before its
storage.
"""

from __future__ import annotations

import hashlib
import io
import re
import unicodedata
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import PurePosixPath

from django.utils.translation import gettext as _

from .problems import FileRefusedError

MOST_BYTES = 10 * 1024 * 1024
MOST_UNPACKED = 80 * 1024 * 1024
MOST_ENTRIES = 2_000
MOST_NAME = 80
"""Signs of a cleaned name, without its ending."""

PDF = "application/pdf"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_KINDS = {
    b"wordprocessingml.document.main+xml": (_OFFICE + "wordprocessingml.document", ".docx"),
    b"presentationml.presentation.main+xml": (_OFFICE + "presentationml.presentation", ".pptx"),
}
ACCEPT = ".pdf,.docx,.pptx"
"""What the file picker offers; only a convenience, since names prove nothing."""

_PDF_ACTIVE = (b"/JavaScript", b"/Launch", b"/EmbeddedFile", b"/RichMedia")
_OFFICE_ACTIVE = (".bin", ".exe", ".dll", ".vbs", ".js", ".ole", ".scr")


@dataclass(frozen=True, slots=True)
class CheckedFile:
    """A file that may be kept."""

    name: str
    media_type: str
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def check(name: str, content: bytes) -> CheckedFile:
    """The file with its true type and a clean name. Raises FileRefusedError with the reason in words."""
    if not content:
        raise FileRefusedError(_("The file is empty."))
    if len(content) > MOST_BYTES:
        raise too_large()
    if content.startswith(b"%PDF-"):
        media_type, ending = _check_pdf(content)
    elif content.startswith(b"PK\x03\x04"):
        media_type, ending = _check_office(content)
    else:
        raise FileRefusedError(_("Please choose a PDF, a Word file (.docx) or a PowerPoint file (.pptx)."))
    return CheckedFile(clean_name(name, ending), media_type, content)


def too_large() -> FileRefusedError:
    return FileRefusedError(
        _("The file is larger than %(most)s MB. Please choose a smaller one, or give a link instead.")
        % {"most": MOST_BYTES // 1024 // 1024}
    )


def clean_name(name: str, ending: str) -> str:
    """Letters of any script, digits and a few signs; no path, no control or direction signs, true ending."""
    base = unicodedata.normalize("NFC", name.replace("\\", "/").rsplit("/", 1)[-1])
    stem = re.sub(r"\.[A-Za-z0-9]{1,8}$", "", base)
    kept = "".join(sign if _is_plain(sign) else " " for sign in stem)
    tidy = re.sub(r"[ .]+", " ", kept).strip(" -_")[:MOST_NAME].strip()
    return (tidy or "file") + ending


def _is_plain(sign: str) -> bool:
    return unicodedata.category(sign)[0] in "LMN" or sign in " -_.()"


def _check_pdf(content: bytes) -> tuple[str, str]:
    tail = content[-1024:].rstrip(b"\r\n\t \x00")
    if not re.match(rb"%PDF-[12]\.\d", content) or not tail.endswith(b"%%EOF"):
        raise FileRefusedError(_("This does not look like a whole PDF. Please save it as a PDF again."))
    if zipfile.is_zipfile(io.BytesIO(content)):
        raise FileRefusedError(_("This file hides another one. Please save it as a plain PDF."))
    if any(sign in content for sign in _PDF_ACTIVE):
        raise FileRefusedError(
            _("This PDF holds scripts or other files. Please save it as a plain PDF, such as PDF/A.")
        )
    return PDF, ".pdf"


def _check_office(content: bytes) -> tuple[str, str]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _nothing_around(archive, content)
            types = _unpack(archive)
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError) as error:
        raise FileRefusedError(_("This file is damaged. Please save it again.")) from error
    for sign, kind in _KINDS.items():
        if sign in types:
            return kind
    raise FileRefusedError(_("Please choose a PDF, a Word file (.docx) or a PowerPoint file (.pptx)."))


def _nothing_around(archive: zipfile.ZipFile, content: bytes) -> None:
    """The archive begins with the file and ends with it, without a comment in which something could hide."""
    entries = archive.infolist()
    first = min((entry.header_offset for entry in entries), default=-1)
    if first != 0 or archive.comment or content[-22:-18] != b"PK\x05\x06":
        raise FileRefusedError(_("This file hides another one. Please save it again."))
    if len(entries) > MOST_ENTRIES or len({entry.filename for entry in entries}) != len(entries):
        raise FileRefusedError(_("This file is damaged. Please save it again."))


def _unpack(archive: zipfile.ZipFile) -> bytes:
    """Read every entry once, counting what really comes out; answers the list of content types."""
    left, types = MOST_UNPACKED, b""
    for entry in archive.infolist():
        _harmless(entry)
        related = bytearray()
        with archive.open(entry) as stream:
            while piece := stream.read(64 * 1024):
                left -= len(piece)
                if left < 0:
                    raise FileRefusedError(_("Unpacked, this file is far too large."))
                if entry.filename == "[Content_Types].xml":
                    types += piece
                elif entry.filename.endswith(".rels"):
                    related += piece
        _no_template_from_elsewhere(bytes(related), settings=entry.filename.endswith("settings.xml.rels"))
    return types


def _no_template_from_elsewhere(related: bytes, *, settings: bool) -> None:
    """Word fetches such a template when the file is opened. The part that names it may be called anything."""
    if any(sign in related for sign in (b"&#", b"\x00")):  # written so that the words below are not found
        raise FileRefusedError(_("This file is damaged. Please save it again."))
    if b"External" in related and (settings or b"attachedTemplate" in related):
        raise FileRefusedError(_("This file loads a template from elsewhere. Please detach it."))


def _harmless(entry: zipfile.ZipInfo) -> None:
    path = PurePosixPath(entry.filename)
    packed = entry.compress_type not in {zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED}
    if packed or path.is_absolute() or ".." in path.parts or "\\" in entry.filename:
        raise FileRefusedError(_("This file is damaged. Please save it again."))
    inside = path.name.lower()
    if inside.endswith(_OFFICE_ACTIVE) and not inside.startswith("printersettings"):
        raise FileRefusedError(
            _("This file holds macros or programs. Please save it without them, or as a PDF.")
        )
