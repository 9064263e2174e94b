"""Which rooms the menu of signed-in people shows, and where the doors of the first page lead.

Only `config` knows every room, so the names are here; `foundation.web.menu` shows what exists and is allowed.
"""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _

HOME_VIEW = "upstander.features.hub.views.home"
"""Makes the first page of every language."""

PUBLIC_MENU: list[dict[str, Any]] = [
    {"view": "hub:library", "label": _("Library")},
    {"view": "wagtail_serve", "args": ["recommendations/"], "label": _("Recommendations")},
    {"view": "wagtail_serve", "args": ["get-help/"], "label": _("Get help")},
    {"view": "wagtail_serve", "args": ["report-wrongdoing/"], "label": _("Report wrongdoing")},
    {"view": "wagtail_serve", "args": ["about/"], "label": _("About")},
]
"""What the header of public pages leads to."""

STAFF_MENU: list[dict[str, Any]] = [
    {
        "view": "reporting:inbox",
        "label": _("Inbox"),
        "icon": "inbox",
        "permissions": ["reporting.report.read"],
    },
    {
        "view": "hub:members",
        "label": _("Members’ pages"),
        "icon": "file",
        "permissions": ["hub.members.read"],
    },
    {
        "view": "submissions:mine",
        "label": _("Contribute"),
        "icon": "send",
        "permissions": ["hub.submission.send"],
    },
    {
        "view": "submissions:queue",
        "label": _("Submissions"),
        "icon": "speech",
        "permissions": ["hub.submission.moderate"],
        "waiting": "upstander.features.hub.submissions.selectors.waiting_for",
    },
    {
        "view": "accounts:people",
        "label": _("People"),
        "icon": "people",
        "permissions": ["accounts.account.read", "accounts.account.invite", "entities.membership.manage"],
    },
    {
        "view": "wagtailadmin_home",
        "label": _("Knowledge hub"),
        "icon": "globe",
        "permissions": ["hub.page.edit", "hub.page.publish"],
    },
    {
        "view": "vault:team",
        "label": _("Teams"),
        "icon": "team",
        "permissions": ["vault.manifest.draft", "vault.manifest.publish", "entities.team.manage"],
    },
    {"view": "trail:entries", "label": _("Trail"), "icon": "trail", "permissions": ["trail.entry.read"]},
    {"view": "vault:keys", "label": _("My keys"), "icon": "key", "permissions": ["vault.key_set.enrol"]},
    {"view": "accounts:me", "label": _("My account"), "icon": "person", "permissions": [], "at_end": True},
]

DOORS = {"report": "reporting:report", "return": "reporting:return", "sign_in": "account_login"}
