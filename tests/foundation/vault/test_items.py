"""Items are appended once, in order, signed, and erased only while nobody has opened them."""

from __future__ import annotations

import os
import threading
from dataclasses import replace
from uuid import uuid4

import pytest
from django.db import connections

from upstander.foundation.trail.models import Entry
from upstander.foundation.trail.verbs import Verb
from upstander.foundation.vault import errors
from upstander.foundation.vault.models import Item, Opening
from upstander.foundation.vault.services import append_item, create_compartment, erase_item, open_items
from upstander.foundation.vault.values import REPORTER

from .scene import Reporter, Scene, answer, case_file, scene, write

pytestmark = pytest.mark.django_db


@pytest.fixture
def un() -> Scene:
    return scene()


@pytest.fixture
def reporter(un: Scene) -> Reporter:
    reporter = Reporter()
    reporter.report(un)
    return reporter


def test_a_conversation_goes_back_and_forth(un: Scene, reporter: Reporter) -> None:
    append_item(un.handlers[0].actor, reporter.compartment, answer(un.handlers[0], reporter, 2))
    append_item(REPORTER, reporter.compartment, reporter.item(3))
    rows = Item.objects.filter(compartment=reporter.compartment)
    assert [(row.sequence, row.direction) for row in rows] == [
        (1, "reporter"),
        (2, "handlers"),
        (3, "reporter"),
    ]


def test_the_same_item_again_is_kept_once(reporter: Reporter) -> None:
    new = reporter.item(2)
    first, made = append_item(REPORTER, reporter.compartment, new)
    again, made_again = append_item(REPORTER, reporter.compartment, new)
    assert (made, made_again, again) == (True, False, first)


def test_another_item_under_the_same_identifier_is_refused(reporter: Reporter) -> None:
    append_item(REPORTER, reporter.compartment, new := reporter.item(2))
    with pytest.raises(errors.IdTaken):
        append_item(REPORTER, reporter.compartment, replace(reporter.item(2), id=new.id))


@pytest.mark.parametrize("sequence", [1, 3, 100])
def test_a_number_that_is_not_the_next_is_refused_and_told_the_next(
    reporter: Reporter, sequence: int
) -> None:
    with pytest.raises(errors.SequenceTaken) as taken:
        append_item(REPORTER, reporter.compartment, reporter.item(sequence))
    assert taken.value.next == 2


def test_an_item_replayed_at_another_place_is_refused(un: Scene, reporter: Reporter) -> None:
    old = Item.objects.get(compartment=reporter.compartment)
    replayed = replace(
        reporter.item(2), ciphertext=bytes(old.ciphertext or b""), signature=bytes(old.signature)
    )
    with pytest.raises(errors.NotSigned):
        append_item(REPORTER, reporter.compartment, replayed)


def test_nobody_can_write_in_another_s_name(un: Scene, reporter: Reporter) -> None:
    one, other = un.handlers[:2]
    with pytest.raises(errors.NotSigned):
        append_item(one.actor, reporter.compartment, answer(other, reporter, 2))
    with pytest.raises(errors.NotSigned):
        append_item(one.actor, reporter.compartment, reporter.item(2))


def test_a_handler_of_another_entity_finds_no_such_compartment(reporter: Reporter) -> None:
    stranger = scene(1).handlers[0]
    with pytest.raises(errors.NotThere):
        append_item(stranger.actor, reporter.compartment, answer(stranger, reporter, 2))
    with pytest.raises(errors.NotThere):
        open_items(stranger.actor, reporter.compartment)


def test_an_excluded_handler_finds_no_such_compartment(un: Scene) -> None:
    shut, reporter = un.handlers[0], Reporter()
    reporter.report(un, (shut.keys.pk,))
    for attempt in (open_items, lambda a, c: append_item(a, c, answer(shut, reporter, 2))):
        with pytest.raises(errors.NotThere):
            attempt(shut.actor, reporter.compartment)


def test_an_item_identifier_of_another_compartment_is_refused(un: Scene, reporter: Reporter) -> None:
    other = Reporter()
    other.report(un)
    taken = Item.objects.get(compartment=other.compartment).pk
    with pytest.raises(errors.IdTaken):
        append_item(REPORTER, reporter.compartment, replace(reporter.item(2), id=taken))


def test_staff_notes_stand_in_the_case_file_and_never_in_the_conversation(un: Scene) -> None:
    handler = un.handlers[0]
    report = Reporter().report(un)
    file, _ = create_compartment(handler.actor, case_file(un, report))
    recipient = file.epochs.get().recipient
    note, _ = append_item(handler.actor, file.pk, write(file.pk, handler.ed25519, recipient, 1, "staff"))
    assert note.direction == "staff"
    with pytest.raises(errors.NotSigned):
        append_item(handler.actor, report.pk, write(report.pk, handler.ed25519, recipient, 2, "staff"))


