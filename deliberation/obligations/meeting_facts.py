"""Reading what is known of a meeting: where it stands, what was announced."""

from datetime import date, datetime
from typing import Any

from django.utils.translation import gettext as _

from deliberation.consultations.models import Consultation
from deliberation.errors import Missing
from deliberation.obligations.agenda import proposed
from deliberation.obligations.meeting_days import Facts, MeetingStanding, meeting_standing
from deliberation.obligations.models import Announcement, Kind, Obligation
from deliberation.statements.queries import public_texts


def _day(consultation: Consultation, instant: datetime | None) -> date | None:
    return instant.astimezone(consultation.zone).date() if instant else None


def facts_of(duty: Obligation, first_announced: datetime | None) -> Facts:
    """The days that count, in the consultation's zone. `first_announced`: when the first announcement was published."""
    held, post, given_up = (getattr(duty, f"meeting_{name}", None) for name in ("held", "post", "not_held"))
    consultation = duty.consultation
    return Facts(
        notified_on=duty.notified_on,
        due_on=duty.falls_due,
        calendar=consultation.opening.calendar,
        announced_on=_day(consultation, first_announced),
        held_on=_day(consultation, held.entered_at) if held else None,
        post_by=duty.counts_now if held else None,
        posted_on=_day(consultation, post.posted_at) if post else None,
        called_off_on=_day(consultation, given_up.declared_at) if given_up else None,
        suspended=duty.suspended,
    )


def announcements_of(duty: Obligation) -> list[Announcement]:
    """All versions, the newest first."""
    return list(duty.announcements.order_by("-version"))


def suggested(duty: Obligation) -> list[dict[str, Any]]:
    """The agenda to begin with."""
    return proposed(duty.publication.document, public_texts(duty.consultation), duty.unanswered_statement)


def standing_of_meeting(duty: Obligation, announcements: list[Announcement], now: datetime) -> MeetingStanding:
    first = announcements[-1].announced_at if announcements else None
    return meeting_standing(facts_of(duty, first), now.astimezone(duty.consultation.zone).date())


def meeting_numbered(number: int) -> Obligation:
    """The duty to hold this meeting; they are all public. With its minutes."""
    found = Obligation.objects.with_facts().filter(pk=number, kind=Kind.MEETING).first()
    if found is None:
        raise Missing("no-meeting", _("There is no such meeting."))
    return found
