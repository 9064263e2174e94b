"""The words of the inbox's scripts. They stand here because gettext must find every sentence.

Keys are the scripts' (`t("key")` in frontend/inbox). `{name}` is filled in by the script. Numbers stand after
their noun ("Unread: {n}") so that no language needs plural forms in the browser.
"""

from __future__ import annotations

from django.utils.translation import gettext as _

from upstander.foundation.vault.texts_keys import proof_texts


def texts() -> dict[str, str]:
    """Every text of the inbox in the reader's language."""
    return {
        **proof_texts(),
        **_unlocking(),
        **_list(),
        **_conversation(),
        **_verification(),
        **_files(),
        **_handling(),
        **_people(),
        **_keys_of_reports(),
        **_copies(),
        **_keyboard(),
    }


def states() -> dict[str, str]:
    """How far a report is, in words."""
    return {
        "new": _("New"),
        "acknowledged": _("Acknowledged"),
        "in_progress": _("In progress"),
        "closed": _("Closed"),
        "withdrawn": _("Withdrawn"),
    }


def _unlocking() -> dict[str, str]:
    return {
        "unlocking": _("Unlocking. This takes about a second on purpose: it makes guessing slow."),
        "unlocked": _("Unlocked. Reports: {n}."),
        "passkey_failed": _("The passkey did not open your keys. You can use your passphrase instead."),
        "keys_damaged": _(
            "Your sealed keys cannot be read. Please tell your administrator; do not enrol again yet."
        ),
        "locked": _("Locked. Your keys are out of this computer’s memory."),
        "locked_idle": _(
            "Locked, because nothing was touched for {n} minutes. What you were writing was kept, sealed."
        ),
        "locked_unsaved": _(
            "Locked. What you were writing could not be kept, because the server was not reached."
        ),
        "idle_title": _("Still there?"),
        "idle_body": _("The inbox locks in one minute."),
        "idle_stay": _("Stay unlocked"),
        "index_damaged": _(
            "Your sealed list of headings could not be read. It is built again as you open reports."
        ),
        "list_failed": _("The list could not be fetched."),
    }


def _list() -> dict[str, str]:
    return {
        "filter_all": _("All"),
        "filter_new": _("New"),
        "filter_mine": _("Mine"),
        "filter_unassigned": _("Unassigned"),
        "filter_count": _("{label}: {n}"),
        "shown": _("Shown: {n}"),
        "none_at_all_title": _("No reports yet"),
        "none_at_all": _("When a report is sealed to your keys, it appears here."),
        "none_found_title": _("Nothing matches"),
        "none_found": _("No report matches this filter."),
        "clear_filter": _("Show all"),
        "new_unopened": _("New, not opened yet"),
        "opened_untitled": _("Opened before; the heading appears when you open it again"),
        "want_report": _("Report"),
        "want_informal": _("Informal help"),
        "unread": _("Unread: {n}"),
        "unassigned": _("Unassigned"),
        "you": _("You"),
        "rotation_due": _("Keys to renew"),
        "no_answers": _("No coded answers given"),
        "list_refreshed": _("The list is up to date."),
        "list_new": _("There is something new in the list."),
    }


def _conversation() -> dict[str, str]:
    return {
        "opening": _("Opening {number} …"),
        "opened": _("{number} is open."),
        "case_failed": _("This report could not be opened."),
        "no_grant": _("This report is not sealed to your keys, so it cannot be opened here."),
        "grant_useless": _(
            "The access that came with this report does not open with your keys. The report may have "
            "been sent from a browser that was tampered with. Please tell your administrator; "
            "colleagues may be able to open it."
        ),
        "tab_conversation": _("Conversation"),
        "tab_case_file": _("Internal notes"),
        "tab_about": _("About this report"),
        "today_at": _("today, {time}"),
        "from_reporter": _("From the reporter"),
        "from_you": _("You"),
        "from_unknown": _("Unknown sender"),
        "the_reporter": _("The reporter"),
        "answers": _("Coded answers"),
        "field_subject": _("Who did it"),
        "field_name": _("Name given"),
        "field_contact": _("How to reach her or him"),
        "field_safe_contact": _("When it is safe"),
        "erased": _("Taken back by the sender before anyone opened it."),
        "nothing_yet": _("Nothing here yet."),
        "notes_none": _("No notes yet. The first note begins a case file that only handlers can read."),
        "notes_for": _("Only handlers with access read this; the reporter does not."),
        "answer_label": _("Answer the reporter"),
        "answer_hint": _("She or he reads it when coming back with the receipt. Nothing is sent by mail."),
        "note_label": _("Write a note for colleagues"),
        "send_answer": _("Send answer"),
        "send_note": _("Keep note"),
        "sending": _("Sealing and sending …"),
        "sent": _("Sent."),
        "kept": _("Kept."),
        "nothing_written": _("Write something first."),
        "too_long": _("This is too long for one message. Please split it in two."),
        "sequence_taken": _("Somebody wrote at the same moment. Yours was put after it."),
        "take_back": _("Take back"),
        "take_back_title": _("Take this back?"),
        "take_back_body": _("It is erased for good. This works only while nobody else has opened it."),
        "taken_back": _("Taken back."),
        "already_opened": _("Somebody has opened it already, so it stays."),
        "withdrawn": _("The reporter has withdrawn this report."),
        "back_to_list": _("Back to the list"),
        "drafts_restored": _("What you had begun to write is here again."),
        "read_by": _("Opened by {names}"),
        "record_author_changed": _(
            "The key that signs as the reporter is not the one you saw before. Do not trust new "
            "messages here."
        ),
    }


