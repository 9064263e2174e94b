"""In a flood the door asks for work and never refuses; a token serves once, in every process."""

from __future__ import annotations

import itertools
from typing import Any

import pytest
from django.test import Client

from upstander.features.reporting import flood
from upstander.features.reporting.models import Report, SpentWork
from upstander.features.reporting.tasks import forget_spent_work
from upstander.foundation.vault.models import Compartment

from .sealed import Reporter
from .tables import digest
from .world import House, call


@pytest.fixture
def flooded(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """From the second submission on, work is asked for; an easy one, so that tests are quick."""
    settings.FLOOD_PER_MINUTE = 1
    monkeypatch.setattr(flood, "BITS", 6)
    for _ in range(2):
        flood.addresses.add(flood.sender(_request()))


def _request() -> Any:
    from django.test import RequestFactory

    return RequestFactory().get("/")


def solved(said: dict[str, Any]) -> dict[str, str]:
    for number in itertools.count():
        answer = flood.Answer(said["challenge"], str(number))
        if flood.solves(answer, said["bits"]):
            return {"challenge": answer.challenge, "nonce": answer.nonce}
    raise AssertionError


@pytest.mark.usefixtures("flooded")
def test_the_refusal_carries_what_is_to_be_solved_and_then_the_report_goes_through(
    house: House, anyone: Client
) -> None:
    body = Reporter().submission(house.signed())
    before = digest()
    asked = call(anyone, "POST", "reports", body)
    assert (asked.status_code, asked.said["error"]) == (429, "work_required")
    assert digest() == before
    assert call(anyone, "POST", "reports", {**body, "work": solved(asked.said)}).status_code == 201


@pytest.mark.usefixtures("flooded")
def test_one_may_ask_before_sending(house: House, anyone: Client) -> None:
    reporter = Reporter()
    asked = anyone.get(f"/api/v1/work?compartment={reporter.compartment}").json()
    assert asked["required"] is True
    body = reporter.submission(house.signed(), work=solved(asked))
    assert call(anyone, "POST", "reports", body).status_code == 201


@pytest.mark.usefixtures("flooded")
def test_a_repeat_after_a_lost_answer_needs_no_work(house: House, anyone: Client) -> None:
    body = Reporter().submission(house.signed())
    work = solved(call(anyone, "POST", "reports", body).said)
    first = call(anyone, "POST", "reports", {**body, "work": work})
    again = call(anyone, "POST", "reports", body)
    assert (again.status_code, again.said) == (200, first.said)


@pytest.mark.usefixtures("flooded")
def test_a_token_is_no_use_for_another_report(house: House, anyone: Client) -> None:
    body = Reporter().submission(house.signed())
    work = solved(call(anyone, "POST", "reports", body).said)
    other = Reporter().submission(house.signed(), work=work)
    assert call(anyone, "POST", "reports", other).said["error"] == "work_required"


@pytest.mark.usefixtures("flooded")
def test_a_token_used_in_another_process_is_used_up(house: House, anyone: Client) -> None:
    """What another process did is in the database alone: its report is gone, the mark is not."""
    reporter = Reporter()
    body = reporter.submission(house.signed())
    work = solved(call(anyone, "POST", "reports", body).said)
    assert call(anyone, "POST", "reports", {**body, "work": work}).status_code == 201
    Compartment.objects.filter(pk=reporter.compartment).delete()
    answer = call(anyone, "POST", "reports", {**body, "work": work})
    assert (answer.status_code, answer.said["error"]) == (429, "work_required")
    assert not Report.objects.exists()


@pytest.mark.usefixtures("flooded")
def test_a_refused_report_does_not_use_its_token_up(house: House, anyone: Client) -> None:
    body = Reporter().submission(house.signed())
    work = solved(call(anyone, "POST", "reports", body).said)
    wrong = {**body, "work": work, "facets": {"role": ["nobody"]}}
    assert call(anyone, "POST", "reports", wrong).said["error"] == "facet_unknown"
    assert call(anyone, "POST", "reports", {**body, "work": work}).status_code == 201


@pytest.mark.usefixtures("flooded")
def test_used_tokens_are_forgotten_once_expired(house: House, anyone: Client) -> None:
    body = Reporter().submission(house.signed())
    work = solved(call(anyone, "POST", "reports", body).said)
    call(anyone, "POST", "reports", {**body, "work": work})
    assert forget_spent_work() == 0
    SpentWork.objects.update(expires_at="2020-01-01T00:00:00Z")
    assert forget_spent_work() == 1


def test_an_address_is_neither_kept_nor_logged(house: House, settings: Any, capsys: Any, caplog: Any) -> None:
    settings.FLOOD_PER_MINUTE = 1
    client = Client(REMOTE_ADDR="192.0.2.77")
    for _ in range(3):
        call(client, "POST", "reports", Reporter().submission(house.signed()))
    kept = "".join(repr(key) for key in flood.addresses._now)
    assert "192.0.2.77" not in capsys.readouterr().err + caplog.text + kept
