"""What a password must not be made of: the names that stand on every page here, and those of its owner."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from deliberation.people.models import Person

SHORTEST = 4  # letters: a name that is shorter is left alone
OWN = ("answerable", "deliberation", "consultation")


class NotOurNames:
    """Enough has to be left of a password when the names in it are taken away. For AUTH_PASSWORD_VALIDATORS."""

    def __init__(self, least: int = 8) -> None:
        self.least = least

    def validate(self, password: str, user: Person | None = None) -> None:
        left = password.casefold()
        for name in sorted(names_around(user), key=len, reverse=True):
            left = left.replace(name, "")
        if len(left) < self.least:
            raise ValidationError(self.get_help_text(), code="password_of_names")

    def get_help_text(self) -> str:
        return _(
            "This password is made of names of this site, of your organisations or of yourself. Choose another one."
        )


def names_around(person: Person | None) -> set[str]:
    """The words of these names, in small letters."""
    names = [*OWN, settings.SITE_NAME, str(urlsplit(settings.BASE_URL).hostname)]
    if person is not None:
        names += [person.email, person.name]
        if person.pk:
            names += [
                name for of in person.roles.values_list("organisation__name", "organisation__slug") for name in of
            ]
    return {word for name in names for word in re.split(r"[\W_]+", name.casefold()) if len(word) >= SHORTEST}
