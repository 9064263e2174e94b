"""Doors of the vault: keys of handlers, teams and their manifests, recovery."""

from django.urls import path

from . import views_keys, views_recovery, views_team

app_name = "vault"

urlpatterns = [
    path("keys/", views_keys.keys, name="keys"),
    path("keys/confirmed/", views_keys.proved, name="proved"),
    path("team/", views_team.teams, name="team"),
    path("team/<uuid:team>/", views_team.team, name="team_of"),
    path("team/<uuid:team>/draft/", views_team.draft, name="draft"),
    path("team/<uuid:team>/publish/", views_team.publish, name="publish"),
    path("team/<uuid:team>/remove/<uuid:principal>/", views_team.remove, name="remove"),
    path("team/<uuid:team>/poster/", views_team.poster, name="poster"),
    path("team/<uuid:team>/code.svg", views_team.code, name="code"),
    path("recovery/", views_recovery.recovery, name="recovery"),
    path("recovery/<uuid:entity>/rehearsed/", views_recovery.rehearse, name="rehearse"),
    path("recovery/<uuid:entity>/register/", views_recovery.register, name="register"),
]
