"""The doors of single sign-on, outside the language prefix: a provider returns to one exact address."""

from __future__ import annotations

from allauth.socialaccount import views as social
from allauth.socialaccount.providers.openid_connect import views as oidc
from django.urls import path

urlpatterns = [
    path("cancelled/", social.login_cancelled, name="socialaccount_login_cancelled"),
    path("failed/", social.login_error, name="socialaccount_login_error"),
    path("<slug:provider_id>/", oidc.login, name="openid_connect_login"),
    path("<slug:provider_id>/return/", oidc.callback, name="openid_connect_callback"),
]
