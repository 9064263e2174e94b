from django.apps import AppConfig


class HubConfig(AppConfig):
    name = "upstander.features.hub"
    label = "hub"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from upstander.foundation.search.ports import sources

        from .search_source import HubSource

        sources.register(HubSource())
