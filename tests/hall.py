"""A public meeting in the town hall, from the announcement to the transcript, for tests that need one to be there."""

from datetime import datetime

from deliberation.obligations.meeting import announce, hold, post, transcript_of
from deliberation.obligations.meeting_facts import meeting_numbered
from deliberation.obligations.meeting_rules import MeetingPlan, PostDraft
from deliberation.obligations.models import Obligation
from tests.cast import MINUTE, Cast, World, closed_and_bound, fresh, opened, seeded
from tests.kept_worlds import kept

SAID = ("Good evening, I live in Elm Street.", "We will move the parking places.")
TRANSCRIPT = f"""WEBVTT

00:01.000 --> 00:04.000
<v Ann Lee>{SAID[0]}

00:10.000 --> 00:14.000
<v Minister>{SAID[1]}
"""


def meeting_owed(cast: Cast, slug: str, closes_at: datetime) -> Obligation:
    """Closed without any vote, so that a meeting is owed."""
    consultation = opened(cast, slug=slug, closes_at=closes_at)
    seeded(cast, consultation)
    closed_and_bound(World(cast, fresh(consultation), ()))
    return meeting_numbered(consultation.obligations.get().pk)


@kept
def announced(cast: Cast, duty: Obligation, now: datetime) -> datetime:
    """Announced for a minute later; when it begins."""
    agenda = [{"statement": 3}, {"text": "What happens next"}]
    plan = MeetingPlan(now + MINUTE, "Town hall, room 2", "https://www.example.org/live", agenda)
    announce(obligation=duty, plan=plan, by=cast.omar, now=now)
    return now + MINUTE


@kept
def documented(cast: Cast, duty: Obligation, now: datetime, transcript: str = TRANSCRIPT) -> Obligation:
    """Announced, held and published, all within four minutes."""
    starts_at = announced(cast, duty, now)
    hold(obligation=duty, held_at=starts_at, by=cast.omar, now=now + 2 * MINUTE)
    duty = meeting_numbered(duty.pk)
    draft = PostDraft("https://media.example.org/1.mp4", captions=True, minutes="## Item 1", transcript=transcript)
    these = transcript_of(duty, draft).these
    post(obligation=duty, draft=draft, these=these, by=cast.omar, now=now + 3 * MINUTE)
    return meeting_numbered(duty.pk)
