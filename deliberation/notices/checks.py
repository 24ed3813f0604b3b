"""Checked at start: that every mail can be written in every language this site offers."""

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error

from deliberation.notices.wording import faults


def letters_are_whole(app_configs: object, **_kwargs: Any) -> list[CheckMessage]:
    """An error for each sentence whose translation has a placeholder too many or too few."""
    hint = "Mend the translation: its placeholders have to be those of the English sentence."
    return [Error(f"A sentence of the mails: {fault}.", hint=hint, id="notices.E001") for fault in _found()]


def _found() -> list[str]:
    return list(faults([code for code, _name in settings.LANGUAGES]))
