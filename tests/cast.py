"""The cast of the tests: named people and places, built by the very actions that the product uses.

    cast = founded()                          Fay facilitates the city, Filip another city; Omar answers for
                                              transport, Hana for health; Olga and Hugo sign what they wrote
    plan = draft(cast)                        a complete draft, ready to open at NOON, closing a week later
    open_one = opened(cast)                   the same, open
    seeded(cast, open_one)                    with five accepted statements, numbers 0 to 4
    ann = citizen(open_one, "ann")            the participant of the browser whose token is "ann"
    served(ann, 3)                            the server has shown her statement 3
    vote(ann, 3, AGREE)                       served and voted
    voted_world()                             42 people in three groups who agree on three statements
    invited_world(strangers=12)    the same, where only those 42 count and twelve others agree with statement 4
    noisy_world()                             80 people who only agree on one statement: no clear groups
    published(world)                          analysed and released; publication 1
    closed_and_bound(world)                   closed on time, final publication, obligations open

Every instant is given: NOON is the base of all of them and nothing here reads the clock. Three things do not
go through an action: `served` (the action chooses by chance what to serve), the two worlds (their votes are the
rows that `cast` would store, stored together) and nothing else.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any
from uuid import UUID, uuid5

from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from django.test import Client
from django.utils import timezone

from deliberation.consultations.actions import close, create, open_consultation
from deliberation.consultations.admission import INVITED
from deliberation.consultations.models import Consultation
from deliberation.obligations.actions import bind
from deliberation.obligations.answering import AnswerDraft, MilestoneDraft
from deliberation.obligations.drafting import save_draft
from deliberation.obligations.models import Answer, Obligation
from deliberation.obligations.publishing import sign_off
from deliberation.people.actions import appoint, found_organisation
from deliberation.people.models import Organisation, Person
from deliberation.people.permissions import Role
from deliberation.people.queries import who_may
from deliberation.people.second_factor import STEP, new_secret, set_up_app
from deliberation.results.actions import analyse, release
from deliberation.results.models import Publication
from deliberation.statements.actions import seed, write
from deliberation.statements.models import Statement
from deliberation.votes.actions import cast as cast_vote
from deliberation.votes.actions import join
from deliberation.votes.identity import pseudonym
from deliberation.votes.log import mark_dirty
from deliberation.votes.models import AGREE, DISAGREE, SKIP, CurrentVote, Participant, Served, Vote
from deliberation.web.signing_in import HALF, HALF_LASTS
from tests.kept_worlds import kept

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)  # a Monday
MINUTE, HOUR, DAY, WEEK = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)
CLOSING = NOON + WEEK
OPERATIONS = UUID("6f9b7f0e-0000-4000-8000-000000000000")

TEXTS = (
    "Night buses should run every half hour.",
    "Cars should pay to enter the old town.",
    "Cycle lanes need a kerb between them and the traffic.",
    "Parking should be free for residents.",
    "School streets should close to traffic in the morning.",
)
LESSON = "We asked too few people outside the centre."  # what did not work: who closes by hand says it


@dataclass(frozen=True)
class Cast:
    """The organisations, and the people who act for them."""

    city: Organisation
    other_city: Organisation
    transport: Organisation
    health: Organisation
    fay: Person
    filip: Person
    omar: Person
    hana: Person
    olga: Person
    hugo: Person


@kept
def founded(now: datetime = NOON, password: str | None = None) -> Cast:
    """Everybody on stage; a second call finds the same ones. Without a password (hashing one takes a while)
    nobody can sign in through the form: use `client.force_login`."""
    city = found_organisation(slug="springfield", name="City of Springfield", answers=False, now=now)
    other = found_organisation(slug="shelbyville", name="City of Shelbyville", answers=False, now=now)
    transport = found_organisation(slug="transport", name="Ministry of Transport", answers=True, now=now)
    health = found_organisation(slug="health", name="Ministry of Health", answers=True, now=now)
    return Cast(
        city=city,
        other_city=other,
        transport=transport,
        health=health,
        fay=_appointed("fay", Role.FACILITATOR, city, now, password),
        filip=_appointed("filip", Role.FACILITATOR, other, now, password),
        omar=_appointed("omar", Role.OFFICIAL, transport, now, password),
        hana=_appointed("hana", Role.OFFICIAL, health, now, password),
        olga=_appointed("olga", Role.OFFICIAL, transport, now, password),
        hugo=_appointed("hugo", Role.OFFICIAL, health, now, password),
    )


def _appointed(name: str, role: Role, organisation: Organisation, now: datetime, password: str | None) -> Person:
    return appoint(
        email=f"{name}@example.org",
        name=name.title(),
        role=role,
        organisation=organisation,
        password=password,
        now=now,
    )


def colleague(cast: Cast) -> Person:
    """A second facilitator of the city's."""
    return _appointed("zac", Role.FACILITATOR, cast.city, NOON, None)


