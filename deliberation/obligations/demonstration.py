"""A believable world to look at, built through the actions that the product itself uses, at past instants."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from django.db import transaction

from deliberation.consultations.actions import close, create, open_consultation
from deliberation.consultations.models import Consultation
from deliberation.errors import Conflict
from deliberation.obligations import demonstration_answers as answers
from deliberation.obligations import demonstration_statements as said
from deliberation.obligations import demonstration_year as looking_back
from deliberation.obligations import demonstration_year_answers as year_answers
from deliberation.obligations.actions import bind
from deliberation.obligations.answering import AnswerDraft
from deliberation.obligations.demonstration_votes import Votable, arrivals, votes_of
from deliberation.obligations.drafting import save_draft
from deliberation.obligations.models import Obligation
from deliberation.obligations.publishing import sign_off
from deliberation.obligations.sweeping import enter_overdue
from deliberation.people.actions import appoint, found_organisation
from deliberation.people.models import Organisation, Person
from deliberation.people.permissions import Role
from deliberation.results.actions import analyse, release
from deliberation.statements.actions import seed, write
from deliberation.statements.moderating import rule
from deliberation.votes.imports import Cast, store_participants, store_votes
from deliberation.votes.models import Participant

STAGES = ("open", "closed", "answered", "overdue")
PASSWORD = "demonstration-only"
DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@dataclass(frozen=True)
class Offices:
    """Who acts."""

    city: Organisation
    facilitator: Person
    ministries: dict[str, Organisation]
    officials: dict[str, Person]
    signatories: dict[str, Person]


@dataclass(frozen=True)
class Plan:
    """A consultation of the demonstration."""

    slug: str
    question: str
    background: str
    topic: str
    ministry: str
    opened: int  # days before now
    closes: int  # days after now; negative: before
    people: int
    statements: tuple[said.Said, ...]


RENTALS = Plan(
    slug="short-term-rentals",
    question="How should our city handle short-term rentals?",
    background=(
        "The council decides in autumn whether flats may be rented to visitors, for how long and by whom.\n\n"
        "**Already fixed:** national tax law applies, and hotels keep their permits.\n\n"
        "**Open:** registration, a limit on nights, different rules for districts, what neighbours can do.\n\n"
        "In 2024 about 2,300 flats of 61,000 were offered to visitors; four in ten were let on more than 90 nights."
    ),
    topic="Housing",
    ministry="housing",
    opened=12,
    closes=18,
    people=240,
    statements=said.RENTALS,
)
SCHOOL_STREETS = Plan(
    slug="school-streets",
    question="How should children get to school safely?",
    background=(
        "In the last five years 41 children were hurt in traffic on their way to school.\n\n"
        "**Open:** school streets, crossings, speed limits, where parents may stop.\n\n"
        "**Already fixed:** school hours, and the budget for road safety of 9 million this year."
    ),
    topic="Transport",
    ministry="transport",
    opened=40,
    closes=-8,
    people=160,
    statements=said.SCHOOL_STREETS,
)
TERRACES = Plan(
    slug="terraces-at-night",
    question="How late should terraces in the old town stay open?",
    background=(
        "The terrace permits end next spring, and the city has to write new ones.\n\n"
        "**Open:** closing times, how many terraces, what happens when rules are broken.\n\n"
        "**Already fixed:** the national limits for noise indoors."
    ),
    topic="Environment",
    ministry="environment",
    opened=49,
    closes=-21,
    people=100,
    statements=said.TERRACES,
)
HARBOUR = Plan(
    slug="old-harbour",
    question="Should people be able to swim in the Old Harbour again?",
    background=(
        "The ferries move to the new quay, and a third of the harbour basin becomes free.\n\n"
        "**Open:** bathing, boats, access to the quay. **Already fixed:** the flood wall."
    ),
    topic="Environment",
    ministry="environment",
    opened=105,
    closes=-75,
    people=130,
    statements=said.HARBOUR,
)
SQUARES = Plan(
    slug="parks-and-squares",
    question="What should change in our parks and squares?",
    background=(
        "The city and the state share the care of 23 parks and 11 squares.\n\n"
        "**Open:** what is repaired first, light, water, seats. **Already fixed:** the nature reserve by the river."
    ),
    topic="Environment",
    ministry="environment",
    opened=386,
    closes=-365,
    people=110,
    statements=year_answers.SQUARES,
)
PLANS = (RENTALS, SCHOOL_STREETS, TERRACES, HARBOUR, SQUARES)


@transaction.atomic
def build(*, stage: str, now: datetime, password: str | None) -> list[Person]:
    """The world up to a stage; each stage has what the earlier ones have. Returns the accounts."""
    slugs = [plan.slug for plan in PLANS]
    if Consultation.objects.filter(slug__in=slugs).exists():
        sentence = "There is a demonstration already. Nothing was changed; a fresh one needs an empty database."
        raise Conflict("demonstration-exists", sentence)
    reached = STAGES.index(stage)
    offices = _offices(now - 400 * DAY, password)
    if reached >= STAGES.index("overdue"):
        _overdue(offices, now)
    if reached >= STAGES.index("closed"):
        _closed(offices, TERRACES, now)
        streets = _closed(offices, SCHOOL_STREETS, now)
        if reached >= STAGES.index("answered"):
            _answered(offices, streets, now)
    _open(offices, now)
    return [offices.facilitator, *offices.officials.values(), *offices.signatories.values()]


def _offices(now: datetime, password: str | None) -> Offices:
    city = found_organisation(slug="lindholm", name="City of Lindholm", answers=False, now=now)
    names = {"housing": "Ministry of Housing", "transport": "Ministry of Transport",
             "environment": "Ministry of the Environment"}  # fmt: skip
    ministries = {slug: found_organisation(slug=slug, name=name, answers=True, now=now) for slug, name in names.items()}
    writing = {"housing": "Henrik Lund", "transport": "Tove Sand", "environment": "Emil Berg"}
    signing = {"housing": "Hedda Moe", "transport": "Tor Vik", "environment": "Eva Dahl"}
    officials, signatories = (
        {
            slug: appoint(email=f"{slug}{more}@demo.example", name=names[slug], role=Role.OFFICIAL,
                          organisation=ministry, now=now, password=password)
            for slug, ministry in ministries.items()
        }
        for names, more in ((writing, ""), (signing, "-second"))
    )  # fmt: skip
    facilitator = appoint(
        email="facilitator@demo.example", name="Frida Holm", role=Role.FACILITATOR, organisation=city, now=now,
        password=password,
    )  # fmt: skip
    return Offices(city, facilitator, ministries, officials, signatories)


def _open(offices: Offices, now: datetime) -> None:
    """Voting goes on; there were two releases of results."""
    consultation, participants, cast = _voted(offices, RENTALS, now)
    half = len(cast) // 2
    for part in (cast[:half], cast[half:]):
        then = part[-1].cast_at + MINUTE
        store_votes(consultation=consultation, participants=participants, cast=part, now=then)
        analyse(consultation=consultation, now=then)
        release(consultation=consultation, now=then)


def _closed(offices: Offices, plan: Plan, now: datetime) -> list[Obligation]:
    """Voting is over, the result is final, and it binds the ministry."""
    consultation, participants, cast = _voted(offices, plan, now)
    store_votes(consultation=consultation, participants=participants, cast=cast, now=consultation.closes_at)
    close(consultation=consultation, by=None, now=consultation.closes_at)
    consultation = _fresh(consultation)
    bind(consultation=consultation, now=consultation.closes_at + MINUTE)
    return list(Obligation.objects.filter(consultation=consultation).with_facts().order_by("id"))


def _answered(offices: Offices, obligations: list[Obligation], now: datetime) -> None:
    _answer(offices, _about(obligations, "safe crossing"), answers.crossings, now - 3 * DAY)
    _answer(offices, _about(obligations, "last 200 metres"), answers.walking, now - 2 * DAY)


def _overdue(offices: Offices, now: datetime) -> None:
    """A ministry has a year behind it. In the newest of its consultations it answered late, or not at all."""
    told = _closed(offices, SQUARES, now)
    transport, environment = (
        (offices.officials[slug], offices.signatories[slug]) for slug in ("transport", "environment")
    )
    year = looking_back.Year(
        told, told[0].opened_at, offices.facilitator, offices.ministries["transport"], environment, transport
    )
    looking_back.lived(year, now)
    obligations = _closed(offices, HARBOUR, now)
    due_on = obligations[0].due_on
    enter_overdue(now=datetime.combine(due_on + DAY, time(0, 5), now.tzinfo))
    _answer(offices, _about(obligations, "Ladders"), answers.ladders, now - 4 * DAY)


def _about(obligations: list[Obligation], words: str) -> Obligation:
    return next(each for each in obligations if each.statement and words in each.statement.text)


def _answer(offices: Offices, obligation: Obligation, draft: Callable[[date], AnswerDraft], now: datetime) -> None:
    """Written the day before, and signed by a second official."""
    ministry = obligation.holder.slug
    saved = save_draft(obligation=obligation, draft=draft(now.date()), by=offices.officials[ministry], now=now - DAY)
    sign_off(obligation=obligation, by=offices.signatories[ministry], now=now, seen=saved.version)


def _voted(offices: Offices, plan: Plan, now: datetime) -> tuple[Consultation, dict[int, Participant], list[Cast]]:
    """An open consultation, its people, and the votes they are going to cast."""
    chance = Random(plan.slug)
    consultation = _opened(offices, plan, now)
    until = min(consultation.closes_at, now)
    came = arrivals(plan.people, consultation.opens_at, until, chance)
    participants = store_participants(consultation=consultation, joined=came)
    votable = _written(offices, plan, consultation, list(participants.values()))
    return consultation, participants, votes_of(came, votable, chance)


def _opened(offices: Offices, plan: Plan, now: datetime) -> Consultation:
    opens_at = now - plan.opened * DAY
    prepared_at = opens_at - 3 * DAY
    draft = create(
        host=offices.city,
        ministry=offices.ministries[plan.ministry],
        by=offices.facilitator,
        now=prepared_at,
        slug=plan.slug,
        question=plan.question,
        background=plan.background,
        topic=plan.topic,
        opens_at=opens_at,
        closes_at=now + plan.closes * DAY,
    )
    seeds = [each.text for each in plan.statements if not each.citizen]
    seed(consultation=draft, texts=seeds, by=offices.facilitator, now=prepared_at + HOUR)
    open_consultation(consultation=_fresh(draft), by=None, now=opens_at)
    return _fresh(draft)


def _written(offices: Offices, plan: Plan, consultation: Consultation, people: list[Participant]) -> list[Votable]:
    """Citizens write now and then, and a facilitator rules soon after; what waits has just come in.

    Returns what can be voted on.
    """
    began = consultation.opens_at
    seeds = [each for each in plan.statements if not each.citizen]
    votable = [Votable(number, began, each.stances) for number, each in enumerate(seeds)]
    own = [each for each in plan.statements if each.citizen]
    for place, each in enumerate(own):
        author = people[place - len(own)] if each.ruling == "waiting" else people[place * len(people) // (2 * len(own))]
        written_at = author.joined_at + 10 * MINUTE
        written = write(consultation=consultation, text=each.text, by=author.pseudonym, now=written_at, different=True)
        if each.ruling == "waiting":
            continue
        outcome, reason = ("accepted", "") if each.stances else ("rejected", each.ruling)
        rule(statement=written, outcome=outcome, reason=reason, by=offices.facilitator, now=written_at + HOUR)
        if each.stances:
            votable.append(Votable(written.number, written_at + HOUR, each.stances))
    return votable


def _fresh(consultation: Consultation) -> Consultation:
    return Consultation.objects.with_facts().get(pk=consultation.pk)
