"""The people of the handlers' journeys: reporters who send from a program, handlers who work in Chromium."""

from __future__ import annotations

import base64
import json
import urllib.request
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time
from playwright.sync_api import Page, expect

from tests.installation import Installation
from upstander.core.sealing.node import run

OpenPage = Callable[..., Page]
WORDS = "He waited at the lift every evening and asked what I wore underneath."


def call(live: Installation, method: str, path: str, body: object = None, **headers: str) -> Any:
    """One call of the API as a program makes it, without cookies."""
    request = urllib.request.Request(
        f"{live.url}/api/v1/{path}",
        method=method,
        data=None if body is None else json.dumps(body).encode(),
        headers={"Content-Type": "application/json", **headers},
    )
    with urllib.request.urlopen(request, timeout=30) as answer:
        return json.load(answer)


def team_of(live: Installation, entity: str) -> str:
    teams = call(live, "GET", "teams")
    return str(next(team["team"] for team in teams if team["entity"] == entity))


@dataclass
class Reporter:
    """Someone with a receipt who reports and answers through the API, sealing as the browser does."""

    live: Installation
    receipt: str = ""
    number: str = ""
    compartment: str = ""

    def send(
        self, text: str = WORDS, *, entity: str = "UNHCR", want: str = "report", **draft: Any
    ) -> Reporter:
        """`excluded`: names of handlers as the manifest has them."""
        envelope = call(self.live, "GET", f"teams/{team_of(self.live, entity)}/manifest")
        named = {
            one["name"]: one["id"] for one in json.loads(base64.b64decode(envelope["payload"]))["handlers"]
        }
        excluded = [named[name] for name in draft.pop("excluded", [])]
        draft = {"want": want, "body": {"text": text}, "language": "en", "excluded": excluded, **draft}
        [made] = run("submission", {"manifest": envelope, "draft": draft})
        self.receipt = " ".join(made["receipt"])
        self.compartment = made["body"]["compartment"]["id"]
        self.number = call(self.live, "POST", "reports", made["body"])["number"]
        return self

    @property
    def keys(self) -> dict[str, str]:
        return {"receipt": self.receipt}

    @property
    def pass_(self) -> str:
        return f"Receipt {run('locator', self.keys)[0]['locator']}"

    def mailbox(self) -> dict[str, Any]:
        opened: dict[str, Any] = call(self.live, "POST", "mailbox/open", {}, Authorization=self.pass_)
        return opened

    def reads(self) -> list[str]:
        """Every line of the conversation that opens for her."""
        [opened] = run("open-compartment", {"keys": self.keys, "stored": self.mailbox()})
        return [line["opened"]["body"].get("text", "") for line in opened["lines"] if line["opened"]]

    def writes(self, text: str) -> None:
        stored = self.mailbox()
        epoch = stored["epochs"][-1]
        place = {
            "compartment": self.compartment,
            "epoch": epoch["number"],
            "sequence": len(stored["items"]) + 1,
            "direction": "reporter",
            "recipient": epoch["recipient"],
        }
        content = {"type": "message", "body": {"text": text}}
        [item] = run("item", {"keys": self.keys, "place": place, "content": content})
        call(self.live, "POST", "mailbox/items", item, Authorization=self.pass_)


def code_of(secret: str) -> str:
    """The code an authenticator app shows now.

    The server takes the one before as well, so that this one is good for half a minute at least. (The first
    that it would take is the one before: it is over with the present half minute, maybe before it arrives.)
    """
    counters = list(yield_hotp_counters_from_time())
    return format_hotp_value(hotp_value(secret, counters[len(counters) // 2]))


@dataclass
class Handler:
    """A handler at her browser."""

    page: Page
    account: dict[str, str]
    language: str = "en"
    passphrase: str = field(default="")

    def __post_init__(self) -> None:
        self.passphrase = self.passphrase or self.account["passphrase"]

    def signs_in(self) -> Handler:
        page = self.page
        page.goto(f"/{self.language}/account/sign-in/")
        page.locator("input[name=login]").fill(self.account["username"])
        page.locator("input[name=password]").fill(self.account["password"])
        page.locator("input[name=password]").press("Enter")
        page.wait_for_url("**/sign-in/code/**")
        page.locator("input[name=code]").fill(code_of(self.account["totp_secret"]))
        page.locator("input[name=code]").press("Enter")
        page.wait_for_url(lambda url: "sign-in" not in url)
        return self

    def opens_inbox(self) -> Handler:
        self.page.goto(f"/{self.language}/inbox/")
        return self

    def unlocks(self) -> Handler:
        self.page.locator("#passphrase").fill(self.passphrase)
        self.page.locator("#passphrase").press("Enter")
        expect(self.page.locator("#desk")).to_be_visible(timeout=20_000)
        return self

    def row(self, number: str) -> Any:
        return self.page.locator(".case-row", has_text=number)

    def opens(self, number: str) -> Handler:
        self.row(number).click()
        expect(self.page.locator("#case-title")).to_contain_text(number)
        return self

    def tab(self, name: str) -> None:
        self.page.locator(f"#tab-{name}").click()

    def answers(self, text: str) -> None:
        self.tab("conversation")
        self.page.locator("#write-conversation").fill(text)
        self.page.locator(".side-conversation button[type=submit]").click()
        expect(self.page.locator(".side-conversation .line", has_text=text)).to_be_visible()

    def notes(self, text: str) -> None:
        self.tab("case_file")
        self.page.locator("#write-case_file").fill(text)
        self.page.locator(".side-case_file button[type=submit]").click()
        expect(self.page.locator(".side-case_file .line", has_text=text)).to_be_visible()


def account_of(live: Installation, username: str) -> dict[str, str]:
    accounts: Sequence[dict[str, str]] = live.example()  # type: ignore[assignment]
    return next(account for account in accounts if account["username"] == username)
