"""What can be wrong with a request, each as a type with a code for programs and plain words for people.

Which HTTP status a problem gets is said once, in `upstander.api.errors`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _


class ProblemError(Exception):
    """Something that the sender can understand and mostly mend. `more` is added to the answer's JSON."""

    code = "refused"

    def __init__(self, detail: str = "", **more: Any) -> None:
        super().__init__(detail)
        self.detail = detail or self.words()
        self.more: Mapping[str, Any] = more

    def words(self) -> str:
        return _("This cannot be done.")


class MalformedError(ProblemError):
    code = "malformed"

    def words(self) -> str:
        return _("The request is not written as this service expects it.")


class TooLargeError(ProblemError):
    code = "too_large"

    def __init__(self, limit: int) -> None:
        self.limit = limit
        super().__init__(limit=limit)

    def words(self) -> str:
        return _("This is too large. At most %(limit)s KiB can be sent here at once.") % {
            "limit": self.limit // 1024
        }


class WrongTypeError(ProblemError):
    code = "wrong_type"

    def __init__(self, expected: str) -> None:
        self.expected = expected
        super().__init__()

    def words(self) -> str:
        return _("This must be sent as %(type)s.") % {"type": self.expected}


class ReceiptNeededError(ProblemError):
    code = "receipt_needed"

    def words(self) -> str:
        return _("This needs a receipt.")


class ReceiptUnknownError(ProblemError):
    """One wording for a receipt never given, mistyped or malformed: nothing can be learnt by trying."""

    code = "not_found"

    def words(self) -> str:
        return _("Nothing was found for this receipt. Please check the words.")


class WorkRequiredError(ProblemError):
    code = "work_required"

    def words(self) -> str:
        return _(
            "Very many messages are arriving just now. Your browser needs about a second of work before it "
            "sends again. Nothing you wrote is lost."
        )


class TakenError(ProblemError):
    code = "taken"

    def words(self) -> str:
        return _("This identifier already stands for something else. Please send again with a new one.")


class ManifestChangedError(ProblemError):
    code = "manifest_changed"

    def words(self) -> str:
        return _("The list of people who may read reports has changed. Please look at it again, then send.")


class TeamUnknownError(ProblemError):
    code = "team_unknown"

    def words(self) -> str:
        return _("This team does not receive reports here, or not at present. Please choose another one.")


class WrongGrantsError(ProblemError):
    code = "wrong_grants"

    def words(self) -> str:
        return _("The report is not sealed to exactly those who may read it: nothing was stored.")


class EveryoneExcludedError(ProblemError):
    code = "everyone_excluded"

    def words(self) -> str:
        return _(
            "You have left out everyone in this team, so nobody could read your report. You can choose "
            "another team or organisation, or keep a private record now and report later."
        )


class FacetUnknownError(ProblemError):
    code = "facet_unknown"


class NotARecordError(ProblemError):
    code = "not_a_record"

    def words(self) -> str:
        return _("This has already been reported.")


class NotReportedError(ProblemError):
    code = "not_reported"

    def words(self) -> str:
        return _("This is a private record. It was sent to nobody, so there is nothing to withdraw.")


class StateRefusedError(ProblemError):
    code = "state_refused"

    def words(self) -> str:
        return _("A report cannot go from its present state to that one.")


class ChangedError(ProblemError):
    """Somebody else was quicker; `more` has what the report says now."""

    code = "changed"

    def words(self) -> str:
        return _("Somebody has changed this report in the meantime. Please look at it again.")


class AssigneeRefusedError(ProblemError):
    code = "assignee_refused"

    def words(self) -> str:
        return _("This person cannot be given the report: she or he cannot read it.")
