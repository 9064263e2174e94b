"""Doors of the hub that have no language: for machines, and the files of pages.

`wagtaildocs_serve` is the name by which Wagtail builds the addresses of documents.
"""

from django.urls import path, re_path

from . import files, sitemap

urlpatterns = [
    path("sitemap.xml", sitemap.sitemap, name="hub_sitemap"),
    path("sitemap-<int:number>.xml", sitemap.sitemap_file, name="hub_sitemap_file"),
    path("robots.txt", sitemap.robots, name="hub_robots"),
    re_path(r"^documents/(?P<number>\d{1,9})/(?P<name>[^/]+)$", files.document, name="wagtaildocs_serve"),
    re_path(r"^media/images/(?P<name>[\w.\-]+)$", files.picture, name="hub_picture"),
]
