"""Versions of an answer as the rules of redress see them."""

from collections.abc import Iterable
from datetime import date, datetime, time

from django.utils.translation import gettext as _

from deliberation.errors import Missing
from deliberation.obligations.models import Answer, Obligation, Review
from deliberation.obligations.queries import local_day
from deliberation.obligations.redress import WITHDRAWN, Version

FACTS = ("obligation__consultation__opening", "obligation__ministry")


def latest_answer(obligation: Obligation, version: int | None = None) -> Answer:
    """The version that holds now, or the one with this number."""
    rows = Answer.objects.filter(obligation=obligation).select_related(*FACTS).order_by("-version")
    found = rows.first() if version is None else rows.filter(version=version).first()
    if found is None:
        raise Missing("no-answer", _("There is no such answer."))
    return found


def reviews_of(obligation: Obligation) -> list[Review]:
    """The reviews of all versions, the latest first."""
    rows = Review.objects.filter(answer__obligation=obligation).select_related("answer", "decision__version")
    return list(rows.order_by("-id"))


def version_facts(answer: Answer, later: Iterable[Answer], reviews: Iterable[Review]) -> Version:
    """What the rules ask of it. `later`: the versions after it; `reviews`: of this version."""
    consultation = answer.obligation.consultation
    following = min(later, key=lambda each: each.version, default=None)
    reviews = list(reviews)
    return Version(
        published_on=local_day(consultation, answer.published_at),
        replaced_on=local_day(consultation, following.published_at) if following else None,
        calendar=consultation.opening.calendar,
        reviewed=any(review.ground != WITHDRAWN for review in reviews),
        under_review=any(not review.decided for review in reviews),
    )


def facts_of(answer: Answer) -> Version:
    """The same, read from the database."""
    later = answer.obligation.answers.filter(version__gt=answer.version)
    return version_facts(answer, later, answer.reviews.select_related("decision"))


def moment_of(obligation: Obligation, day: date, now: datetime) -> datetime:
    """Now, or the beginning of an earlier day where it is held."""
    consultation = obligation.consultation
    return now if local_day(consultation, now) == day else datetime.combine(day, time.min, consultation.zone)
