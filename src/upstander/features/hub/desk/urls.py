"""Everything below /cms/: our own pages of the desk, then Wagtail's, all behind one door."""

from __future__ import annotations

from typing import Any

from django.urls import include, path
from wagtail.admin.auth import require_admin_access
from wagtail.admin.urls import urlpatterns as wagtails
from wagtail.utils.urlpatterns import decorate_urlpatterns

from . import views
from .door import door

app = "hub_desk"
ours = [
    path("review/", views.waiting, name="waiting"),
    path("review/<int:page>/", views.review_page, name="review"),
    path("pages/", views.pages, name="pages"),
    path("pages/<int:page>/send/", views.send, name="send"),
    path("pages/<int:page>/unpublish/", views.unpublish, name="unpublish"),
    path("pages/<int:page>/changes/", views.changes, name="changes"),
    path("pages/<int:page>/same/", views.says_the_same, name="says_the_same"),
    path("reports/languages/", views.languages, name="languages"),
    path("reports/languages/begin/", views.begin, name="begin"),
    path("reports/links/", views.links, name="links"),
    path("account/", views.account, name="account"),
    path("logout/", views.sign_out, name="sign_out"),
    path("images/multiple/add/", views.add_image, name="add_image"),
    path("images/<int:image_id>/delete/", views.delete_image, name="delete_image"),
    path("documents/delete/<int:document_id>/", views.delete_document, name="delete_document"),
    path("documents/multiple/add/", views.add_document, name="add_document"),
]


def _all() -> list[Any]:
    """Ours come first, and so take the place of Wagtail's with the same address (unpublish, account)."""
    return decorate_urlpatterns(
        [
            path("", include((decorate_urlpatterns(ours, require_admin_access), app), namespace=app)),
            *wagtails,
        ],
        door,
    )


urlpatterns = _all()
