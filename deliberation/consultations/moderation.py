"""Whether what citizens write waits for a moderator: chosen for each consultation, fixed at its opening."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

STRICT, TRUSTED = "strict", "trusted"
MODERATIONS: dict[str, Promise] = {
    STRICT: gettext_lazy("Every statement waits until a moderator has read it."),
    TRUSTED: gettext_lazy(
        "Statements of authors whose earlier ones were accepted are shown at once; a part of them is read afterwards."
    ),
}
MODERATION_CHOICES = list(MODERATIONS.items())