@pytest.mark.django_db(transaction=True)
def test_of_simultaneous_messages_each_is_kept_once_and_in_its_own_place() -> None:
    un, reporter = scene(1), Reporter()
    reporter.report(un)
    kept: list[int] = []

    def send() -> None:
        number = 2
        while True:
            try:
                item, _ = append_item(REPORTER, reporter.compartment, reporter.item(number))
                kept.append(item.sequence)
                break
            except errors.SequenceTaken as taken:
                number = taken.next
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(kept) == list(range(2, 10))


@pytest.mark.django_db(transaction=True)
def test_the_same_submission_sent_by_eight_at_once_makes_one_report() -> None:
    un, reporter = scene(1), Reporter()
    new, made = reporter.submission(un), []

    def send() -> None:
        made.append(create_compartment(REPORTER, new)[1])
        connections.close_all()

    threads = [threading.Thread(target=send) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(made) == [False] * 7 + [True]
    assert Item.objects.filter(compartment=reporter.compartment).count() == 1


# --- opening ----------------------------------------------------------------------------------------------


def test_opening_is_on_the_trail_and_marked_once(un: Scene, reporter: Reporter) -> None:
    handler = un.handlers[0]
    items = open_items(handler.actor, reporter.compartment)
    assert items[0].ciphertext is not None
    open_items(handler.actor, reporter.compartment)
    assert Opening.objects.filter(account=handler.account).count() == 1
    opened = Entry.objects.filter(verb=Verb.ITEM_OPEN, actor=str(handler.account.pk))
    assert opened.count() == 2


def test_one_does_not_open_what_one_wrote(un: Scene, reporter: Reporter) -> None:
    handler = un.handlers[0]
    item, _ = append_item(handler.actor, reporter.compartment, answer(handler, reporter, 2))
    open_items(handler.actor, reporter.compartment)
    open_items(REPORTER, reporter.compartment)
    assert [opening.account for opening in item.openings.all()] == [None]
    assert not Opening.objects.filter(item__sequence=1, account__isnull=True).exists()


def test_a_reporter_who_merely_looks_again_leaves_no_entry(un: Scene, reporter: Reporter) -> None:
    before = Entry.objects.count()
    open_items(REPORTER, reporter.compartment)
    assert Entry.objects.count() == before


# --- erasing ----------------------------------------------------------------------------------------------


def test_what_nobody_opened_can_be_erased_and_leaves_its_place(un: Scene, reporter: Reporter) -> None:
    item = Item.objects.get(compartment=reporter.compartment)
    hash_before, signature_before = bytes(item.sha256), bytes(item.signature)
    erased = erase_item(REPORTER, reporter.compartment, item.pk)
    assert erased.ciphertext is None
    assert (bytes(erased.sha256), bytes(erased.signature)) == (hash_before, signature_before)
    assert erase_item(REPORTER, reporter.compartment, item.pk).erased_at == erased.erased_at
    append_item(REPORTER, reporter.compartment, reporter.item(2))
    assert [row.ciphertext is None for row in open_items(un.handlers[0].actor, reporter.compartment)] == [
        True,
        False,
    ]


def test_what_somebody_opened_cannot_be_erased(un: Scene, reporter: Reporter) -> None:
    open_items(un.handlers[0].actor, reporter.compartment)
    with pytest.raises(errors.AlreadyOpened):
        erase_item(REPORTER, reporter.compartment, Item.objects.get(compartment=reporter.compartment).pk)


def test_nobody_erases_what_another_wrote(un: Scene, reporter: Reporter) -> None:
    one, other = un.handlers[:2]
    item, _ = append_item(one.actor, reporter.compartment, answer(one, reporter, 2))
    for actor in (other.actor, REPORTER):
        with pytest.raises(errors.NotYours):
            erase_item(actor, reporter.compartment, item.pk)
    with pytest.raises(errors.NotYours):
        erase_item(one.actor, reporter.compartment, Item.objects.get(sequence=1).pk)


def test_an_item_of_another_compartment_is_not_there(un: Scene, reporter: Reporter) -> None:
    other = Reporter()
    other.report(un)
    with pytest.raises(errors.NotThere):
        erase_item(REPORTER, reporter.compartment, Item.objects.get(compartment=other.compartment).pk)
    with pytest.raises(errors.NotThere):
        erase_item(REPORTER, reporter.compartment, uuid4())


def test_a_signature_of_random_bytes_is_refused(reporter: Reporter) -> None:
    with pytest.raises(errors.NotSigned):
        append_item(REPORTER, reporter.compartment, replace(reporter.item(2), signature=os.urandom(64)))
