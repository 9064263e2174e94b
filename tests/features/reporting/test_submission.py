"""Sending: one report however often it is sent, to exactly those who may read it, at any time."""

from __future__ import annotations

import copy
import re
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from upstander.features.reporting import numbers
from upstander.features.reporting.models import Report, ReportFacet
from upstander.features.reporting.services import submission as service
from upstander.foundation.entities.models import DutyStation, Unit
from upstander.foundation.notices.models import Notice
from upstander.foundation.trail.models import Entry
from upstander.foundation.vault.models import Compartment, Exclusion, Grant, Item, Manifest

from .sealed import Reporter, grant, really_sealed
from .world import House, call, publish


def test_a_report_arrives_whole(house: House, anyone: Client) -> None:
    reporter = Reporter()
    answer = call(anyone, "POST", "reports", reporter.submission(house.signed(), facets={"role": ["self"]}))
    assert answer.status_code == 201
    assert re.fullmatch(r"[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}", answer.said["number"])
    report = Report.objects.get(number=answer.said["number"])
    assert (report.want, report.state, report.entity) == ("report", "new", house.entity)
    assert Item.objects.get(compartment=report.pk).sequence == 1
    assert list(ReportFacet.objects.values_list("facet", "code")) == [("role", "self")]
    assert Entry.objects.filter(object_id=str(report.pk), actor="reporter").count() == 1
    assert Notice.objects.filter(compartment=report.pk).count() == 1


def test_grants_go_to_every_handler_to_recovery_and_to_the_receipt(house: House, reporter: Reporter) -> None:
    held = set(Grant.objects.filter(compartment=reporter.compartment).values_list("principal", flat=True))
    assert held == {None, uuid.UUID(house.recovery), *(one.keys.pk for one in house.handlers)}


@pytest.mark.parametrize("want", ["report", "informal"])
def test_a_report_without_javascript_arrives_too(house: House, anyone: Client, want: str) -> None:
    submission, _receipt = really_sealed(house.signed(), want)
    assert call(anyone, "POST", "reports", submission.body).status_code == 201
    assert Compartment.objects.get(pk=submission.compartment).algorithm == "age1"


def test_a_private_record_belongs_to_nobody_but_its_author(house: House, anyone: Client) -> None:
    reporter = Reporter()
    assert call(anyone, "POST", "reports", reporter.submission(None)).status_code == 201
    kept = Compartment.objects.get(pk=reporter.compartment)
    assert (kept.entity, kept.team) == (None, None)
    assert list(Grant.objects.filter(compartment=kept).values_list("principal", flat=True)) == [None]
    assert not Notice.objects.filter(compartment=kept).exists()


def test_the_same_again_makes_one_report_and_the_same_answer(house: House, anyone: Client) -> None:
    body = Reporter().submission(house.signed())
    first = call(anyone, "POST", "reports", body)
    again = call(anyone, "POST", "reports", body)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.said == again.said
    assert Report.objects.count() == 1


def test_the_same_again_is_recognised_after_the_manifest_changed(house: House, anyone: Client) -> None:
    body = Reporter().submission(house.signed())
    first = call(anyone, "POST", "reports", body)
    publish(house)
    Manifest.objects.filter(team=house.team).update(published_at=timezone.now() - timedelta(days=3))
    assert call(anyone, "POST", "reports", body).said == first.said


def test_an_identifier_taken_by_something_else_is_refused(
    house: House, anyone: Client, reporter: Reporter
) -> None:
    other = Reporter()
    other.compartment = reporter.compartment
    answer = call(anyone, "POST", "reports", other.submission(house.signed()))
    assert answer.status_code == 409
    assert Report.objects.count() == 1


def test_a_receipt_serves_for_one_mailbox(house: House, anyone: Client, reporter: Reporter) -> None:
    other = Reporter()
    other.locator = reporter.locator
    assert call(anyone, "POST", "reports", other.submission(house.signed())).status_code == 409


