from django.urls import path

from . import views_form, views_moderator, views_sender

app_name = "submissions"

urlpatterns = [
    path("contribute/", views_sender.mine, name="mine"),
    path("contribute/new/", views_form.write, name="new"),
    path("contribute/files/<uuid:pk>/", views_sender.file, name="file"),
    path("contribute/<uuid:pk>/", views_sender.submission, name="submission"),
    path("contribute/<uuid:pk>/edit/", views_form.write, name="edit"),
    path("contribute/<uuid:pk>/withdraw/", views_sender.withdraw, name="withdraw"),
    path("contribute/<uuid:pk>/discard/", views_sender.discard, name="discard"),
    path("submissions/", views_moderator.queue, name="queue"),
    path("submissions/<uuid:pk>/", views_moderator.case, name="case"),
    path("submissions/<uuid:pk>/act/", views_moderator.act, name="act"),
]
