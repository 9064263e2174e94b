"""A draft as each audience will see it, in a frame of the desk and nowhere else."""

from __future__ import annotations

from typing import Any

from .world import Desk, edit, form_of, fresh


def preview(browser: Any, page: Any, mode: str) -> Any:
    address = f"/cms/pages/{page.pk}/edit/preview/?mode={mode}"
    assert browser.post(address, form_of(page)).json()["is_valid"]
    return browser.get(address)


def test_each_page_has_a_preview_for_each_audience(desk: Desk) -> None:
    modes = dict(fresh(desk.tree["help"]).preview_modes)
    assert set(modes) == {"public", "members"}


def test_a_draft_is_shown_in_a_frame_of_the_desk_and_only_there(desk: Desk) -> None:
    page = desk.tree["help"]
    browser = desk.browser("editor")
    edit(browser, page, title="A draft of help")
    for mode in ("public", "members"):
        shown = preview(browser, page, mode)
        assert shown.status_code == 200
        assert "A draft of help" in shown.content.decode()
        policy = shown["Content-Security-Policy"]
        assert "frame-ancestors 'self'" in policy and "unsafe" not in policy
    desk_policy = browser.get("/cms/")["Content-Security-Policy"]
    assert "frame-ancestors 'none'" in desk_policy
    assert "script-src 'self';" in desk_policy + ";"
    public_policy = browser.get("/en/help-now/")["Content-Security-Policy"]
    assert "unsafe-inline" not in public_policy and "frame-ancestors 'none'" in public_policy


def test_what_is_for_members_is_hidden_from_everybody_in_the_preview_too(desk: Desk) -> None:
    page = desk.tree["help"]
    browser = desk.browser("editor")
    edit(browser, page, title="Only for members", audience="members")
    assert "Only for members" not in preview(browser, page, "public").content.decode()
    assert "Only for members" in preview(browser, page, "members").content.decode()


def test_everybodys_preview_shows_nothing_of_the_editor(desk: Desk) -> None:
    shown = preview(desk.browser("editor"), desk.tree["help"], "public").content.decode()
    assert desk.editor.display_name not in shown


def test_a_reviewer_reads_the_revision_in_a_frame(desk: Desk) -> None:
    page = desk.tree["help"]
    edit(desk.browser("editor"), page, "action-submit", title="To be read")
    revision = fresh(page).latest_revision_id
    shown = desk.browser("reviewer").get(f"/cms/pages/{page.pk}/revisions/{revision}/view/")
    assert "To be read" in shown.content.decode()
    assert "frame-ancestors 'self'" in shown["Content-Security-Policy"]
