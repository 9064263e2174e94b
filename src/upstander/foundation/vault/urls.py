"""Doors of the vault: keys of handlers."""

from __future__ import annotations

from django.urls import path

from . import views_keys

app_name = "vault"
urlpatterns = [
    path("keys/", views_keys.keys, name="keys"),
    path("keys/confirmed/", views_keys.proved, name="proved"),
]
