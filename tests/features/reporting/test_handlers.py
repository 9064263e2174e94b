"""Handlers: they see what was sealed to them, act together without overwriting, and let others in."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from django.test import Client

from upstander.core.sealing import signatures, wire
from upstander.core.sealing.agefile import Kind
from upstander.core.sealing.recipients import Algorithm
from upstander.core.sealing.signatures import public_key, sign_epoch
from upstander.features.reporting.models import Report
from upstander.foundation.entities.models import Membership
from upstander.foundation.trail.models import Entry
from upstander.foundation.vault.models import Compartment, Epoch, Grant, KeySet

from .sealed import Reporter, epoch, grants, item, recipient, well_formed
from .world import House, Person, call, give_keys, person, publish, signed_in


def path(reporter: Reporter, act: str) -> str:
    return f"reports/{reporter.compartment}/{act}"


def opened(one: Person, reporter: Reporter) -> Any:
    answer = call(one.client, "POST", path(reporter, "open"), {})
    assert answer.status_code == 200, answer.said
    return answer.said


def row(one: Person) -> Any:
    (found,) = call(one.client, "GET", "inbox").said["reports"]
    return found


def begin_file(house: House, one: Person, reporter: Reporter, to: list[str]) -> tuple[uuid.UUID, Any]:
    file = uuid.uuid4()
    made = {"id": str(file), "algorithm": "age1pq", "recipient": recipient(Algorithm.HYBRID)}
    body = {"compartment": made, "grants": grants([*to, house.recovery])}
    return file, call(one.client, "POST", path(reporter, "case-file"), body)


def test_the_inbox_lists_without_opening(house: House, reporter: Reporter) -> None:
    one = house.handlers[0]
    found = row(one)
    assert (found["unread"], found["opened"], found["state"], found["assignee"]) == (1, False, "new", None)
    assert found["grants"][0]["epoch"] == 1
    assert found["case_file"] is None
    assert row(one)["unread"] == 1


def test_opening_counts_as_read_for_the_one_who_opened(house: House, reporter: Reporter) -> None:
    one, other, _third = house.handlers
    view = opened(one, reporter)
    assert view["conversation"]["items"][0]["ciphertext"]
    assert view["case_file"] is None
    assert (row(one)["unread"], row(one)["opened"]) == (0, True)
    assert (row(other)["unread"], row(other)["opened"]) == (1, False)


def test_every_listing_opening_and_copy_is_on_the_trail(house: House, reporter: Reporter) -> None:
    one = house.handlers[0]
    row(one)
    opened(one, reporter)
    call(one.client, "POST", path(reporter, "copy"), {})
    mine = Entry.objects.filter(actor=str(one.account.pk)).values_list("verb", flat=True)
    assert {"reporting.report.list", "reporting.report.open", "reporting.report.copy"} <= set(mine)


def test_a_copy_carries_recoverys_grants_and_its_makers_but_nobody_elses(
    house: House, reporter: Reporter
) -> None:
    one = house.handlers[0]
    begin_file(house, one, reporter, [one.principal])
    answer = call(one.client, "POST", path(reporter, "copy"), {})
    for part in ("conversation", "case_file"):
        named = [grant["principal"] for grant in answer.said[part]["grants"]]
        assert sorted(named) == sorted([one.principal, house.recovery])
    assert "principal" not in opened(one, reporter)["conversation"]["grants"][0]


def test_handlers_are_not_told_whom_the_reporter_shut_out(house: House, anyone: Client) -> None:
    one, out, _third = house.handlers
    reporter = Reporter()
    call(anyone, "POST", "reports", reporter.submission(house.signed(), excluded=[out.principal]))
    for act in ("open", "copy", "access"):
        answer = call(one.client, "GET" if act == "access" else "POST", path(reporter, act), {})
        assert answer.status_code == 200
        assert out.principal not in json.dumps(
            {name: part for name, part in answer.said.items() if name != "conversation"}
        )
        view = answer.said.get("conversation", {"readers": [], "grants": []})
        assert out.principal not in json.dumps([view["readers"], view["grants"]])


def test_the_inbox_asks_as_often_for_many_reports_as_for_one(
    house: House, anyone: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(12):
        call(anyone, "POST", "reports", Reporter().submission(house.signed()))
    client = house.handlers[0].client
    call(client, "GET", "inbox")
    with django_assert_max_num_queries(24):
        assert len(call(client, "GET", "inbox").said["reports"]) == 12


# --- taking charge ----------------------------------------------------------------------------------------


def test_the_second_of_two_sees_what_the_first_changed(house: House, reporter: Reporter) -> None:
    first, second, _third = house.handlers
    version = row(first)["version"]
    taken = {"account": str(first.account.pk), "version": version}
    answer = call(first.client, "POST", path(reporter, "assign"), taken)
    assert answer.said["assignee"]["name"] == "Handler 1, ORG1"
    late = {"account": str(second.account.pk), "version": version}
    answer = call(second.client, "POST", path(reporter, "assign"), late)
    assert (answer.status_code, answer.said["error"]) == (409, "changed")
    assert answer.said["assignee"]["id"] == str(first.account.pk)
    again = {"account": None, "version": answer.said["version"]}
    assert call(second.client, "POST", path(reporter, "assign"), again).said["assignee"] is None


def test_a_report_is_not_given_to_somebody_who_cannot_read_it(
    house: House, foreign: House, reporter: Reporter
) -> None:
    for account in (house.people["Head"].account.pk, foreign.handlers[0].account.pk, uuid.uuid4()):
        body = {"account": str(account), "version": 1}
        answer = call(house.handlers[0].client, "POST", path(reporter, "assign"), body)
        assert (answer.status_code, answer.said["error"]) == (422, "assignee_refused")


def test_a_report_goes_only_where_the_states_lead(house: House, reporter: Reporter) -> None:
    one = house.handlers[0]
    answer = call(one.client, "POST", path(reporter, "state"), {"state": "closed", "version": 1})
    assert (answer.status_code, answer.said["state"]) == (200, "closed")
    answer = call(one.client, "POST", path(reporter, "state"), {"state": "acknowledged", "version": 2})
    assert (answer.status_code, answer.said["error"]) == (409, "state_refused")
    assert Report.objects.get().state == "closed"


@pytest.mark.parametrize("state", ["withdrawn", "new", "lost"])
def test_nobody_withdraws_a_report_for_her(house: House, reporter: Reporter, state: str) -> None:
    body = {"state": state, "version": 1}
    assert call(house.handlers[0].client, "POST", path(reporter, "state"), body).status_code == 422


# --- the staff's file -------------------------------------------------------------------------------------


def test_notes_are_kept_in_a_file_that_the_reporter_cannot_open(
    house: House, anyone: Client, reporter: Reporter
) -> None:
    one, other, third = house.handlers
    file, answer = begin_file(house, one, reporter, [one.principal, other.principal])
    assert answer.status_code == 201
    note = item(one.seed, file, 1, "staff")
    assert call(one.client, "POST", f"compartments/{file}/items", note).status_code == 201
    assert opened(other, reporter)["case_file"]["items"][0]["direction"] == "staff"
    assert opened(third, reporter)["case_file"] is None
    assert row(third)["case_file"] is None
    assert row(other)["case_file"]["id"] == str(file)
    view = call(anyone, "POST", "mailbox/open", {}, reporter.headers).content.decode()
    assert str(file) not in view and note["id"] not in view


def test_the_second_of_two_who_begin_the_file_is_told(house: House, reporter: Reporter) -> None:
    one, other, _third = house.handlers
    file, _first = begin_file(house, one, reporter, [one.principal])
    _other, answer = begin_file(house, other, reporter, [other.principal])
    assert (answer.status_code, answer.said["error"]) == (409, "case_file_exists")
    assert Report.objects.get().case_file_id == file
    assert Compartment.objects.filter(kind="case_file").count() == 1


def test_whom_the_reporter_shut_out_is_kept_out_of_the_file_too(house: House, anyone: Client) -> None:
    out, one, _third = house.handlers
    reporter = Reporter()
    call(anyone, "POST", "reports", reporter.submission(house.signed(), excluded=[out.principal]))
    _file, answer = begin_file(house, one, reporter, [one.principal, out.principal])
    assert (answer.status_code, answer.said["error"]) == (403, "excluded")
    file, answer = begin_file(house, one, reporter, [one.principal])
    assert answer.status_code == 201
    let_in = {"grants": grants([out.principal], epoch=1)}
    answer = call(one.client, "POST", f"compartments/{file}/grants", let_in)
    assert (answer.status_code, answer.said["error"]) == (403, "excluded")


# --- letting in, taking away, rotating --------------------------------------------------------------------


@pytest.fixture
def newcomer(house: House) -> Person:
    return give_keys(house, person(house, "Handler 4", "handler"))


def test_a_colleague_of_the_manifest_is_let_in(house: House, reporter: Reporter, newcomer: Person) -> None:
    one = house.handlers[0]
    body = {"grants": grants([newcomer.principal], epoch=1)}
    url = f"compartments/{reporter.compartment}/grants"
    assert call(one.client, "POST", url, body).said["error"] == "not_a_recipient"
    publish(house)
    assert call(newcomer.client, "GET", "inbox").said["reports"] == []
    access = call(one.client, "GET", path(reporter, "access")).said
    assert [could["principal"] for could in access["could"]] == [newcomer.principal]
    answer = call(one.client, "POST", url, body)
    assert (answer.status_code, answer.said["added"]) == (200, 1)
    assert row(newcomer)["unread"] == 1
    assert call(one.client, "GET", path(reporter, "access")).said["could"] == []


def test_whom_the_reporter_shut_out_is_not_even_named_to_others(house: House, anyone: Client) -> None:
    out, one, _third = house.handlers
    reporter = Reporter()
    call(anyone, "POST", "reports", reporter.submission(house.signed(), excluded=[out.principal]))
    access = call(one.client, "GET", path(reporter, "access"))
    assert out.principal not in access.content.decode()


def test_taking_access_away_makes_a_new_key_due(house: House, reporter: Reporter) -> None:
    one, other, third = house.handlers
    url = f"compartments/{reporter.compartment}"
    assert call(one.client, "DELETE", f"{url}/grants/{other.principal}").status_code == 200
    assert call(other.client, "POST", path(reporter, "open"), {}).status_code == 404
    assert row(one)["rotation_due"] is True
    names = [one.principal, third.principal, house.recovery, "receipt"]
    new = epoch(one.seed, reporter.compartment, 2, names)
    assert call(one.client, "POST", f"{url}/epochs", new).status_code == 200
    assert row(one)["rotation_due"] is False
    assert [grant["epoch"] for grant in row(one)["grants"]] == [1, 2]


@pytest.mark.parametrize("wrong", ["unsigned", "foreign", "number"])
def test_a_new_key_that_its_maker_did_not_sign_is_refused(
    house: House, reporter: Reporter, wrong: str
) -> None:
    one, other, third = house.handlers
    names = [one.principal, other.principal, third.principal, house.recovery, "receipt"]
    new = epoch(other.seed if wrong == "foreign" else one.seed, reporter.compartment, 2, names)
    if wrong == "number":
        new["signature"] = wire.encode(sign_epoch(one.seed, reporter.compartment, 3, new["recipient"]))
    if wrong == "unsigned":
        del new["signature"]
    answer = call(one.client, "POST", f"compartments/{reporter.compartment}/epochs", new)
    assert answer.status_code == 400 if wrong != "unsigned" else answer.status_code in (400, 422)
    assert answer.said["detail"]
    assert Epoch.objects.filter(compartment=reporter.compartment).count() == 1
    assert not Grant.objects.filter(compartment=reporter.compartment, epoch=2).exists()


def test_everyone_is_told_who_began_a_key(house: House, anyone: Client, reporter: Reporter) -> None:
    one, other, third = house.handlers
    names = [one.principal, other.principal, third.principal, house.recovery, "receipt"]
    new = epoch(one.seed, reporter.compartment, 2, names)
    assert call(one.client, "POST", f"compartments/{reporter.compartment}/epochs", new).status_code == 200
    for view in (
        call(anyone, "POST", "mailbox/open", {}, reporter.headers).said,
        call(other.client, "POST", path(reporter, "open"), {}).said["conversation"],
        call(other.client, "POST", path(reporter, "copy"), {}).said["conversation"],
    ):
        first, second = view["epochs"]
        assert (first["signature"], first["signer"]) == (None, None)
        assert second["signature"] == new["signature"]
        assert second["signer"]["principal"] == one.principal
        assert wire.decode(second["signer"]["ed25519"]) == public_key(one.seed)


def test_what_changes_who_reads_and_what_leaves_needs_a_fresh_proof(house: House, reporter: Reporter) -> None:
    one, other, third = house.handlers
    stale = signed_in(one.account, proved=False)
    here = f"compartments/{reporter.compartment}"
    url = f"{here}/grants"
    everybody = [one.principal, other.principal, third.principal, house.recovery, "receipt"]
    for answer in (
        call(stale, "POST", url, {"grants": grants([other.principal], epoch=1)}),
        call(stale, "DELETE", f"{url}/{other.principal}"),
        call(stale, "POST", f"{here}/epochs", epoch(one.seed, reporter.compartment, 2, everybody)),
        call(stale, "POST", path(reporter, "copy"), {}),
    ):
        assert (answer.status_code, answer.said["error"]) == (403, "step_up_needed")
    assert Grant.objects.filter(principal=other.keys).count() == 1
    assert Epoch.objects.filter(compartment=reporter.compartment).count() == 1


def test_a_role_that_ended_ends_the_reading(house: House, reporter: Reporter) -> None:
    one = house.handlers[0]
    Membership.objects.filter(account=one.account).update(ends_on="2020-01-02")
    assert call(one.client, "POST", path(reporter, "open"), {}).status_code == 404
    assert call(one.client, "GET", "inbox").said["reports"] == []


# --- keys and index ---------------------------------------------------------------------------------------


def keys_body(house: House) -> dict[str, Any]:
    sealed = wire.encode(well_formed(Kind.SCRYPT, 600))
    return {
        "entity": str(house.entity.pk),
        "age1pq": recipient(Algorithm.HYBRID),
        "age1": recipient(Algorithm.X25519),
        "ed25519": wire.encode(signatures.public_key(bytes(32))),
        "sealed": [{"method": "passphrase", "label": "", "ciphertext": sealed}],
    }


def test_keys_are_enrolled_kept_sealed_and_unlocked_in_more_than_one_way(house: House) -> None:
    one = person(house, "Handler 5", "handler")
    assert call(one.client, "GET", "keys/mine").said == {"key_set": None, "sealed": [], "in_manifest": False}
    answer = call(one.client, "POST", "keys", keys_body(house))
    assert answer.status_code == 201, answer.said
    assert call(one.client, "POST", "keys", keys_body(house)).said["error"] == "key_set_exists"
    (first,) = answer.said["sealed"]
    passkey = {
        "method": "passkey",
        "label": "Laptop",
        "ciphertext": wire.encode(well_formed(Kind.FIDO2PRF, 600)),
    }
    assert len(call(one.client, "POST", "keys/mine/sealed", passkey).said["sealed"]) == 2
    assert call(one.client, "DELETE", f"keys/mine/sealed/{first['id']}").status_code == 200
    (last,) = call(one.client, "GET", "keys/mine").said["sealed"]
    answer = call(one.client, "DELETE", f"keys/mine/sealed/{last['id']}")
    assert (answer.status_code, answer.said["error"]) == (409, "last_keyring")
    publish(house)
    assert call(one.client, "GET", "keys/mine").said["in_manifest"] is True


def test_keys_need_a_fresh_proof_and_a_role_that_reads(house: House) -> None:
    one = person(house, "Handler 5", "handler")
    answer = call(signed_in(one.account, proved=False), "POST", "keys", keys_body(house))
    assert answer.said["error"] == "step_up_needed"
    answer = call(house.people["Administrator"].client, "POST", "keys", keys_body(house))
    assert answer.status_code == 403
    assert KeySet.objects.filter(account__isnull=False).count() == 3


def test_nobody_removes_a_colleagues_way_to_unlock(house: House) -> None:
    one, other, _third = house.handlers
    theirs = call(other.client, "GET", "keys/mine").said["sealed"][0]["id"]
    assert call(one.client, "DELETE", f"keys/mine/sealed/{theirs}").status_code == 404


def test_the_index_is_kept_version_by_version(house: House) -> None:
    one = house.handlers[0]
    first, second = (wire.encode(well_formed(Kind.HYBRID, 500)) for _ in range(2))
    assert call(one.client, "PUT", "index", {"version": 1, "ciphertext": first}).status_code == 200
    assert call(one.client, "PUT", "index", {"version": 1, "ciphertext": first}).status_code == 200
    answer = call(one.client, "PUT", "index", {"version": 1, "ciphertext": second})
    assert (answer.status_code, answer.said["error"], answer.said["version"]) == (409, "changed", 1)
    assert call(one.client, "PUT", "index", {"version": 2, "ciphertext": second}).status_code == 200
    assert call(one.client, "GET", "inbox").said["index"] == {"version": 2, "ciphertext": second}
    assert call(house.handlers[1].client, "GET", "inbox").said["index"] is None


def test_an_index_that_is_not_sealed_is_refused(house: House) -> None:
    body = {"version": 1, "ciphertext": wire.encode(b"plain words " * 20)}
    assert call(house.handlers[0].client, "PUT", "index", body).said["error"] == "malformed"
