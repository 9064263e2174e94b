"""From the form to the published page, and every turn on the way."""

from __future__ import annotations

import pytest
from django.core import mail
from django.core.management import call_command
from django.test import Client
from django.utils import translation

from tests.foundation.accounts import given
from upstander.features.hub.desk.review import authors
from upstander.features.hub.models import HubPage, PracticePage, ResourcePage
from upstander.features.hub.submissions.models import Submission
from upstander.features.hub.submissions.workflow import State
from upstander.foundation.notices.models import Notice
from upstander.foundation.search import services as search
from upstander.foundation.trail.models import Entry

from .world import ASKED, TITLE, Moderator, Scene, Sender, decided, hub, upload

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _pages(db: None) -> None:
    hub()


def publish(submission: Submission) -> None:
    HubPage.objects.get(pk=submission.page_id).specific.get_latest_revision().publish()


def test_what_is_sent_waits_for_the_moderators_and_shows_its_state(un: Scene) -> None:
    sent = un.sent()
    assert (sent.state, sent.version, sent.typed) == (State.NEW, 1, {})
    browser = given.signed_in(un.writer)
    assert "With the moderators" in browser.get("/en/contribute/").content.decode()
    assert TITLE in Moderator(un.first).browser.get("/en/submissions/").content.decode()


def test_the_credit_is_her_office_and_not_her_name(un: Scene) -> None:
    assert un.sent().credit == un.office.name
    assert un.sent(named="on").credit == f"{un.writer.display_name}, {un.office.name}"


def test_a_unit_of_hers_can_be_credited_and_no_other(un: Scene) -> None:
    own = un.office.units.create(code="A", name="Division A")
    foreign = un.elsewhere.units.create(code="B", name="Division B")
    assert un.sent(office=f"unit:{own.pk}").credit == f"Division A, {un.office.name}"
    answer = Sender(given.signed_in(un.writer)).sends(office=f"unit:{foreign.pk}")
    assert answer.status_code == 200
    assert not Submission.objects.filter(unit=foreign).exists()
    assert not Submission.objects.filter(entity=un.elsewhere).exists()


def test_asked_for_changes_she_changes_it_and_sends_it_again(un: Scene) -> None:
    sent = un.sent()
    assert Moderator(un.first).does(sent.pk, "ask", ASKED).status_code == 302
    focal_point = Sender(given.signed_in(un.writer), sent.pk)
    assert ASKED in focal_point.opens()
    focal_point.sends(text="Since 2019 whoever joins signs a pledge.", recommendations=["2"])
    again = Submission.objects.get(pk=sent.pk)
    assert (again.state, again.text[:10]) == (State.NEW, "Since 2019")
    seen = Moderator(un.first).sees(sent.pk)
    assert "Changed since you looked" in seen
    assert "<del" in seen and "Since 2019" in seen


def test_a_recommendation_ends_when_the_sender_changes_it(un: Scene) -> None:
    sent = un.sent()
    Moderator(un.first).does(sent.pk, "recommend_accept")
    Moderator(un.second).does(sent.pk, "ask", ASKED)
    Sender(given.signed_in(un.writer), sent.pk).sends(title="Another title")
    assert Submission.objects.get(pk=sent.pk).recommended == ""
    assert Moderator(un.second).does(sent.pk, "accept").status_code == 403


def test_accepting_makes_a_draft_page_with_everything_that_was_sent(un: Scene) -> None:
    done = decided(un, un.sent())
    page = PracticePage.objects.get(pk=done.page_id)
    assert (page.title, page.live, page.credit) == (TITLE, False, un.office.name)
    assert page.url_path == "/hub-en/practices/a-pledge-signed-at-joining/"
    assert (page.reference, page.recommendations) == ("practice:a-pledge-signed-at-joining", [2, 10])
    assert page.source == "https://example.org/pledge"
    assert 'href="https://example.org/pledge"' in str(page.body.get_prep_value())


