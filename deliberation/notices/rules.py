"""May an address be left, and is it one?"""

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from deliberation.errors import Conflict, Invalid, Refusal

LONGEST_ADDRESS = 254  # characters


def may_subscribe(sends: bool, opened: bool) -> Refusal | None:
    """Only where mail is sent at all, and once the consultation is public."""
    if not sends:
        return Conflict("notices-off", _("This site sends no e-mail. The feed tells of answers as well."))
    return None if opened else Conflict("not-open-yet", _("This consultation has not opened yet."))


def is_address(text: str) -> Refusal | None:
    """One e-mail address, and nothing besides it."""
    try:
        validate_email(text)
    except ValidationError:
        good = False
    else:
        good = len(text) <= LONGEST_ADDRESS
    sentence = _("Write an e-mail address, for example name@example.org.")
    return None if good else Invalid("not-valid", sentence, {"address": sentence})
