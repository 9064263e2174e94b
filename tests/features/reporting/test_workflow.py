"""States of a report: who may bring it where."""

from __future__ import annotations

import pytest

from upstander.features.reporting import workflow
from upstander.features.reporting.models import Report

State = Report.State


def test_every_state_says_where_handlers_and_reporters_can_go() -> None:
    assert set(workflow.HANDLER_MOVES) == set(State)
    assert set(workflow.REPORTER_MOVES) == set(State) - {State.WITHDRAWN}


@pytest.mark.parametrize("state", State)
def test_no_handler_withdraws_a_report_and_none_takes_up_a_withdrawn_one(state: State) -> None:
    assert not workflow.handler_may_move(state, State.WITHDRAWN)
    assert not workflow.handler_may_move(State.WITHDRAWN, state)


@pytest.mark.parametrize("state", [state for state in State if state is not State.WITHDRAWN])
def test_a_reporter_may_withdraw_from_wherever_it_stands(state: State) -> None:
    assert State.WITHDRAWN in workflow.REPORTER_MOVES[state]


def test_a_closed_report_can_be_taken_up_again() -> None:
    assert workflow.next_states(State.CLOSED) == [State.IN_PROGRESS]


def test_nothing_becomes_new_again() -> None:
    assert not any(workflow.handler_may_move(state, State.NEW) for state in State)
