from django.urls import re_path

from . import views

# The name by which Wagtail builds the addresses of pages; it must stay without a namespace, and last.
urlpatterns = [re_path(r"^((?:[\w\-]+/)*)$", views.page, name="wagtail_serve")]
