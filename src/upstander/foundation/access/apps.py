from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "upstander.foundation.access"
    label = "access"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from upstander.foundation.trail.ports import provide_door

        from .trail_door import trail_door

        provide_door(trail_door)
