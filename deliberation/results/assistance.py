"""Helping people to vote: on a device of the staff, at a market, in a library. The record says that it was done.

Such a vote is an ordinary one; what is different is that somebody stood beside. So the place, the day and about how
many were helped are public, and nobody is named. The count is as coarse as all that is published, and only the coarse
one is kept.
"""

from datetime import date, datetime
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from deliberation.consultations.models import Consultation
from deliberation.consultations.rules import allows
from deliberation.errors import Conflict, Invalid, Refusal, enforce
from deliberation.people.models import Person
from deliberation.people.permissions import acting_as, may
from deliberation.record.actions import enter
from deliberation.results.disclosure import Disclosure
from deliberation.statements.content import fault, tidy

MOST_HELPED = 10_000
LONGEST_PLACE = 100


@transaction.atomic
def log_assistance(
    *, consultation: Consultation, people: int, held_on: date, place: str, by: Person | None, now: datetime
) -> None:
    """Enter in the record that so many were helped there that day. Once for each place and day."""
    enforce(may("assist", by, consultation), allows("assist", consultation, now))
    place = tidy(place)
    opened_on = consultation.opening.opened_at.astimezone(consultation.zone).date()
    last = min(now, consultation.ended_at).astimezone(consultation.zone).date()
    enforce(_said(people, place, held_on, opened_on, last, ended=now >= consultation.ended_at))
    disclosure = Disclosure(settings.SUPPRESS_BELOW, settings.ROUND_TO)
    once = sha256(f"{held_on} {place.casefold()}".encode()).hexdigest()[:32]
    added = enter(
        act="assistance.logged",
        subject=f"consultation/{consultation.slug}",
        consultation=consultation.slug,
        by=acting_as(by, consultation),
        now=now,
        key=f"assistance/{consultation.pk}/{once}",
        details={
            "people": disclosure.total(people),
            "below": disclosure.suppress_below,
            "held_on": held_on.isoformat(),
            "place": place,
        },
    )
    enforce(_entered_before(added))


def _entered_before(added: bool) -> Refusal | None:
    if added:
        return None
    sentence = _(
        "This place and day is in the record already. If people were helped there a second time, say in the place what "
        "was different, such as the hour."
    )
    return Conflict("assistance-logged", sentence, {"place": sentence})


def _said(people: int, place: str, held_on: date, opened_on: date, last: date, *, ended: bool) -> Refusal | None:
    """`last`: today, or the day on which voting `ended`."""
    fields, wrong = {}, fault(place, LONGEST_PLACE)
    if not 1 <= people <= MOST_HELPED:
        fields["people"] = _("Write how many people were helped, from 1 to %(most)s.") % {"most": MOST_HELPED}
    if not any(character.isalnum() for character in place):
        fields["place"] = _("Write where it was, for example: the public library.")
    elif wrong:
        fields["place"] = wrong.detail
    if not opened_on <= held_on <= last:
        by_then, by_now = (
            _("Choose a day from the opening to the end of voting."),
            _("Choose a day from the opening to today."),
        )
        fields["held_on"] = by_then if ended else by_now
    return Invalid("not-valid", next(iter(fields.values())), fields) if fields else None
