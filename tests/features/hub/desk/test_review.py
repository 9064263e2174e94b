"""Draft, second pair of eyes, publication: and no way round."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone
from wagtail.models import PageLogEntry, TaskState

from upstander.features.hub.desk import review, schedule
from upstander.features.hub.models import HubPage, ResourcePage
from upstander.foundation.access.decisions import Refused
from upstander.foundation.notices.audience import audience
from upstander.foundation.notices.models import Notice
from upstander.foundation.trail.models import Entry

from .world import Desk, edit, form_of, fresh


def verbs(page: HubPage) -> list[tuple[str, str]]:
    """Who did what to the page, as the trail tells it."""
    rows = Entry.objects.filter(object_type="hub_page", object_id=str(page.pk)).order_by("id")
    return list(rows.values_list("verb", "actor"))


def decide(browser: Any, page: HubPage, decision: str = "approve", **more: Any) -> Any:
    sent = {"decision": decision, "revision": fresh(page).latest_revision_id, "comment": ""} | more
    return browser.post(f"/cms/review/{page.pk}/", sent)


def test_a_page_is_written_reviewed_and_published_by_two_people(desk: Desk) -> None:
    page = desk.tree["model"]
    editor, reviewer = desk.browser("editor"), desk.browser("reviewer")
    edit(editor, page, "action-submit", title="The model policy")
    assert fresh(page).title == "Model policy"
    assert "The model policy" in reviewer.get("/cms/review/").content.decode()
    assert "The model policy" in reviewer.get("/cms/").content.decode()
    assert decide(reviewer, page).status_code == 302
    assert fresh(page).title == "The model policy"
    done = verbs(page)[1:]
    assert done == [
        ("hub.page.submit", str(desk.editor.pk)),
        ("hub.page.publish", str(desk.reviewer.pk)),
        ("hub.page.approve", str(desk.reviewer.pk)),
    ]


def test_the_trail_holds_codes_and_no_words(desk: Desk) -> None:
    edit(desk.browser("editor"), desk.tree["model"], "action-submit", title="Words of a draft")
    entry = Entry.objects.filter(verb="hub.page.submit").get()
    assert entry.detail["reference"] == "resource:model-policy"
    assert entry.detail["language"] == "en"
    assert "Words of a draft" not in str(entry.detail)
    assert entry.entity == str(desk.keeper.pk)


def test_reviewers_are_told_that_something_waits_and_not_what(desk: Desk) -> None:
    edit(desk.browser("editor"), desk.tree["model"], "action-submit", title="Words of a draft")
    notice = Notice.objects.get(occasion="hub_review")
    assert audience(notice) == {desk.reviewer.pk, desk.reviewer2.pk}
    assert mail.outbox == []


def test_an_author_does_not_approve_her_own(desk: Desk) -> None:
    page = desk.tree["model"]
    reviewer = desk.browser("reviewer")
    edit(reviewer, page, "action-submit", title="Mine")
    answer = decide(reviewer, page)
    assert "somebody else has to review it" in answer.content.decode()
    assert fresh(page).title == "Model policy"
    assert decide(desk.browser("reviewer2"), page).status_code == 302
    assert fresh(page).title == "Mine"


def test_who_wrote_any_revision_since_the_last_publication_is_an_author(desk: Desk) -> None:
    page = desk.tree["model"]
    edit(desk.browser("reviewer"), page, summary="From the reviewer.")
    edit(desk.browser("editor"), page, "action-submit", title="From the editor")
    assert review.authors(fresh(page)) == {desk.reviewer.pk, desk.editor.pk}
    assert not review.may_decide(fresh(page), desk.reviewer)
    decide(desk.browser("reviewer"), page)
    assert fresh(page).title == "Model policy"


def test_what_was_published_before_makes_nobody_an_author(desk: Desk) -> None:
    page = desk.tree["model"]
    edit(desk.browser("reviewer"), page, "action-submit", title="First")
    decide(desk.browser("reviewer2"), page)
    edit(desk.browser("editor"), page, "action-submit", title="Second")
    assert review.authors(fresh(page)) == {desk.editor.pk}
    decide(desk.browser("reviewer"), page)
    assert fresh(page).title == "Second"


def test_an_editor_approves_nothing(desk: Desk) -> None:
    page = desk.tree["model"]
    edit(desk.browser("reviewer"), page, "action-submit", title="Waiting")
    assert "Only reviewers" in decide(desk.browser("editor"), page).content.decode()
    assert fresh(page).title == "Model policy"


def test_a_reviewer_whose_role_ended_approves_nothing_through_any_door(desk: Desk) -> None:
    page = desk.tree["model"]
    edit(desk.browser("editor"), page, "action-submit", title="Waiting")
    desk.browser("reviewer").get("/cms/")
    desk.reviewer.memberships.update(ends_on=timezone.localdate())
    state = fresh(page).current_workflow_task_state
    with pytest.raises(Refused):
        state.task.specific.on_action(state, desk.reviewer, "approve")
    with pytest.raises(Refused):
        state.approve(user=desk.reviewer)
    assert fresh(page).title == "Model policy"


def test_what_is_approved_is_what_was_read(desk: Desk) -> None:
    page = desk.tree["model"]
    edit(desk.browser("editor"), page, "action-submit", title="Read")
    read = fresh(page).latest_revision_id
    review_state = fresh(page).current_workflow_state
    review_state.cancel(user=desk.editor)
    edit(desk.browser("editor"), page, "action-submit", title="Changed since")
    answer = decide(desk.browser("reviewer"), page, revision=read)
    assert "has changed since you opened it" in answer.content.decode()
    assert fresh(page).title == "Model policy"


def test_nobody_changes_a_page_under_review(desk: Desk) -> None:
    page = desk.tree["model"]
    edit(desk.browser("editor"), page, "action-submit", title="Waiting")
    before = fresh(page).latest_revision_id
    for name in ("editor", "reviewer", "reviewer2"):
        edit(desk.browser(name), page, title=f"Changed by {name}")
    assert fresh(page).latest_revision_id == before


def test_a_page_goes_back_with_words_and_comes_again(desk: Desk) -> None:
    page = desk.tree["model"]
    editor, reviewer = desk.browser("editor"), desk.browser("reviewer")
    edit(editor, page, "action-submit", title="First try")
    assert "Say what should be changed" in decide(reviewer, page, "return").content.decode()
    decide(reviewer, page, "return", comment="Name the year, please.")
    assert fresh(page).current_workflow_state.status == "needs_changes"
    assert TaskState.objects.get(status="rejected").comment == "Name the year, please."
    edit(editor, page, "action-submit", title="Second try")
    decide(reviewer, page)
    assert fresh(page).title == "Second try"
    assert ("hub.page.return", str(desk.reviewer.pk)) in verbs(page)


def test_an_author_takes_her_page_back_from_review(desk: Desk) -> None:
    page = desk.tree["model"]
    edit(desk.browser("editor"), page, "action-submit", title="Too early")
    edit(desk.browser("editor"), page, "action-cancel-workflow", title="Too early")
    assert fresh(page).current_workflow_state is None
    assert fresh(page).title == "Model policy"


# --- each door that would publish without a review ----------------------------------------------------------


def test_the_publish_button_of_the_form_does_nothing(desk: Desk) -> None:
    page = desk.tree["model"]
    for name in ("editor", "reviewer"):
        edit(desk.browser(name), page, "action-publish", title=f"By {name}")
        assert fresh(page).title == "Model policy"


def test_a_new_page_is_not_published_when_it_is_made(desk: Desk) -> None:
    sent = {"title": "New", "summary": "x", "audience": "public", "keywords": "", "action-publish": "yes"}
    sent |= {"body-count": "0", "resource_kind": "report", "go_live_at": "", "expire_at": ""}
    library = desk.tree["library-en"]
    desk.browser("reviewer").post(f"/cms/pages/add/hub/resourcepage/{library.pk}/", sent)
    made = ResourcePage.objects.get(slug="new")
    assert not made.live
    assert made.reference == "resource:new"


def test_the_workflow_actions_of_wagtail_approve_nothing(desk: Desk) -> None:
    page = desk.tree["model"]
    edit(desk.browser("editor"), page, "action-submit", title="Waiting")
    state = fresh(page).current_workflow_task_state
    reviewer = desk.browser("reviewer")
    address = f"/cms/pages/workflow/action/{page.pk}/approve/{state.pk}/"
    assert reviewer.post(address).status_code == 404
    more = {"action-workflow-action": "true", "workflow-action-name": "approve"}
    reviewer.post(f"/cms/pages/{page.pk}/edit/", form_of(page) | more)
    assert fresh(page).title == "Model policy"


@pytest.mark.parametrize("action", ["publish", "unpublish", "move", "delete"])
def test_nothing_happens_in_bulk(desk: Desk, action: str) -> None:
    page = desk.tree["model"]
    edit(desk.browser("editor"), page, title="Draft")
    answer = desk.browser("reviewer").post(f"/cms/bulk/wagtailcore/page/{action}/?id={page.pk}", {"x": "y"})
    assert answer.status_code == 404
    assert fresh(page).live and fresh(page).title == "Model policy"


@pytest.mark.parametrize(
    "action",
    [
        "publish",
        "unpublish",
        "move",
        "copy",
        "create_alias",
        "convert_alias",
        "delete",
        "copy_for_translation",
        "revert_to_page_revision",
    ],
)
def test_the_programming_interface_acts_on_nothing(desk: Desk, action: str) -> None:
    page = desk.tree["model"]
    edit(desk.browser("editor"), page, title="Draft")
    before = HubPage.objects.count()
    answer = desk.browser("reviewer").post(f"/cms/api/main/pages/{page.pk}/action/{action}/", {})
    assert answer.status_code == 404
    assert fresh(page).title == "Model policy" and HubPage.objects.count() == before


def test_a_page_is_not_copied_moved_or_ordered(desk: Desk) -> None:
    page, home = desk.tree["model"], desk.tree["home-en"]
    browser = desk.browser("reviewer")
    for address, sent in (
        (f"/cms/pages/{page.pk}/copy/", {"new_title": "C", "new_slug": "c", "new_parent_page": home.pk}),
        (f"/cms/pages/{page.pk}/move/{home.pk}/confirm/", {}),
        (f"/cms/pages/{page.pk}/set_position/?position=0", {}),
        (f"/cms/pages/{page.pk}/privacy/", {"restriction_type": "login"}),
        (f"/cms/pages/{page.pk}/lock/", {}),
        (f"/cms/pages/{page.pk}/convert_alias/", {}),
    ):
        assert browser.post(address, sent).status_code == 404, address
    assert fresh(page).get_parent().pk == desk.tree["library-en"].pk


def test_wagtails_own_acts_refuse_people_of_the_desk(desk: Desk) -> None:
    """Were a door forgotten: the permissions themselves say no."""
    page = desk.tree["model"]
    edit(desk.browser("editor"), page, title="Draft")
    desk.browser("reviewer").get("/cms/")
    revision = fresh(page).latest_revision
    with pytest.raises(PermissionDenied):
        revision.publish(user=desk.reviewer)
    with pytest.raises(PermissionDenied):
        fresh(page).move(desk.tree["home-en"], pos="last-child", user=desk.reviewer)
    assert fresh(page).title == "Model policy"


# --- taking down, history, times ----------------------------------------------------------------------------


def test_a_reviewer_takes_a_page_down_with_a_reason(desk: Desk) -> None:
    page = desk.tree["model"]
    browser = desk.browser("reviewer")
    assert browser.post(f"/cms/pages/{page.pk}/unpublish/", {"note": "no reason"}).status_code == 200
    assert fresh(page).live
    browser.post(f"/cms/pages/{page.pk}/unpublish/", {"reason": "harm", "note": "A name stood in it."})
    assert not fresh(page).live
    assert verbs(page)[-1] == ("hub.page.unpublish", str(desk.reviewer.pk))
    assert "A name stood in it." not in str(Entry.objects.latest("id").detail)
    entry = PageLogEntry.objects.get(action="hub.unpublish")
    assert entry.data == {"reason": "harm", "note": "A name stood in it."}
    assert (
        "Taken down: It could harm somebody" in browser.get(f"/cms/pages/{page.pk}/history/").content.decode()
    )


def test_an_editor_takes_nothing_down(desk: Desk) -> None:
    page = desk.tree["model"]
    answer = desk.browser("editor").post(f"/cms/pages/{page.pk}/unpublish/", {"reason": "harm"})
    assert answer.status_code == 404
    with pytest.raises(Refused):
        review.unpublish(desk.editor, page, reason=review.Reason.HARM)
    assert fresh(page).live


def test_what_was_taken_down_comes_back_by_a_review_alone(desk: Desk) -> None:
    page = desk.tree["model"]
    edit(desk.browser("reviewer"), page, "action-submit", title="Mine")
    decide(desk.browser("reviewer2"), page)
    review.unpublish(desk.reviewer2, fresh(page), reason=review.Reason.WRONG)
    review.send(desk.editor, fresh(page))
    assert desk.reviewer.pk in review.authors(fresh(page))
    with pytest.raises(Refused):
        review.approve(desk.reviewer, fresh(page), revision=fresh(page).latest_revision_id)
    review.approve(desk.reviewer2, fresh(page), revision=fresh(page).latest_revision_id)
    assert fresh(page).live


def test_history_comparison_and_revert_work_and_a_revert_is_reviewed(desk: Desk) -> None:
    page = desk.tree["model"]
    editor = desk.browser("editor")
    first = fresh(page).latest_revision_id
    edit(editor, page, "action-submit", title="Second words")
    decide(desk.browser("reviewer"), page)
    assert editor.get(f"/cms/pages/{page.pk}/history/").status_code == 200
    compared = editor.get(f"/cms/pages/{page.pk}/revisions/compare/{first}...live/").content.decode()
    assert "Second words" in compared
    assert editor.get(f"/cms/pages/{page.pk}/revisions/{first}/revert/").status_code == 200
    sent = form_of(page, title="Model policy") | {"revision": str(first)}
    editor.post(f"/cms/pages/{page.pk}/edit/revision/{first}/", sent)
    edit(desk.browser("reviewer2"), page, "action-submit", title="Model policy")
    assert fresh(page).title == "Second words"
    decide(desk.browser("reviewer"), page)
    assert fresh(page).title == "Model policy"


def test_who_wrote_what_is_brought_back_is_an_author_too(desk: Desk) -> None:
    page = desk.tree["model"]
    edit(desk.browser("reviewer"), page, title="Never approved")
    unseen = fresh(page).latest_revision
    edit(desk.browser("editor"), page, "action-submit", title="Approved")
    decide(desk.browser("reviewer2"), page)
    draft = unseen.as_object()
    draft.save_revision(user=desk.editor, previous_revision=unseen, log_action=True)
    review.send(desk.editor, fresh(page))
    assert desk.reviewer.pk in review.authors(fresh(page))


def test_a_published_page_is_not_deleted_and_a_draft_is(desk: Desk) -> None:
    browser = desk.browser("editor")
    page = desk.tree["model"]
    browser.post(f"/cms/pages/{page.pk}/delete/", {})
    assert HubPage.objects.filter(pk=page.pk).exists()
    draft = desk.tree["library-en"].add_child(instance=ResourcePage(title="Draft", live=False))
    browser.post(f"/cms/pages/{draft.pk}/delete/", {})
    assert not HubPage.objects.filter(pk=draft.pk).exists()
    assert verbs(draft) == [("hub.page.delete", str(desk.editor.pk))]


def test_the_worker_publishes_and_takes_down_in_time(desk: Desk) -> None:
    page = desk.tree["model"]
    ahead, later = timezone.now() + timedelta(hours=1), timezone.now() + timedelta(hours=2)
    times = {"go_live_at": ahead.strftime("%Y-%m-%d %H:%M"), "expire_at": later.strftime("%Y-%m-%d %H:%M")}
    edit(desk.browser("editor"), page, "action-submit", title="In time", **times)
    answer = decide(desk.browser("reviewer"), page)
    assert answer.status_code == 302
    assert fresh(page).title == "Model policy"
    assert ("hub.page.schedule", str(desk.reviewer.pk)) in verbs(page)
    assert schedule.keep_time() == 0
    past = timezone.now() - timedelta(minutes=1)
    fresh(page).revisions.exclude(approved_go_live_at=None).update(approved_go_live_at=past)
    revision = fresh(page).latest_revision
    revision.content["go_live_at"] = past.isoformat()
    revision.save()
    assert schedule.keep_time() == 1
    assert fresh(page).title == "In time" and fresh(page).live
    assert verbs(page)[-1] == ("hub.page.publish", "system")
    HubPage.objects.filter(pk=page.pk).update(expire_at=past)
    assert schedule.keep_time() == 1
    assert not fresh(page).live and fresh(page).expired
    assert verbs(page)[-1] == ("hub.page.unpublish", "system")
    assert schedule.keep_time() == 0


def test_what_is_scheduled_but_not_approved_is_not_published(desk: Desk) -> None:
    page = desk.tree["model"]
    soon = (timezone.now() - timedelta(minutes=5)).strftime("%Y-%m-%d %H:%M")
    edit(desk.browser("editor"), page, title="Not approved", go_live_at=soon)
    assert schedule.keep_time() == 0
    assert fresh(page).title == "Model policy"


def test_a_page_without_what_it_needs_is_not_sent(desk: Desk) -> None:
    page = desk.tree["model"]
    draft = fresh(page)
    draft.resource_kind = "no such kind"
    draft.save_revision(user=desk.editor, clean=False)
    with pytest.raises(ValidationError) as refused:
        review.send(desk.editor, fresh(page))
    assert "kind of document" in str(refused.value)
