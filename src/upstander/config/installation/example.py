"""The example system: real organisations, units and places; generated accounts, teams and keys.

Accounts are named by their role and organisation, never by an invented person. Their passwords and second
factors are written beside the database, so that whoever tries Upstander can sign in; an installation that is
not an example never runs this.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from allauth.mfa.totp.internal.auth import generate_totp_secret
from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone

from upstander.features.hub.loading import reading, services
from upstander.foundation.access.services import ensure_roles
from upstander.foundation.accounts.factors import enrol_app
from upstander.foundation.accounts.models import Account
from upstander.foundation.entities import loaders
from upstander.foundation.entities.models import Entity, Role, Team
from upstander.foundation.entities.services import create_team, grant_membership

from . import keys

FOLDER = Path(__file__).parent / "example_system"
PASSWORD = "for the example only"  # noqa: S105  (printed on purpose; see the module's docstring)
HANDLERS = 2
MORE_HANDLERS = {"UN": 5, "UNHCR": 5, "UNICEF": 5, "UN WOMEN": 3, "WFP": 3, "WHO": 3}
"""Larger teams for some, so that choosing and excluding handlers can be tried."""
TITLES = ("Focal point", "Investigator", "Ethics officer", "Staff counsellor", "Head of investigations")
HUB_STAFF = [("hub-editor", "hub_editor", "Hub editor"), ("hub-reviewer", "hub_reviewer", "Hub reviewer")]
PRESET_OF_TITLE = {"Investigator": "investigator", "Head of investigations": "investigator"}
LAST_YEAR = "2019"

Say = Callable[[str], None]


@dataclass(frozen=True)
class ExampleAccount:
    """How to sign in as one of the example's people."""

    username: str
    display_name: str
    entity: str
    role: str
    title: str
    password: str
    totp_secret: str
    passphrase: str
    """Opens the keys in the inbox; empty for those who have none."""


def rows(name: str) -> Iterator[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def load(say: Say, only: Iterable[str] = ()) -> list[ExampleAccount]:
    """Load whatever is not there yet; answers every example account.

    `only`: codes of organisations that get accounts and teams (all organisations are there in any case).
    """
    load_organisations(say)
    accounts = read_accounts()
    chosen = set(only) or {entity.code for entity in Entity.objects.all()}
    missing = [
        entity
        for entity in Entity.objects.order_by("code")
        if entity.code in chosen and not entity.teams.exists()
    ]
    if missing:
        say(f"Making accounts, teams and keys of {len(missing)} organisations (some seconds) ...")
        with transaction.atomic():
            made = [account for entity in missing for account in load_people(entity)]
            keys.load_keys(missing, passphrase=PASSWORD)
            accounts += made
            write_accounts(accounts)
    accounts += load_hub_people(chosen, {account.username for account in accounts})
    write_accounts(accounts)
    load_hub(say)
    return accounts


def load_hub(say: Say) -> None:
    """The knowledge hub's own content; what an editor of the example changed stays."""
    for line in services.report(services.load(reading.read())):
        say(line)


def load_hub_people(codes: Iterable[str], there: set[str]) -> list[ExampleAccount]:
    """A focal point in each organisation, and in the hub's keeper an editor and a reviewer."""
    made = []
    with transaction.atomic():
        for entity in Entity.objects.filter(code__in=set(codes)).order_by("code"):
            people = [("focal", "focal_point", "Focal point")]
            if entity.code == settings.HUB_KEEPER:
                people += HUB_STAFF
            for name, role, title in people:
                if _username(name, entity) not in there:
                    made.append(make_account(entity, None, ensure_roles(entity), role, title, name))
    return made


def load_organisations(say: Say) -> None:
    """Real facts: the organisations, the Secretariat's units, the places of work."""
    new = loaders.load_entities(rows("entities.csv"))
    loaders.load_units(dated_units())
    places = loaders.load_duty_stations(rows("staff_by_duty_station_2019.csv"))
    if new or places:
        say(f"Loaded {len(new)} organisations and {places} places of work.")


def dated_units() -> Iterator[dict[str, str]]:
    """Units with the years in which they had staff, where they are gone by the last year of the figures.

    Someone may report what happened years ago in a department that has another name today.
    """
    years: dict[tuple[str, str], list[str]] = {}
    for row in rows("staff_by_entity_and_year.csv"):
        if row["unit"]:
            years.setdefault((row["organization"], row["unit"]), []).append(row["year"])
    for (organisation, unit), seen in years.items():
        gone = f" ({min(seen)}-{max(seen)})" if max(seen) < LAST_YEAR else ""
        yield {"organization": organisation, "unit": unit, "name": unit + gone}


def load_people(entity: Entity) -> list[ExampleAccount]:
    """One administrator and the handlers of one team."""
    roles = ensure_roles(entity)
    team = create_team("system", entity=entity, name=f"Reports, {entity.code}")
    made = [make_account(entity, None, roles, "administrator", "Administrator", "administrator")]
    for number in range(1, MORE_HANDLERS.get(entity.code, HANDLERS) + 1):
        title = TITLES[number - 1]
        preset = PRESET_OF_TITLE.get(title, "handler")
        made.append(make_account(entity, team, roles, preset, title, f"handler{number}", f"Handler {number}"))
    return made


def make_account(
    entity: Entity,
    team: Team | None,
    roles: dict[str, Role],
    role: str,
    title: str,
    name: str,
    called: str = "",
) -> ExampleAccount:
    """An account with password, second factor and role; `name.<organisation>` is its user name."""
    example = ExampleAccount(
        username=_username(name, entity),
        display_name=f"{called or title}, {entity.code}",
        entity=entity.code,
        role=role,
        title=title,
        password=PASSWORD,
        totp_secret=generate_totp_secret(),
        passphrase=PASSWORD if team else "",
    )
    account = Account.objects.create(
        username=example.username, display_name=example.display_name, password=shared_password_hash()
    )
    enrol_app(account, example.totp_secret)
    grant_membership(
        "system",
        account=account,
        role=roles[role],
        team=team,
        title=title,
        starts_on=timezone.localdate(),
    )
    return example


def _username(name: str, entity: Entity) -> str:
    return f"{name}.{entity.code.lower().replace(' ', '-')}"


_hash: list[str] = []


def shared_password_hash() -> str:
    """The example's one password, stretched once instead of a hundred times."""
    if not _hash:
        _hash.append(make_password(PASSWORD))
    return _hash[0]


def accounts_file() -> Path:
    return Path(settings.DATA) / "demo" / "accounts.json"


def read_accounts() -> list[ExampleAccount]:
    """The example accounts of this installation, as written when they were made."""
    file = accounts_file()
    if not file.exists():
        return []
    return [ExampleAccount(**entry) for entry in json.loads(file.read_text(encoding="utf-8"))]


def write_accounts(accounts: list[ExampleAccount]) -> None:
    file = accounts_file()
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(json.dumps([asdict(account) for account in accounts], indent=1), encoding="utf-8")
