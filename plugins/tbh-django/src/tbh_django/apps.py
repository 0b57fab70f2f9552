"""The configuration of the app."""

from django.apps import AppConfig
from django.core.checks import Tags, register


class TbhConfig(AppConfig):
    """The app, whose name in `INSTALLED_APPS` is `tbh_django`."""

    name = "tbh_django"
    verbose_name = "Expert roundups"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the system checks."""
        from tbh_django import checks  # it needs the models, which load before

        register(checks.check_settings, "tbh")
        register(checks.check_series, Tags.database)
