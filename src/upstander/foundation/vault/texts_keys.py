"""The words of the scripts of signed-in people's pages (`t("key")` in frontend/keys and frontend/staff)."""

from __future__ import annotations

from django.utils.translation import gettext as _


def proof_texts() -> dict[str, str]:
    """Dialogs and errors that every script of signed-in people's pages uses."""
    return {
        "cancel": _("Cancel"),
        "close": _("Close"),
        "try_again": _("Try again"),
        "working": _("One moment …"),
        "offline": _(
            "The server cannot be reached. Nothing you wrote is lost; please try again in a moment."
        ),
        "failed": _("That did not work. Nothing was changed; please try again."),
        "step_up_title": _("Please confirm that it is you"),
        "step_up_why": _("This step asks for your sign-in once more. A second window opens for it."),
        "signed_out_title": _("Your session has ended"),
        "signed_out_why": _("Sign in again in a second window, with the same account."),
        "proof_kept": _("This page stays open and keeps everything that you have on it."),
        "proof_open": _("Open the window"),
        "proof_done": _("I have done it, continue"),
        "wrong_passphrase": _("This passphrase does not open your keys. Check capitals and spaces."),
        "passphrase_empty": _("Type your passphrase."),
    }


def texts() -> dict[str, str]:
    """Every text of the key page's script."""
    return {**proof_texts(), **_passphrase(), **_ways()}


def _passphrase() -> dict[str, str]:
    return {
        "too_short": _("This is too short to resist guessing. Use several words, or the ones we offer."),
        "not_same": _("The two do not agree. Type the same passphrase twice."),
        "choose_entity": _("Choose the organisation."),
        "strength_weak": _("Easy to guess. Add words that do not belong together."),
        "strength_fair": _("Fair. One or two more words make it strong."),
        "strength_strong": _("Strong."),
        "offered": _(
            "Six words were put into both fields. Write them down now, and keep the paper as you keep "
            "your passport."
        ),
        "making": _("Making your keys …"),
        "sealing": _("Sealing them with your passphrase. This takes about a second on purpose …"),
        "enrolled": _("Your keys are made."),
        "key_set_exists": _("You have keys in this organisation already."),
    }


def _ways() -> dict[str, str]:
    return {
        "way_passphrase": _("Passphrase"),
        "way_passkey": _("Passkey"),
        "remove": _("Remove"),
        "remove_title": _("Remove this way to unlock?"),
        "remove_body": _("The others keep working. This one opens your keys no longer."),
        "removed": _("Removed."),
        "last_keyring": _("The last way to unlock your keys cannot be removed."),
        "passphrase_needed": _("A passphrase must remain: a passkey alone can be lost with a device."),
        "unlock_first_title": _("First unlock your keys"),
        "unlock_first_body": _("Type the passphrase that you use now."),
        "current_passphrase": _("Passphrase you use now"),
        "unlock": _("Unlock"),
        "passphrase_changed": _("Your passphrase is changed. The old one no longer opens your keys."),
        "passphrase_half_changed": _(
            "The new passphrase works. The old one could not be removed yet; please remove it below."
        ),
        "passkey_label": _("Upstander: opens sealed reports"),
        "passkey_name": _("Name of this passkey"),
        "passkey_name_hint": _("Such as “Laptop” or “Blue security key”."),
        "passkey_default": _("Passkey"),
        "passkey_added": _("The passkey now opens your keys. Your passphrase still does, too."),
        "passkey_unavailable": _(
            "This device or browser offers no passkey that can open keys. Your passphrase is all you need."
        ),
        "passkey_add": _("Make a passkey"),
        "saved_backup": _("The sealed keyring was saved. It opens only with your passphrase."),
    }