def test_a_resource_goes_into_the_library_with_link_and_file(un: Scene) -> None:
    sent = un.sent(kind="resource", file=upload("Our policy.pdf"))
    page = ResourcePage.objects.get(pk=decided(un, sent).page_id)
    assert page.url_path.startswith("/hub-en/library/")
    assert (page.link, page.languages) == ("https://example.org/pledge", ["en"])
    assert page.document.title == "Our policy.pdf"
    assert page.document.file.read() == sent.sent_file.file.read()  # type: ignore[union-attr]


def test_the_file_of_a_page_is_closed_to_readers_until_it_is_published(un: Scene) -> None:
    done = decided(un, un.sent(kind="resource", file=upload()))
    assert done.document is not None
    assert Client().get(done.document.url).status_code == 404
    publish(done)
    assert Client().get(done.document.url).status_code == 200


def test_the_sender_is_the_author_in_the_editors_review(un: Scene) -> None:
    reviewer = given.member(un.keeper, "hub_reviewer", "reviewer")
    done = decided(un, un.sent(by=reviewer))
    assert reviewer.pk in authors(HubPage.objects.get(pk=done.page_id))


def test_an_arabic_practice_stands_in_the_arabic_tree_also_where_its_section_is_missing(un: Scene) -> None:
    sent = un.sent(title="تعهد عند الالتحاق بالعمل", language="ar")
    page = HubPage.objects.get(pk=decided(un, sent).page_id)
    assert page.locale.language_code == "ar"
    assert page.url_path == f"/hub-ar/practices/practice-{sent.pk.hex[:8]}/"
    section = page.get_parent().specific
    assert (section.live, section.reference) == (False, "page:practices")


def test_two_of_one_title_get_two_addresses(un: Scene) -> None:
    first, second = decided(un, un.sent()), decided(un, un.sent())
    slugs = HubPage.objects.filter(pk__in=[first.page_id, second.page_id]).values_list("slug", flat=True)
    assert sorted(slugs) == ["a-pledge-signed-at-joining", "a-pledge-signed-at-joining-2"]


def test_published_shows_by_itself_with_address_and_credit(un: Scene) -> None:
    done = decided(un, un.sent())
    browser = given.signed_in(un.writer)
    assert "Read the page" not in browser.get(f"/en/contribute/{done.pk}/").content.decode()
    publish(done)
    done.refresh_from_db()
    assert done.state == State.PUBLISHED
    seen = browser.get(f"/fr/contribute/{done.pk}/").content.decode()
    assert 'href="/fr/practices/a-pledge-signed-at-joining/"' in seen
    assert f"{un.office.name}" in seen
    publish(done)
    assert done.steps.filter(act="publish").count() == 1


def test_a_page_that_is_only_scheduled_is_not_called_published(un: Scene) -> None:
    from datetime import timedelta

    from django.utils import timezone

    done = decided(un, un.sent())
    page = HubPage.objects.get(pk=done.page_id).specific
    page.go_live_at = timezone.now() + timedelta(days=1)
    page.save_revision().publish()
    done.refresh_from_db()
    assert done.state == State.ACCEPTED


def test_a_page_taken_off_the_hub_is_not_called_published_any_more(un: Scene) -> None:
    done = decided(un, un.sent())
    publish(done)
    HubPage.objects.get(pk=done.page_id).specific.unpublish()
    done.refresh_from_db()
    assert done.state == State.ACCEPTED


def test_a_page_that_is_deleted_leaves_the_submission(un: Scene) -> None:
    done = decided(un, un.sent())
    publish(done)
    HubPage.objects.get(pk=done.page_id).delete()
    seen = given.signed_in(un.writer).get(f"/en/contribute/{done.pk}/")
    assert seen.status_code == 200
    assert "Read the page" not in seen.content.decode()


def test_declined_gives_the_reason_and_what_moderators_said_to_each_other_stays_theirs(un: Scene) -> None:
    sent = un.sent()
    Moderator(un.first).does(sent.pk, "recommend_decline", "Between us: twice the same.")
    Moderator(un.second).does(sent.pk, "decline", "It is on the hub already.")
    seen = given.signed_in(un.writer).get(f"/en/contribute/{sent.pk}/").content.decode()
    assert "It is on the hub already." in seen
    assert "Between us" not in seen and un.second.display_name not in seen


