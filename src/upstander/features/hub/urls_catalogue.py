"""Doors of the hub beside its pages, below the language."""

from django.urls import path

from . import catalogue_export, feeds, views_catalogue

app_name = "hub"
urlpatterns = [
    path("search/", views_catalogue.search_page, name="search"),
    path("search/suggestions/", views_catalogue.suggestions, name="suggestions"),
    path("library/", views_catalogue.library, name="library"),
    path("library/catalogue.csv", catalogue_export.as_csv, name="catalogue_csv"),
    path("library/catalogue.json", catalogue_export.as_json, name="catalogue_json"),
    path("members/", views_catalogue.members, name="members"),
    path("feed.atom", feeds.news, name="news"),
    path("dialogues/calendar.ics", feeds.calendar, name="calendar"),
    path("<slug:section>/feed.atom", feeds.news, name="section_news"),
]
