"""Pages by language: what is missing, in work, outdated or current, and in which blocks."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone
from wagtail_localize.models import StringSegment, StringTranslation, Translation

from upstander.features.hub.desk import languages, review, wording
from upstander.features.hub.desk.languages import State
from upstander.features.hub.models import HubPage

from .world import Desk, edit, fresh, publish


def state_of(page: HubPage, language: str) -> State:
    """As the table shows it."""
    (row,) = [row for row in languages.rows(languages.keys()) if row.key == page.translation_key]
    return next(cell.state for cell in row.cells if cell.language == language)


def translate(account: Any, page: HubPage, only: str = "") -> None:
    """Type the missing strings of a translation, as its translator does (those whose source holds `only`)."""
    translation = Translation.objects.get(
        source__object_id=page.translation_key, target_locale=page.locale_id
    )
    for segment in StringSegment.objects.filter(source=translation.source).select_related("string"):
        if only in segment.string.data:
            StringTranslation.objects.get_or_create(
                translation_of=segment.string,
                locale=translation.target_locale,
                context=segment.context,
                defaults={"data": f"{segment.string.data} (fr)", "last_translated_by": account},
            )


def publish_translation(desk: Desk, page: HubPage) -> HubPage:
    translate(desk.editor, page)
    languages.save_draft(desk.editor, fresh(page))
    review.send(desk.editor, fresh(page))
    review.approve(desk.reviewer, fresh(page), revision=fresh(page).latest_revision_id)
    found: HubPage = fresh(page)
    return found


def change_source(desk: Desk, page: HubPage, **changed: Any) -> None:
    edit(desk.browser("editor"), page, "action-submit", **changed)
    review.approve(desk.reviewer, fresh(page), revision=fresh(page).latest_revision_id)


def begin(desk: Desk, page: HubPage, language: str = "fr") -> HubPage:
    sent = {"key": str(page.translation_key), "language": language}
    answer = desk.browser("editor").post("/cms/reports/languages/begin/", sent)
    made = HubPage.objects.get(translation_key=page.translation_key, locale__language_code=language)
    assert answer["Location"] == f"/cms/pages/{made.pk}/edit/"
    return made.specific


def test_the_table_shows_core_pages_first_with_words_and_icons(desk: Desk) -> None:
    shown = desk.browser("editor").get("/cms/reports/languages/").content.decode()
    assert shown.index("Get help") < shown.index("Model policy")
    assert state_of(desk.tree["help"], "en") == State.CURRENT
    assert state_of(desk.tree["help"], "fr") == State.MISSING
    cells = re.findall(r'hub-state--(\w+)">\s*<svg', shown)
    assert set(cells) == {"current", "missing"}
    for word in ("Missing", "Draft", "Outdated", "Current"):
        assert word in shown


def test_the_table_is_filtered_by_section(desk: Desk) -> None:
    shown = desk.browser("editor").get("/cms/reports/languages/?section=library").content.decode()
    assert "Model policy" in shown and "Get help" not in shown


def test_one_click_begins_a_translation_at_the_same_place(desk: Desk) -> None:
    made = begin(desk, desk.tree["help"])
    assert made.slug == "get-help" and made.url_path == "/hub-fr/get-help/"
    assert (made.reference, made.weight, made.audience) == ("page:get-help", 3.0, "public")
    assert not made.live
    assert state_of(desk.tree["help"], "fr") == State.DRAFT
    assert begin(desk, desk.tree["help"]).pk == made.pk


def test_its_editor_shows_what_is_left_and_how_to_go_on(desk: Desk) -> None:
    made = begin(desk, desk.tree["help"])
    shown = desk.browser("editor").get(f"/cms/pages/{made.pk}/edit/").content.decode()
    assert "js-translation-editor" in shown
    assert "pieces of text are not translated yet" in shown
    assert "Send for review" in shown
    assert "<script>" not in shown


def test_a_translation_is_never_published_by_itself_nor_by_one_person(desk: Desk) -> None:
    made = begin(desk, desk.tree["help"])
    translate(desk.reviewer, made)
    browser = desk.browser("reviewer")
    assert browser.post(f"/cms/pages/{made.pk}/edit/", {"action": "publish"}).status_code in {302, 403}
    assert not fresh(made).live
    desk.browser("editor").post(f"/cms/pages/{made.pk}/send/")
    assert desk.reviewer.pk in review.authors(fresh(made)), "who typed the words is an author"
    assert not review.may_decide(fresh(made), desk.reviewer)
    assert review.may_decide(fresh(made), desk.reviewer2)


def test_half_a_translation_is_not_sent(desk: Desk) -> None:
    made = begin(desk, desk.tree["help"])
    translate(desk.editor, made, only="survivor")
    answer = desk.browser("editor").post(f"/cms/pages/{made.pk}/send/", follow=True)
    assert "pieces of text are not translated yet" in answer.content.decode()
    assert fresh(made).current_workflow_state is None


def test_a_translation_is_current_then_outdated_then_current(desk: Desk) -> None:
    page = desk.tree["help"]
    made = publish_translation(desk, begin(desk, page))
    assert made.live and made.title == "Get help (fr)"
    assert state_of(page, "fr") == State.CURRENT

    first, second = ((block.id, block.value.source) for block in fresh(page).body)
    change_source(desk, page, body=[first, (second[0], "<p>You can stop whenever you want.</p>")])
    assert state_of(page, "fr") == State.OUTDATED
    (changed,) = wording.changes(fresh(made))
    assert changed["where"] == "Text" and changed["says"] == ["You can stop whenever you want."]
    shown = desk.browser("editor").get(f"/cms/pages/{made.pk}/edit/").content.decode()
    assert "Outdated: changed in the source" in shown and "whenever you want" in shown

    publish_translation(desk, made)
    assert state_of(page, "fr") == State.CURRENT
    assert wording.changes(fresh(made)) == []


def test_publishing_the_source_again_unchanged_outdates_nothing(desk: Desk) -> None:
    page = desk.tree["help"]
    publish_translation(desk, begin(desk, page))
    change_source(desk, page)
    assert state_of(page, "fr") == State.CURRENT


def test_a_source_that_changes_while_a_translation_waits_outdates_it(desk: Desk) -> None:
    page = desk.tree["help"]
    made = begin(desk, page)
    translate(desk.editor, made)
    languages.save_draft(desk.editor, fresh(made))
    review.send(desk.editor, fresh(made))
    change_source(desk, page, title="Get help now")
    waiting = fresh(made).current_workflow_task_state
    review.approve(desk.reviewer, fresh(made), revision=waiting.revision_id)
    assert fresh(made).live
    assert state_of(page, "fr") == State.OUTDATED


def test_what_is_the_same_in_every_language_outdates_too(desk: Desk) -> None:
    page = desk.tree["model"]
    made = publish_translation(desk, begin(desk, page))
    assert fresh(made).year == 2018
    change_source(desk, page, year="2019")
    assert state_of(page, "fr") == State.OUTDATED
    publish_translation(desk, made)
    assert fresh(made).year == 2019 and state_of(page, "fr") == State.CURRENT


def loaded_translation(desk: Desk) -> HubPage:
    """A translation that came with the content files: Wagtail knows no source of it."""
    page = desk.tree["help"]
    body = [("text", "<p>Une survivante décide de la suite.</p>"), ("text", "<p>Vous pouvez arrêter.</p>")]
    made = type(page)(
        title="Obtenir de l'aide",
        slug="get-help",
        reference="page:get-help",
        weight=3.0,
        translation_key=page.translation_key,
        locale=desk.tree["home-fr"].locale,
        body=body,
    )
    return publish(desk.tree["home-fr"].add_child(instance=made))


def test_translations_that_were_loaded_become_outdated_and_current_too(desk: Desk) -> None:
    page, made = desk.tree["help"], loaded_translation(desk)
    assert state_of(page, "fr") == State.CURRENT
    change_source(desk, page, summary="Who can help you, and how.")
    assert state_of(page, "fr") == State.OUTDATED
    editor = desk.browser("editor")
    assert "has changed since it was published" in editor.get(f"/cms/pages/{made.pk}/edit/").content.decode()
    assert "Who can help you" in editor.get(f"/cms/pages/{made.pk}/changes/").content.decode()

    edit(editor, made, "action-submit", title="Obtenir de l’aide")
    review.approve(desk.reviewer, fresh(made), revision=fresh(made).latest_revision_id)
    assert state_of(page, "fr") == State.OUTDATED, "a corrected letter does not bring it up to date"

    edit(editor, made, summary="Qui peut vous aider, et comment.")
    editor.post(f"/cms/pages/{made.pk}/same/")
    assert state_of(page, "fr") == State.OUTDATED, "not before it is published"
    review.send(desk.editor, fresh(made))
    review.approve(desk.reviewer, fresh(made), revision=fresh(made).latest_revision_id)
    assert state_of(page, "fr") == State.CURRENT


def test_a_page_for_members_does_not_stay_public_in_another_language(desk: Desk) -> None:
    page = desk.tree["help"]
    made = publish_translation(desk, begin(desk, page))
    edit(desk.browser("editor"), made)
    change_source(desk, page, audience="members")
    assert fresh(made).audience == "members"
    assert fresh(made).get_latest_revision_as_object().audience == "members"


def test_a_translation_begins_only_where_there_is_something_to_translate(desk: Desk) -> None:
    draft = desk.tree["library-en"].add_child(instance=type(desk.tree["model"])(title="Draft", live=False))
    with pytest.raises(ValidationError):
        languages.begin(desk.editor, draft.translation_key, "fr")
    answer = desk.browser("editor").post("/cms/reports/languages/begin/", {"key": "x", "language": "fr"})
    assert answer.status_code == 404


def test_the_place_above_is_begun_as_a_draft_and_never_as_a_copy_that_is_published(desk: Desk) -> None:
    desk.tree["library-fr"].delete()
    made = begin(desk, desk.tree["model"])
    above = fresh(made.get_parent())
    assert not above.live and above.alias_of_id is None
    assert made.url_path == "/hub-fr/library/model-policy/"


def test_a_language_without_a_home_is_said_to_have_none(desk: Desk) -> None:
    sent = {"key": str(desk.tree["help"].translation_key), "language": "ar"}
    answer = desk.browser("editor").post("/cms/reports/languages/begin/", sent, follow=True)
    assert "This language has no home page yet" in answer.content.decode()


def test_the_desk_speaks_the_language_of_the_account(desk: Desk) -> None:
    desk.editor.language = "ar"
    desk.editor.save()
    shown = desk.browser("editor").get("/cms/reports/languages/").content.decode()
    assert '<html lang="ar" dir="rtl"' in shown


@pytest.mark.parametrize(
    "typed",
    [
        "Bonjour<script>alert(1)</script>",
        'Bonjour<meta http-equiv="refresh" content="0;url=https://elsewhere.example">',
        "Bonjour<form action=/x><input></form>",
        "<b onclick=alert(1)>Bonjour</b>",
        "<a href='javascript:alert(&quot;1&quot;)'>Bonjour</a>",
        "<a href='//elsewhere.example'>Bonjour</a>",
    ],
)
def test_html_that_a_translator_sends_is_never_published(desk: Desk, typed: str) -> None:
    """The translation editor of Wagtail keeps what a browser sends, as it is."""
    made = begin(desk, desk.tree["help"])
    translate(desk.editor, made)
    StringTranslation.objects.filter(data__contains="survivor").update(data=typed)
    languages.save_draft(desk.editor, fresh(made))
    with pytest.raises(ValidationError, match="pages do not show"):
        review.send(desk.editor, fresh(made))


def test_what_was_scheduled_before_does_not_bring_a_members_page_back_to_everybody(desk: Desk) -> None:
    page = desk.tree["help"]
    made = publish_translation(desk, begin(desk, page))
    scheduled = fresh(made).save_revision()
    fresh(made).revisions.filter(pk=scheduled.pk).update(
        approved_go_live_at=timezone.now() + timedelta(days=1)
    )
    fresh(made).save_revision()
    change_source(desk, page, audience="members")
    fresh(made).revisions.get(pk=scheduled.pk).publish()
    assert fresh(made).audience == "members"
