"""Rating an answer, and releasing what came of it."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef

from deliberation.consultations import locks
from deliberation.errors import enforce
from deliberation.obligations.hearing import Rated, Told, heard, not_answering, ratings_told
from deliberation.obligations.models import Answer, Rating, RatingRelease
from deliberation.obligations.passing import Passed, enter_passed
from deliberation.obligations.queries import local_day
from deliberation.obligations.redress import Version, is_rating, may_rate
from deliberation.obligations.releasing import with_changes
from deliberation.obligations.reviewing import open_for_people
from deliberation.obligations.versions import FACTS, facts_of, version_facts
from deliberation.results.disclosure import Disclosure
from deliberation.results.placements import Places, places_of
from deliberation.results.rules import may_release
from deliberation.votes.models import Participant
from deliberation.votes.queries import held


class Reading(NamedTuple):
    """The ratings of a version as they are: exact, and for nobody's eyes."""

    up_to: int
    said: list[Rated]
    places: Places


@transaction.atomic
def rate(*, answer: Answer, answers_it: str, clear: str, by: Participant, now: datetime) -> Rating:
    """Say what one thinks of a version of an answer, or something else than before."""
    locks.share(answer.obligation.consultation_id)
    held(by)
    first = Rating.objects.filter(answer=answer, participant=by).order_by("id").first()
    consultation = answer.obligation.consultation
    first_rated_on = local_day(consultation, first.at) if first else None
    enforce(
        is_rating(answers_it, clear),
        may_rate(facts_of(answer), first_rated_on, local_day(consultation, now)),
    )
    return Rating.objects.create(answer=answer, participant=by, answers_it=answers_it, clear=clear, at=now)


def release_ratings(*, now: datetime) -> int:
    """Release what may be released, open the reviews that people asked for, and settle what can no longer be rated."""
    return sum(_release(answer, now) for answer in _unsettled() if _is_due(answer, now))


def _unsettled() -> Iterable[Answer]:
    """Versions that have no final figures yet."""
    releases = RatingRelease.objects.filter(answer=OuterRef("pk"))
    rows = Answer.objects.exclude(Exists(releases.filter(final=True)))
    said = Rating.objects.filter(answer=OuterRef("pk"))
    marked = with_changes(rows, releases, said, "answer").select_related(*FACTS)
    return marked.prefetch_related("obligation__answers").order_by("pk")


def _is_due(answer: Any, now: datetime) -> bool:
    """May it be released, or is it over? `answer`: as _unsettled gives it."""
    later = [each for each in answer.obligation.answers.all() if each.version > answer.version]
    if _is_over(version_facts(answer, later, ()), answer, now):
        return True
    people, minutes = settings.RELEASE_PEOPLE, settings.RELEASE_MINUTES
    return may_release(answer.released_at, answer.changed, now, people, minutes) is None


def _is_over(version: Version, answer: Answer, now: datetime) -> bool:
    return local_day(answer.obligation.consultation, now) >= version.settled_on


@transaction.atomic
def _release(answer: Any, now: datetime) -> bool:
    obligation = answer.obligation
    locks.exclude(obligation.consultation_id)
    last = answer.rating_releases.last()
    if (last.number if last else 0) != answer.released:
        return False  # somebody else was quicker
    version = facts_of(answer)
    over = _is_over(version, answer, now)
    reading = _read(answer)
    told = ratings_told(reading.said, reading.places.groups, disclosure())
    answer.rating_releases.create(number=answer.released + 1, up_to=reading.up_to, final=over, document=told, at=now)
    day = version.settled_on if over else local_day(obligation.consultation, now)
    if over:
        once = f"answer.rated/{answer.version}"
        enter_passed([Passed(obligation, "answer.rated", day, once, _settled(answer, told))], now)
    asked = heard(not_answering(reading.said), reading.places.took_part, bool(reading.places.groups))
    if asked and version.replaced_on is None and not version.reviewed:  # beside one of a withdrawal if need be
        open_for_people(answer=answer, on=day, now=now)
    return True


def _read(answer: Answer) -> Reading:
    rows = Rating.objects.filter(answer=answer).order_by("id")
    said = {row[1]: row for row in rows.values_list("id", "participant", "answers_it", "clear")}
    places = places_of(answer.obligation.publication, said)
    rated = [Rated(places.of[person], answers_it, clear) for _id, person, answers_it, clear in said.values()]
    return Reading(max((row[0] for row in said.values()), default=0), rated, places)


def _settled(answer: Answer, told: Told) -> dict[str, object]:
    return {"version": answer.version, "adequate": told["adequate"], "lowest": told["lowest"], "figures": told}


def disclosure() -> Disclosure:
    """What may be told, by the operator's settings."""
    return Disclosure(settings.SUPPRESS_BELOW, settings.ROUND_TO)
