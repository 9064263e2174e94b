"""Pictures with their words, films with captions, files of known kinds."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.files.uploadhandler import StopUpload
from django.test import Client
from PIL import Image as Picture
from wagtail.documents.models import Document
from wagtail.rich_text import RichText

from tests.foundation.accounts.given import signed_in
from upstander.features.hub.desk import files, review
from upstander.features.hub.models import HubImage
from upstander.features.hub.models.blocks import BodyBlock
from upstander.features.hub.models.blocks_media import VideoBlock

from .world import Desk, fresh, publish


@pytest.fixture(autouse=True)
def _media(settings: Any, tmp_path: Any) -> None:
    settings.MEDIA_ROOT = tmp_path


def jpeg(size: tuple[int, int] = (40, 20), **exif: Any) -> bytes:
    picture, written = Picture.new("RGB", size, "teal"), BytesIO()
    notes = Picture.Exif()
    notes[0x010F] = "A camera"
    notes[0x0112] = 6  # to be turned by a quarter
    notes[0x8825] = {1: "N", 2: (46.0, 12.0, 0.0)}
    picture.save(written, "JPEG", exif=notes)
    return written.getvalue()


def send_picture(browser: Client, content: bytes, name: str = "photo.jpg", **more: Any) -> Any:
    sent = {"title": "A picture", "file": SimpleUploadedFile(name, content), "tags": ""} | more
    return browser.post("/cms/images/add/", sent)


def test_a_picture_says_what_it_shows_or_is_decoration(desk: Desk) -> None:
    browser = desk.browser("editor")
    refused = send_picture(browser, jpeg())
    assert "Say what the picture shows" in refused.content.decode()
    assert not HubImage.objects.exists()
    send_picture(browser, jpeg(), alternatives_en="Two people talk.")
    send_picture(browser, jpeg(), is_decorative="on")
    said, decoration = HubImage.objects.order_by("pk")
    assert said.alternatives == {"en": "Two people talk."}
    assert said.default_alt_text == "Two people talk."
    assert decoration.default_alt_text == ""


def test_nothing_of_the_camera_is_kept(desk: Desk) -> None:
    content = jpeg()
    assert b"A camera" in content
    send_picture(desk.browser("editor"), content, alternatives_en="x")
    image = HubImage.objects.get()
    kept = image.file.read()
    assert b"A camera" not in kept and b"Exif" not in kept
    assert dict(Picture.open(BytesIO(kept)).getexif()) == {}
    assert (image.width, image.height) == (20, 40), "turned as it was meant to be seen"
    assert image.file_size == len(kept)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("script.svg", b'<svg xmlns="http://www.w3.org/2000/svg"><script>1</script></svg>'),
        ("page.jpg", b"<html><script>1</script></html>"),
        ("photo.png", jpeg()),
        ("photo.gif", jpeg()),
    ],
)
def test_only_safe_kinds_of_pictures(desk: Desk, name: str, content: bytes) -> None:
    answer = send_picture(desk.browser("editor"), content, name, alternatives_en="x")
    assert answer.status_code == 200
    assert not HubImage.objects.exists()


def test_the_desk_takes_larger_files_and_other_forms_do_not(desk: Desk) -> None:
    large = b"%PDF-1.7" + b" " * (3 * files.MIB)
    browser = signed_in(desk.editor, Client())
    sent = {"title": "Large", "file": SimpleUploadedFile("large.pdf", large), "tags": ""}
    assert browser.post("/cms/documents/add/", sent).status_code == 302
    assert Document.objects.get().file_size == len(large)


def test_uploads_need_the_token_too(desk: Desk) -> None:
    browser = signed_in(desk.editor, Client(enforce_csrf_checks=True))
    assert send_picture(browser, jpeg(), alternatives_en="x").status_code == 403
    assert not HubImage.objects.exists()


def test_an_upload_that_grows_too_large_is_cut_off(desk: Desk, settings: Any) -> None:
    settings.HUB_LARGEST_FILE = files.MIB
    sent = {"title": "L", "file": SimpleUploadedFile("l.pdf", b"%PDF-" + b" " * 2 * files.MIB), "tags": ""}
    desk.browser("editor").post("/cms/documents/add/", sent)
    assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("page.html", b"<html></html>"),
        ("program.exe", b"MZ"),
        ("report.pdf", b"<html></html>"),
        ("film.mp4", b"<html></html>"),
        ("captions.vtt", b"<html></html>"),
        ("table.csv", b"a\x00b"),
    ],
)
def test_only_known_kinds_of_documents_that_are_what_they_say(desk: Desk, name: str, content: bytes) -> None:
    sent = {"title": "D", "file": SimpleUploadedFile(name, content), "tags": ""}
    assert desk.browser("editor").post("/cms/documents/add/", sent).status_code == 200
    assert not Document.objects.exists()


def document(name: str, content: bytes) -> Document:
    made: Document = Document.objects.create(title=name, file=SimpleUploadedFile(name, content))
    return made


def test_a_file_that_was_sent_stays_as_it_is(desk: Desk) -> None:
    kept = document("a.pdf", b"%PDF-1")
    sent = {"title": "A", "file": SimpleUploadedFile("b.pdf", b"%PDF-2"), "tags": ""}
    answer = desk.browser("editor").post(f"/cms/documents/edit/{kept.pk}/", sent)
    assert "stays as it is" in answer.content.decode()
    kept.refresh_from_db()
    assert kept.file.read() == b"%PDF-1"


def film(**given: Any) -> Any:
    block = VideoBlock()
    values = {"title": "A film", "file": None, "link": "", "captions": None, "captions_there": False}
    return block, block.to_python({**values, "transcript": ""} | given)


def test_a_film_needs_captions_or_a_transcript(desk: Desk) -> None:
    mp4, vtt = document("f.mp4", b"\0\0\0\x18ftypmp42"), document("f.vtt", b"WEBVTT")
    for given, complete in (
        ({"file": mp4.pk}, False),
        ({"file": mp4.pk, "captions": vtt.pk}, True),
        ({"file": mp4.pk, "transcript": "<p>Somebody says hello.</p>"}, True),
        ({"file": mp4.pk, "transcript": "<p></p>"}, False),
        ({"file": mp4.pk, "captions": mp4.pk}, False),
        ({"file": vtt.pk, "captions": vtt.pk}, False),
        ({"link": "https://example.org/film"}, False),
        ({"link": "https://example.org/film", "captions_there": True}, True),
        ({"link": "https://example.org/film", "transcript": "<p>Hello.</p>"}, True),
        ({"link": "javascript:alert(1)", "captions_there": True}, False),
        ({"file": mp4.pk, "link": "https://example.org/film", "captions": vtt.pk}, False),
        ({"captions": vtt.pk}, False),
    ):
        block, value = film(**given)
        if complete:
            assert block.clean(value)["title"] == "A film", given
        else:
            with pytest.raises(ValidationError):
                block.clean(value)


def test_a_draft_may_lack_captions_and_a_review_may_not(desk: Desk) -> None:
    page = fresh(desk.tree["help"])
    mp4 = document("f.mp4", b"\0\0\0\x18ftypmp42")
    values = {"title": "A film", "file": mp4, "link": "", "captions": None, "transcript": RichText("")}
    page.body = [("video", values)]
    page.save_revision(user=desk.editor)
    with pytest.raises(ValidationError) as refused:
        review.send(desk.editor, fresh(page))
    assert "captions or a transcript" in str(refused.value)


def test_a_picture_in_a_page_needs_words_before_its_review(desk: Desk) -> None:
    send_picture(desk.browser("editor"), jpeg(), alternatives_en="Two people talk.")
    image = HubImage.objects.get()
    page = fresh(desk.tree["help"])
    raw = {"image": image.pk, "alt_text": "", "decorative": False}
    page.body = BodyBlock().to_python([{"type": "picture", "value": {"picture": raw, "caption": ""}}])
    page.save_revision(user=desk.editor)
    with pytest.raises(ValidationError):
        review.send(desk.editor, fresh(page))
    raw["alt_text"] = "Two people talk at a table."
    page.body = BodyBlock().to_python([{"type": "picture", "value": {"picture": raw, "caption": ""}}])
    page.save_revision(user=desk.editor)
    review.send(desk.editor, fresh(page))


def test_there_is_no_raw_html_and_nothing_embedded() -> None:
    kinds = {type(block).__name__ for block in _all_blocks(BodyBlock())}
    assert not kinds & {"RawHTMLBlock", "EmbedBlock"}
    for block in _all_blocks(BodyBlock()):
        features = getattr(block, "features", None)
        assert features is None or set(features) <= {"bold", "italic", "ol", "ul", "link", "document-link"}


def _all_blocks(block: Any) -> Any:
    yield block
    for child in getattr(block, "child_blocks", {}).values():
        yield from _all_blocks(child)
    if hasattr(block, "child_block"):
        yield from _all_blocks(block.child_block)


@pytest.mark.parametrize("name", ["", "focal", "foreign"])
def test_nothing_that_others_send_to_the_desk_comes_to_the_disk(
    desk: Desk, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Not even on the way to the refusal: whoever fills the disk keeps out reports."""
    came: list[bytes] = []
    monkeypatch.setattr(files.Bounded, "new_file", lambda *_args, **_more: came.append(b"begun"))
    browser = (
        signed_in(desk.people[name], Client(enforce_csrf_checks=True))
        if name
        else Client(enforce_csrf_checks=True)
    )
    browser.cookies["csrftoken"] = "x" * 32
    sent = {"title": "L", "file": SimpleUploadedFile("l.pdf", b"%PDF-" + b" " * files.MIB)}
    assert browser.post("/cms/documents/add/", sent).status_code in {403, 404}
    assert came == []


