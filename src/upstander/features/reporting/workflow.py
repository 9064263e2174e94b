"""States of a report and the ways between them, as data.

The reporter alone withdraws; a withdrawn report stays where it is, since taking it up again without her would
be an act on her behalf (MISSION.md, principle 1). Closing is not final: what she writes later can reopen it.
"""

from __future__ import annotations

from .models import Report

State = Report.State

HANDLER_MOVES: dict[State, frozenset[State]] = {
    State.NEW: frozenset({State.ACKNOWLEDGED, State.IN_PROGRESS, State.CLOSED}),
    State.ACKNOWLEDGED: frozenset({State.IN_PROGRESS, State.CLOSED}),
    State.IN_PROGRESS: frozenset({State.ACKNOWLEDGED, State.CLOSED}),
    State.CLOSED: frozenset({State.IN_PROGRESS}),
    State.WITHDRAWN: frozenset(),
}
REPORTER_MOVES: dict[State, frozenset[State]] = {
    state: frozenset({State.WITHDRAWN}) for state in State if state is not State.WITHDRAWN
}


def handler_may_move(before: str, after: str) -> bool:
    """Whether a handler may bring a report from one state to another (staying is no move)."""
    return State(after) in HANDLER_MOVES[State(before)]


def next_states(before: str) -> list[State]:
    """What a handler may choose next, in the order of the states."""
    return [state for state in State if state in HANDLER_MOVES[State(before)]]
