from django.apps import AppConfig


class InstallationConfig(AppConfig):
    """Setting up an installation: `upstander demo`, `upstander init`."""

    name = "upstander.config.installation"
    label = "installation"