@pytest.mark.parametrize("act", ["ask", "recommend_decline"])
def test_whoever_does_not_want_it_says_why(un: Scene, act: str) -> None:
    sent = un.sent()
    answer = Moderator(un.first).does(sent.pk, act, "  ")
    assert "Please write a few words" in answer.content.decode()
    assert Submission.objects.get(pk=sent.pk).version == 1


def test_she_can_take_it_back_until_it_is_decided(un: Scene) -> None:
    sent, done = un.sent(), decided(un, un.sent())
    browser = given.signed_in(un.writer)
    for one in (sent, done):
        assert browser.post(f"/en/contribute/{one.pk}/withdraw/").status_code == 302
        one.refresh_from_db()
    assert (sent.state, done.state) == (State.WITHDRAWN, State.ACCEPTED)
    assert Moderator(un.first).does(sent.pk, "recommend_accept").status_code == 403


def test_a_moderator_sees_what_is_new_for_her(un: Scene) -> None:
    sent, moderator = un.sent(), Moderator(un.first)
    queue = lambda: moderator.browser.get("/en/submissions/").content.decode()  # noqa: E731
    assert "Not looked at yet" in queue()
    moderator.sees(sent.pk)
    assert "Nothing new" in queue()
    Moderator(un.second).does(sent.pk, "recommend_accept")
    assert "Changed since you looked" in queue()


def test_the_menu_counts_what_waits(un: Scene) -> None:
    un.sent()
    seen = Moderator(un.first).browser.get("/en/me/").content.decode()
    assert 'class="waiting">1<' in seen
    assert "/en/submissions/" not in given.signed_in(un.writer).get("/en/me/").content.decode()


def test_what_resembles_it_is_shown(un: Scene) -> None:
    done = decided(un, un.sent())
    publish(done)
    other = un.sent(by=un.stranger, title="Pledge signed when joining")
    unlike = un.sent(title="Anti-harassment coordinator")
    third = un.sent(title="The pledge, signed at joining time")
    seen = Moderator(un.first).sees(third.pk)
    assert "/en/practices/a-pledge-signed-at-joining/" in seen
    assert f"/en/submissions/{other.pk}/" in seen
    assert f"/en/submissions/{unlike.pk}/" not in seen


def test_every_step_is_on_the_trail_without_a_word(un: Scene) -> None:
    sent = un.sent()
    Moderator(un.first).does(sent.pk, "ask", ASKED)
    Sender(given.signed_in(un.writer), sent.pk).sends()
    publish(decided(un, sent))
    entries = Entry.objects.filter(object_id=str(sent.pk)).order_by("at", "sequence")
    assert [entry.verb.removeprefix("hub.submission.") for entry in entries] == [
        "begin", "send", "ask", "send", "recommend", "accept", "publish"
    ]  # fmt: skip
    told = " ".join(str(entry.detail) for entry in entries)
    assert TITLE not in told and ASKED not in told
    assert {entry.entity for entry in entries} == {str(un.office.pk)}


@pytest.mark.django_db(transaction=True)
def test_people_are_told_in_their_language_and_without_content() -> None:
    hub()
    un = Scene()
    for person, language in ((un.writer, "ar"), (un.first, "en"), (un.second, "fr"), (un.stranger, "en")):
        person.email, person.language = f"{person.username}@example.org", language
        person.save()
    sent = un.sent()
    call_command("worker", "--once")
    assert sorted(one.to[0] for one in mail.outbox) == ["first@example.org", "second@example.org"]
    mail.outbox.clear()
    Moderator(un.first).does(sent.pk, "ask", ASKED)
    call_command("worker", "--once")
    [told] = mail.outbox
    assert told.to == ["writer@example.org"]
    with translation.override("ar"):
        assert "Sign in" not in told.body
    assert TITLE not in told.body and ASKED not in told.body
    assert not Notice.objects.exists()


def test_what_the_search_finds_is_shown_though_no_word_is_the_same(un: Scene) -> None:
    done = decided(un, un.sent(title="Coordinators against harassment"))
    publish(done)
    search.rebuild()
    other = un.sent(title="The harrasment coordinater")
    assert f"/en/practices/{done.page.slug}/" in Moderator(un.first).sees(other.pk)  # type: ignore[union-attr]
