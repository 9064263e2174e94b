"""A submission is kept whole or not at all, and only for those who may read it."""

from __future__ import annotations

import os
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.utils import timezone

from upstander.foundation.trail.models import Entry
from upstander.foundation.vault import errors
from upstander.foundation.vault.models import Compartment, Exclusion, Grant, Item
from upstander.foundation.vault.selectors import compartments_for, mailbox
from upstander.foundation.vault.services import create_compartment, hand_over, retire
from upstander.foundation.vault.values import OPERATOR, REPORTER, NewCompartment

from .scene import Reporter, Scene, case_file, hybrid_file, hybrid_recipient, scene, shaped

pytestmark = pytest.mark.django_db


@pytest.fixture
def un() -> Scene:
    return scene()


def refused(new: NewCompartment, error: type[errors.VaultError]) -> errors.VaultError:
    """It is refused with that error, and the database is what it was."""
    before = (Compartment.objects.count(), Grant.objects.count(), Item.objects.count(), Entry.objects.count())
    with pytest.raises(error) as raised:
        create_compartment(REPORTER, new)
    after = (Compartment.objects.count(), Grant.objects.count(), Item.objects.count(), Entry.objects.count())
    assert after == before
    return raised.value


def test_a_report_is_kept_with_everything_it_needs(un: Scene) -> None:
    reporter = Reporter()
    row = reporter.report(un)
    assert row.entity_id == un.entity.pk
    assert {grant.principal_id for grant in row.grants.all()} == {*un.principals, None}
    assert mailbox(reporter.locator_hash) == row
    assert bytes(row.items.get().ciphertext or b"") == reporter_item(row)
    assert Entry.objects.filter(object_id=str(row.pk), actor="reporter").count() == 1


def reporter_item(row: Compartment) -> bytes:
    return bytes(Item.objects.get(compartment=row, sequence=1).ciphertext or b"")


def test_the_same_submission_again_makes_nothing_new(un: Scene) -> None:
    new = Reporter().submission(un)
    first, made = create_compartment(REPORTER, new)
    again, made_again = create_compartment(REPORTER, new)
    assert (made, made_again, again) == (True, False, first)
    assert Item.objects.filter(compartment=first).count() == 1


def test_another_submission_under_the_same_identifier_is_refused(un: Scene) -> None:
    new = Reporter().submission(un)
    create_compartment(REPORTER, new)
    refused(replace(new, digest=os.urandom(32)), errors.IdTaken)


def test_a_second_compartment_for_one_receipt_is_refused(un: Scene) -> None:
    one, other = Reporter(), Reporter()
    one.report(un)
    other.locator_hash = one.locator_hash
    refused(other.submission(un), errors.IdTaken)


def test_a_report_without_a_recovery_grant_is_refused(un: Scene) -> None:
    new = Reporter().submission(un)
    kept = [grant for grant in new.grants if grant.principal != un.recovery.pk]
    assert refused(replace(new, grants=kept), errors.GrantMissing).principals == [str(un.recovery.pk)]  # type: ignore[attr-defined]


def test_a_report_that_its_own_author_could_not_read_is_refused(un: Scene) -> None:
    new = Reporter().submission(un)
    refused(replace(new, grants=[one for one in new.grants if one.principal]), errors.GrantMissing)


def test_a_report_that_no_handler_could_read_is_refused(un: Scene) -> None:
    new = Reporter().submission(un)
    kept = [one for one in new.grants if one.principal in (None, un.recovery.pk)]
    refused(replace(new, grants=kept), errors.GrantMissing)


def test_a_grant_to_someone_of_another_entity_is_refused(un: Scene) -> None:
    other, new = scene(1), Reporter().submission(un)
    foreign = replace(new.grants[0], principal=other.handlers[0].keys.pk)
    refused(replace(new, grants=[*new.grants, foreign]), errors.NotARecipient)


def test_a_grant_to_a_handler_who_is_not_in_the_manifest_is_refused(un: Scene) -> None:
    hired, new = un.hire(), Reporter().submission(un)
    refused(
        replace(new, grants=[*new.grants, replace(new.grants[0], principal=hired.keys.pk)]),
        errors.NotARecipient,
    )


