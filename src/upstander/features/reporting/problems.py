"""What can be wrong with a request, each as a type: a code for programs, a status for the doors, plain words.

The vault's errors (`vault.errors`) have the same shape; `upstander.api.errors` writes both.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar

from django.utils.translation import gettext as _


class ProblemError(Exception):
    """Something that the sender can understand and mostly mend. `extra` is added to the answer's JSON."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 422

    def __init__(self, detail: str = "", **extra: Any) -> None:
        super().__init__(self.code)
        self.detail = detail or self.words()
        self.extra: Mapping[str, Any] = extra

    def words(self) -> str:
        return _("This cannot be done.")


class MalformedError(ProblemError):
    code, status = "malformed", 400

    def words(self) -> str:
        return _("The request is not written as this service expects it.")


class TooLargeError(ProblemError):
    code, status = "too_large", 413

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(limit=limit)

    def words(self) -> str:
        return _("This is too large. At most %(limit)s KiB can be sent here at once.") % {
            "limit": self.limit // 1024
        }


class WrongTypeError(ProblemError):
    code, status = "wrong_type", 415

    def __init__(self, expected: str) -> None:
        self.expected = expected
        super().__init__()

    def words(self) -> str:
        return _("This must be sent as %(type)s.") % {"type": self.expected}


class ReceiptNeededError(ProblemError):
    code, status = "receipt_needed", 401

    def words(self) -> str:
        return _("This needs a receipt.")


class ReceiptUnknownError(ProblemError):
    """One wording for a receipt never given, mistyped or malformed: nothing can be learnt by trying."""

    code, status = "not_found", 404

    def words(self) -> str:
        return _("Nothing was found for this receipt. Please check the words.")


class WorkRequiredError(ProblemError):
    code, status = "work_required", 429

    def words(self) -> str:
        return _(
            "Very many messages are arriving just now. Your browser needs about a second of work before it "
            "sends again. Nothing you wrote is lost."
        )


class TakenError(ProblemError):
    code, status = "taken", 409

    def words(self) -> str:
        return _("This identifier already stands for something else. Please send again with a new one.")


class TeamUnknownError(ProblemError):
    code, status = "team_unknown", 404

    def words(self) -> str:
        return _("This team does not receive reports here, or not at present. Please choose another one.")


class EveryoneExcludedError(ProblemError):
    code, status = "everyone_excluded", 422

    def words(self) -> str:
        return _(
            "You have left out everyone in this team, so nobody could read your report. You can choose "
            "another team or organisation, or keep a private record now and report later."
        )


class FacetUnknownError(ProblemError):
    code, status = "facet_unknown", 422


class NotARecordError(ProblemError):
    code, status = "not_a_record", 409

    def words(self) -> str:
        return _("This has already been reported.")


class NotReportedError(ProblemError):
    code, status = "not_reported", 409

    def words(self) -> str:
        return _("This is a private record. It was sent to nobody, so there is nothing to withdraw.")


class StateRefusedError(ProblemError):
    code, status = "state_refused", 409

    def words(self) -> str:
        return _("A report cannot go from its present state to that one.")


class ChangedError(ProblemError):
    """Somebody else was quicker; `extra` has what the report says now."""

    code, status = "changed", 409

    def words(self) -> str:
        return _("Somebody has changed this report in the meantime. Please look at it again.")


class AssigneeRefusedError(ProblemError):
    code, status = "assignee_refused", 422

    def words(self) -> str:
        return _("This person cannot be given the report: she or he cannot read it.")


class CaseFileExistsError(ProblemError):
    code, status = "case_file_exists", 409

    def words(self) -> str:
        return _("A colleague has begun the internal notes of this report already. Please load it again.")


class IndexChangedError(ProblemError):
    """`version` is the one that is kept now."""

    code, status = "changed", 409

    def words(self) -> str:
        return _("Your list was changed in another window. Please load it again.")