def _verification() -> dict[str, str]:
    return {
        "verified": _("Signature checked"),
        "bad_signature": _("The signature is wrong. This is not shown, because it may not be genuine."),
        "wrong_place": _(
            "This belongs to another place. It is not shown, because it may have been moved or repeated."
        ),
        "epoch_not_signed": _(
            "This could not be checked: nobody who may has signed the key that it is sealed to."
        ),
        "key_refused": _(
            "The newest key of this report could not be checked, so nothing can be written with it: the "
            "server may have made it. Please tell your administrator."
        ),
        "not_for_us": _("This is sealed to a key that you do not hold."),
        "malformed": _("This cannot be read: it is damaged."),
        "unknown_signer": _(
            "Signed with a key that no team list you have seen vouches for. It is not shown as genuine."
        ),
        "missing": _("Something between these two is missing. Please tell your administrator."),
        "manifest_expired": _(
            "The signed list of your team has expired. Nobody can be let in until it is signed anew."
        ),
        "manifest_rolled_back": _(
            "The server shows an older list of your team than you have seen before. Nobody can be let "
            "in; please tell your administrator."
        ),
        "manifest_not_pinned": _(
            "The list of your team is signed by another root than the one you know. Nobody can be let "
            "in; please ask your administrator in person before anything else."
        ),
        "manifest_without_recovery": _(
            "The signed list of your team has no recovery key. Nobody can be let in."
        ),
        "manifest_bad": _("The signed list of your team cannot be verified. Nobody can be let in."),
        "manifest_none": _("Your team has no signed list in force. Nobody can be let in."),
        "manifest_good": _("Team list {version}, verified. In force until {date}."),
        "manifest_first": _(
            "You see this list for the first time; from now on your inbox remembers who signs it. "
            "Compare with the poster:"
        ),
        "manifest_root": _("Signed by the root you know:"),
    }


def _files() -> dict[str, str]:
    return {
        "attach": _("Add files"),
        "attach_hint": _("Up to 200 MB each. They are sealed on this computer before they leave it."),
        "file_sending": _("Sealing and sending {name}: {percent} %"),
        "file_sent": _("{name} was sent."),
        "file_failed": _("{name} could not be sent."),
        "file_too_large": _("{name} is larger than 200 MB."),
        "file_stop": _("Stop"),
        "file_stopped": _("{name} was not sent."),
        "metadata_title": _("Keep what the picture says about itself?"),
        "metadata_removed": _("Place, time and device were removed from the picture."),
        "file_save": _("Save to this computer"),
        "file_show": _("Show picture"),
        "file_hide": _("Hide picture"),
        "file_opening": _("Opening {name}: {percent} %"),
        "file_opened": _("{name} was opened and checked."),
        "file_wrong": _("This file is not what its sender sealed. It was not opened."),
        "file_saved_note": _("Saved files lie outside the seal. Delete them when you are done."),
        "file_gone": _("The file was erased."),
        "file_unfinished": _("The file has not arrived completely."),
        "picture_alt": _("Picture sent in this report"),
        "unnamed": _("File without a name"),
    }


