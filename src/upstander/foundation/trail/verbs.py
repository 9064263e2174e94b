"""The registry of acts that the trail knows, and how each is told to a person.

A verb is `feature.object.verb`. The registry is one list for the whole house, as the permission registry is,
so that nothing is recorded that nobody can read later.
"""

from __future__ import annotations

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Verb(StrEnum):
    """Every act that may be recorded, in alphabetical order."""

    ACCOUNT_CREATE = "accounts.account.create"
    ACCOUNT_DISABLE = "accounts.account.disable"
    ACCOUNT_ENABLE = "accounts.account.enable"
    ACCOUNT_UPDATE = "accounts.account.update"
    FACTOR_ADD = "accounts.factor.add"
    FACTOR_REMOVE = "accounts.factor.remove"
    INVITATION_ACCEPT = "accounts.invitation.accept"
    INVITATION_CREATE = "accounts.invitation.create"
    INVITATION_REVOKE = "accounts.invitation.revoke"
    PASSWORD_CHANGE = "accounts.password.change"  # noqa: S105  (a verb)
    SESSION_BEGIN = "accounts.session.begin"
    SESSION_END = "accounts.session.end"
    SESSION_REFUSE = "accounts.session.refuse"
    STEP_UP = "accounts.session.step_up"
    ENTITY_CREATE = "entities.entity.create"
    ENTITY_UPDATE = "entities.entity.update"
    MEMBERSHIP_BEGIN = "entities.membership.begin"
    MEMBERSHIP_END = "entities.membership.end"
    ROLE_UPDATE = "entities.role.update"
    ROOT_REGISTER = "entities.root.register"
    TEAM_CREATE = "entities.team.create"
    TEAM_UPDATE = "entities.team.update"
    UNIT_CREATE = "entities.unit.create"
    UNIT_UPDATE = "entities.unit.update"
    HUB_PAGE_APPROVE = "hub.page.approve"
    HUB_PAGE_DELETE = "hub.page.delete"
    HUB_PAGE_PUBLISH = "hub.page.publish"
    HUB_PAGE_RETURN = "hub.page.return"
    HUB_PAGE_SCHEDULE = "hub.page.schedule"
    HUB_PAGE_SUBMIT = "hub.page.submit"
    HUB_PAGE_UNPUBLISH = "hub.page.unpublish"
    HUB_TRANSLATION_BEGIN = "hub.translation.begin"
    HUB_SUBMISSION_ACCEPT = "hub.submission.accept"
    HUB_SUBMISSION_ASK = "hub.submission.ask"
    HUB_SUBMISSION_BEGIN = "hub.submission.begin"
    HUB_SUBMISSION_DECLINE = "hub.submission.decline"
    HUB_SUBMISSION_DISCARD = "hub.submission.discard"
    HUB_SUBMISSION_HIDE = "hub.submission.hide"
    HUB_SUBMISSION_PUBLISH = "hub.submission.publish"
    HUB_SUBMISSION_RECOMMEND = "hub.submission.recommend"
    HUB_SUBMISSION_SEND = "hub.submission.send"
    HUB_SUBMISSION_WITHDRAW = "hub.submission.withdraw"
    REPORT_ASSIGN = "reporting.report.assign"
    REPORT_COPY = "reporting.report.copy"
    REPORT_FACETS = "reporting.report.facets"
    REPORT_FROM_RECORD = "reporting.report.from_record"
    REPORT_LIST = "reporting.report.list"
    REPORT_OPEN = "reporting.report.open"
    REPORT_PRINT = "reporting.report.print"
    REPORT_RECEIVE = "reporting.report.receive"
    REPORT_STATE = "reporting.report.state"
    REPORT_WITHDRAW = "reporting.report.withdraw"
    TRAIL_EXPORT = "trail.entry.export"
    TRAIL_READ = "trail.entry.read"
    TRAIL_VERIFY = "trail.entry.verify"
    COMPARTMENT_CREATE = "vault.compartment.create"
    COMPARTMENT_EXCLUDE = "vault.compartment.exclude"
    COMPARTMENT_HAND_OVER = "vault.compartment.hand_over"
    EPOCH_BEGIN = "vault.epoch.begin"
    FILE_COLLECT = "vault.file.collect"
    FILE_ERASE = "vault.file.erase"
    FILE_FINISH = "vault.file.finish"
    FILE_READ = "vault.file.read"
    GRANT_ADD = "vault.grant.add"
    GRANT_REMOVE = "vault.grant.remove"
    ITEM_APPEND = "vault.item.append"
    ITEM_ERASE = "vault.item.erase"
    ITEM_OPEN = "vault.item.open"
    KEY_SET_ENROL = "vault.key_set.enrol"
    KEY_SET_RETIRE = "vault.key_set.retire"
    KEYRING_ADD = "vault.keyring.add"
    KEYRING_REMOVE = "vault.keyring.remove"
    MANIFEST_DRAFT = "vault.manifest.draft"
    MANIFEST_PUBLISH = "vault.manifest.publish"
    RECOVERY_REGISTER = "vault.recovery.register"
    RECOVERY_REHEARSE = "vault.recovery.rehearse"