def with_an_app(person: Person) -> str:
    """The person has set up an app; the secret that it makes its codes of."""
    secret = new_secret()
    set_up_app(person=person, secret=secret, code=shown_by(secret, NOON), now=NOON)
    return secret


def shown_by(secret: str, now: datetime) -> str:
    """The code that an app with this secret shows at an instant."""
    return format_hotp_value(hotp_value(secret, int(now.timestamp()) // STEP))


def half_signed_in(client: Client, person: Person) -> Client:
    """A browser in which the person has typed the password, and nothing else yet."""
    session = client.session
    until = int(timezone.now().timestamp()) + HALF_LASTS
    mark = person.get_session_auth_hash()
    session[HALF] = {"person": person.pk, "until": until, "mark": mark, "next": "/desk/"}
    session.save()
    return client


@kept
def draft(cast: Cast, *, now: datetime = NOON, **what: Any) -> Consultation:
    """A draft of the city's, addressed to transport; `what` replaces any of its fields."""
    fields = {
        "ministry": cast.transport,
        "slug": "streets",
        "question": "How should the streets of the old town be used?",
        "background": "The council decides in June. The budget is fixed.",
        "opens_at": NOON,
        "closes_at": CLOSING,
        **what,
    }
    return create(host=cast.city, by=cast.fay, now=now, **fields)


def open_consultation_at(consultation: Consultation, now: datetime = NOON) -> Consultation:
    """Opened by the clock at its scheduled time, or later; comes back as the database has it."""
    open_consultation(consultation=consultation, by=None, now=now)
    return fresh(consultation)


@kept
def opened(cast: Cast, **what: Any) -> Consultation:
    """A draft that opened at its time."""
    plan = draft(cast, **what)
    return open_consultation_at(plan, plan.opens_at)


def fresh(consultation: Consultation) -> Consultation:
    """As a request would load it, so that nothing remembered in the object hides what is stored."""
    return Consultation.objects.with_facts().get(pk=consultation.pk)


@kept
def seeded(
    cast: Cast, consultation: Consultation, texts: Sequence[str] = TEXTS, now: datetime = NOON
) -> list[Statement]:
    """The facilitator's statements, accepted."""
    return seed(consultation=consultation, texts=texts, by=cast.fay, now=now)


def citizen(consultation: Consultation, name: str, now: datetime = NOON) -> Participant:
    """The participant whose browser keeps the token `name`."""
    return join(consultation=consultation, by=pseudonym(name, consultation.pk), now=now)


def written(consultation: Consultation, name: str, text: str, now: datetime = NOON) -> Statement:
    """A citizen's statement, waiting for a ruling."""
    by = pseudonym(name, consultation.pk)
    return write(consultation=consultation, text=text, by=by, now=now, different=True)


def served(participant: Participant, number: int, now: datetime = NOON) -> Statement:
    """Statement `number` was shown to the participant."""
    statement = Statement.objects.get(consultation=participant.consultation, number=number)
    Served.objects.get_or_create(participant=participant, statement=statement, defaults={"served_at": now})
    return statement


def operation(*parts: object) -> UUID:
    """The same parts give the same operation id."""
    return uuid5(OPERATIONS, "/".join(map(str, parts)))


def vote(participant: Participant, number: int, value: int, now: datetime = NOON, op: UUID | None = None) -> Vote:
    """Served, then voted; without `op`, every call is an operation of its own."""
    served(participant, number, now)
    op = op or operation(participant.pk, number, Vote.objects.count())
    return cast_vote(by=participant, number=number, value=value, operation=op, now=now)


UNITED_AGREE = (0, 1)  # statements that everybody in the voted world agrees with
UNITED_DISAGREE = (2,)  # and one that everybody disagrees with
PARTING = ((3, 4, 5), (6, 7, 8), (9, 10, 11))  # each group agrees with its own and disagrees with the rest
GROUP_SIZE = 14
WORLD_TEXTS = tuple(f"The old town needs measure number {number}." for number in range(12))


@dataclass(frozen=True)
class World:
    """A consultation with people in it, and what was published of it."""

    cast: Cast
    consultation: Consultation
    people: tuple[Participant, ...]
    publication: Publication | None = None

    def group(self, number: int) -> tuple[Participant, ...]:
        """The people of a planted group: 0, 1 or 2."""
        return self.people[number * GROUP_SIZE : (number + 1) * GROUP_SIZE]


@kept
def voted_world(cast: Cast | None = None, *, slug: str = "streets", consensus: bool = True, **what: Any) -> World:
    """42 people in three groups of 14, each answering all 12 statements; nothing is analysed yet.

    They agree on 0 and 1 and disagree on 2; with `consensus=False` each group answers those its own way too.
    Everybody skips one statement, so that the people of a group do not all stand on one point.
    """
    cast = cast or founded()
    consultation = opened(cast, slug=slug, **what)
    numbered = {statement.number: statement for statement in seeded(cast, consultation, WORLD_TEXTS)}
    people = _crowd(consultation, 3 * GROUP_SIZE)
    opinions = [
        (person, numbered[number], SKIP if number == 3 + place % 9 else said(place // GROUP_SIZE, number, consensus))
        for place, person in enumerate(people)
        for number in numbered
    ]
    store_votes(consultation, opinions)
    return World(cast, fresh(consultation), people)


@kept
def invited_world(cast: Cast | None = None, strangers: int = 0, **what: Any) -> World:
    """The voted world, whose people were invited and alone count; so many others agree with statement 4."""
    world = voted_world(cast, admission="invited-count", **what)
    world.consultation.participants.update(tier=INVITED)
    for number in range(strangers):
        opens_at = world.consultation.opens_at
        vote(citizen(world.consultation, f"stranger {number}", opens_at), 4, AGREE, opens_at)
    return world


@kept
def noisy_world(cast: Cast | None = None, *, slug: str = "streets", **what: Any) -> World:
    """80 people who nearly all agree on 0, and on the other 11 statements vote as chance will have it."""
    cast = cast or founded()
    consultation = opened(cast, slug=slug, **what)
    statements, chance = seeded(cast, consultation, WORLD_TEXTS), Random(1)
    people = _crowd(consultation, 80)
    store_votes(consultation, [(person, asked, _by_chance(chance, asked)) for person in people for asked in statements])
    return World(cast, fresh(consultation), people)


def _by_chance(chance: Random, asked: Statement) -> int:
    if asked.number == 0 and chance.random() < 0.95:
        return AGREE
    return chance.choice([AGREE, DISAGREE, SKIP])


def _crowd(consultation: Consultation, size: int) -> tuple[Participant, ...]:
    joined = [
        Participant(consultation=consultation, pseudonym=pseudonym(f"person {number}", consultation.pk), joined_at=NOON)
        for number in range(size)
    ]
    Participant.objects.bulk_create(joined)
    return tuple(Participant.objects.filter(consultation=consultation).order_by("id"))


def said(group: int, number: int, consensus: bool = True) -> int:
    """What a planted group says to a statement."""
    if number in UNITED_AGREE:
        return AGREE if consensus or group == number else DISAGREE
    if number in UNITED_DISAGREE:
        return DISAGREE if consensus or group != number else AGREE
    return AGREE if number in PARTING[group] else DISAGREE


def store_votes(consultation: Consultation, opinions: Iterable[tuple[Participant, Statement, int]]) -> None:
    """Many votes at once, as `cast` would have stored them one by one: served, logged, current, marked."""
    opinions = list(opinions)
    shown = [Served(participant=person, statement=statement, served_at=NOON) for person, statement, _ in opinions]
    Served.objects.bulk_create(shown, ignore_conflicts=True)
    lines = [
        Vote(
            operation=operation("bulk", consultation.pk, person.pk, statement.pk),
            consultation=consultation,
            participant=person,
            statement=statement,
            value=value,
            counted=True,
            cast_at=NOON,
        )
        for person, statement, value in opinions
    ]
    Vote.objects.bulk_create(lines)
    CurrentVote.objects.bulk_create(
        CurrentVote(participant_id=line.participant_id, statement=line.statement, vote=line.pk, value=line.value,
                    counted=True)
        for line in Vote.objects.filter(consultation=consultation).select_related("statement").order_by("id")
    )  # fmt: skip
    mark_dirty(consultation)


@kept
def published(world: World | None = None, now: datetime = NOON + HOUR) -> World:
    """Analysed and released once, while voting goes on."""
    world = world or voted_world()
    analyse(consultation=world.consultation, now=now)
    publication = release(consultation=world.consultation, now=now)
    assert publication is not None, "the release rule held the figures back"
    return replace(world, publication=publication)


@kept
def closed_and_bound(world: World | None = None, now: datetime | None = None) -> World:
    """Closed at its time, the final publication made, the duties open."""
    world = world or voted_world()
    now = now or world.consultation.closes_at
    close(consultation=world.consultation, by=None, now=now)
    publication = bind(consultation=fresh(world.consultation), now=now)
    return replace(world, consultation=fresh(world.consultation), publication=publication)


@kept
def answer(*, obligation: Obligation, draft: AnswerDraft, by: Person, now: datetime) -> Answer:
    """The ministry has answered: `by` is the official who wrote it, and another signed it at once."""
    saved = save_draft(obligation=obligation, draft=draft, by=by, now=now)
    signatory = who_may("sign", obligation.ministry).exclude(pk=by.pk).first()
    assert signatory, "the ministry has nobody else to sign"
    return sign_off(obligation=obligation, by=signatory, now=now, seen=saved.version)


def commitment(**what: Any) -> AnswerDraft:
    """A complete "we will do it"; `what` replaces any of its parts."""
    milestone = MilestoneDraft(
        what="Night buses run every 30 minutes on all seven lines.",
        due_on=date(2027, 3, 31),
        evidence="The published timetable.",
        unit="Public transport unit",
    )
    parts: Mapping[str, Any] = {
        "position": "commitment",
        "summary": "We will do it within a year.",
        "signed_by": "Director of public transport",
        "contact": "transport@example.org",
        "milestones": (milestone,),
        **what,
    }
    return AnswerDraft(**parts)


def already(**what: Any) -> AnswerDraft:
    """A complete "it is already so"; `what` replaces any of its parts."""
    parts: Mapping[str, Any] = {
        "position": "already",
        "summary": "Residents park free of charge since last year.",
        "signed_by": "Director of parking",
        "contact": "parking@example.org",
        "link": "https://transport.example.org/parking",
        "since": "April 2025",
        "usage": "Some 2,300 residents have asked for the card.",
        **what,
    }
    return AnswerDraft(**parts)


def partly(**what: Any) -> AnswerDraft:
    """A complete "we will do part of it"; `what` replaces any of its parts."""
    return replace(not_yet(), **{"position": "partly", "milestones": commitment().milestones, **what})


def not_yet(**what: Any) -> AnswerDraft:
    """A complete "not yet feasible"; `what` replaces any of its parts."""
    parts: Mapping[str, Any] = {
        "position": "not-yet",
        "summary": "Not before the law changes.",
        "explanation": "x" * 400,
        "signed_by": "Director of roads",
        "contact": "roads@example.org",
        "reasons": ("law", "budget"),
        "source": "Road Traffic Act, section 7",
        "would_have_to_change": "Parliament would have to amend section 7.",
        "review_on": date(2026, 12, 1),
        "alternative": "A trial on two streets.",
        **what,
    }
    return AnswerDraft(**parts)
