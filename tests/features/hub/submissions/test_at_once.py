"""Two at once, with real threads: nothing is lost, and the second sees what changed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connections

from tests.foundation.accounts import given
from upstander.features.hub.models import HubPage
from upstander.features.hub.submissions.models import Step, Submission

from .world import ASKED, Moderator, Scene, Sender, hub

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def un() -> Scene:
    hub()
    return Scene()


def at_once(*acts: Callable[[], Any]) -> list[Any]:
    """The answers, in the order of the acts."""
    start, answers = threading.Barrier(len(acts)), [None] * len(acts)

    def go(place: int, act: Callable[[], Any]) -> None:
        start.wait()
        try:
            answers[place] = act()
        finally:
            connections.close_all()

    threads = [threading.Thread(target=go, args=one) for one in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers


def test_of_two_moderators_at_once_the_second_sees_what_changed(un: Scene) -> None:
    sent = un.sent()
    one, two = Moderator(un.first), Moderator(un.second)
    answers = at_once(
        lambda: one.does(sent.pk, "ask", ASKED, version=1),
        lambda: two.does(sent.pk, "recommend_decline", "Not for us, I think.", version=1),
    )
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    late = next(answer for answer in answers if answer.status_code == 409).content.decode()
    assert "Somebody was quicker" in late
    assert ASKED in late and ("Not for us" in late), "what the first did, and what the second wrote"
    assert Submission.objects.get().version == 2
    assert Step.objects.filter(submission=sent).count() == 2


def test_two_recommendations_at_once_do_not_make_a_decision(un: Scene) -> None:
    sent = un.sent()
    third = Moderator(given.member(un.keeper, "hub_editor", "third"))
    Moderator(un.first).does(sent.pk, "recommend_accept")
    answers = at_once(
        lambda: third.does(sent.pk, "accept", version=2),
        lambda: Moderator(un.second).does(sent.pk, "decline", "No.", version=2),
    )
    assert sorted(answer.status_code for answer in answers) == [302, 409]
    assert HubPage.objects.filter(title=sent.title).count() <= 1


def test_one_form_sent_by_four_threads_is_one_submission(un: Scene) -> None:
    browsers = [given.signed_in(un.writer) for _ in range(4)]
    form = Sender(browsers[0])
    senders = []
    for browser in browsers:
        sender = Sender(browser)
        sender.hidden = dict(form.hidden)
        senders.append(sender)
    answers = at_once(*[sender.sends for sender in senders])
    assert {answer.status_code for answer in answers} == {302}
    assert Submission.objects.count() == 1
    assert Step.objects.filter(act="send").count() == 1


def test_taking_back_and_accepting_at_once_leaves_one_outcome(un: Scene) -> None:
    sent = un.sent()
    Moderator(un.first).does(sent.pk, "recommend_accept")
    second, writer = Moderator(un.second), given.signed_in(un.writer)
    at_once(
        lambda: second.does(sent.pk, "accept", version=2),
        lambda: writer.post(f"/en/contribute/{sent.pk}/withdraw/"),
    )
    found = Submission.objects.get()
    assert found.version == 3
    assert (found.state == "accepted") == HubPage.objects.filter(title=sent.title).exists()


def test_two_accepted_at_once_both_get_their_page(un: Scene) -> None:
    one, two = un.sent(title="Safe word in public places"), un.sent(title="Videos of leaders")
    for sent in (one, two):
        Moderator(un.first).does(sent.pk, "recommend_accept")
    third = Moderator(given.member(un.keeper, "hub_editor", "third"))
    second = Moderator(un.second)
    answers = at_once(lambda: second.does(one.pk, "accept"), lambda: third.does(two.pk, "accept"))
    assert [answer.status_code for answer in answers] == [302, 302]
    paths = HubPage.objects.filter(title__in=[one.title, two.title]).values_list("path", flat=True)
    assert len(set(paths)) == 2


def test_an_act_sent_twice_is_done_once_and_says_no_error(un: Scene) -> None:
    sent, moderator = un.sent(), Moderator(un.first)
    first = moderator.does(sent.pk, "recommend_accept", version=1)
    again = moderator.does(sent.pk, "recommend_accept", version=1)
    assert (first.status_code, again.status_code) == (302, 302)
    assert Submission.objects.get().version == 2
