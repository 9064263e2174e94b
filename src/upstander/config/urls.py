"""The map of the house: which door leads to which room."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path

from upstander.api.routes import api

urlpatterns = [
    path("api/v1/", api.urls),
    path("health/", include("upstander.config.health")),
    path("sign-on/", include("upstander.foundation.accounts.sign_on")),
    path("cms/", include("upstander.features.hub.desk.urls")),
    path("", include("upstander.features.hub.urls_plain")),
    *i18n_patterns(
        path("", include("upstander.foundation.web.urls")),
        path("", include("upstander.config.installation.urls")),
        path("account/", include("upstander.foundation.accounts.doors")),
        path("", include("upstander.foundation.accounts.urls")),
        path("", include("upstander.foundation.vault.urls")),
        path("", include("upstander.foundation.trail.urls")),
        path("", include("upstander.foundation.notices.urls")),
        path("", include("upstander.features.reporting.urls")),
        path("", include("upstander.features.hub.urls")),
    ),
]

handler400 = "upstander.foundation.web.errors.bad_request"
handler403 = "upstander.foundation.web.errors.forbidden"
handler404 = "upstander.foundation.web.errors.not_found"
handler500 = "upstander.foundation.web.errors.failed"