def test_a_grant_to_an_excluded_handler_is_refused(un: Scene) -> None:
    new = Reporter().submission(un)
    refused(replace(new, excluded=[un.handlers[0].keys.pk]), errors.Excluded)


def test_an_excluded_handler_never_receives_a_grant_and_never_sees_the_report(un: Scene) -> None:
    shut = un.handlers[0]
    row = Reporter().report(un, (shut.keys.pk,))
    assert not Grant.objects.filter(compartment=row, principal=shut.keys).exists()
    assert Exclusion.objects.get(compartment=row).account == shut.account
    assert not compartments_for(shut.actor).exists()
    assert compartments_for(un.handlers[1].actor).get() == row


def test_two_grants_to_the_same_principal_are_refused(un: Scene) -> None:
    new = Reporter().submission(un)
    refused(replace(new, grants=[*new.grants, new.grants[0]]), errors.Malformed)


def test_who_was_writing_when_a_new_manifest_came_is_not_turned_away(un: Scene) -> None:
    new = Reporter().submission(un)
    un.sign()
    assert create_compartment(REPORTER, new)[1]


def test_a_report_sealed_by_an_older_manifest_is_refused_and_told_the_newer(un: Scene) -> None:
    new = Reporter().submission(un)
    un.sign()
    un.team.manifests.update(published_at=timezone.now() - timedelta(days=2))
    assert refused(new, errors.ManifestOutdated).extra == {"version": 2}
    un.sign()
    assert refused(new, errors.ManifestOutdated).extra == {"version": 3}


def test_a_team_without_a_manifest_in_force_receives_nothing(un: Scene) -> None:
    new = Reporter().submission(un)
    un.team.manifests.update(expires_at="2020-01-01T00:00:00Z")
    refused(new, errors.NoManifest)


def test_a_grant_to_keys_that_were_retired_since_is_left_away_and_the_report_kept(un: Scene) -> None:
    gone = un.handlers[0]
    retire(OPERATOR, gone.keys.pk)
    row = Reporter().report(un)
    assert not Grant.objects.filter(principal=gone.keys).exists()
    assert row.grants.count() == len(un.principals)


def test_a_record_belongs_to_its_author_alone() -> None:
    row = Reporter().report(None)
    assert row.entity is None
    assert [grant.principal for grant in row.grants.all()] == [None]


def test_a_record_cannot_be_granted_to_anyone_else(un: Scene) -> None:
    reporter = Reporter()
    new = reporter.submission(None)
    refused(
        replace(new, grants=[*new.grants, *reporter.grants([un.handlers[0].keys.pk])]), errors.NotARecipient
    )


def begins_like_age() -> bytes:
    return b"age-encryption.org/v1\n-> X25519 not really\n" + bytes(5000)


@pytest.mark.parametrize(
    "ciphertext",
    [
        b"",
        begins_like_age(),
        b"age-encryption.org/v1\n" + os.urandom(4096),
        hybrid_file(4096),
        shaped(b"scrypt AAAAAAAAAAAAAAAAAAAAAA 10", 4096),
        shaped(b"X25519 " + b"A" * 43, 4097),
        shaped(b"X25519 " + b"A" * 43, 4096, b"-> X25519 " + b"A" * 43 + b"\n" + b"A" * 43 + b"\n"),
    ],
    ids=[
        "empty",
        "header only",
        "random",
        "other algorithm",
        "passphrase",
        "not a size class",
        "two recipients",
    ],
)
def test_an_item_that_is_not_exactly_a_sealed_item_is_refused(un: Scene, ciphertext: bytes) -> None:
    new = Reporter().submission(un)
    assert new.item
    refused(replace(new, item=replace(new.item, ciphertext=ciphertext)), errors.Malformed)


def test_an_item_larger_than_the_largest_class_is_refused(un: Scene) -> None:
    new = Reporter().submission(un)
    assert new.item
    huge = shaped(b"X25519 " + b"A" * 43, 2 * 1024 * 1024)
    refused(replace(new, item=replace(new.item, ciphertext=huge)), errors.TooLarge)


