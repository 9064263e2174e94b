from django.apps import AppConfig


class ReportingConfig(AppConfig):
    name = "upstander.features.reporting"
    label = "reporting"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from upstander.foundation.notices.rounds import HOUR, Round, add_round

        from .tasks import forget_spent_work

        add_round(Round("spent_work", HOUR, forget_spent_work))
