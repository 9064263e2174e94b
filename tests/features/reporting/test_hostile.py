"""Every door against every kind of bad request: a clear message, and nothing changed."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from upstander.core.sealing import sizes, wire
from upstander.core.sealing.agefile import Kind
from upstander.core.sealing.recipients import Algorithm

from .sealed import Reporter, epoch, grants, item, recipient, well_formed
from .tables import digest
from .test_handlers import keys_body
from .test_mailbox import turn
from .world import API, CSRF, House, Person, call, signed_in


@dataclass(frozen=True)
class Door:
    """One operation. `body` makes a request that would be honoured if the right one sent it."""

    name: str
    method: str
    path: str
    who: str
    """`public`, `receipt`, `handler`."""
    body: Callable[[House, Reporter], Any] | None = None
    binary: bool = False
    more: dict[str, str] = field(default_factory=dict)

    @property
    def writes(self) -> bool:
        return self.method != "GET"

    def at(self, reporter: Reporter, item_id: str = "", principal: str = "") -> str:
        return self.path.format(
            report=reporter.compartment,
            item=item_id or uuid.UUID(int=4 << 76 | 8 << 60),
            file=uuid.UUID(int=4 << 76 | 8 << 60),
            principal=principal or uuid.UUID(int=4 << 76 | 8 << 60),
        )


def _epoch(house: House, reporter: Reporter) -> Any:
    names = [*(one.principal for one in house.handlers), house.recovery, "receipt"]
    return epoch(house.handlers[0].seed, reporter.compartment, 2, names)


def _file(_house: House, _reporter: Reporter) -> Any:
    return {"id": str(uuid.uuid4()), "epoch": 1, "size": 70_000}


def _case_file(house: House, _reporter: Reporter) -> Any:
    made = {"id": str(uuid.uuid4()), "algorithm": "age1pq", "recipient": recipient(Algorithm.HYBRID)}
    return {"compartment": made, "grants": grants([house.handlers[0].principal, house.recovery])}


def _handlers_item(house: House, reporter: Reporter) -> Any:
    return item(house.handlers[0].seed, reporter.compartment, 2, "handlers")


HERE = "compartments/{report}"
DOORS = [
    Door("teams", "GET", "teams", "public"),
    Door("submit", "POST", "reports", "public", lambda house, _r: Reporter().submission(house.signed())),
    Door("open own", "POST", "mailbox/open", "receipt"),
    Door("write", "POST", "mailbox/items", "receipt", lambda _h, reporter: reporter.item(2)),
    Door("take back", "DELETE", "mailbox/items/{item}", "receipt"),
    Door("answers", "PUT", "mailbox/facets", "receipt", lambda _h, _r: {"facets": {"role": ["self"]}}),
    Door("report a record", "POST", "mailbox/report", "receipt", lambda house, _r: turn(house)),
    Door("withdraw", "POST", "mailbox/withdraw", "receipt", lambda _h, _r: {"erase_unopened": True}),
    Door(
        "exclude", "POST", "mailbox/exclude", "receipt", lambda h, _r: {"principal": h.handlers[0].principal}
    ),
    Door("announce", "POST", "mailbox/files", "receipt", _file),
    Door("own file", "GET", "mailbox/files/{file}", "receipt"),
    Door("give up", "DELETE", "mailbox/files/{file}", "receipt"),
    Door("finish", "POST", "mailbox/files/{file}/finish", "receipt", lambda _h, _r: {"sha256": "0" * 64}),
    Door("send chunk", "PUT", "mailbox/files/{file}/0", "receipt", binary=True),
    Door("fetch chunk", "GET", "mailbox/files/{file}/0", "receipt"),
    Door("keys", "GET", "keys/mine", "handler"),
    Door("enrol", "POST", "keys", "handler", lambda house, _r: keys_body(house)),
    Door(
        "add keyring",
        "POST",
        "keys/mine/sealed",
        "handler",
        lambda _h, _r: {"method": "passphrase", "ciphertext": wire.encode(well_formed(Kind.SCRYPT, 600))},
    ),
    Door("remove keyring", "DELETE", "keys/mine/sealed/1", "handler"),
    Door("inbox", "GET", "inbox", "handler"),
    Door(
        "index",
        "PUT",
        "index",
        "handler",
        lambda _h, _r: {"version": 1, "ciphertext": wire.encode(well_formed(Kind.HYBRID, 500))},
    ),
    Door("open", "POST", "reports/{report}/open", "handler"),
    Door("copy", "POST", "reports/{report}/copy", "handler"),
    Door("print", "POST", "reports/{report}/print", "handler", lambda _h, _r: {"reason": "hearing"}),
    Door("access", "GET", "reports/{report}/access", "handler"),
    Door(
        "assign", "POST", "reports/{report}/assign", "handler", lambda _h, _r: {"account": None, "version": 1}
    ),
    Door(
        "state", "POST", "reports/{report}/state", "handler", lambda _h, _r: {"state": "closed", "version": 1}
    ),
    Door("case file", "POST", "reports/{report}/case-file", "handler", _case_file),
    Door("answer", "POST", f"{HERE}/items", "handler", _handlers_item),
    Door("take back answer", "DELETE", f"{HERE}/items/{{item}}", "handler"),
    Door(
        "let in",
        "POST",
        f"{HERE}/grants",
        "handler",
        lambda house, _r: {"grants": grants([house.handlers[1].principal], epoch=1)},
    ),
    Door("take away", "DELETE", f"{HERE}/grants/{{principal}}", "handler"),
    Door("rotate", "POST", f"{HERE}/epochs", "handler", _epoch),
    Door("announce answer", "POST", f"{HERE}/files", "handler", _file),
    Door("file", "GET", f"{HERE}/files/{{file}}", "handler"),
    Door("give file up", "DELETE", f"{HERE}/files/{{file}}", "handler"),
    Door(
        "finish file", "POST", f"{HERE}/files/{{file}}/finish", "handler", lambda _h, _r: {"sha256": "0" * 64}
    ),
    Door("send file chunk", "PUT", f"{HERE}/files/{{file}}/0", "handler", binary=True),
    Door("fetch file chunk", "GET", f"{HERE}/files/{{file}}/0", "handler"),
]
WITH_BODY = [door for door in DOORS if door.body is not None]
of = {"ids": lambda door: door.name if isinstance(door, Door) else None}


def knock(door: Door, client: Client, house: House, reporter: Reporter, **changes: Any) -> Any:
    """Send the door's request; `changes` replace the content, its type or headers."""
    headers = {"X-CSRFToken": CSRF, **changes.get("headers", {})}
    content = changes.get("content")
    if content is None:
        content = b"x" * 100 if door.binary else b""
        if door.body is not None:
            content = json.dumps(door.body(house, reporter)).encode()
    if door.binary:
        headers.setdefault("X-Chunk-SHA256", "0" * 64)
    kind = changes.get("kind", "application/octet-stream" if door.binary else "application/json")
    url = API + door.at(reporter)
    return client.generic(door.method, url, content, content_type=kind, headers=headers)


