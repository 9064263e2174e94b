from django.apps import AppConfig


class VaultConfig(AppConfig):
    name = "upstander.foundation.vault"
    label = "vault"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from upstander.foundation.entities.signals import membership_ended

        from .receivers import membership_has_ended

        membership_ended.connect(membership_has_ended, dispatch_uid="vault.membership_has_ended")
