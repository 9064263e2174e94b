"""The one registry of what can be allowed: `feature.object.verb`, alphabetical, each with what it allows.

A permission is held through a role in an entity (`entities.Membership`), never directly and never everywhere.
The sealing holds beside it: someone allowed to read reports still reads only those granted to her keys.
"""

from __future__ import annotations

from enum import StrEnum
from typing import cast

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Permission(StrEnum):
    """Everything that a role may allow, in alphabetical order."""

    ACCOUNTS_ACCOUNT_INVITE = "accounts.account.invite"
    ACCOUNTS_ACCOUNT_READ = "accounts.account.read"
    ENTITIES_MEMBERSHIP_MANAGE = "entities.membership.manage"
    ENTITIES_ROLE_MANAGE = "entities.role.manage"
    ENTITIES_TEAM_MANAGE = "entities.team.manage"
    ENTITIES_UNIT_MANAGE = "entities.unit.manage"
    HUB_MEMBERS_READ = "hub.members.read"
    HUB_PAGE_EDIT = "hub.page.edit"
    HUB_PAGE_PUBLISH = "hub.page.publish"
    HUB_SUBMISSION_MODERATE = "hub.submission.moderate"
    HUB_SUBMISSION_SEND = "hub.submission.send"
    REPORTING_CASE_FILE_WRITE = "reporting.case_file.write"
    REPORTING_FIGURE_READ = "reporting.figure.read"
    REPORTING_REPORT_ANSWER = "reporting.report.answer"
    REPORTING_REPORT_ASSIGN = "reporting.report.assign"
    REPORTING_REPORT_GRANT = "reporting.report.grant"
    REPORTING_REPORT_READ = "reporting.report.read"
    TRAIL_ENTRY_EXPORT = "trail.entry.export"
    TRAIL_ENTRY_READ = "trail.entry.read"
    VAULT_KEY_SET_ENROL = "vault.key_set.enrol"
    VAULT_MANIFEST_DRAFT = "vault.manifest.draft"
    VAULT_MANIFEST_PUBLISH = "vault.manifest.publish"
    VAULT_RECOVERY_REHEARSE = "vault.recovery.rehearse"

    @property
    def allows(self) -> str:
        """What it allows, in one sentence of the reader's language."""
        return str(_SENTENCES[self])


def _sentences() -> dict[Permission, Promise]:
    said = {
        Permission.ACCOUNTS_ACCOUNT_INVITE: _("Invite a person to an account with a role in the entity."),
        Permission.ACCOUNTS_ACCOUNT_READ: _(
            "See who has an account in the entity, and who still lacks a second factor or keys."
        ),
        Permission.ENTITIES_MEMBERSHIP_MANAGE: _("Give and end the roles of other people in the entity."),
        Permission.ENTITIES_ROLE_MANAGE: _("Change what the roles of the entity allow."),
        Permission.ENTITIES_TEAM_MANAGE: _("Set up the teams that receive reports."),
        Permission.ENTITIES_UNIT_MANAGE: _("Keep the tree of units of the entity."),
        Permission.HUB_MEMBERS_READ: _("Read the pages of the knowledge hub that are for members."),
        Permission.HUB_PAGE_EDIT: _("Write and translate pages of the knowledge hub."),
        Permission.HUB_PAGE_PUBLISH: _("Review and publish what somebody else wrote for the knowledge hub."),
        Permission.HUB_SUBMISSION_MODERATE: _(
            "Decide on the good practices and resources that focal points send in."
        ),
        Permission.HUB_SUBMISSION_SEND: _("Send in good practices and resources for the knowledge hub."),
        Permission.REPORTING_CASE_FILE_WRITE: _("Write internal notes beside a report."),
        Permission.REPORTING_FIGURE_READ: _("See counts of reports, never their words."),
        Permission.REPORTING_REPORT_ANSWER: _("Answer the person who reported."),
        Permission.REPORTING_REPORT_ASSIGN: _("Say who deals with a report, and mark how far it is."),
        Permission.REPORTING_REPORT_GRANT: _(
            "Let a colleague of the team read a report, and take that away again."
        ),
        Permission.REPORTING_REPORT_READ: _("Read the reports that were sealed to their own keys."),
        Permission.TRAIL_ENTRY_EXPORT: _("Take a copy of the trail of the entity away for checking."),
        Permission.TRAIL_ENTRY_READ: _("See who did and who saw what in the entity."),
        Permission.VAULT_KEY_SET_ENROL: _("Make the keys with which reports are opened."),
        Permission.VAULT_MANIFEST_DRAFT: _(
            "Prepare the list of people who receive reports, for signing offline."
        ),
        Permission.VAULT_MANIFEST_PUBLISH: _(
            "Publish a list of recipients that the offline root has signed."
        ),
        Permission.VAULT_RECOVERY_REHEARSE: _(
            "Record that the recovery key was put together as an exercise."
        ),
    }
    return {permission: cast(Promise, sentence) for permission, sentence in said.items()}


_SENTENCES = _sentences()

READS_REPORTS = frozenset(
    {
        Permission.REPORTING_CASE_FILE_WRITE,
        Permission.REPORTING_REPORT_ANSWER,
        Permission.REPORTING_REPORT_GRANT,
        Permission.REPORTING_REPORT_READ,
        Permission.VAULT_KEY_SET_ENROL,
    }
)
"""What brings someone close to the words of a report."""

ADMINISTERS = frozenset(
    {
        Permission.ACCOUNTS_ACCOUNT_INVITE,
        Permission.ENTITIES_MEMBERSHIP_MANAGE,
        Permission.ENTITIES_ROLE_MANAGE,
        Permission.VAULT_MANIFEST_PUBLISH,
    }
)
"""What decides who comes close to them. Nobody holds both in one entity (MISSION, principle 5)."""

WATCHES = frozenset({Permission.TRAIL_ENTRY_EXPORT, Permission.TRAIL_ENTRY_READ})
"""What tells of every report of the entity, also of one that shuts its reader out, and of whom it shuts out.

So nobody who can be shut out of a report may hold it in the same entity.
"""
