"""The file of an accepted submission as a document of the hub, closed to readers until its page is shown."""

from __future__ import annotations

from django.core.files.base import ContentFile
from wagtail.documents.models import Document
from wagtail.models import Collection, CollectionViewRestriction

from .models import Submission

CLOSED = "Contributions not published yet"
"""A collection that no group may view (Wagtail checks it whenever a document is served)."""


def document_of(submission: Submission) -> Document | None:
    """A copy of the sent file as a document, in the closed collection; None where there is no file."""
    sent = submission.attachments.filter(draft=False).first()
    if sent is None:
        return None
    document = Document(title=sent.name, collection=closed_collection())
    with sent.file.open("rb") as file:
        document.file.save(sent.name, ContentFile(file.read()), save=False)
    document._set_document_file_metadata()
    document.uploaded_by_user = submission.submitter
    document.save()
    return document


def closed_collection() -> Collection:
    found = Collection.objects.filter(name=CLOSED).first()
    if found is not None:
        return found
    made: Collection = Collection.get_first_root_node().add_child(name=CLOSED)
    CollectionViewRestriction.objects.create(
        collection=made, restriction_type=CollectionViewRestriction.GROUPS
    )
    return made


def release(submission: Submission) -> None:
    """Readers of the hub may fetch it now."""
    _to(submission, Collection.get_first_root_node())


def hide(submission: Submission) -> None:
    _to(submission, closed_collection())


def _to(submission: Submission, collection: Collection) -> None:
    if submission.document is not None:
        submission.document.collection = collection
        submission.document.save(update_fields=["collection"])
