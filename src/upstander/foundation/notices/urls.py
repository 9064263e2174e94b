"""The door of notices: which mails somebody wants."""

from django.urls import path

from . import views

app_name = "notices"

urlpatterns = [path("me/mails/", views.mine, name="mine")]
