"""A file is for those who may read a page that shows it."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.cache import cache
from django.core.files.base import ContentFile
from django.test import Client
from wagtail.documents.models import Document
from wagtail.images.tests.utils import get_test_image_file

from tests.foundation.accounts import given
from upstander.features.hub.models import HubImage

from .tree import Hub, text


@pytest.fixture(autouse=True)
def _in_a_folder_of_its_own(tmp_path: Path, settings) -> None:  # type: ignore[no-untyped-def]
    cache.clear()  # Wagtail remembers renditions by the number of their picture, which tests use again
    settings.MEDIA_ROOT = tmp_path
    settings.TASKS = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}


def document(name: str = "points.pdf", content: bytes = b"%PDF-1.7 words") -> Document:
    return Document.objects.create(title=name, file=ContentFile(content, name=name))


def test_a_file_of_a_public_page_is_for_everybody(hub: Hub, stranger: Client) -> None:
    hub.guide.document = found = document()
    hub.guide.save_revision().publish()
    answer = stranger.get(found.url)
    assert answer.status_code == 200
    assert answer.getvalue() == b"%PDF-1.7 words"


def test_a_file_of_a_members_page_is_for_members(
    hub: Hub, stranger: Client, handler: Client, focal_point: Client
) -> None:
    hub.secret.document = found = document()
    hub.secret.save_revision().publish()
    assert [client.get(found.url).status_code for client in (stranger, handler, focal_point)] == [
        404,
        404,
        200,
    ]
    assert focal_point.get(found.url).headers["Cache-Control"] == "no-store"


def test_a_file_that_text_links_to_goes_by_the_same_rule(
    hub: Hub, stranger: Client, focal_point: Client
) -> None:
    found = document()
    hub.secret.body = text(f'Read <a linktype="document" id="{found.pk}">this</a>.')
    hub.secret.save_revision().publish()
    assert [client.get(found.url).status_code for client in (stranger, focal_point)] == [404, 200]
    hub.guide.body = hub.secret.body
    hub.guide.save_revision().publish()
    assert stranger.get(found.url).status_code == 200


def test_a_file_of_no_page_or_of_a_draft_is_for_editors_only(
    hub: Hub, stranger: Client, focal_point: Client
) -> None:
    alone, of_draft = document("alone.pdf"), document("draft.pdf")
    hub.draft.document = of_draft
    hub.draft.save()
    editor = given.signed_in(given.member(given.entity("UN"), "hub_editor", "editor"))
    for found in (alone, of_draft):
        assert [who.get(found.url).status_code for who in (stranger, focal_point, editor)] == [404, 404, 200]


def test_a_page_taken_away_takes_its_file_along(hub: Hub, stranger: Client) -> None:
    hub.guide.document = found = document()
    hub.guide.save_revision().publish()
    hub.guide.unpublish()
    assert stranger.get(found.url).status_code == 404


def test_a_file_is_found_by_its_own_name_only(hub: Hub, stranger: Client) -> None:
    hub.guide.document = found = document()
    hub.guide.save_revision().publish()
    assert stranger.get(f"/documents/{found.pk}/other.pdf").status_code == 404
    assert stranger.get(f"/documents/{found.pk}/../points.pdf").status_code == 404
    assert stranger.get(f"/media/{found.file.name}").status_code == 404


def test_what_was_uploaded_runs_nothing_here(hub: Hub, stranger: Client) -> None:
    hub.guide.document = found = document("page.html", b"<script>alert(1)</script>")
    hub.guide.save_revision().publish()
    answer = stranger.get(found.url)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_file_that_is_gone_from_the_disk_is_404(hub: Hub, stranger: Client) -> None:
    hub.guide.document = found = document()
    hub.guide.save_revision().publish()
    Path(found.file.path).unlink()
    assert stranger.get(found.url).status_code == 404


def test_a_picture_that_no_page_shows_is_for_editors_only(hub: Hub, stranger: Client) -> None:
    image = HubImage.objects.create(title="Plan", file=get_test_image_file())
    rendition = image.get_rendition("width-100")
    editor = given.signed_in(given.member(given.entity("UN"), "hub_editor", "editor"))
    assert stranger.get(rendition.url).status_code == 404
    assert editor.get(rendition.url).status_code == 200
    assert stranger.get(f"/media/{image.file.name}").status_code == 404
    assert editor.get(f"/media/{image.file.name}").status_code == 404


def test_a_player_gets_the_part_of_a_film_that_it_asks_for(hub: Hub, stranger: Client) -> None:
    hub.guide.document = found = document("film.mp4", b"0123456789")
    hub.guide.save_revision().publish()

    def part(asked: str) -> tuple[int, bytes, str]:
        answer = stranger.get(found.url, headers={"range": asked})
        return answer.status_code, b"".join(answer), answer.headers.get("Content-Range", "")

    assert part("bytes=2-4") == (206, b"234", "bytes 2-4/10")
    assert part("bytes=7-") == (206, b"789", "bytes 7-9/10")
    assert part("bytes=-3") == (206, b"789", "bytes 7-9/10")
    assert part("bytes=4-99") == (206, b"456789", "bytes 4-9/10")
    assert part("bytes=10-") == (416, b"", "bytes */10")
    assert part("bytes=0-1,4-5")[:2] == (200, b"0123456789")
    assert part("lines=1-2")[:2] == (200, b"0123456789")


def test_a_picture_is_for_those_who_may_read_a_page_with_it(
    hub: Hub, stranger: Client, focal_point: Client
) -> None:
    image = HubImage.objects.create(title="Plan", file=get_test_image_file())
    picture = {"image": image.pk, "decorative": False, "alt_text": "A plan"}
    shown = [{"type": "picture", "value": {"picture": picture, "caption": ""}}]
    hub.secret.body = shown
    hub.secret.save_revision().publish()
    place = image.get_rendition("width-100").url
    assert [client.get(place).status_code for client in (stranger, focal_point)] == [404, 200]
    hub.guide.body = shown
    hub.guide.save_revision().publish()
    assert stranger.get(place).headers["Content-Type"] == "image/png"


def test_a_name_that_no_database_takes_is_404(db: None) -> None:
    assert Client().get("/media/images/a%00.png").status_code == 404
    assert Client().get(f"/sitemap-{'9' * 60}.xml").status_code == 404
