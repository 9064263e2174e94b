"""Who passes which door: every role, in her own organisation, in the keeper's and in another."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.foundation.accounts import given
from upstander.features.hub.submissions.models import Submission
from upstander.foundation.access.permissions import Permission
from upstander.foundation.access.presets import PRESETS

from .world import Moderator, Scene, Sender, upload

pytestmark = pytest.mark.django_db
ROLES = {preset.key: preset.permissions for preset in PRESETS}
PLACES = ("keeper", "office", "elsewhere")
SENDS, MODERATES = Permission.HUB_SUBMISSION_SEND, Permission.HUB_SUBMISSION_MODERATE


def paths(submission: Submission) -> dict[str, str]:
    file = submission.sent_file
    assert file is not None
    return {
        "mine": "/en/contribute/",
        "new": "/en/contribute/new/",
        "submission": f"/en/contribute/{submission.pk}/",
        "edit": f"/en/contribute/{submission.pk}/edit/",
        "withdraw": f"/en/contribute/{submission.pk}/withdraw/",
        "discard": f"/en/contribute/{submission.pk}/discard/",
        "file": f"/en/contribute/files/{file.pk}/",
        "queue": "/en/submissions/",
        "case": f"/en/submissions/{submission.pk}/",
        "act": f"/en/submissions/{submission.pk}/act/",
    }


def expected(role: str, place: str) -> dict[str, int]:
    """The rule, told once more in other words than the code's."""
    sends, moderates = SENDS in ROLES[role], MODERATES in ROLES[role]
    here = sends and place == "office"
    keeps = moderates and place == "keeper"
    own = lambda inside: inside if here else (404 if sends else 403)  # noqa: E731
    desk = lambda inside: inside if keeps else (404 if moderates else 403)  # noqa: E731
    return {
        "mine": 200 if sends else 403,
        "new": 200 if sends else 403,
        "submission": own(200),
        "edit": 404 if sends else 403,  # only its sender's
        "withdraw": 404 if sends else 403,
        "discard": 404 if sends else 403,
        "file": 200 if here or keeps else 404,
        "queue": desk(200),
        "case": desk(200),
        "act": desk(200),
    }


POSTED = {"withdraw", "discard", "act"}


def visit(browser: Client, door: str, path: str) -> int:
    return int((browser.post(path) if door in POSTED else browser.get(path)).status_code)


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("role", ROLES)
def test_every_role_at_every_door(un: Scene, role: str, place: str) -> None:
    sent = un.sent(file=upload())
    browser = given.signed_in(given.member(getattr(un, place), role, "visitor"))
    got = {door: visit(browser, door, path) for door, path in paths(sent).items()}
    assert got == expected(role, place)
    assert Submission.objects.get().version == 1


def test_strangers_are_led_to_the_sign_in_page(un: Scene) -> None:
    for door, path in paths(un.sent(file=upload())).items():
        answer = Client().post(path) if door in POSTED else Client().get(path)
        assert answer.status_code == 302 and "sign-in" in answer.url, door


def test_a_draft_is_its_writers_alone(un: Scene) -> None:
    Sender(given.signed_in(un.writer)).saves(file=upload())
    draft = Submission.objects.get()
    file = f"/en/contribute/files/{draft.attachments.get().pk}/"
    assert given.signed_in(un.writer).get(file).status_code == 200
    for person in (un.colleague, un.stranger, un.first, un.second):
        browser = given.signed_in(person)
        assert browser.get(file).status_code == 404
        assert browser.get(f"/en/contribute/{draft.pk}/").status_code == 404
        assert browser.get(f"/en/contribute/{draft.pk}/edit/").status_code == 404
        assert draft.typed["title"] not in browser.get("/en/contribute/").content.decode()
    assert Moderator(un.first).browser.get(f"/en/submissions/{draft.pk}/").status_code == 404
    assert Moderator(un.first).does(draft.pk, "recommend_accept").status_code == 404


def test_what_she_changes_is_not_seen_before_she_sends_it_again(un: Scene) -> None:
    sent = un.sent()
    Moderator(un.first).does(sent.pk, "ask", "More, please.")
    Sender(given.signed_in(un.writer), sent.pk).saves(title="Half a thought", file=upload())
    assert "Half a thought" not in Moderator(un.first).sees(sent.pk)
    assert "Half a thought" not in given.signed_in(un.colleague).get("/en/contribute/").content.decode()
    draft = sent.attachments.get(draft=True)
    assert Moderator(un.first).browser.get(f"/en/contribute/files/{draft.pk}/").status_code == 404


def test_a_colleague_sees_it_and_cannot_change_it(un: Scene) -> None:
    sent = un.sent()
    browser = given.signed_in(un.colleague)
    assert sent.title in browser.get("/en/contribute/").content.decode()
    assert browser.get(f"/en/contribute/{sent.pk}/edit/").status_code == 404
    assert browser.post(f"/en/contribute/{sent.pk}/withdraw/").status_code == 404


def test_whoever_left_the_organisation_finds_nothing_of_it_any_more(un: Scene) -> None:
    sent = un.sent()
    un.writer.memberships.update(ends_on=given.LONG_AGO)
    given.hold(un.writer, un.elsewhere, "focal_point")
    browser = given.signed_in(un.writer)
    assert browser.get(f"/en/contribute/{sent.pk}/").status_code == 404
    assert browser.post(f"/en/contribute/{sent.pk}/withdraw/").status_code == 404


# --- the second pair of eyes -----------------------------------------------------------------------------


def test_nobody_decides_alone(un: Scene) -> None:
    sent = un.sent()
    alone = Moderator(un.second)
    assert alone.does(sent.pk, "accept").status_code == 403
    alone.does(sent.pk, "recommend_accept")
    assert alone.does(sent.pk, "accept").status_code == 403
    assert alone.does(sent.pk, "decline", "No.").status_code == 403
    assert Submission.objects.get().state == "new"


def test_a_moderator_does_nothing_with_what_she_sent_herself(un: Scene) -> None:
    sent = un.sent(by=un.first)
    assert "You sent this in yourself" in Moderator(un.first).sees(sent.pk)
    for act in ("recommend_accept", "recommend_decline", "ask", "accept", "decline"):
        assert Moderator(un.first).does(sent.pk, act, "Of course.").status_code == 403
    Moderator(un.second).does(sent.pk, "recommend_accept")
    assert Moderator(un.first).does(sent.pk, "accept").status_code == 403


def test_the_database_itself_refuses_one_person_for_both(un: Scene) -> None:
    from django.db import IntegrityError, transaction

    sent = un.sent()
    for recommended, decided in (
        (un.first, un.first),
        (un.writer, un.first),
        (un.first, un.writer),
        (None, un.first),
    ):
        sent.recommended_by, sent.decided_by = recommended, decided
        with pytest.raises(IntegrityError), transaction.atomic():
            sent.save()


@pytest.mark.parametrize("act", ["ask", "recommend_accept", "recommend_decline", "accept", "decline"])
@pytest.mark.parametrize("state", ["changes", "accepted", "published", "declined", "withdrawn"])
def test_only_what_waits_is_acted_on(un: Scene, state: str, act: str) -> None:
    sent = un.sent()
    Moderator(un.first).does(sent.pk, "recommend_accept")
    Submission.objects.update(state=state)
    assert Moderator(un.second).does(sent.pk, act, "Words.").status_code == 403
    assert Submission.objects.get().state == state