def test_an_excluded_handler_never_receives_a_grant(house: House, anyone: Client) -> None:
    shut_out = house.handlers[0]
    reporter = Reporter()
    body = reporter.submission(house.signed(), excluded=[shut_out.principal])
    assert call(anyone, "POST", "reports", body).status_code == 201
    assert not Grant.objects.filter(principal=shut_out.keys).exists()
    assert Exclusion.objects.get().account == shut_out.account


def test_a_grant_to_an_excluded_handler_is_refused(house: House, anyone: Client) -> None:
    shut_out = house.handlers[0].principal
    body = Reporter().submission(house.signed(), excluded=[shut_out])
    body["grants"].append(grant(shut_out))
    answer = call(anyone, "POST", "reports", body)
    assert (answer.status_code, answer.said["error"]) == (403, "excluded")
    assert not Compartment.objects.exists()


def test_excluding_everyone_says_what_she_can_do_instead(house: House, anyone: Client) -> None:
    everyone = [one.principal for one in house.handlers]
    answer = call(anyone, "POST", "reports", Reporter().submission(house.signed(), excluded=everyone))
    assert (answer.status_code, answer.said["error"]) == (422, "everyone_excluded")
    assert "private record" in answer.said["detail"]
    assert not Compartment.objects.exists()


@pytest.mark.parametrize("left_out", ["handler", "recovery", "receipt"])
def test_nobody_who_may_read_is_left_out_in_silence(house: House, anyone: Client, left_out: str) -> None:
    named = {"handler": house.handlers[0].principal, "recovery": house.recovery, "receipt": "receipt"}
    body = Reporter().submission(house.signed())
    body["grants"] = [one for one in body["grants"] if one["principal"] != named[left_out]]
    answer = call(anyone, "POST", "reports", body)
    assert (answer.status_code, answer.said["error"]) == (400, "grant_missing")
    assert answer.said["principals"] == [named[left_out]]
    assert not Compartment.objects.exists()


def test_a_grant_to_another_entitys_handler_is_refused(house: House, foreign: House, anyone: Client) -> None:
    body = Reporter().submission(house.signed())
    body["grants"].append(grant(foreign.handlers[0].principal))
    answer = call(anyone, "POST", "reports", body)
    assert answer.said["error"] == "not_a_recipient"
    assert not Compartment.objects.exists()


@pytest.mark.parametrize("time", ["today", "longer", "ongoing"])
def test_no_time_is_too_long_ago(house: House, anyone: Client, time: str) -> None:
    body = Reporter().submission(house.signed(), facets={"time": [time], "frequency": ["once"]})
    assert call(anyone, "POST", "reports", body).status_code == 201


def test_the_manifest_before_serves_for_a_day(house: House, anyone: Client) -> None:
    body = Reporter().submission(house.signed())
    late = Reporter().submission(house.signed())
    publish(house)
    assert call(anyone, "POST", "reports", body).status_code == 201
    Manifest.objects.filter(version=2).update(published_at=timezone.now() - timedelta(hours=25))
    answer = call(anyone, "POST", "reports", late)
    assert (answer.status_code, answer.said["error"]) == (409, "manifest_outdated")
    assert answer.said["version"] == 2


def test_a_manifest_two_versions_old_is_refused(house: House, anyone: Client) -> None:
    body = Reporter().submission(house.signed())
    publish(house)
    publish(house)
    assert call(anyone, "POST", "reports", body).said["error"] == "manifest_outdated"


def test_an_expired_manifest_receives_nothing(house: House, anyone: Client) -> None:
    Manifest.objects.update(expires_at=timezone.now())
    answer = call(anyone, "POST", "reports", Reporter().submission(house.signed()))
    assert (answer.status_code, answer.said["error"]) == (409, "no_manifest")


def test_an_unknown_team_is_named_as_such(house: House, anyone: Client) -> None:
    body = Reporter().submission(house.signed(), team=str(uuid.uuid4()))
    assert call(anyone, "POST", "reports", body).said["error"] == "team_unknown"


