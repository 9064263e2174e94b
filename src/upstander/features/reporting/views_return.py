"""Coming back with a receipt. With JavaScript the page opens everything itself; without, reports that the
server sealed can be read and answered here, and of the others it says honestly that only a browser with
scripts, or `upstander open`, can open them.

The receipt travels in the body of a form, in no address and no cookie, and is forgotten with the answer.
"""

from __future__ import annotations

import uuid
from typing import Any

from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from upstander.core.sealing import typed
from upstander.core.sealing.receipts import Receipt
from upstander.foundation.vault.errors import NotThere, VaultError
from upstander.foundation.web.assets import asset

from . import facets, plain
from .arriving_files import Arrivals, accepting_files
from .destinations import organisations, units_by_organisation
from .forms import MessageForm, ReceiptForm, WithdrawForm
from .mailboxes import NeedsBrowserError, Opened, found, opened
from .problems import ProblemError
from .services.mailbox import withdraw as withdraw_report
from .thread import lines_of
from .views_reporter import HERE, addresses, asked

SCRIPT = "upstander/js/return.js"
OPENING = "upstander/js/returning.js"
"""What opens a mailbox; it is its own worker. The page's script fetches it when a receipt is being typed."""


@csrf_exempt
@require_http_methods(["GET", "POST"])
def come_back(request: HttpRequest) -> HttpResponse:
    """The form for the receipt; posted without JavaScript, the conversation."""
    if request.method == "GET":
        return _ask(request, ReceiptForm())
    form = ReceiptForm(request.POST)
    return _with_receipt(request, form, lambda receipt, mailbox: _conversation(request, receipt, mailbox))


@csrf_exempt
@require_http_methods(["POST"])
@accepting_files
def answer(request: HttpRequest) -> HttpResponse:
    """Without JavaScript: write a message, add files, or both."""
    form = MessageForm(request.POST)
    arrivals: Arrivals = request.arrivals  # type: ignore[attr-defined]

    def write(receipt: Receipt, mailbox: Opened) -> HttpResponse:
        message, item = form.cleaned_data["message"], form.cleaned_data["item"]
        if message and str(item) not in {known["id"] for known in mailbox.view["items"]}:
            plain.add_message(receipt, mailbox.compartment, message, item)
        files = plain.keep_files(arrivals, request, receipt, mailbox.compartment)
        kept = _("Your message has arrived.") if message else ""
        fresh = opened(receipt, mailbox.compartment)
        return _conversation(request, receipt, fresh, said=kept, files=files)

    return _with_receipt(request, form, write)


@csrf_exempt
@require_http_methods(["POST"])
def withdraw(request: HttpRequest) -> HttpResponse:
    """Without JavaScript: withdraw the report."""
    form = WithdrawForm(request.POST)

    def act(receipt: Receipt, mailbox: Opened) -> HttpResponse:
        withdraw_report(mailbox.compartment, erase_unopened=form.cleaned_data["erase_unopened"])
        return _conversation(request, receipt, opened(receipt, mailbox.compartment))

    return _with_receipt(request, form, act)


def _with_receipt(request: HttpRequest, form: Form, act: Any) -> HttpResponse:
    """Find and open what the receipt belongs to, then act. Every failure is the form again, with words."""
    if not form.is_valid():
        return _ask(request, form, _("Please type your receipt."))
    try:
        readings = typed.read(form.cleaned_data["receipt"])
    except typed.UnreadableReceiptError as error:
        return _ask(request, form, _unreadable(error))
    for reading in readings:
        try:
            compartment = found(reading.receipt)
            answered: HttpResponse = act(reading.receipt, opened(reading.receipt, compartment))
            return answered
        except NotThere:
            continue
        except NeedsBrowserError:
            return _ask(request, form, sealed_in_browser=True)
        except (ProblemError, VaultError) as error:
            return _ask(request, form, error.detail)
    return _ask(request, form, _("Nothing was found for this receipt. Please check the words."))


def _unreadable(error: typed.UnreadableReceiptError) -> str:
    if error.positions:
        places = ", ".join(map(str, error.positions))
        return _("Please look again at these words or groups, counted from the first: %(places)s") % {
            "places": places
        }
    return _("A receipt has eight words, or eight groups of five digits.")


def _ask(request: HttpRequest, form: Form, fault: str = "", sealed_in_browser: bool = False) -> HttpResponse:
    failed = bool(fault or sealed_in_browser)
    context = {
        "form": form,
        "fault": fault,
        "sealed_in_browser": sealed_in_browser,
        "returning": True,
        "organisations": organisations(),
        "units": units_by_organisation(),
        **asked(),
        "script": SCRIPT,
        "opening": asset(OPENING),
        **addresses(OPENING),
    }
    return render(request, f"{HERE}/return.html", context, status=422 if failed else 200)


def _conversation(
    request: HttpRequest, receipt: Receipt, mailbox: Opened, said: str = "", files: Any = ()
) -> HttpResponse:
    context = {
        "receipt": " ".join(receipt.dice()),
        "report": mailbox.view["report"],
        "lines": lines_of(mailbox),
        "answers": [
            (facets.BY_NAME[name].title, [facets.label(name, code) for code in codes])
            for name, codes in mailbox.view["report"]["facets"].items()
            if name in facets.BY_NAME and name != "named"
        ],
        "readers": [reader for reader in mailbox.view["readers"] if not reader["excluded"]],
        "item": uuid.uuid4(),
        "said": said,
        "files": files,
        "now": timezone.now(),
    }
    return render(request, f"{HERE}/plain_conversation.html", context)
