"""The door of the trail."""

from django.urls import path

from . import views

app_name = "trail"

urlpatterns = [path("trail/", views.entries, name="entries")]
