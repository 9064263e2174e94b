"""Whatever happens to the form, what she typed is there again, and one form makes one submission."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.test import Client

from tests.foundation.accounts import given
from upstander.features.hub.submissions.forms import MOST_TEXT
from upstander.features.hub.submissions.models import Attachment, Submission
from upstander.features.hub.submissions.services.drafts import MOST_OPEN, MOST_TYPED
from upstander.features.hub.submissions.tickets import ticket
from upstander.features.hub.submissions.workflow import State

from .world import TITLE, Scene, Sender, pdf, upload

pytestmark = pytest.mark.django_db


def test_a_form_that_is_wrong_keeps_everything_on_the_page_and_as_a_draft(un: Scene) -> None:
    focal_point = Sender(given.signed_in(un.writer))
    seen = focal_point.sends(link="javascript:alert(1)", who="").content.decode()
    assert "What you typed is kept" in seen
    assert TITLE in seen and "javascript:alert(1)" in seen
    draft = Submission.objects.get()
    assert (draft.state, draft.typed["title"]) == (State.DRAFT, TITLE)
    seen = Sender(given.signed_in(un.writer), draft.pk).opens()
    assert TITLE in seen and "javascript:alert(1)" in seen


def test_save_and_go_on_later_keeps_an_unfinished_form(un: Scene) -> None:
    answer = Sender(given.signed_in(un.writer)).saves(text="", who="", recommendations=["3"])
    assert answer.status_code == 302
    draft = Submission.objects.get()
    assert "Draft" in given.signed_in(un.writer).get("/en/contribute/").content.decode()
    seen = Sender(given.signed_in(un.writer), draft.pk).opens()
    assert TITLE in seen
    assert 'value="3"' in seen and seen.count("checked") == 2  # the kind and the recommendation


def test_an_empty_form_leaves_nothing_behind(un: Scene) -> None:
    empty = {"title": "", "text": " ", "who": "", "link": ""}
    assert Sender(given.signed_in(un.writer)).saves(**empty).status_code == 302
    assert Sender(given.signed_in(un.writer)).sends(**empty).status_code == 200
    assert not Submission.objects.exists()


def test_sent_twice_is_one_submission(un: Scene) -> None:
    focal_point = Sender(given.signed_in(un.writer))
    first, second = focal_point.sends(), focal_point.sends()
    assert first.url == second.url
    assert Submission.objects.count() == 1
    assert Submission.objects.get().steps.count() == 1


def test_an_old_form_does_not_write_over_what_was_sent(un: Scene) -> None:
    focal_point = Sender(given.signed_in(un.writer))
    focal_point.sends()
    focal_point.sends(title="Something quite different")
    assert Submission.objects.get().title == TITLE


def test_two_windows_do_not_write_over_each_other(un: Scene) -> None:
    browser = given.signed_in(un.writer)
    Sender(browser).saves()
    pk = Submission.objects.get().pk
    here, there = Sender(browser, pk), Sender(browser, pk)
    here.saves(title="From the first window")
    seen = there.saves(title="From the second window").content.decode()
    assert "another window" in seen and "From the second window" in seen
    assert Submission.objects.get().typed["title"] == "From the first window"


def test_what_is_typed_after_the_session_ended_is_found_after_signing_in(un: Scene) -> None:
    browser = given.signed_in(un.writer)
    focal_point = Sender(browser)
    browser.logout()
    answer = focal_point.sends(title="Typed for an hour")
    pk = focal_point.hidden["submission"]
    assert answer.url.endswith(f"?next=/en/contribute/{pk}/edit/")
    assert Submission.objects.get().state == State.DRAFT, "nothing is sent for somebody who is not there"
    given.signed_in(un.writer, browser)
    assert "Typed for an hour" in browser.get(f"/en/contribute/{pk}/edit/").content.decode()


def test_an_old_window_after_signing_in_again_loses_nothing(un: Scene) -> None:
    browser = Client(enforce_csrf_checks=True)
    given.signed_in(un.writer, browser)
    focal_point = Sender(browser)
    answer = focal_point.sends(title="With the token of before")  # no token at all, as after another sign-in
    assert answer.url == f"/en/contribute/{focal_point.pk}/edit/"
    assert Submission.objects.get().typed["title"] == "With the token of before"
    assert Submission.objects.get().state == State.DRAFT


@pytest.mark.parametrize("how", ["forged", "another's", "signed out everywhere", "closed", "no role"])
def test_without_a_good_ticket_nothing_is_kept(un: Scene, how: str) -> None:
    browser = given.signed_in(un.writer)
    focal_point = Sender(browser)
    focal_point.saves()
    browser.logout()
    if how == "forged":
        focal_point.hidden["ticket"] += "x"
    elif how == "another's":
        focal_point.hidden["ticket"] = ticket(un.stranger, Submission.objects.get().pk)
    elif how == "signed out everywhere":
        un.writer.sign_in_generation += 1
        un.writer.save()
    elif how == "closed":
        un.writer.is_active = False
        un.writer.save()
    else:
        un.writer.memberships.update(ends_on=given.LONG_AGO)
    answer = focal_point.saves(title="Written by nobody")
    assert answer.status_code in {302, 404}
    assert Submission.objects.get().typed["title"] == TITLE


def test_a_stranger_without_a_ticket_is_led_to_the_sign_in_page(un: Scene) -> None:
    answer = Client().post("/en/contribute/new/", {"title": "x", "submission": str(uuid4())})
    assert answer.status_code == 302 and "sign-in" in answer.url
    assert not Submission.objects.exists()


def test_a_file_stays_with_the_draft_when_the_form_is_wrong(un: Scene) -> None:
    focal_point = Sender(given.signed_in(un.writer))
    focal_point.sends(who="", file=upload("Our pledge.pdf"))
    seen = focal_point.opens() if False else Sender(focal_point.browser, focal_point.pk).opens()  # type: ignore[arg-type]
    assert "Our pledge.pdf" in seen
    Sender(focal_point.browser, focal_point.pk).sends()  # type: ignore[arg-type]
    assert Submission.objects.get().sent_file.name == "Our pledge.pdf"  # type: ignore[union-attr]


def test_another_file_takes_the_place_of_the_first_and_it_can_be_taken_off(un: Scene) -> None:
    sent = un.sent(file=upload("first.pdf"))
    old = sent.sent_file
    assert old is not None
    from .world import Moderator

    Moderator(un.first).does(sent.pk, "ask", "Newer file?")
    Sender(given.signed_in(un.writer), sent.pk).sends(file=upload("second.pdf", pdf(b"2")))
    assert [one.name for one in Attachment.objects.all()] == ["second.pdf"]
    Moderator(un.first).does(sent.pk, "ask", "None?")
    Sender(given.signed_in(un.writer), sent.pk).sends(without_file="on")
    assert not Attachment.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_files_of_drafts_that_are_thrown_away_are_deleted() -> None:
    un = Scene()
    Sender(given.signed_in(un.writer)).saves(file=upload())
    kept = Attachment.objects.get()
    storage, name = kept.file.storage, kept.file.name
    assert storage.exists(name)
    given.signed_in(un.writer).post(f"/en/contribute/{kept.submission_id}/discard/")
    assert not Submission.objects.exists() and not storage.exists(name)


def test_too_long_is_said_and_not_cut(un: Scene) -> None:
    long = "long " * (MOST_TEXT // 4)
    seen = Sender(given.signed_in(un.writer)).sends(text=long).content.decode()
    assert long.strip() in seen
    assert "maxlength" not in seen
    assert Submission.objects.get().typed["text"] == long


def test_a_huge_text_is_given_back_and_not_stored(un: Scene) -> None:
    huge = "x" * (MOST_TYPED + 1)
    answer = Sender(given.signed_in(un.writer)).saves(text=huge)
    assert huge in answer.content.decode()
    assert not Submission.objects.exists()


def test_nobody_fills_the_store_with_drafts(un: Scene) -> None:
    browser = given.signed_in(un.writer)
    for _number in range(MOST_OPEN):
        Sender(browser).saves()
    seen = Sender(browser).saves(title="One too many").content.decode()
    assert "One too many" in seen
    assert Submission.objects.count() == MOST_OPEN
