"""To whom a report is sealed: every handler of the manifest whom she did not leave out, no one else."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from uuid import UUID

from upstander.foundation.entities.models import Team
from upstander.foundation.vault.errors import GrantMissing
from upstander.foundation.vault.manifests import InForce
from upstander.foundation.vault.values import NewGrant

from ..problems import EveryoneExcludedError, TeamUnknownError


def team_of(team: UUID | None) -> Team | None:
    """The team a submission names. Raises TeamUnknownError."""
    if team is None:
        return None
    try:
        return _team(team)
    except Team.DoesNotExist:
        raise TeamUnknownError from None


@lru_cache(maxsize=512)
def _team(team: UUID) -> Team:
    """Remembered: a team never moves to another entity, and nothing else of it is used here."""
    return Team.objects.only("id", "entity").get(pk=team)


@contextmanager
def explained_exclusion(excluded: Sequence[UUID]) -> Iterator[None]:
    """Where nobody is left because she left everybody out, say what she can do instead."""
    try:
        yield
    except GrantMissing as missing:
        if excluded and not missing.principals:
            raise EveryoneExcludedError from None
        raise


def check_everybody(manifest: InForce, grants: Sequence[NewGrant], excluded: Sequence[UUID]) -> None:
    """Nobody is left out in silence: who is not excluded has a grant. Raises GrantMissing.

    (The vault refuses grants to anybody else, to excluded persons, and without recovery or the receipt.)
    """
    shut_out = {manifest.accounts.get(principal) for principal in excluded}
    allowed = {principal for principal, account in manifest.accounts.items() if account not in shut_out}
    missing = allowed - {grant.principal for grant in grants}
    if missing:
        raise GrantMissing(missing)