TOLD: dict[Verb, str | Promise] = {
    Verb.ACCOUNT_CREATE: _("created an account"),
    Verb.ACCOUNT_DISABLE: _("closed an account"),
    Verb.ACCOUNT_ENABLE: _("opened an account again"),
    Verb.ACCOUNT_UPDATE: _("changed an account"),
    Verb.FACTOR_ADD: _("added a second factor"),
    Verb.FACTOR_REMOVE: _("removed a second factor"),
    Verb.INVITATION_ACCEPT: _("accepted an invitation"),
    Verb.INVITATION_CREATE: _("invited someone"),
    Verb.INVITATION_REVOKE: _("took an invitation back"),
    Verb.PASSWORD_CHANGE: _("changed a password"),
    Verb.SESSION_BEGIN: _("signed in"),
    Verb.SESSION_END: _("signed out"),
    Verb.SESSION_REFUSE: _("was refused at sign-in"),
    Verb.STEP_UP: _("proved again who they are"),
    Verb.ENTITY_CREATE: _("created an organisation"),
    Verb.ENTITY_UPDATE: _("changed an organisation"),
    Verb.MEMBERSHIP_BEGIN: _("gave a role"),
    Verb.MEMBERSHIP_END: _("ended a role"),
    Verb.ROLE_UPDATE: _("changed what a role may do"),
    Verb.ROOT_REGISTER: _("registered the public key of the offline root"),
    Verb.TEAM_CREATE: _("created a team"),
    Verb.TEAM_UPDATE: _("changed a team"),
    Verb.UNIT_CREATE: _("created a unit"),
    Verb.UNIT_UPDATE: _("changed a unit"),
    Verb.HUB_PAGE_APPROVE: _("approved a page of the hub"),
    Verb.HUB_PAGE_DELETE: _("deleted a draft of the hub"),
    Verb.HUB_PAGE_PUBLISH: _("published a page of the hub"),
    Verb.HUB_PAGE_RETURN: _("returned a page of the hub for changes"),
    Verb.HUB_PAGE_SCHEDULE: _("scheduled a page of the hub"),
    Verb.HUB_PAGE_SUBMIT: _("sent a page of the hub for review"),
    Verb.HUB_PAGE_UNPUBLISH: _("took a page of the hub down"),
    Verb.HUB_TRANSLATION_BEGIN: _("began a translation of a page of the hub"),
    Verb.HUB_SUBMISSION_ACCEPT: _("accepted a contribution to the hub"),
    Verb.HUB_SUBMISSION_ASK: _("asked for changes to a contribution to the hub"),
    Verb.HUB_SUBMISSION_BEGIN: _("began a contribution to the hub"),
    Verb.HUB_SUBMISSION_DECLINE: _("declined a contribution to the hub"),
    Verb.HUB_SUBMISSION_DISCARD: _("threw the draft of a contribution to the hub away"),
    Verb.HUB_SUBMISSION_HIDE: _("saw the page of a contribution taken off the hub"),
    Verb.HUB_SUBMISSION_PUBLISH: _("saw the page of a contribution published"),
    Verb.HUB_SUBMISSION_RECOMMEND: _("recommended what becomes of a contribution to the hub"),
    Verb.HUB_SUBMISSION_SEND: _("sent a contribution to the hub"),
    Verb.HUB_SUBMISSION_WITHDRAW: _("withdrew a contribution to the hub"),
    Verb.REPORT_ASSIGN: _("assigned a report"),
    Verb.REPORT_COPY: _("made a sealed copy of a report"),
    Verb.REPORT_FACETS: _("changed the coded answers of a report"),
    Verb.REPORT_FROM_RECORD: _("turned a private record into a report"),
    Verb.REPORT_LIST: _("listed the reports"),
    Verb.REPORT_OPEN: _("opened a report"),
    Verb.REPORT_PRINT: _("printed a report in readable words"),
    Verb.REPORT_RECEIVE: _("sent a report"),
    Verb.REPORT_STATE: _("changed the state of a report"),
    Verb.REPORT_WITHDRAW: _("withdrew a report"),
    Verb.TRAIL_EXPORT: _("exported the trail"),
    Verb.TRAIL_READ: _("read the trail"),
    Verb.TRAIL_VERIFY: _("verified the trail"),
    Verb.COMPARTMENT_CREATE: _("sealed a new compartment"),
    Verb.COMPARTMENT_EXCLUDE: _("shut a person out of a compartment"),
    Verb.COMPARTMENT_HAND_OVER: _("handed a private record to an organisation"),
    Verb.EPOCH_BEGIN: _("changed the key of a compartment"),
    Verb.FILE_COLLECT: _("cleared away files that were never finished"),
    Verb.FILE_ERASE: _("erased a sealed file"),
    Verb.FILE_FINISH: _("finished sending a sealed file"),
    Verb.FILE_READ: _("fetched a sealed file"),
    Verb.GRANT_ADD: _("let someone into a compartment"),
    Verb.GRANT_REMOVE: _("took someone's access to a compartment away"),
    Verb.ITEM_APPEND: _("added a sealed message"),
    Verb.ITEM_ERASE: _("erased a sealed message"),
    Verb.ITEM_OPEN: _("opened sealed messages"),
    Verb.KEY_SET_ENROL: _("made a new set of keys"),
    Verb.KEY_SET_RETIRE: _("retired a set of keys"),
    Verb.KEYRING_ADD: _("added a way to unlock a set of keys"),
    Verb.KEYRING_REMOVE: _("removed a way to unlock a set of keys"),
    Verb.MANIFEST_DRAFT: _("drafted a team manifest"),
    Verb.MANIFEST_PUBLISH: _("published a signed team manifest"),
    Verb.RECOVERY_REGISTER: _("registered a recovery key"),
    Verb.RECOVERY_REHEARSE: _("recorded a rehearsal of recovery"),
}
"""What a person reads after the actor's name."""


def told(value: str) -> str:
    """The words for a verb; a verb of an older version that is no longer known is shown as it stands."""
    try:
        return str(TOLD[Verb(value)])
    except ValueError:
        return value
