"""What can be wrong, each as a type with plain words for the reader."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from .models import Step, Submission


class SubmissionError(Exception):
    """Something that whoever acts can understand and mend; `str()` gives the words."""

    def words(self) -> str:
        return _("This cannot be done.")

    def __str__(self) -> str:
        return self.words()


class ClosedError(SubmissionError):
    """It is not in its sender's hands any more: sent already, perhaps by the same form."""

    def __init__(self, submission: Submission) -> None:
        super().__init__()
        self.submission = submission

    def words(self) -> str:
        return _("This was sent already.")


class TypedElsewhereError(SubmissionError):
    """Her form was saved from another window since this one was opened; nothing was written over."""

    def __init__(self, submission: Submission) -> None:
        super().__init__()
        self.submission = submission

    def words(self) -> str:
        return _("You changed this in another window since. Nothing was written over.")


class ChangedError(SubmissionError):
    """Another moderator, or the sender, was quicker; `since` is what happened meanwhile."""

    def __init__(self, since: Sequence[Step]) -> None:
        super().__init__()
        self.since = since

    def words(self) -> str:
        return _("Somebody was quicker. Please look at what has changed, then decide.")


class MessageNeededError(SubmissionError):
    def words(self) -> str:
        return _("Please write a few words: the person who sent it reads them.")


class TooMuchError(SubmissionError):
    def words(self) -> str:
        return _("This is longer than can be kept here. Please shorten it.")


class TooManyError(SubmissionError):
    def words(self) -> str:
        return _("You have many open submissions already. Please finish or withdraw some first.")


class NoPlaceError(SubmissionError):
    def words(self) -> str:
        return _("The hub has no section for this yet, in no language. The editors have to make it first.")


class FileRefusedError(SubmissionError):
    """A file that is not taken; the reason was worked out by its check."""

    def __init__(self, reason: str) -> None:
        super().__init__()
        self.reason = reason

    def words(self) -> str:
        return self.reason