def test_a_grant_that_merely_begins_like_age_is_refused(un: Scene) -> None:
    new = Reporter().submission(un)
    refused(
        replace(new, grants=[replace(new.grants[0], ciphertext=begins_like_age()), *new.grants[1:]]),
        errors.Malformed,
    )


def test_an_item_signed_by_someone_else_is_refused(un: Scene) -> None:
    new = Reporter().submission(un)
    refused(replace(new, author=Reporter().public), errors.NotSigned)


def test_a_recipient_with_a_wrong_checksum_is_refused(un: Scene) -> None:
    new = Reporter().submission(un)
    last = "q" if new.recipient[-1] != "q" else "p"
    refused(replace(new, recipient=new.recipient[:-1] + last), errors.Malformed)
    refused(replace(new, recipient=hybrid_recipient()), errors.Malformed)


def test_an_item_identifier_that_is_taken_is_refused(un: Scene) -> None:
    first = Reporter().submission(un)
    create_compartment(REPORTER, first)
    new = Reporter().submission(un)
    assert first.item
    assert new.item
    refused(replace(new, item=replace(new.item, id=first.item.id)), errors.IdTaken)


# --- a record becomes a report ----------------------------------------------------------------------------


def test_a_record_becomes_a_report_by_grants_alone(un: Scene) -> None:
    reporter = Reporter()
    row = reporter.report(None)
    hand_over(REPORTER, row.pk, team=un.team, manifest_version=1, grants=reporter.grants(list(un.principals)))
    assert compartments_for(un.handlers[0].actor).get() == row
    assert row.items.count() == 1


def test_a_record_is_handed_over_without_the_excluded(un: Scene) -> None:
    reporter, shut = Reporter(), un.handlers[0]
    row = reporter.report(None)
    principals = [pk for pk in un.principals if pk != shut.keys.pk]
    hand_over(
        REPORTER,
        row.pk,
        team=un.team,
        manifest_version=1,
        grants=reporter.grants(list(principals)),
        excluded=[shut.keys.pk],
    )
    assert not compartments_for(shut.actor).exists()
    with pytest.raises(errors.IdTaken):
        hand_over(
            REPORTER, row.pk, team=un.team, manifest_version=1, grants=reporter.grants(list(principals))
        )


def test_a_hand_over_without_recovery_leaves_the_record_as_it_was(un: Scene) -> None:
    reporter = Reporter()
    row = reporter.report(None)
    with pytest.raises(errors.GrantMissing):
        hand_over(
            REPORTER,
            row.pk,
            team=un.team,
            manifest_version=1,
            grants=reporter.grants([un.handlers[0].keys.pk]),
        )
    row.refresh_from_db()
    assert (row.kind, row.entity, row.grants.count()) == ("record", None, 1)


# --- the case file ----------------------------------------------------------------------------------------


def test_who_is_shut_out_of_a_report_is_shut_out_of_its_case_file(un: Scene) -> None:
    shut, maker = un.handlers[0], un.handlers[1]
    report = Reporter().report(un, (shut.keys.pk,))
    with pytest.raises(errors.Excluded):
        create_compartment(maker.actor, case_file(un, report))
    kept = [pk for pk in un.principals if pk != shut.keys.pk]
    made, _ = create_compartment(maker.actor, case_file(un, report, kept))
    assert made.exclusions.get().account == shut.account
    assert {made, report} == set(compartments_for(maker.actor))


def test_a_case_file_is_never_granted_to_a_receipt(un: Scene) -> None:
    new = case_file(un, Reporter().report(un))
    receipt = replace(new.grants[0], principal=None)
    with pytest.raises(errors.NotARecipient):
        create_compartment(un.handlers[0].actor, replace(new, grants=[*new.grants, receipt]))


def test_a_stranger_s_receipt_finds_nothing() -> None:
    with pytest.raises(errors.NotThere):
        mailbox(os.urandom(32))
    assert not Compartment.objects.filter(pk=uuid4()).exists()