def test_the_bound_is_for_all_files_of_a_form_together(settings: Any) -> None:
    settings.HUB_LARGEST_FILE = files.MIB
    handler = files.Bounded()
    half = b" " * (files.MIB * 2 // 3)
    handler.new_file("a", "a.pdf", "application/pdf", len(half))
    handler.receive_data_chunk(half, 0)
    handler.new_file("b", "b.pdf", "application/pdf", len(half))
    with pytest.raises(StopUpload):
        handler.receive_data_chunk(half, 0)


def test_a_picture_of_a_public_page_is_shown_with_its_words(desk: Desk, settings: Any) -> None:
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
    send_picture(desk.browser("editor"), jpeg((1200, 600)), alternatives_en="Two people talk.")
    image = HubImage.objects.get()
    page = fresh(desk.tree["help"])
    raw = {"image": image.pk, "alt_text": "Two people talk at a table.", "decorative": False}
    page.body = BodyBlock().to_python([{"type": "picture", "value": {"picture": raw, "caption": "A talk"}}])
    publish(page)
    shown = Client().get("/en/get-help/").content.decode()
    assert 'alt="Two people talk at a table."' in shown and "A talk" in shown
    (address,) = re.findall(r'<img[^>]* src="([^"]+)"', shown)
    assert Client().get(address).status_code == 200


def test_a_film_is_shown_with_captions_and_transcript(desk: Desk) -> None:
    mp4, vtt = document("f.mp4", b"\0\0\0\x18ftypmp42"), document("f.vtt", b"WEBVTT")
    page = fresh(desk.tree["help"])
    values = {"title": "A film", "file": mp4, "captions": vtt, "transcript": RichText("<p>Hello there.</p>")}
    page.body = [("video", values), ("video", {"title": "Other", "link": "https://example.org/film"})]
    publish(page)
    shown = Client().get("/en/get-help/").content.decode()
    assert f'src="{mp4.url}"' in shown and f'kind="captions" src="{vtt.url}"' in shown
    assert "Hello there." in shown
    assert 'href="https://example.org/film"' in shown
    assert "<iframe" not in shown
