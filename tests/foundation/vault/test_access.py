"""Letting in, taking away, rotating, leaving: who can read afterwards is exactly who should."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from upstander.core.sealing.signatures import sign_epoch
from upstander.foundation.entities.models import Team
from upstander.foundation.entities.services import end_membership
from upstander.foundation.trail.models import Entry
from upstander.foundation.trail.verbs import Verb
from upstander.foundation.vault import errors
from upstander.foundation.vault.models import Compartment, Epoch, Grant
from upstander.foundation.vault.selectors import compartments_for
from upstander.foundation.vault.services import (
    add_grants,
    append_item,
    begin_epoch,
    enrol,
    exclude,
    open_items,
    remove_grants,
)
from upstander.foundation.vault.services.leaving import dismiss, leave_the_departed
from upstander.foundation.vault.values import REPORTER

from .scene import Handler, Reporter, Scene, answer, new_keys, scene

pytestmark = pytest.mark.django_db


@pytest.fixture
def un() -> Scene:
    return scene()


@pytest.fixture
def reporter(un: Scene) -> Reporter:
    reporter = Reporter()
    reporter.report(un)
    return reporter


def row_of(reporter: Reporter) -> Compartment:
    return Compartment.objects.get(pk=reporter.compartment)


def holders(reporter: Reporter, epoch: int) -> set[UUID | None]:
    rows = Grant.objects.filter(compartment=reporter.compartment, epoch=epoch)
    return set(rows.values_list("principal_id", flat=True))


def sees(handler: Handler, reporter: Reporter) -> bool:
    return compartments_for(handler.actor).filter(pk=reporter.compartment).exists()


# --- the funnel -------------------------------------------------------------------------------------------


def test_a_grant_alone_is_not_enough_without_a_role(un: Scene, reporter: Reporter) -> None:
    handler = un.handlers[0]
    assert sees(handler, reporter)
    handler.membership.ends_on = timezone.localdate()
    handler.membership.save()
    assert not sees(handler, reporter)


def test_a_role_alone_is_not_enough_without_a_grant(un: Scene, reporter: Reporter) -> None:
    assert not sees(un.hire(), reporter)


def test_an_administrator_and_another_entity_see_nothing(un: Scene, reporter: Reporter) -> None:
    assert not compartments_for(un.administrator()).exists()
    assert not sees(scene(1).handlers[0], reporter)


# --- letting in -------------------------------------------------------------------------------------------


def test_a_colleague_who_was_let_in_can_read(un: Scene, reporter: Reporter) -> None:
    hired = un.hire()
    un.sign()
    assert add_grants(un.handlers[0].actor, reporter.compartment, reporter.grants([hired.keys.pk])) == 1
    assert sees(hired, reporter)
    assert add_grants(un.handlers[0].actor, reporter.compartment, reporter.grants([hired.keys.pk])) == 0


def test_nobody_outside_the_manifest_is_let_in(un: Scene, reporter: Reporter) -> None:
    for stranger in (un.hire(), scene(1).handlers[0]):
        with pytest.raises(errors.NotARecipient):
            add_grants(un.handlers[0].actor, reporter.compartment, reporter.grants([stranger.keys.pk]))


def test_an_excluded_person_is_not_let_in_even_with_new_keys(un: Scene) -> None:
    shut, reporter = un.handlers[0], Reporter()
    reporter.report(un, (shut.keys.pk,))
    grants = reporter.grants([shut.keys.pk])
    with pytest.raises(errors.Excluded):
        add_grants(un.handlers[1].actor, reporter.compartment, grants)
    dismiss(un.administrator(), shut.keys.pk)
    again = enrol(shut.actor, un.entity.pk, new_keys())
    un.sign()
    with pytest.raises(errors.Excluded):
        add_grants(un.handlers[1].actor, reporter.compartment, reporter.grants([again.pk]))


def test_a_grant_for_an_epoch_that_does_not_exist_is_refused(un: Scene, reporter: Reporter) -> None:
    hired = un.hire()
    un.sign()
    with pytest.raises(errors.Malformed):
        add_grants(un.handlers[0].actor, reporter.compartment, reporter.grants([hired.keys.pk], epoch=2))


# --- taking away and rotating -----------------------------------------------------------------------------


def test_taking_access_away_marks_rotation_due_until_the_next_epoch(un: Scene, reporter: Reporter) -> None:
    gone, left = un.handlers[0], un.handlers[1]
    remove_grants(left.actor, reporter.compartment, gone.keys.pk)
    assert not sees(gone, reporter)
    assert row_of(reporter).rotation_due_at is not None
    remaining: list[UUID | None] = [pk for pk in un.principals if pk != gone.keys.pk]
    begin_epoch(left.actor, reporter.compartment, reporter.epoch(2, [*remaining, None], left))
    assert row_of(reporter).rotation_due_at is None
    assert holders(reporter, 2) == {*remaining, None}
    append_item(left.actor, reporter.compartment, answer(left, reporter, 2, epoch=2))


def test_the_recovery_key_s_access_cannot_be_taken_away(un: Scene, reporter: Reporter) -> None:
    with pytest.raises(errors.NotThere):
        remove_grants(un.handlers[0].actor, reporter.compartment, un.recovery.pk)
    assert un.recovery.pk in holders(reporter, 1)


@pytest.mark.parametrize("left_out", ["handler", "recovery", "receipt"])
def test_a_rotation_that_leaves_someone_out_is_refused(un: Scene, reporter: Reporter, left_out: str) -> None:
    everybody: list[UUID | None] = [*un.principals, None]
    everybody.remove(
        {"handler": un.handlers[2].keys.pk, "recovery": un.recovery.pk, "receipt": None}[left_out]
    )
    with pytest.raises(errors.GrantMissing):
        begin_epoch(un.handlers[0].actor, reporter.compartment, reporter.epoch(2, everybody, un.handlers[0]))
    assert Epoch.objects.filter(compartment=reporter.compartment).count() == 1


def test_a_rotation_lets_nobody_new_in(un: Scene, reporter: Reporter) -> None:
    hired = un.hire()
    un.sign()
    with pytest.raises(errors.NotARecipient):
        begin_epoch(
            un.handlers[0].actor,
            reporter.compartment,
            reporter.epoch(2, [*un.principals, None, hired.keys.pk], un.handlers[0]),
        )


def test_of_two_rotations_the_second_is_refused_the_same_is_not(un: Scene, reporter: Reporter) -> None:
    everybody: list[UUID | None] = [*un.principals, None]
    first = reporter.epoch(2, everybody, un.handlers[0])
    begin_epoch(un.handlers[0].actor, reporter.compartment, first)
    begin_epoch(un.handlers[0].actor, reporter.compartment, first)
    with pytest.raises(errors.EpochTaken) as taken:
        begin_epoch(un.handlers[1].actor, reporter.compartment, reporter.epoch(2, everybody, un.handlers[1]))
    assert taken.value.next == 3
    assert Epoch.objects.filter(compartment=reporter.compartment).count() == 2


@pytest.mark.parametrize("wrong", ["unsigned", "a colleague", "the reporter", "number", "recipient", "place"])
def test_an_epoch_that_its_beginner_did_not_sign_is_refused(
    un: Scene, reporter: Reporter, wrong: str
) -> None:
    one, other = un.handlers[:2]
    new = reporter.epoch(2, [*un.principals, None], one)
    compartment = reporter.compartment
    signature = {
        "unsigned": bytes(64),
        "a colleague": sign_epoch(other.ed25519, compartment, 2, new.recipient),
        "the reporter": sign_epoch(reporter.seed, compartment, 2, new.recipient),
        "number": sign_epoch(one.ed25519, compartment, 3, new.recipient),
        "recipient": sign_epoch(one.ed25519, compartment, 2, reporter.mailbox),
        "place": sign_epoch(one.ed25519, uuid4(), 2, new.recipient),
    }[wrong]
    with pytest.raises(errors.NotSigned):
        begin_epoch(one.actor, compartment, replace(new, signature=signature))
    assert Epoch.objects.filter(compartment=compartment).count() == 1
    assert holders(reporter, 2) == set()


def test_who_began_an_epoch_is_kept_beside_it(un: Scene, reporter: Reporter) -> None:
    everybody: list[UUID | None] = [*un.principals, None]
    begin_epoch(un.handlers[0].actor, reporter.compartment, reporter.epoch(2, everybody, un.handlers[0]))
    begin_epoch(REPORTER, reporter.compartment, reporter.epoch(3, everybody))
    signers = Epoch.objects.filter(compartment=reporter.compartment).order_by("number")
    assert [one.signer_id for one in signers] == [None, un.handlers[0].keys.pk, None]


def test_an_old_identity_cannot_come_again_as_a_new_one(un: Scene, reporter: Reporter) -> None:
    old = str(reporter.identity.to_public())
    new = reporter.epoch(2, [*un.principals, None], un.handlers[0])
    with pytest.raises(errors.Malformed):
        begin_epoch(un.handlers[0].actor, reporter.compartment, replace(new, recipient=old))


def test_what_is_sealed_to_an_epoch_that_is_over_is_refused(un: Scene, reporter: Reporter) -> None:
    late = reporter.item(2)
    begin_epoch(
        un.handlers[0].actor, reporter.compartment, reporter.epoch(2, [*un.principals, None], un.handlers[0])
    )
    with pytest.raises(errors.EpochOver) as over:
        append_item(REPORTER, reporter.compartment, late)
    assert over.value.epoch == 2


def test_who_has_only_the_later_key_gets_only_the_later_ciphertext(un: Scene, reporter: Reporter) -> None:
    hired = un.hire()
    un.sign()
    begin_epoch(
        un.handlers[0].actor, reporter.compartment, reporter.epoch(2, [*un.principals, None], un.handlers[0])
    )
    add_grants(un.handlers[0].actor, reporter.compartment, reporter.grants([hired.keys.pk], epoch=2))
    append_item(REPORTER, reporter.compartment, reporter.item(2, epoch=2))
    seen = open_items(hired.actor, reporter.compartment)
    assert [item.ciphertext is None for item in seen] == [True, False]


# --- the reporter shuts someone out later ------------------------------------------------------------------


def test_the_reporter_shuts_someone_out_and_changes_the_key_in_one_act(un: Scene, reporter: Reporter) -> None:
    shut = un.handlers[0]
    left: list[UUID | None] = [pk for pk in un.principals if pk != shut.keys.pk]
    exclude(REPORTER, reporter.compartment, shut.keys.pk, reporter.epoch(2, [*left, None]))
    assert not sees(shut, reporter)
    assert holders(reporter, 1) == holders(reporter, 2) == {*left, None}
    assert row_of(reporter).rotation_due_at is None


def test_without_a_new_key_the_rotation_is_marked_due(un: Scene, reporter: Reporter) -> None:
    exclude(REPORTER, reporter.compartment, un.handlers[0].keys.pk)
    assert row_of(reporter).rotation_due_at is not None
    with pytest.raises(errors.Excluded):
        add_grants(un.handlers[1].actor, reporter.compartment, reporter.grants([un.handlers[0].keys.pk]))


def test_an_exclusion_with_a_bad_epoch_changes_nothing(un: Scene, reporter: Reporter) -> None:
    with pytest.raises(errors.GrantMissing):
        exclude(REPORTER, reporter.compartment, un.handlers[0].keys.pk, reporter.epoch(2, [None]))
    assert sees(un.handlers[0], reporter)


# --- leaving ----------------------------------------------------------------------------------------------


def test_who_loses_her_role_loses_her_grants_everywhere_in_the_entity(un: Scene, reporter: Reporter) -> None:
    gone, other = un.handlers[0], Reporter()
    other.report(un)
    end_membership(un.administrator(), gone.membership, on=timezone.localdate())
    assert not Grant.objects.filter(principal=gone.keys).exists()
    gone.keys.refresh_from_db()
    assert gone.keys.retired_at is not None
    assert all(row_of(one).rotation_due_at for one in (reporter, other))
    assert Entry.objects.filter(verb=Verb.KEY_SET_RETIRE, object_id=str(gone.keys.pk)).count() == 1


def test_leaving_one_entity_takes_nothing_away_in_another(un: Scene, reporter: Reporter) -> None:
    other, elsewhere = scene(1), Reporter()
    elsewhere.report(other)
    end_membership("operator", un.handlers[0].membership, on=timezone.localdate())
    assert sees(other.handlers[0], elsewhere)


def test_a_role_that_ends_next_week_keeps_its_grants_until_then(un: Scene, reporter: Reporter) -> None:
    gone = un.handlers[0]
    end_membership("operator", gone.membership, on=timezone.localdate() + timedelta(days=7))
    assert sees(gone, reporter)
    gone.membership.refresh_from_db()
    gone.membership.ends_on = timezone.localdate()
    gone.membership.save()
    assert leave_the_departed() > 0
    assert not Grant.objects.filter(principal=gone.keys).exists()


def test_who_leaves_one_team_for_another_loses_its_reports_only(un: Scene, reporter: Reporter) -> None:
    mover = un.handlers[0]
    other_team = Team.objects.create(entity=un.entity, name="Field")
    mover.membership.__class__.objects.create(
        account=mover.account,
        entity=un.entity,
        role=mover.membership.role,
        team=other_team,
        starts_on=timezone.localdate(),
    )
    end_membership("operator", mover.membership, on=timezone.localdate())
    mover.keys.refresh_from_db()
    assert mover.keys.retired_at is None
    assert not Grant.objects.filter(principal=mover.keys, compartment=reporter.compartment).exists()


def test_only_who_publishes_manifests_may_dismiss(un: Scene, reporter: Reporter) -> None:
    from upstander.foundation.access.decisions import NotFound, Refused

    with pytest.raises(Refused):
        dismiss(un.handlers[0].actor, un.handlers[1].keys.pk)
    with pytest.raises(NotFound):
        dismiss(scene(1).administrator(), un.handlers[1].keys.pk)
    assert dismiss(un.administrator(), un.handlers[1].keys.pk) == 1
    assert not sees(un.handlers[1], reporter)
