from django.urls import path

from . import views

app_name = "web"
urlpatterns = [
    path("", views.home, name="home"),
    path("help-now/", views.help_now, name="help_now"),
    path("protection/", views.protection, name="protection"),
    path("accessibility/", views.accessibility, name="accessibility"),
    path("software/", views.about, name="about"),
]
