"""The trail: written with the act, chained, unchangeable, and whatever was done to it shows."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection, connections, transaction
from django.db.transaction import TransactionManagementError

from upstander.core.chain import BrokenChainError
from upstander.core.chain.export import verify_lines
from upstander.foundation.trail import verification
from upstander.foundation.trail.models import Entry, Lane
from upstander.foundation.trail.services import Record, record, record_many
from upstander.foundation.trail.verbs import TOLD, Verb, told

postgres_only = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer")


def write(number: int = 1, **fields: object) -> None:
    for _ in range(number):
        with transaction.atomic():
            record(actor="system", verb=Verb.TEAM_CREATE, object_type="team", **fields)  # type: ignore[arg-type]


@pytest.fixture
def free_hand(db: None) -> None:
    """Someone who owns the database takes the triggers away (rolled back with the test)."""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE trail_entry DISABLE TRIGGER USER")
            cursor.execute("ALTER TABLE trail_lane DISABLE TRIGGER USER")
        else:
            for name in ("entry_unchanged", "entry_kept", "lane_kept", "lane_forward"):
                cursor.execute(f"DROP TRIGGER trail_{name}")


def newest() -> Entry:
    return Entry.objects.order_by("-pk")[0]


def sql(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, list(values))


@pytest.mark.django_db
def test_an_entry_is_chained_as_the_core_verifies_it() -> None:
    write(3, object_id="ü % ' \U0001f511", detail={"grants": 5, "erased": True, "wört": "é"})
    verification.verify_trail()


@pytest.mark.django_db(transaction=True)
def test_nothing_is_recorded_outside_a_transaction() -> None:
    with pytest.raises(TransactionManagementError):
        record(actor="system", verb=Verb.TEAM_CREATE, object_type="team")


@pytest.mark.django_db(transaction=True)
def test_an_act_that_is_rolled_back_leaves_no_entry_and_no_gap() -> None:
    before = Entry.objects.count()
    with transaction.atomic():
        record(actor="system", verb=Verb.TEAM_CREATE, object_type="team")
        transaction.set_rollback(True)
    assert Entry.objects.count() == before
    write()
    verification.verify_trail()


@pytest.mark.django_db
def test_a_detail_with_anything_but_codes_and_numbers_is_refused() -> None:
    with pytest.raises(TypeError):
        write(detail={"weight": 1.5})


@pytest.mark.django_db
def test_several_acts_of_one_transaction_stand_in_one_lane() -> None:
    one = Record("system", Verb.TEAM_CREATE, "team", "several")
    record_many([one, one, one])
    assert len(set(Entry.objects.filter(object_id="several").values_list("lane", flat=True))) == 1
    verification.verify_trail()


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE trail_entry SET actor = 'nobody'",
        "DELETE FROM trail_entry",
        "DELETE FROM trail_lane",
        "UPDATE trail_lane SET sequence = 0",
        pytest.param("TRUNCATE trail_entry", marks=postgres_only),
        pytest.param("TRUNCATE trail_lane", marks=postgres_only),
    ],
)
def test_the_database_itself_refuses_to_change_the_trail(statement: str) -> None:
    write()
    before = Entry.objects.count()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql(statement)
    assert Entry.objects.count() == before


@pytest.mark.django_db(transaction=True)
def test_simultaneous_writers_keep_every_chain_whole() -> None:
    before = Entry.objects.count()
    failures: list[BaseException] = []

    def writer() -> None:
        try:
            write(20)
        except BaseException as error:
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=writer) for _ in range(24)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert not failures
    assert Entry.objects.count() == before + 24 * 20
    verification.verify_trail()


@postgres_only
@pytest.mark.django_db(transaction=True)
def test_a_writer_does_not_wait_for_another_that_has_not_committed() -> None:
    with transaction.atomic():
        write()
        done = threading.Event()
        threading.Thread(target=lambda: (write(), connections.close_all(), done.set())).start()
        assert done.wait(20)


@postgres_only
@pytest.mark.django_db(transaction=True)
def test_when_every_lane_is_taken_a_writer_waits_for_one_and_then_writes() -> None:
    written = threading.Event()
    with transaction.atomic():
        list(Lane.objects.select_for_update())
        threading.Thread(
            target=lambda: (write(object_id="waited"), connections.close_all(), written.set())
        ).start()
        assert not written.wait(0.5)
    assert written.wait(20)
    assert Entry.objects.filter(object_id="waited").exists()
    verification.verify_trail()


def test_an_altered_entry_is_found_at_its_place(free_hand: None) -> None:
    write(3)
    entry = newest()
    sql("UPDATE trail_entry SET actor = 'nobody' WHERE id = %s", entry.pk)
    with pytest.raises(BrokenChainError) as broken:
        verification.verify_trail()
    assert (broken.value.lane, broken.value.sequence) == (entry.lane, entry.sequence)


@pytest.mark.parametrize(
    "change", ["at = '2001-01-01 00:00:00+00:00'", "verb = 'team.x'", "detail = '{\"a\": 1}'", "entity = 'x'"]
)
def test_whatever_column_is_altered_shows(free_hand: None, change: str) -> None:
    write(2)
    sql(f"UPDATE trail_entry SET {change} WHERE id = %s", newest().pk)
    with pytest.raises(BrokenChainError):
        verification.verify_trail()


def test_a_removed_entry_shows_in_the_middle_and_at_the_end(free_hand: None) -> None:
    record_many([Record("system", Verb.TEAM_CREATE, "team")] * 3)
    entry = newest()
    with transaction.atomic():
        sql("DELETE FROM trail_entry WHERE lane = %s AND sequence = %s", entry.lane, entry.sequence - 1)
        with pytest.raises(BrokenChainError, match="missing"):
            verification.verify_trail()
        transaction.set_rollback(True)
    sql("DELETE FROM trail_entry WHERE id = %s", entry.pk)
    with pytest.raises(BrokenChainError, match="missing at the end"):
        verification.verify_trail()


def test_an_entry_put_in_past_the_end_of_a_lane_shows(free_hand: None) -> None:
    write()
    entry = newest()
    entry.pk, entry.sequence = None, entry.sequence + 1
    entry.save(force_insert=True)
    with pytest.raises(BrokenChainError, match="outside"):
        verification.verify_trail()


def test_a_lane_cut_off_together_with_its_head_shows_at_the_checkpoint(free_hand: None) -> None:
    record_many([Record("system", Verb.TEAM_CREATE, "team")] * 3)
    line = verification.checkpoint(verification.heads())
    entry = newest()
    before = Entry.objects.get(lane=entry.lane, sequence=entry.sequence - 1)
    sql("DELETE FROM trail_entry WHERE id = %s", entry.pk)
    sql(
        "UPDATE trail_lane SET sequence = %s, head = %s WHERE number = %s",
        before.sequence,
        before.hash,
        entry.lane,
    )
    verification.verify_trail()  # the lane is whole in itself
    assert not verification.agrees(line)
    with pytest.raises(CommandError, match="checkpoint"):
        call_command("trail", "verify", "--checkpoint", line)


@pytest.mark.django_db
def test_a_checkpoint_still_agrees_when_the_trail_has_grown() -> None:
    write(2)
    line = verification.checkpoint(verification.heads())
    write(5)
    assert verification.agrees(line)
    call_command("trail", "verify", "--checkpoint", line)


@pytest.mark.django_db
def test_an_export_verifies_without_the_database(tmp_path: Path) -> None:
    write(4, detail={"é": "ü"})
    target = tmp_path / "trail.jsonl"
    call_command("trail", "export", str(target))
    lines = target.read_text(encoding="utf-8").splitlines()
    assert verify_lines(lines).entries >= 4
    assert Entry.objects.filter(verb=Verb.TRAIL_EXPORT).exists()
    with pytest.raises(BrokenChainError):
        verify_lines(
            [line for line in lines if f'"sequence": {newest().sequence - 1},' not in line or "head" in line]
        )


@pytest.mark.django_db
def test_a_broken_trail_ends_the_command_with_an_error(free_hand: None) -> None:
    write(2)
    sql("UPDATE trail_entry SET actor = 'nobody' WHERE id = %s", newest().pk)
    with pytest.raises(CommandError) as refused:
        call_command("trail", "verify")
    assert refused.value.returncode == 1


def test_every_verb_can_be_told_to_a_person() -> None:
    assert set(TOLD) == set(Verb)
    assert told("gone.since.then") == "gone.since.then"