def rightful(door: Door, house: House, reporter: Reporter, anyone: Client) -> tuple[Client, dict[str, str]]:
    if door.who == "handler":
        return house.handlers[0].client, {}
    return anyone, reporter.headers if door.who == "receipt" else {}


def refused(answer: Any, *statuses: int) -> dict[str, Any]:
    said = json.loads(answer.content)
    assert answer.status_code in statuses, (answer.status_code, said)
    assert said["error"] and (len(said.get("detail", "")) > 10 or said["error"] == "cross_site")
    assert answer["Cache-Control"] == "no-store"
    return dict(said)


def settled(*people: Person) -> dict[str, str]:
    """The tables once these people are signed in, which happens when their browser is first used."""
    for one in people:
        call(one.client, "GET", "keys/mine")
    return digest()


def test_the_list_of_doors_is_complete(house: House, anyone: Client) -> None:
    described = anyone.get(f"{API}openapi.json").json()["paths"]
    own = {path: methods for path, methods in described.items() if not path.startswith(f"{API}hub/")}
    operations = sum(len(methods) for methods in own.values())
    assert operations == len(DOORS) + len(["work", "manifest"])


MALFORMED = {
    "nothing": b"",
    "not JSON": b"{'v':1}",
    "a list": b"[]",
    "a number": b"1",
    "a field too many": b'{"surprise":1}',
    "deep": b'{"a":' * 5_000 + b"1" + b"}" * 5_000,
    "not text": b"\xff\xfe\x00",
    "half": b'{"v":1,"compartment":',
    "not a number": b'{"version":NaN}',
}


@pytest.mark.parametrize("door", WITH_BODY, **of)
def test_malformed(house: House, reporter: Reporter, anyone: Client, door: Door) -> None:
    client, headers = rightful(door, house, reporter, anyone)
    before = settled(house.handlers[0])
    for bad, content in MALFORMED.items():
        refused(knock(door, client, house, reporter, content=content, headers=headers), 400, 415, 422)
        assert digest() == before, bad


@pytest.mark.parametrize("door", [*WITH_BODY, *(door for door in DOORS if door.binary)], **of)
def test_oversized_is_refused_by_its_announced_length(
    house: House, reporter: Reporter, anyone: Client, door: Door
) -> None:
    client, headers = rightful(door, house, reporter, anyone)
    before = settled(house.handlers[0])
    answer = knock(door, client, house, reporter, content=b" " * (9 * 1024 * 1024), headers=headers)
    assert refused(answer, 413)["limit"] <= 6 * 1024 * 1024
    assert digest() == before


@pytest.mark.parametrize("door", [*WITH_BODY, *(door for door in DOORS if door.binary)], **of)
def test_another_content_type(house: House, reporter: Reporter, anyone: Client, door: Door) -> None:
    client, headers = rightful(door, house, reporter, anyone)
    before = settled(house.handlers[0])
    for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""):
        refused(knock(door, client, house, reporter, kind=kind, headers=headers), 415)
        assert digest() == before, kind


