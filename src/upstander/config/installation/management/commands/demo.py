"""`upstander demo`: load the example system of real organisations with generated accounts."""

from __future__ import annotations

from argparse import ArgumentParser

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from upstander.config.installation import example


class Command(BaseCommand):
    help = "Load the example system (39 real organisations, generated accounts and keys)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--only", action="append", default=[], metavar="CODE", help="accounts for these only"
        )
        parser.add_argument("--quiet", action="store_true")

    def handle(self, *, only: list[str], quiet: bool, **_options: object) -> None:
        if not settings.DEMO:
            raise CommandError(
                "This installation is not an example; set UPSTANDER_DEMO=1 if it is to be one."
            )
        accounts = example.load((lambda _line: None) if quiet else self.stdout.write, only)
        if not quiet:
            self.explain(accounts)

    def explain(self, accounts: list[example.ExampleAccount]) -> None:
        """The few lines that a newcomer needs."""
        site = settings.SITE_URL
        passkey_site = site.replace("127.0.0.1", "localhost")
        shown = [a for a in accounts if a.entity == "UNHCR"] or accounts
        administrator = next(a for a in shown if a.role == "administrator")
        handler = next(a for a in shown if a.passphrase)
        self.stdout.write(
            f"""
Upstander, example system (organisations and places are real; accounts and reports are not)

  The knowledge hub       {site}/en/
  Report something        {site}/en/report/
  Return with a receipt   {site}/en/return/
  Accounts and codes      {site}/en/example/   (user names, password, the second factor's code of now)

  Handler                 {handler.username}   opens the inbox: {site}/en/inbox/
  Administrator           {administrator.username}
{self.hub_staff(accounts)}  Password and passphrase "{example.PASSWORD}"
  Passkeys                work on {passkey_site} only: browsers want a name, not a number

Stop with Ctrl-C. The data stays in {settings.DATA}."""
        )

    def hub_staff(self, accounts: list[example.ExampleAccount]) -> str:
        """One line for those who look after the hub, where the example has them."""
        staff = [a.username for a in accounts if a.role in {"hub_editor", "hub_reviewer"}]
        return f"  Hub editor, reviewer    {', '.join(staff)}\n" if staff else ""
