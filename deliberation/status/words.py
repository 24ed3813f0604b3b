"""What the status page says, in sentences that both faces use."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

SPANS: dict[str, Promise] = {
    "ten-minutes": _("within the last ten minutes"),
    "hour": _("within the last hour"),
    "day": _("within the last day"),
    "longer": _("more than a day ago"),
}
STATES: dict[str, Promise] = {
    "fresh": _("as it should be"),
    "late": _("late"),
    "never": _("nothing known"),
    "off": _("switched off"),
    "made-with": _("always as new as what it is made of"),
}
