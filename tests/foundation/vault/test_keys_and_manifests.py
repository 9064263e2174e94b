"""Keys are enrolled sealed; a manifest is in force only if the offline root signed exactly that."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from upstander.core.sealing import manifest as core
from upstander.foundation.access.decisions import NotFound, Refused
from upstander.foundation.entities.services import close_team, open_team
from upstander.foundation.vault import errors
from upstander.foundation.vault.duties import rehearsals_due
from upstander.foundation.vault.manifests import current_manifest, teams_in_force
from upstander.foundation.vault.models import KeySet, Manifest, SealedKeyring
from upstander.foundation.vault.services import (
    add_keyring,
    append_item,
    begin_epoch,
    draft_manifest,
    enrol,
    publish_manifest,
    record_rehearsal,
    register_recovery,
    remove_keyring,
    retire,
)
from upstander.foundation.vault.values import OPERATOR, REPORTER, NewKeyring

from .scene import (
    Reporter,
    Scene,
    hybrid_file,
    hybrid_recipient,
    new_keys,
    passkey_file,
    passphrase_file,
    scene,
    seed,
    shaped,
    signed,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def un() -> Scene:
    return scene()


# --- key sets ---------------------------------------------------------------------------------------------


def test_a_handler_enrols_once_in_each_entity(un: Scene) -> None:
    hired = un.hire()
    retire(hired.actor, hired.keys.pk)
    made = enrol(hired.actor, un.entity.pk, new_keys())
    assert made.sealed_keyrings.count() == 1
    with pytest.raises(errors.KeySetExists):
        enrol(hired.actor, un.entity.pk, new_keys())


def test_nobody_enrols_without_the_right_or_elsewhere(un: Scene) -> None:
    with pytest.raises(Refused):
        enrol(un.administrator(), un.entity.pk, new_keys())


def test_the_keys_of_another_cannot_be_enrolled_again(un: Scene) -> None:
    hired, theirs = un.hire(), un.handlers[0].keys
    retire(hired.actor, hired.keys.pk)
    for copied in (replace(new_keys(), age1=theirs.age1), replace(new_keys(), age1pq=theirs.age1pq)):
        with pytest.raises(errors.KeySetExists):
            enrol(hired.actor, un.entity.pk, copied)


@pytest.mark.parametrize(
    ("method", "ciphertext"),
    [
        ("passphrase", b"age-encryption.org/v1\nand nothing else"),
        ("passphrase", passphrase_file(work=14)),
        ("passphrase", passphrase_file(work=21)),
        ("passphrase", passphrase_file(plaintext=100_000)),
        ("passphrase", passkey_file()),
        ("passkey", passphrase_file()),
        ("passphrase", hybrid_file(300)),
        ("passphrase", shaped(b"X25519 " + b"A" * 43, 300)),
        ("telepathy", passphrase_file()),
    ],
)
def test_a_keyring_that_is_not_sealed_as_it_should_be_is_refused(
    un: Scene, method: str, ciphertext: bytes
) -> None:
    hired = un.hire()
    before = SealedKeyring.objects.count()
    with pytest.raises(errors.Malformed):
        add_keyring(hired.actor, hired.keys.pk, NewKeyring(method, "", ciphertext))
    assert SealedKeyring.objects.count() == before


def test_the_last_way_to_unlock_cannot_be_removed(un: Scene) -> None:
    hired = un.hire()
    first = add_keyring(hired.actor, hired.keys.pk, NewKeyring("passphrase", "", passphrase_file(15)))
    with pytest.raises(errors.LastKeyring):
        remove_keyring(hired.actor, first.pk)
    add_keyring(hired.actor, hired.keys.pk, NewKeyring("passkey", "Phone", passkey_file()))
    remove_keyring(hired.actor, first.pk)
    assert hired.keys.sealed_keyrings.get().method == "passkey"


def test_nobody_touches_the_keys_of_another(un: Scene) -> None:
    one, other = un.hire(), un.handlers[0]
    kept = add_keyring(one.actor, one.keys.pk, NewKeyring("passphrase", "", passphrase_file()))
    add_keyring(one.actor, one.keys.pk, NewKeyring("passkey", "", passkey_file()))
    with pytest.raises(errors.NotThere):
        add_keyring(other.actor, one.keys.pk, NewKeyring("passkey", "", passkey_file()))
    with pytest.raises(errors.NotThere):
        remove_keyring(other.actor, kept.pk)
    with pytest.raises(errors.NotThere):
        retire(other.actor, one.keys.pk)


# --- manifests --------------------------------------------------------------------------------------------


def altered(un: Scene, change: Callable[[core.Manifest], core.Manifest], root: bytes | None = None) -> bytes:
    """The next manifest with something else in it, signed by the root all the same."""
    draft = core.read_payload(draft_manifest(OPERATOR, un.team))
    return signed(core.write(change(draft)), root or un.root)


def refused(un: Scene, content: bytes, reason: str) -> None:
    with pytest.raises(errors.ManifestRefused) as raised:
        publish_manifest(OPERATOR, content)
    assert raised.value.reason == reason
    assert Manifest.objects.filter(team=un.team).count() == 1
    assert current_manifest(un.team.pk).version == 1


def test_a_draft_signed_offline_is_in_force_at_once(un: Scene) -> None:
    un.hire()
    un.sign()
    now = current_manifest(un.team.pk)
    assert now.version == 2
    assert len(now.payload.handlers) == 4
    assert now.payload.previous == Manifest.objects.get(team=un.team, version=1).sha256.hex()


def test_the_same_manifest_published_again_is_the_same(un: Scene) -> None:
    content = signed(draft_manifest(OPERATOR, un.team), un.root)
    assert publish_manifest(OPERATOR, content) == publish_manifest(OPERATOR, content)


def test_a_changed_byte_breaks_the_signature(un: Scene) -> None:
    envelope = json.loads(signed(draft_manifest(OPERATOR, un.team), un.root))
    envelope["signature"] = json.loads(altered(un, lambda one: replace(one, version=9)))["signature"]
    refused(un, json.dumps(envelope).encode(), "signature")


def test_another_root_is_refused(un: Scene) -> None:
    private, public = seed()
    refused(un, altered(un, lambda one: replace(one, root=public), private), "root")


@pytest.mark.parametrize("version", [1, 3, 100])
def test_a_version_that_is_not_the_next_is_refused(un: Scene, version: int) -> None:
    refused(un, altered(un, lambda one: replace(one, version=version)), "version")


def test_a_manifest_that_does_not_follow_the_one_before_is_refused(un: Scene) -> None:
    refused(un, altered(un, lambda one: replace(one, previous="0" * 64)), "previous")
    refused(un, altered(un, lambda one: replace(one, previous=None)), "previous")


def test_an_expired_manifest_is_refused(un: Scene) -> None:
    past = timezone.now() - timedelta(days=2)
    content = altered(un, lambda one: replace(one, issued=past, expires=past + timedelta(days=1)))
    refused(un, content, "expired")


def test_a_manifest_with_keys_that_are_not_kept_here_is_refused(un: Scene) -> None:
    def with_other_keys(one: core.Manifest) -> core.Manifest:
        return replace(one, handlers=(replace(one.handlers[0], age1pq=hybrid_recipient()), *one.handlers[1:]))

    def with_a_stranger(one: core.Manifest) -> core.Manifest:
        return replace(one, handlers=(*one.handlers, replace(one.handlers[0], id=uuid4())))

    refused(un, altered(un, with_other_keys), "keys")
    refused(un, altered(un, with_a_stranger), "keys")
    refused(un, altered(un, lambda one: replace(one, handlers=())), "keys")


def test_a_manifest_with_a_handler_who_has_left_is_refused(un: Scene) -> None:
    content = signed(draft_manifest(OPERATOR, un.team), un.root)
    retire(OPERATOR, un.handlers[0].keys.pk)
    refused(un, content, "keys")


def test_a_manifest_with_another_recovery_key_is_refused(un: Scene) -> None:
    other = core.Recovery(uuid4(), hybrid_recipient(), un.recovery.age1)
    refused(un, altered(un, lambda one: replace(one, recovery=other)), "recovery")


@pytest.mark.parametrize(
    "content", [b"", b"{}", b"[]", b"\xff\xfe", b'{"payload":"","signature":""}', b"[" * 9000]
)
def test_what_is_no_manifest_is_refused(un: Scene, content: bytes) -> None:
    refused(un, content, "malformed")


def test_a_manifest_of_another_entity_is_not_published_by_this_one_s_administrator(un: Scene) -> None:
    other = scene(1)
    content = signed(draft_manifest(OPERATOR, other.team), other.root)
    with pytest.raises(NotFound):
        publish_manifest(un.administrator(), content)
    assert current_manifest(other.team.pk).version == 1


def test_an_expired_team_is_not_listed_and_has_no_manifest(un: Scene) -> None:
    assert [one.payload.team for one in teams_in_force()] == [un.team.pk]
    Manifest.objects.update(expires_at=timezone.now())
    assert teams_in_force() == []
    with pytest.raises(errors.NoManifest):
        current_manifest(un.team.pk)


def test_no_draft_without_recovery(un: Scene) -> None:
    KeySet.objects.filter(account__isnull=True).update(retired_at=timezone.now())
    with pytest.raises(errors.ManifestRefused):
        draft_manifest(OPERATOR, un.team)


# --- recovery ---------------------------------------------------------------------------------------------


def test_a_new_recovery_key_takes_the_place_of_the_old(un: Scene) -> None:
    made = register_recovery(OPERATOR, un.entity.pk, age1pq=hybrid_recipient(), age1=new_keys().age1)
    un.recovery.refresh_from_db()
    assert un.recovery.retired_at is not None
    un.sign()
    assert current_manifest(un.team.pk).recovery == made.pk


def test_a_rehearsal_is_due_every_year_and_done_when_recorded(un: Scene) -> None:
    assert rehearsals_due() == []
    KeySet.objects.filter(pk=un.recovery.pk).update(created_at=timezone.now() - timedelta(days=366))
    assert rehearsals_due() == [un.recovery]
    record_rehearsal(un.administrator(), un.entity.pk)
    assert rehearsals_due() == []


def test_a_closed_team_receives_nothing_new_and_what_it_has_goes_on(un: Scene) -> None:
    reporter, late = Reporter(), Reporter()
    reporter.report(un)
    close_team("operator", un.team)
    with pytest.raises(errors.NoManifest):
        late.report(un)
    assert un.team.pk not in {one.payload.team for one in teams_in_force()}
    append_item(REPORTER, reporter.compartment, reporter.item(2))
    one = un.handlers[0]
    begin_epoch(one.actor, reporter.compartment, reporter.epoch(2, [*un.principals, None], one))
    open_team("operator", un.team)
    late.report(un)
