"""The roles that every entity begins with, as data."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext_noop

from .permissions import Permission

P = Permission


@dataclass(frozen=True, slots=True)
class RolePreset:
    """A role by its key, its English name (translated where shown), what it is for and what it allows."""

    key: str
    name: str
    purpose: str
    permissions: frozenset[Permission]


_CASEWORK = frozenset(
    {
        P.REPORTING_CASE_FILE_WRITE,
        P.REPORTING_FIGURE_READ,
        P.REPORTING_REPORT_ANSWER,
        P.REPORTING_REPORT_ASSIGN,
        P.REPORTING_REPORT_GRANT,
        P.REPORTING_REPORT_READ,
        P.VAULT_KEY_SET_ENROL,
    }
)

PRESETS = (
    RolePreset(
        "administrator",
        gettext_noop("Administrator"),
        gettext_noop("Looks after people, teams and the list of recipients. Can never read a report."),
        frozenset(
            {
                P.ACCOUNTS_ACCOUNT_INVITE,
                P.ACCOUNTS_ACCOUNT_READ,
                P.ENTITIES_MEMBERSHIP_MANAGE,
                P.ENTITIES_ROLE_MANAGE,
                P.ENTITIES_TEAM_MANAGE,
                P.ENTITIES_UNIT_MANAGE,
                P.TRAIL_ENTRY_READ,
                P.VAULT_MANIFEST_DRAFT,
                P.VAULT_MANIFEST_PUBLISH,
                P.VAULT_RECOVERY_REHEARSE,
            }
        ),
    ),
    RolePreset(
        "ethics",
        gettext_noop("Ethics office"),
        gettext_noop("Protects from retaliation: reads and answers what was sealed to it, assigns nothing."),
        frozenset(
            {
                P.REPORTING_CASE_FILE_WRITE,
                P.REPORTING_FIGURE_READ,
                P.REPORTING_REPORT_ANSWER,
                P.REPORTING_REPORT_READ,
                P.VAULT_KEY_SET_ENROL,
            }
        ),
    ),
    RolePreset(
        "focal_point",
        gettext_noop("Focal point"),
        gettext_noop("Guides people, reads the members' pages of the hub and sends in good practices."),
        frozenset({P.HUB_MEMBERS_READ, P.HUB_SUBMISSION_SEND}),
    ),
    RolePreset(
        "handler",
        gettext_noop("Handler"),
        gettext_noop("Receives reports, answers the person who reported and lets colleagues in."),
        _CASEWORK,
    ),
    RolePreset(
        "head",
        gettext_noop("Head of entity"),
        gettext_noop("Sees how many and how long, never whose words."),
        frozenset({P.ACCOUNTS_ACCOUNT_READ, P.REPORTING_FIGURE_READ}),
    ),
    RolePreset(
        "hub_editor",
        gettext_noop("Hub editor"),
        gettext_noop("Writes and translates pages of the knowledge hub; somebody else publishes them."),
        frozenset({P.HUB_MEMBERS_READ, P.HUB_PAGE_EDIT, P.HUB_SUBMISSION_MODERATE, P.HUB_SUBMISSION_SEND}),
    ),
    RolePreset(
        "hub_reviewer",
        gettext_noop("Hub reviewer"),
        gettext_noop("Reviews and publishes what others wrote for the knowledge hub, never their own."),
        frozenset(
            {
                P.HUB_MEMBERS_READ,
                P.HUB_PAGE_EDIT,
                P.HUB_PAGE_PUBLISH,
                P.HUB_SUBMISSION_MODERATE,
                P.HUB_SUBMISSION_SEND,
            }
        ),
    ),
    RolePreset(
        "investigator",
        gettext_noop("Investigator"),
        gettext_noop("Works on reports after being let in; does not decide who else is."),
        _CASEWORK - {P.REPORTING_REPORT_ASSIGN, P.REPORTING_REPORT_GRANT},
    ),
    RolePreset(
        "oversight",
        gettext_noop("Oversight"),
        gettext_noop("Checks the trail: who did and who saw what. Reads no report."),
        frozenset(
            {
                P.ACCOUNTS_ACCOUNT_READ,
                P.REPORTING_FIGURE_READ,
                P.TRAIL_ENTRY_EXPORT,
                P.TRAIL_ENTRY_READ,
            }
        ),
    ),
)
"""In alphabetical order of their keys."""
