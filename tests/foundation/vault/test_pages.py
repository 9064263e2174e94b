"""The pages for those who look after teams: what they show, to whom, and what they change."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from tests.foundation.accounts.given import long_since_proved, signed_in
from upstander.core.sealing import manifest as core
from upstander.foundation.accounts import factors
from upstander.foundation.accounts.models import Account
from upstander.foundation.vault.manifests import current_manifest
from upstander.foundation.vault.models import Grant, KeySet, Manifest
from upstander.foundation.vault.services import draft_manifest
from upstander.foundation.vault.team_state import report_link
from upstander.foundation.vault.values import OPERATOR

from .scene import Reporter, Scene, hybrid_recipient, new_keys, scene, signed

pytestmark = pytest.mark.django_db


@pytest.fixture
def un() -> Scene:
    return scene()


def browser_of(account: Account) -> Client:
    factors.enrol_app(account, "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP")
    return signed_in(account)


@pytest.fixture
def administrator(un: Scene) -> Client:
    return browser_of(Account.objects.get(pk=un.administrator().account_id))


def page(un: Scene, *parts: object) -> str:
    return "/".join(["/en/team", str(un.team.pk), *map(str, parts), ""])


def test_the_only_team_is_shown_at_once(un: Scene, administrator: Client) -> None:
    assert administrator.get("/en/team/").headers["Location"] == page(un)
    shown = administrator.get(page(un))
    assert shown.status_code == 200
    text = shown.content.decode()
    assert all(handler.account.display_name in text for handler in un.handlers)
    assert core.fingerprint(bytes(un.entity.root_public_key or b"")) in text
    assert "In force" in text


def test_handlers_strangers_and_other_entities_find_no_such_page(un: Scene, administrator: Client) -> None:
    assert browser_of(un.handlers[0].account).get(page(un)).status_code == 404
    assert administrator.get(page(scene(1))).status_code == 404
    assert Client().get(page(un)).status_code == 302


def test_a_person_without_keys_and_one_who_left_are_named(un: Scene, administrator: Client) -> None:
    hired = un.hire()
    KeySet.objects.filter(pk=hired.keys.pk).update(retired_at=timezone.now())
    un.handlers[0].membership.ends_on = timezone.localdate()
    un.handlers[0].membership.save()
    text = administrator.get(page(un)).content.decode()
    assert "Has made no keys yet" in text
    assert "Gone, but still on the signed list" in text
    assert "Must be signed anew" in text


@pytest.mark.parametrize(("days", "words"), [(-1, "Expired"), (10, "Expires soon")])
def test_the_page_warns_of_expiry(un: Scene, administrator: Client, days: int, words: str) -> None:
    un.team.manifests.update(expires_at=timezone.now() + timedelta(days=days))
    assert words in administrator.get(page(un)).content.decode()


def test_a_draft_is_downloaded_signed_and_published(un: Scene, administrator: Client) -> None:
    draft = administrator.post(page(un, "draft"))
    assert "attachment" in draft.headers["Content-Disposition"]
    content = signed(draft.content, un.root)
    file = SimpleUploadedFile("manifest.json", content, "application/json")
    done = administrator.post(page(un, "publish"), {"manifest": file}, follow=True)
    assert "The new list is in force." in done.content.decode()
    assert current_manifest(un.team.pk).version == 2


@pytest.mark.parametrize("content", [b"", b"not json", b"x" * 2_000_000])
def test_what_is_no_signed_manifest_changes_nothing_and_says_why(
    un: Scene, administrator: Client, content: bytes
) -> None:
    file = SimpleUploadedFile("manifest.json", content)
    answer = administrator.post(page(un, "publish"), {"manifest": file} if content else {})
    assert answer.status_code == 400
    assert 'class="fault"' in answer.content.decode()
    assert Manifest.objects.filter(team=un.team).count() == 1


def test_a_manifest_for_another_team_is_not_published_here(un: Scene, administrator: Client) -> None:
    other = scene(1)
    content = signed(draft_manifest(OPERATOR, other.team), other.root)
    answer = administrator.post(page(un, "publish"), {"manifest": SimpleUploadedFile("m.json", content)})
    assert answer.status_code == 400
    assert Manifest.objects.filter(team=other.team).count() == 1


def test_publishing_and_removing_ask_for_a_fresh_proof(un: Scene, administrator: Client) -> None:
    long_since_proved(administrator)
    content = signed(draft_manifest(OPERATOR, un.team), un.root)
    administrator.post(page(un, "publish"), {"manifest": SimpleUploadedFile("m.json", content)})
    administrator.post(page(un, "remove", un.handlers[0].keys.pk))
    assert current_manifest(un.team.pk).version == 1
    assert not KeySet.objects.filter(retired_at__isnull=False).exists()


def test_taking_access_away_from_the_page_closes_every_report(un: Scene, administrator: Client) -> None:
    Reporter().report(un)
    gone = un.handlers[0].keys
    assert (
        un.handlers[0].account.display_name in administrator.get(page(un, "remove", gone.pk)).content.decode()
    )
    assert Grant.objects.filter(principal=gone).exists()
    administrator.post(page(un, "remove", gone.pk))
    assert not Grant.objects.filter(principal=gone).exists()
    assert administrator.post(page(un, "remove", gone.pk)).status_code == 404


def test_the_recovery_key_is_not_removed_by_that_page(un: Scene, administrator: Client) -> None:
    assert administrator.post(page(un, "remove", un.recovery.pk)).status_code == 404


def test_the_poster_s_code_leads_to_the_pinned_team(un: Scene, administrator: Client) -> None:
    poster = administrator.get(page(un, "poster"))
    link = report_link(un.team, "en")
    assert link.replace("&", "&amp;") in poster.content.decode()
    assert f"#k={core.fingerprint(bytes(un.entity.root_public_key or b''))}&t={un.team.pk}" in link
    code = administrator.get(f"{page(un)}code.svg")
    assert code.headers["Content-Type"] == "image/svg+xml"
    assert b"<svg" in code.content


def test_a_rehearsal_is_recorded_and_its_next_date_shown(un: Scene, administrator: Client) -> None:
    KeySet.objects.filter(pk=un.recovery.pk).update(created_at=timezone.now() - timedelta(days=400))
    assert "The yearly rehearsal is due." in administrator.get("/en/recovery/").content.decode()
    administrator.post(f"/en/recovery/{un.entity.pk}/rehearsed/")
    assert "The yearly rehearsal is due." not in administrator.get("/en/recovery/").content.decode()


def test_a_recovery_key_is_registered_by_its_two_public_lines(un: Scene, administrator: Client) -> None:
    address = f"/en/recovery/{un.entity.pk}/register/"
    wrong = administrator.post(address, {"age1pq": "AGE-SECRET-KEY-PQ-1", "age1": "age1"})
    assert wrong.status_code == 400
    administrator.post(address, {"age1pq": hybrid_recipient(), "age1": new_keys().age1})
    un.recovery.refresh_from_db()
    assert un.recovery.retired_at is not None


def test_a_handler_records_no_rehearsal(un: Scene) -> None:
    browser = browser_of(un.handlers[0].account)
    assert browser.get("/en/recovery/").status_code == 403
    assert browser.post(f"/en/recovery/{un.entity.pk}/rehearsed/").status_code == 403
    un.recovery.refresh_from_db()
    assert un.recovery.rehearsed_at is None


def test_what_is_drafted_is_exactly_what_is_signed(un: Scene, administrator: Client) -> None:
    payload = administrator.post(page(un, "draft")).content
    envelope = json.loads(signed(payload, un.root))
    assert core.read_envelope(json.dumps(envelope)).payload == payload
