"""Which mails somebody wants: a page beside "My account"."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from upstander.foundation.access.requests import AuthenticatedHttpRequest, signed_in

from .services import choose, offered


@signed_in
def mine(request: AuthenticatedHttpRequest) -> HttpResponse:
    """Boxes for the occasions that her roles bring. What is unknown or not offered is passed over."""
    if request.method == "POST":
        choose(request.actor, request.POST.getlist("occasion"))
        messages.success(request, _("Saved."))
        return redirect("notices:mine")
    wanted = offered(request.actor)
    context = {
        "options": [(occasion.value, occasion.label) for occasion in wanted],
        "chosen": [occasion.value for occasion, wants in wanted.items() if wants],
    }
    return render(request, "notices/mine.html", context)
