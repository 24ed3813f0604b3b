"""The room of notices: what is checked at start."""

from importlib import import_module

from django.apps import AppConfig
from django.core.checks import register


class Notices(AppConfig):
    name = "deliberation.notices"

    def ready(self) -> None:
        """The sentences come with the models of lower rooms, which are loaded by now."""
        register(import_module("deliberation.notices.checks").letters_are_whole)