@pytest.mark.parametrize("door", [door for door in DOORS if door.writes], **of)
def test_cross_site(house: House, reporter: Reporter, anyone: Client, door: Door) -> None:
    client, headers = rightful(door, house, reporter, anyone)
    before = settled(house.handlers[0])
    for sign in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
        refused(knock(door, client, house, reporter, headers={**headers, **sign}), 403)
        assert digest() == before, sign


@pytest.mark.parametrize("door", [door for door in DOORS if door.who == "handler" and door.writes], **of)
def test_a_session_without_its_token(house: House, reporter: Reporter, door: Door) -> None:
    before = settled(house.handlers[0])
    wrong = {"X-CSRFToken": "y" * 32}
    answer = knock(door, house.handlers[0].client, house, reporter, headers=wrong)
    assert refused(answer, 403)["error"] == "csrf"
    assert digest() == before


@pytest.mark.parametrize("door", [door for door in DOORS if door.who == "receipt"], **of)
def test_wrong_receipt(house: House, reporter: Reporter, anyone: Client, door: Door) -> None:
    before = digest()
    answer = knock(door, anyone, house, reporter, headers=Reporter().headers)
    assert "receipt" in refused(answer, 404)["detail"]
    assert digest() == before


@pytest.mark.parametrize("door", [door for door in DOORS if door.who == "handler"], **of)
def test_expired_session(house: House, reporter: Reporter, door: Door) -> None:
    client = signed_in(house.handlers[0].account)
    client.session.flush()
    before = digest()
    assert refused(knock(door, client, house, reporter), 401, 403)["error"] in {"sign_in_needed", "csrf"}
    assert digest() == before


@pytest.mark.parametrize("door", [door for door in DOORS if door.who == "handler"], **of)
def test_no_second_factor(house: House, reporter: Reporter, door: Door) -> None:
    client = signed_in(house.handlers[0].account, factor=False)
    before = digest()
    refused(knock(door, client, house, reporter), 401, 403)
    assert digest() == before


OF_A_REPORT = [door for door in DOORS if "{report}" in door.path]


@pytest.mark.parametrize("door", OF_A_REPORT, **of)
def test_another_entitys_handler(house: House, foreign: House, reporter: Reporter, door: Door) -> None:
    before = settled(*foreign.handlers)
    assert refused(knock(door, foreign.handlers[0].client, house, reporter), 404)["error"] == "not_found"
    assert digest() == before


@pytest.mark.parametrize("door", OF_A_REPORT, **of)
def test_excluded_handler(house: House, anyone: Client, door: Door) -> None:
    out = house.handlers[0]
    reporter = Reporter()
    call(anyone, "POST", "reports", reporter.submission(house.signed(), excluded=[out.principal]))
    before = settled(out)
    assert refused(knock(door, out.client, house, reporter), 404)["error"] == "not_found"
    assert digest() == before


ROLES = ["Administrator", "Head", "Oversight", "Ethics", "Investigator"]


@pytest.mark.parametrize("door", OF_A_REPORT, **of)
def test_whoever_holds_no_grant(house: House, reporter: Reporter, door: Door) -> None:
    before = settled(*(house.people[role] for role in ROLES))
    for role in ROLES:
        answer = knock(door, house.people[role].client, house, reporter)
        assert refused(answer, 404)["error"] == "not_found", role
        assert digest() == before, role


def test_whoever_holds_no_grant_counts_nothing(house: House, reporter: Reporter) -> None:
    for role in ROLES:
        assert call(house.people[role].client, "GET", "inbox").said["reports"] == [], role


REPEATABLE = [
    door for door in WITH_BODY if door.name in {"submit", "write", "answer", "announce", "case file"}
]


@pytest.mark.parametrize("door", REPEATABLE, **of)
def test_replayed_changes_nothing(house: House, reporter: Reporter, anyone: Client, door: Door) -> None:
    assert door.body is not None
    client, headers = rightful(door, house, reporter, anyone)
    content = json.dumps(door.body(house, reporter)).encode()
    first = knock(door, client, house, reporter, content=content, headers=headers)
    assert first.status_code == 201, first.content
    before = digest()
    again = knock(door, client, house, reporter, content=content, headers=headers)
    assert again.status_code == 200
    assert again.content == first.content
    assert digest() == before


@pytest.mark.parametrize("path", ["nothing", "reports/1/open", "mailbox/items/x", "teams/x/manifest"])
def test_what_is_no_door_is_not_there(house: House, anyone: Client, path: str) -> None:
    assert anyone.get(API + path).status_code in {404, 405}


def test_sizes_named_to_programs_hold_the_largest_item() -> None:
    from upstander.features.reporting.api_items import MOST_ITEM

    assert MOST_ITEM > sizes.LARGEST_ITEM_CIPHERTEXT * 4 // 3 + 1_000
