"""The step of signing in at which the second factor is asked for."""

from __future__ import annotations

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest


class FactorStage(AuthenticateStage):
    """As allauth's, but a provider's own proof of a second factor is believed where the operator says so."""

    def _should_handle(self, request: HttpRequest) -> bool:
        user = self.login.user
        if user is not None and getattr(request, "provider_proved_factor", None) == user.pk:
            return False
        return bool(super()._should_handle(request))