def test_units_and_duty_stations_must_exist_where_they_are_named(
    house: House, foreign: House, anyone: Client
) -> None:
    here = Unit.objects.create(entity=house.entity, code="A", name="Department A")
    there = Unit.objects.create(entity=foreign.entity, code="B", name="Department B")
    station = DutyStation.objects.create(
        region="R", subregion="S", iso3="CHE", country="Switzerland", name="Geneva"
    )

    def send(unit: Unit, code: str) -> Any:
        facets = {"station": [code]}
        body = Reporter().submission(house.signed(), unit=str(unit.pk), facets=facets)
        return call(anyone, "POST", "reports", body)

    assert send(there, str(station.pk)).status_code == 422
    assert send(here, "999999").said["error"] == "facet_unknown"
    assert send(here, str(station.pk)).status_code == 201
    assert Report.objects.get().unit == here


def test_a_number_that_is_taken_is_drawn_anew(
    house: House, anyone: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter(["AAAA-AAAA", "AAAA-AAAA", "BBBB-BBBB"])
    monkeypatch.setattr(service, "draw", lambda: next(drawn))
    for number in ("AAAA-AAAA", "BBBB-BBBB"):
        answer = call(anyone, "POST", "reports", Reporter().submission(house.signed()))
        assert answer.said["number"] == number


def test_numbers_say_nothing_and_are_never_misread() -> None:
    drawn = {numbers.draw() for _ in range(1_000)}
    assert len(drawn) == 1_000
    assert not set("".join(drawn)) & set("ILOU")


# --- malformed --------------------------------------------------------------------------------------------

BROKEN: dict[str, Any] = {
    "no version": lambda body: body.pop("v"),
    "another version": lambda body: body.update(v=2),
    "a field too many": lambda body: body.update(password="x"),
    "an upper-case identifier": lambda body: body["compartment"].update(id=str(uuid.uuid4()).upper()),
    "an identifier with a time in it": lambda body: body["compartment"].update(id=str(uuid.uuid1())),
    "a wrong kind": lambda body: body["compartment"].update(kind="case_file"),
    "a record with a team": lambda body: body["compartment"].update(kind="record"),
    "a report without a team": lambda body: body.update(team=None, manifest_version=None),
    "a short locator": lambda body: body.update(locator_hash="AAAA"),
    "not base64": lambda body: body["item"].update(ciphertext="£££" * 100),
    "a text that begins like age": lambda body: body["item"].update(
        ciphertext="YWdlLWVuY3J5cHRpb24ub3JnL3YxCg" + "A" * 150
    ),
    "a grant that is no age file": lambda body: body["grants"][0].update(ciphertext="A" * 400),
    "an item signed by another": lambda body: body["item"].update(signature="A" * 86 + "=="),
    "a grant twice": lambda body: body["grants"].append(copy.deepcopy(body["grants"][0])),
    "no grants": lambda body: body.update(grants=[]),
    "a recipient that is none": lambda body: body["compartment"].update(recipient="age1pq1" + "q" * 1952),
    "the mailbox of another algorithm": lambda body: body.update(mailbox="age1" + "q" * 58),
    "an unknown answer": lambda body: body.update(facets={"conduct": ["He said"]}),
    "a language that is none": lambda body: body.update(language="English!"),
    "a list for an object": lambda body: body.update(item=[]),
    "a number for a text": lambda body: body.update(want=1),
}


@pytest.mark.parametrize("broken", BROKEN)
def test_what_is_malformed_is_refused_in_words_and_leaves_nothing(
    house: House, anyone: Client, broken: str
) -> None:
    body = Reporter().submission(house.signed())
    BROKEN[broken](body)
    entries = Entry.objects.count()
    answer = call(anyone, "POST", "reports", body)
    assert answer.status_code in {400, 422}, answer.said
    assert answer.said["error"] and len(answer.said["detail"]) > 10
    assert not Compartment.objects.exists()
    assert not Report.objects.exists()
    assert Entry.objects.count() == entries
