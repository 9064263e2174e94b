from django.urls import include, path, re_path

from . import views

# The name by which Wagtail builds the addresses of pages; it must stay without a namespace, and last.
urlpatterns = [
    path("", include("upstander.features.hub.urls_catalogue")),
    path("", include("upstander.features.hub.submissions.urls")),
    re_path(r"^((?:[\w\-]+/)*)$", views.page, name="wagtail_serve"),
]
