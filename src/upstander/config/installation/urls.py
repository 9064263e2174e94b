"""Pages about the installation itself."""

from django.urls import path

from . import views

app_name = "installation"
urlpatterns = [path("example/", views.example_accounts, name="example")]