def _handling() -> dict[str, str]:
    return {
        "handling": _("Handling"),
        "state": _("State"),
        "assignee": _("Assigned to"),
        "assign_nobody": _("Nobody"),
        "save": _("Save"),
        "saved": _("Saved."),
        "received": _("Received"),
        "language": _("Language of the page"),
        "kind": _("Kind"),
        "number": _("Number"),
        "changed_title": _("A colleague was quicker"),
        "changed_now": _("Now: {state}, {assignee}."),
        "changed_yours": _("You were about to save: {state}, {assignee}."),
        "changed_keep": _("Save mine all the same"),
        "changed_leave": _("Leave it as it is now"),
        "state_refused": _("A report cannot go from its present state to that one."),
    }


def _people() -> dict[str, str]:
    return {
        "who_reads": _("Who may read this"),
        "who_opened": _("Who has opened what"),
        "reporter_reads": _("The reporter, with the receipt"),
        "recovery_reads": _("The recovery key, split among several people"),
        "let_in": _("Let a colleague in"),
        "let_in_none": _("Everyone on your team’s list who can be let in already reads this."),
        "let_in_rule": _(
            "Only people on the verified list of your team are shown. Anyone the reporter shut out is "
            "not shown and cannot be let in, by anyone."
        ),
        "let_in_title": _("Let {name} in?"),
        "let_in_body": _(
            "{name} will be able to read everything here from the beginning, files and notes included."
        ),
        "let_in_yes": _("Let in"),
        "let_in_done": _("{name} can now read this."),
        "take_away": _("Take access away"),
        "take_away_title": _("Take access away from {name}?"),
        "take_away_body": _(
            "{name} can fetch nothing any more from now on. What was already read cannot be unread. "
            "Afterwards the keys of this report are renewed, so that later messages are closed to "
            "{name} for certain."
        ),
        "take_away_done": _("{name} no longer has access."),
        "take_away_self": _("You would shut yourself out and could not open this again."),
        "openings_none": _("Nobody has opened anything yet."),
        "opening_line": _("Message {n}:"),
        "opening_note": _("Note {n}:"),
    }


def _keys_of_reports() -> dict[str, str]:
    return {
        "renew": _("Renew keys"),
        "renew_why": _("Someone has lost access. New keys keep later messages closed to that person."),
        "renew_all": _("Renew keys of {n}"),
        "renew_title": _("Renew the keys of these reports? Number of reports: {n}."),
        "renew_body": _(
            "Everyone who may still read them keeps reading them. You can go on working meanwhile."
        ),
        "renewing": _("Renewing keys: {done} of {n}"),
        "renewed": _("New keys are in place. Reports: {n}."),
        "renew_some_failed": _("New keys are in place for {done} of {n}. Please try the others again."),
    }


def _copies() -> dict[str, str]:
    return {
        "copies": _("Copies"),
        "copy_sealed": _("Download sealed copy"),
        "copy_sealed_hint": _("It stays sealed to your keys: “upstander open” reads it without this server."),
        "copy_files": _("Download sealed files"),
        "copy_files_hint": _("Put them into one folder with the copy: “upstander open --files FOLDER”."),
        "copy_print_sealed": _("Print sealed copy"),
        "copy_print_hint": _("Sealed text and fingerprints on paper; no readable words."),
        "copy_done": _("The sealed copy was made. This is on the record."),
        "print_plain": _("Print readable text"),
        "print_plain_hint": _("Asks for your sign-in and a reason, and is on the record."),
        "print_title": _("Print readable text?"),
        "print_body": _("Paper is outside the seal. Whoever holds it can read it."),
        "print_reason": _("Reason"),
        "print_reason_meeting": _("For a meeting in person with the reporter"),
        "print_reason_hearing": _("For a hearing or an investigation"),
        "print_reason_asked": _("The reporter asked for it"),
        "print_reason_duty": _("A legal duty"),
        "print_yes": _("Print"),
        "print_head": _("Confidential. Report {number}, printed by {name} on {date}."),
        "sealed_head": _("Sealed copy of report {number}, made on {date}"),
        "sealed_how": _(
            "No words of the report can be read from this sheet. “upstander open” reads it together "
            "with the keys of a person who has access."
        ),
        "sealed_hash": _("SHA-256 of the copy"),
        "sealed_part": _("{name}, SHA-256 {hash}"),
    }


def _keyboard() -> dict[str, str]:
    return {
        "help_title": _("Keyboard"),
        "help_move": _("Move in the list"),
        "help_open": _("Open the report"),
        "help_back": _("Back to the list"),
        "help_filter": _("Filter by words"),
        "help_lock": _("Lock"),
        "help_help": _("This help"),
        "help_shortcuts": _("Use single keys ( / ? L ) anywhere on the page"),
    }
