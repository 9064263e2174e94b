from django.urls import path

from . import onward, views_account, views_invitation, views_people, views_structure

app_name = "accounts"

_place = "people/<uuid:entity>"
urlpatterns = [
    path("me/", views_account.me, name="me"),
    path("me/second-factor/", views_account.second_factor, name="second_factor"),
    path("me/onward/", onward.onward, name="onward"),
    path("me/sessions/end/", views_account.end_session, name="end_session"),
    path("me/sessions/end-all/", views_account.end_sessions, name="end_sessions"),
    path("me/sign-on/link/", views_account.link_identity, name="link_identity"),
    path("me/sign-on/<int:identity>/unlink/", views_account.unlink_identity, name="unlink_identity"),
    path("invitation/", views_invitation.accept, name="accept"),
    path("invitation/mine/", views_invitation.accept_as, name="accept_as"),
    path("invitation/<str:token>/", views_invitation.link, name="invitation"),
    path("people/", views_people.start, name="people"),
    path(f"{_place}/", views_people.index, name="people_of"),
    path(f"{_place}/invite/", views_people.invite, name="invite"),
    path(f"{_place}/invitations/<uuid:invitation>/revoke/", views_people.revoke, name="revoke"),
    path(f"{_place}/roles/", views_people.roles, name="roles"),
    path(f"{_place}/roles/<slug:key>/", views_people.role, name="role"),
    path(f"{_place}/roles-held/<uuid:membership>/end/", views_people.end, name="end_role"),
    path("people/teams/", views_structure.start, name="structure"),
    path(f"{_place}/teams/", views_structure.teams, name="teams"),
    path(f"{_place}/teams/<uuid:team>/", views_structure.team, name="team"),
    path(f"{_place}/teams/<uuid:team>/close/", views_structure.close_team, name="close_team"),
    path(f"{_place}/units/", views_structure.units, name="units"),
    path(f"{_place}/units/<uuid:unit>/", views_structure.unit, name="unit"),
    path(f"{_place}/units/<uuid:unit>/close/", views_structure.close_unit, name="close_unit"),
    path(f"{_place}/sign-everybody-out/", views_people.sign_everybody_out, name="sign_everybody_out"),
    path(f"{_place}/<uuid:account>/close/", views_people.close, name="close_account"),
    path(f"{_place}/<uuid:account>/open/", views_people.open_again, name="open_account"),
    path(f"{_place}/<uuid:account>/", views_people.person, name="person"),
    path(f"{_place}/<uuid:account>/give/", views_people.give, name="give_role"),
    path(f"{_place}/<uuid:account>/reset-factors/", views_people.reset_factors, name="reset_factors"),
]
