"""Someone at the report page, and someone who comes back: what they do, in their words."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

WORDS = "He closed the door of the copy room behind him. Zebrafish at the window."
ORGANISATION = "unhcr"


@dataclass
class Survivor:
    """At the report page, with scripts. Every verb leaves the page where the next one can go on."""

    page: Page
    receipt: list[str] = field(default_factory=list)
    digits: list[str] = field(default_factory=list)

    def goes_on(self) -> Survivor:
        self.page.locator("section:not([hidden]) [data-next]").click()
        return self

    def is_at(self, step: str) -> Survivor:
        expect(self.page.locator(f"section[data-step={step}]")).to_be_visible()
        return self

    def begins(self, want: str = "report", role: str | None = None) -> Survivor:
        self.goes_on().is_at("want")
        self.page.locator(f"input[name=want][value={want}]").check()
        if role:
            self.page.locator(f"input[name=facet-role][value={role}]").check()
        return self.goes_on().is_at("what")

    def tells(self, text: str = WORDS) -> Survivor:
        self.page.locator("#text").fill(text)
        return self.goes_on()

    def chooses(self, organisation: str = ORGANISATION, without: str | None = None) -> Survivor:
        self.is_at("who")
        self.page.locator("#organisation-search").fill(organisation)
        self.page.locator("#organisation-search").press("Enter")
        expect(self.page.locator("#team")).to_be_visible()
        if without:
            self.page.locator("#readers label", has_text=without).locator("input").uncheck()
        return self.goes_on().is_at("files")

    def adds(self, *files: Path | dict[str, Any]) -> Survivor:
        if files:
            self.page.locator("#files").set_input_files(list(files))  # type: ignore[arg-type]
            expect(self.page.locator("#file-list > li")).to_have_count(len(files))
        return self.goes_on().is_at("contact")

    def stays_anonymous(self) -> Survivor:
        return self.goes_on().is_at("check")

    def gives(self, name: str, contact: str = "", safe: str = "") -> Survivor:
        self.page.locator("input[name=named][value=named]").check()
        for field_, value in (("name", name), ("contact", contact), ("safe_contact", safe)):
            self.page.locator(f"#{field_}").fill(value)
        return self.goes_on().is_at("check")

    def fills_everything(
        self, text: str = WORDS, *, want: str = "report", without: str | None = None
    ) -> Survivor:
        """The shortest way to the last step before sending."""
        self.begins(want).tells(text)
        if want != "record":
            self.chooses(without=without)
        return self.adds().stays_anonymous()

    def sends(self) -> Survivor:
        self.page.locator("#send").click()
        return self

    def gets_a_receipt(self) -> Survivor:
        expect(self.page.locator("#before-receipt")).to_be_visible(timeout=20_000)
        self.page.locator("#show-receipt").click()
        self.receipt = self.page.locator("#receipt-words strong").all_inner_texts()
        self.digits = self.page.locator("#receipt-words .digits").all_inner_texts() or self.receipt
        assert len(self.receipt) == 8
        return self

    def keeps_it(self) -> Survivor:
        self.page.locator("#kept").click()
        expect(self.page.locator("#afterwards")).to_be_visible()
        return self


@dataclass
class Returner:
    """Back with the receipt."""

    page: Page

    def opens(self, receipt: str, language: str = "en") -> Returner:
        self.page.goto(f"/{language}/return/")
        self.types(receipt)
        expect(self.page.locator("#mailbox")).to_be_visible(timeout=20_000)
        return self

    def types(self, receipt: str) -> Returner:
        self.page.locator("#receipt-typed").fill(receipt)
        self.page.locator("#open").click()
        return self

    def unfolds(self, summary: str) -> Returner:
        self.page.locator("details:not([open]) > summary", has_text=summary).click()
        return self

    def line(self, text: str) -> Any:
        return self.page.locator("#lines .line", has_text=text)

    def writes(self, text: str) -> Returner:
        self.page.locator("#message").fill(text)
        self.page.locator("#write-send").click()
        expect(self.line(text)).to_be_visible()
        return self
