from django.apps import AppConfig


class SubmissionsConfig(AppConfig):
    name = "upstander.features.hub.submissions"
    label = "submissions"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from wagtail.signals import page_published, page_unpublished

        from ..desk import home
        from . import receivers, tiles

        home.add_tiles("submissions", tiles.tiles)

        page_published.connect(receivers.page_shown, dispatch_uid="submissions.page_shown")
        page_unpublished.connect(receivers.page_hidden, dispatch_uid="submissions.page_hidden")
