"""The map of the house: which door leads to which room."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from upstander.api.routes import api

urlpatterns = [
    path("api/v1/", api.urls),
    *i18n_patterns(
        path("accounts/", include("allauth.urls")),
    ),
]
