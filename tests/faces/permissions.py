"""Who may ask for what: one table of every route and method, and a world in which everybody can ask.

The asking is real: each request goes through the whole site to rows that are there, and is then rolled back. The
table names who is allowed: each of them asks. All others ask as one person who holds all their roles at once: a role
gives rights and never takes any, so where that person is refused, each of them would be; where not, each asks.
Whoever is not allowed is sent to sign in (visitors and participants) or refused (people with a role that does not do,
or that they hold elsewhere); a draft is not there at all for anybody but its own staff.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from http.cookies import SimpleCookie
from typing import Any
from uuid import uuid4

import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.http import HttpResponse
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse

from deliberation.consultations.files import attach
from deliberation.consultations.models import Consultation, SquadMember
from deliberation.consultations.squads import lend
from deliberation.obligations.answer_files import attach_to_draft
from deliberation.obligations.delivering import report
from deliberation.obligations.promises import ReportDraft
from deliberation.people.actions import appoint
from deliberation.people.models import Membership, Organisation, Person
from deliberation.people.permissions import Role
from deliberation.results.stock import take_stock
from deliberation.statements.actions import appeal
from deliberation.statements.moderating import rule, rule_many
from deliberation.votes.identity import COOKIE, pseudonym, remember
from deliberation.votes.models import AGREE
from deliberation.votes.paper import print_sheets
from tests.cast import (
    HOUR,
    MINUTE,
    NOON,
    Cast,
    answer,
    citizen,
    closed_and_bound,
    commitment,
    draft,
    founded,
    published,
    vote,
    voted_world,
    written,
)
from tests.hall import documented, meeting_owed
from tests.kept_worlds import kept

FAC, MOD, OFF, OBS = Role.FACILITATOR, Role.MODERATOR, Role.OFFICIAL, Role.OBSERVER
# Who takes part has voted in both consultations; of the author's statements one waits there, and one was rejected.
VISITOR, PARTICIPANT, AUTHOR = "visitor", "participant", "author"
LENT = "moderator of the squad"  # observer at home, moderator in the consultations that she was lent to
HOST, OTHER, MINISTRY, ANOTHER = "springfield", "shelbyville", "transport", "health"


def of(organisation: str, *roles: Role) -> frozenset[str]:
    """Who holds one of the roles there."""
    return frozenset(f"{role}, {organisation}" for role in roles)


def anywhere(*roles: Role) -> frozenset[str]:
    return of(HOST, *roles) | of(OTHER, *roles) | of(MINISTRY, *roles)


STAFF = anywhere(*Role) | of(ANOTHER, OFF) | {LENT}
OUTSIDE = frozenset({VISITOR, PARTICIPANT, AUTHOR})
EVERYBODY = STAFF | OUTSIDE
COOKIE_HOLDERS = frozenset({PARTICIPANT, AUTHOR})
AUTHORS = frozenset({AUTHOR})
NOBODY: frozenset[str] = frozenset()
RUN, RULE, SEE = of(HOST, FAC), of(HOST, FAC, MOD) | {LENT}, of(HOST, FAC, MOD, OBS) | {LENT}
EITHER = of(HOST, FAC) | of(MINISTRY, OFF)
PUBLIC = {"GET": EVERYBODY}
READ, RUN_PAGE = {"GET": SEE}, {"GET": RUN, "POST": RUN}
TAKE_PART = {"GET": EVERYBODY, "POST": EVERYBODY}

ALLOWED: dict[str, dict[str, frozenset[str]]] = {
    # The API
    "api:consultations": {"GET": EVERYBODY, "POST": RUN},
    "api:consultation": {"GET": EVERYBODY, "PATCH": RUN},
    "api:opening": {"POST": RUN},
    "api:checklist": READ,
    "api:simulation": READ,
    "api:closing": {"POST": RUN},
    "api:embedding": {"PUT": RUN},
    "api:owner": {"GET": SEE, "PUT": RUN},
    "api:squad": {"GET": SEE, "POST": RUN},
    "api:squad-member": {"DELETE": RUN},
    "api:invitations": {"POST": RUN},
    "api:invitation": {"POST": EVERYBODY},
    "api:how-to-sign-in": PUBLIC,
    "api:notices": {"POST": EVERYBODY},
    "api:record": PUBLIC,
    "api:statements": {"GET": EVERYBODY, "POST": COOKIE_HOLDERS},
    "api:own-statements": {"GET": COOKIE_HOLDERS},
    "api:own-data": {"GET": COOKIE_HOLDERS},
    "api:own-erasure": {"POST": COOKIE_HOLDERS},
    "api:appeal": {"POST": AUTHORS},
    "api:appeal-decision": {"POST": RULE},
    "api:appeals": READ,
    "api:data-map": PUBLIC,
    "api:status": PUBLIC,
    "web:status": PUBLIC,
    "api:account-data": {"GET": STAFF},
    "api:account-erasure": {"POST": STAFF},
    "web:account-data": {"GET": STAFF, "POST": STAFF},
    "web:account-data-file": {"GET": STAFF},
    "web:data-map": PUBLIC,
    "api:seeds": {"POST": RUN},
    "api:seed-table": {"POST": RUN},
    "api:queue": READ,
    "api:rulings": {"POST": RULE},
    "api:rulings-at-once": {"POST": RULE},
    "api:rulings-undoing": {"POST": RULE},
    "api:undoing": {"POST": RULE},
    "api:hiding": {"POST": RULE},
    "api:joining": {"POST": RULE},
    "api:second-readings": READ,
    "api:second-reading": {"POST": RULE},
    "api:rewording": {"POST": RULE},
    "api:own-rewording": {"POST": AUTHORS},
    "api:moderation-log": PUBLIC,
    "api:moderation-figures": PUBLIC,
    "api:sheets": {"GET": RULE, "POST": RUN},
    "api:sheet-batches": {"GET": SEE},
    "api:sheet": {"GET": RULE},
    "api:sheet-entries": {"POST": RULE},
    "api:sheet-settlement": {"POST": RULE},
    "api:assistance": {"POST": RULE},
    "api:handovers": {"POST": RUN},
    "web:handover": RUN_PAGE,
    "api:health": READ,
    "api:coverage": READ,
    "api:population": {"GET": SEE, "PUT": RUN},
    "api:week-notes": {"GET": EVERYBODY, "POST": RUN},
    "api:board-notes": {"GET": EVERYBODY, "POST": of(MINISTRY, OFF)},
    "api:topic": {"PUT": RUN},
    "api:files": {"GET": EVERYBODY, "POST": RUN},
    "api:file-withdrawal": {"POST": RUN},
    "api:closing-time": {"PUT": RUN},
    "api:background": {"PUT": RUN},
    "api:translations": PUBLIC,
    "api:translation": {"PUT": RULE},
    "api:next": {"POST": EVERYBODY},
    "api:votes": {"GET": COOKIE_HOLDERS, "POST": COOKIE_HOLDERS},
    "api:results": PUBLIC,
    "api:over-time": PUBLIC,
    "api:result": PUBLIC,
    "api:reasons": PUBLIC,
    "api:obligations": PUBLIC,
    "api:scoreboard": PUBLIC,
    "api:obligation": PUBLIC,
    "api:version-changes": PUBLIC,
    "api:draft": {"GET": of(MINISTRY, OFF, OBS), "PUT": of(MINISTRY, OFF), "DELETE": of(MINISTRY, OFF)},
    "api:draft-files": {"POST": of(MINISTRY, OFF)},
    "api:draft-file": {"DELETE": of(MINISTRY, OFF)},
    "api:file-blanking": {"POST": of(MINISTRY, OFF)},
    "api:sign-off": {"POST": of(MINISTRY, OFF)},
    "api:assignment": {"GET": of(MINISTRY, OFF, OBS), "PUT": of(MINISTRY, OFF)},
    "api:acknowledgement": {"POST": of(MINISTRY, OFF)},
    "api:transfers": {"POST": of(MINISTRY, OFF)},
    "api:transfer-reply": {"POST": of(MINISTRY, OFF)},  # where nothing is offered
    "api:clarification": {"POST": of(MINISTRY, OFF)},
    "api:clarification-reply": {"POST": RUN},
    "api:extension": {"POST": of(MINISTRY, OFF)},
    "api:suspensions": {"POST": RUN},
    "api:meeting": PUBLIC,
    "api:meeting-announcements": {"POST": of(MINISTRY, OFF)},
    "api:meeting-holding": {"POST": of(MINISTRY, OFF)},
    "api:meeting-posting": {"POST": of(MINISTRY, OFF)},
    "api:meeting-not-held": {"POST": RUN},
    "api:utterances": PUBLIC,
    "api:utterance": PUBLIC,
    "api:utterance-corrections": {"POST": EITHER},
    "api:utterance-marks": {"POST": EITHER},
    "api:utterance-hiding": {"POST": RUN},
    "api:utterance-statements": {"POST": RUN},
    "api:follow-up": PUBLIC,
    "api:ratings": {"POST": COOKIE_HOLDERS},
    "api:reviews": {"POST": RUN},
    "api:review-decision": {"POST": of(MINISTRY, OFF)},
    "api:milestone-reports": {"POST": of(MINISTRY, OFF)},
    "api:milestone-link": {"POST": of(MINISTRY, OFF)},
    "api:milestone-replies": {"POST": COOKIE_HOLDERS},
    "api:check-in": {"GET": NOBODY, "POST": NOBODY},  # only who was given the link
    "api:organisations": PUBLIC,
    "api:organisation": PUBLIC,
    "api:people": {"GET": of(HOST, *Role), "POST": RUN},
    "api:held-role": {"DELETE": RUN},
    "api:search": PUBLIC,
    "api:session": {"GET": EVERYBODY, "POST": NOBODY, "DELETE": EVERYBODY},  # POST: with no password
    "api:session-password": {"PUT": STAFF},
    "api:session-everywhere": {"DELETE": STAFF},
    "api:second-factor": {"DELETE": RUN},
    "api:participation": {"DELETE": EVERYBODY},
    "api:schema": PUBLIC,
    "api:docs": PUBLIC,
    "api:problem-kinds": PUBLIC,
    # What machines ask for
    "machines:robots": PUBLIC,
    "machines:favicon": PUBLIC,
    "machines:picture": PUBLIC,
    "machines:badge": PUBLIC,
    "machines:signed-in": {"GET": NOBODY},  # nobody was sent away to sign in
    "machines:health-live": PUBLIC,
    "machines:health-ready": PUBLIC,
    "machines:metrics": {"GET": NOBODY},  # only who sends the token
    # Public pages
    "web:home": PUBLIC,
    "web:search": PUBLIC,
    "web:how": PUBLIC,
    "web:consultation": PUBLIC,
    "web:feed": PUBLIC,
    "web:consultation-feed": PUBLIC,
    "web:poster": PUBLIC,
    "web:qr": PUBLIC,
    "web:results": PUBLIC,
    "web:over-time": PUBLIC,
    "web:over-time-csv": PUBLIC,
    "web:results-numbered": PUBLIC,
    "web:results-csv": PUBLIC,
    "web:results-svg": PUBLIC,
    "web:record": PUBLIC,
    "web:week-notes": PUBLIC,
    "web:board-notes": PUBLIC,
    "web:moderation-log": PUBLIC,
    "web:moderation-log-csv": PUBLIC,
    "web:obligation": PUBLIC,
    "web:answer-version": PUBLIC,
    "web:ministry": PUBLIC,
    "web:meeting": PUBLIC,
    "web:utterance": PUBLIC,
    "web:happened": {"GET": EVERYBODY, "POST": COOKIE_HOLDERS},
    "web:check-in": {"GET": NOBODY, "POST": NOBODY},
    "web:rating": {"GET": EVERYBODY, "POST": COOKIE_HOLDERS},
    "web:ministry-feed": PUBLIC,
    "web:ministry-calendar": PUBLIC,
    "web:scoreboard": PUBLIC,
    "web:scoreboard-csv": PUBLIC,
    "web:obligation-feed": PUBLIC,
    "web:obligation-calendar": PUBLIC,
    "web:consultation-calendar": PUBLIC,
    # Taking part
    "web:vote": TAKE_PART,
    "web:mine": PUBLIC,
    "web:my-data": TAKE_PART,
    "web:my-data-file": PUBLIC,
    "web:own-rewording": {"GET": AUTHORS, "POST": AUTHORS},
    "web:appeal": {"GET": AUTHORS, "POST": AUTHORS},
    "web:enough": PUBLIC,
    "web:write": {"GET": EVERYBODY, "POST": COOKIE_HOLDERS},
    "web:invitation": TAKE_PART,
    "web:verified": TAKE_PART,
    "web:notices": TAKE_PART,
    "web:notices-confirm": {"GET": NOBODY, "POST": NOBODY},  # only who was sent the link
    "web:notices-end": {"GET": NOBODY, "POST": NOBODY},
    "web:embed": {"GET": EVERYBODY, "POST": COOKIE_HOLDERS},
    "web:embed-mine": PUBLIC,
    "web:embed-my-data": {"GET": EVERYBODY, "POST": COOKIE_HOLDERS},
    "web:embed-my-data-file": PUBLIC,
    "web:embed-enough": PUBLIC,
    "web:embed-next-person": {"POST": COOKIE_HOLDERS},
    "web:next-person": {"POST": EVERYBODY},
    # Coming in and going out
    "web:sign-in": TAKE_PART,
    "web:sign-in-again": {"GET": STAFF, "POST": STAFF},
    "web:sign-in-code": {"GET": NOBODY, "POST": NOBODY},  # only whose password was right a moment ago
    "web:set-up": {"GET": NOBODY, "POST": NOBODY},
    "web:password": TAKE_PART,
    "web:sign-out": {"POST": EVERYBODY},
    # Desks
    "web:desk": {"GET": STAFF},
    "web:account": {"GET": STAFF},
    "web:factor-new": {"GET": STAFF, "POST": STAFF},
    "web:factor-removal": {"POST": STAFF},
    "web:recovery-codes": {"POST": STAFF},
    "web:password-change": {"GET": STAFF, "POST": STAFF},
    "web:sign-out-everywhere": {"POST": STAFF},
    "web:factor-reset": {"GET": RUN, "POST": RUN},
    "web:consultation-new": {"GET": anywhere(FAC), "POST": anywhere(FAC)},
    "web:consultation-desk": READ,
    "web:consultation-edit": {"GET": RUN},
    "web:consultation-step": RUN_PAGE,
    "web:consultation-simulation": READ,
    "web:consultation-preview": {"GET": SEE, "POST": SEE},
    "web:consultation-seeds": {"POST": RUN},
    "web:consultation-seed-table": RUN_PAGE,
    "web:consultation-opening": RUN_PAGE,
    "web:consultation-closing": RUN_PAGE,
    "web:consultation-embedding": RUN_PAGE,
    "web:consultation-squad": READ,
    "web:consultation-owner": {"POST": RUN},
    "web:consultation-lending": {"POST": RUN},
    "web:consultation-dismissal": {"POST": RUN},
    "web:consultation-invitations": RUN_PAGE,
    "web:queue": READ,
    "web:consultation-health": READ,
    "web:population": RUN_PAGE,
    "web:sheets": {"GET": SEE, "POST": RUN},
    "web:sheets-print": {"GET": RUN},
    "web:sheet": {"GET": RULE, "POST": RULE},
    "web:assistance": {"GET": RULE, "POST": RULE},
    "web:consultation-week-notes": RUN_PAGE,
    "web:consultation-topic": RUN_PAGE,
    "web:consultation-file": PUBLIC,
    "web:consultation-files": RUN_PAGE,
    "web:consultation-file-withdrawal": {"POST": RUN},
    "web:consultation-closing-time": RUN_PAGE,
    "web:consultation-background": RUN_PAGE,
    "web:statement-desk": READ,
    "web:hiding": {"POST": RULE},
    "web:joining": {"POST": RULE},
    "web:second-reading": READ,
    "web:reading-again": {"POST": RULE},
    "web:rewording": {"POST": RULE},
    "web:ruling": {"POST": RULE},
    "web:undoing": {"POST": RULE},
    "web:rulings": {"POST": RULE},
    "web:rulings-undoing": {"POST": RULE},
    "web:appeals": READ,
    "web:appeal-decision": {"POST": RULE},
    "web:translations": {"GET": RULE},
    "web:translation": {"POST": RULE},
    "web:board-note": {"GET": of(MINISTRY, OFF), "POST": of(MINISTRY, OFF)},
    "web:people": {"GET": of(HOST, *Role), "POST": RUN},
    "web:role-end": {"GET": RUN, "POST": RUN},
    "web:answer": {"GET": of(MINISTRY, OFF, OBS), "POST": of(MINISTRY, OFF)},
    "web:answer-file": PUBLIC,
    "web:answer-files": {"GET": of(MINISTRY, OFF, OBS), "POST": of(MINISTRY, OFF)},
    "web:answer-file-withdrawal": {"POST": of(MINISTRY, OFF)},
    "web:answer-file-blanking": {"POST": of(MINISTRY, OFF)},
    "web:signing": {"POST": of(MINISTRY, OFF)},
    "web:assignment": {"POST": of(MINISTRY, OFF)},
    "web:duty-steps": {"GET": of(MINISTRY, OFF) | RUN},
    "web:duty-step": {"GET": of(MINISTRY, OFF), "POST": of(MINISTRY, OFF)},
    "web:meeting-desk": {"GET": EITHER, "POST": of(MINISTRY, OFF)},
    "web:meeting-held": {"POST": of(MINISTRY, OFF)},
    "web:meeting-posting": {"GET": of(MINISTRY, OFF), "POST": of(MINISTRY, OFF)},
    "web:meeting-not-held": RUN_PAGE,
    "web:utterance-desk": {"GET": EITHER, "POST": EITHER},
    "web:follow-up": {"GET": RUN | of(MINISTRY, OFF)},
    "web:milestone-report": {"POST": of(MINISTRY, OFF)},
    "web:milestone-link": {"POST": of(MINISTRY, OFF)},
    "web:review-opening": {"POST": RUN},
    "web:review-decision": {"POST": of(MINISTRY, OFF)},
}
PAPERS = {"api:docs", "api:problem-kinds"}  # pages about the API
HALF_WAY = {"api:session", "web:sign-in-code", "web:set-up"}  # where one is before the second step
WITH_FILES = {"api:files", "api:draft-files"}
METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS")


@dataclass(frozen=True)
class World:
    """Whom the requests come from, and what they are about."""

    clients: dict[str, Client]
    arguments: dict[str, Any]
    elsewhere: dict[str, Any]  # the same for the other city and its consultation
    together: dict[frozenset[str], Client] = field(default_factory=dict)

    def as_one(self, kinds: frozenset[str]) -> Client:
        """Somebody who has all roles of these kinds."""
        if len(kinds) == 1:
            return self.clients[next(iter(kinds))]
        if kinds not in self.together:
            self.together[kinds] = Client()
            self.together[kinds].force_login(_with_all(kinds, f"number{len(self.together)}@example.org"))
        return self.together[kinds]


def _with_all(kinds: frozenset[str], email: str) -> Person:
    for kind in kinds - {LENT}:
        role, _comma, place = kind.partition(", ")
        organisation = Organisation.objects.get(slug=place)
        person = appoint(email=email, name="Everything", role=Role(role), organisation=organisation, now=NOON)
    if LENT in kinds:
        _lent(email, "Everything")
        person = Person.objects.get(email=email)
    return person


def _lent(email: str, name: str) -> None:
    """An observer of the other city is lent to two consultations, as a moderator."""
    other_city, fay = Organisation.objects.get(slug=OTHER), Person.objects.get(email="fay@example.org")
    appoint(email=email, name=name, role=OBS, organisation=other_city, now=NOON)
    for slug in ("plan", "streets"):
        _lend(slug, email, other_city, fay)


def _lend(slug: str, email: str, organisation: Organisation, by: Person) -> SquadMember:
    here = Consultation.objects.get(slug=slug)
    return lend(consultation=here, email=email, organisation=organisation, role=MOD, by=by, now=NOON)


def _inhabited(cast: Cast, slug: str, draft_slug: str, other: Organisation) -> dict[str, Any]:
    """A published consultation of a city with everything in it that routes are about, and a draft."""
    published(voted_world(cast, slug=slug))
    here = Consultation.objects.get(slug=slug)
    draft(cast, slug=draft_slug, opens_at=NOON + 24 * HOUR, closes_at=NOON + 48 * HOUR)
    take_stock(consultation=here, now=NOON + HOUR)
    print_sheets(consultation=here, sheets=1, statements=5, by=cast.fay, now=NOON)
    flora = appoint(email=f"flora@{slug}.example", name="Flora", role=FAC, organisation=cast.city, now=NOON)
    citizen(here, "ann")
    written(here, "ann", "Benches belong on every square.")  # 12 waits
    rejected = written(here, "ann", "Dogs need more trees.")  # 13 was rejected by Flora, and Ann appealed
    rule(statement=rejected, outcome="rejected", reason="off-topic", by=flora, now=NOON)
    appeal(consultation=here, number=13, reason="Why?", by=pseudonym("ann", here.pk), now=NOON + MINUTE)
    guest = appoint(email=f"guest@{slug}.example", name="Guest", role=OBS, organisation=other, now=NOON)
    another = written(here, "ann", "Fountains cool a street.")  # 14 was ruled on at once with others
    many = rule_many(consultation=here, seen={another.number: 0}, outcome="accepted", by=flora, now=NOON)
    return {
        "batch": many.batch,
        "code": here.sheets.get().code,
        "printed": here.sheets.get().batch,
        "file": attach(consultation=here, title="A", name="a", data=b"A", reason="B", by=flora, now=NOON).pk,
        "held": Membership.objects.get(person=flora).pk,
        "lent": _lend(slug, guest.email, other, cast.fay).pk,
    }


@kept
def build() -> tuple[dict[str, Any], dict[str, Any]]:
    """What stands in addresses: of the one consultation, of duties and of all else; and of the other city's one."""
    cast = founded()
    here = _inhabited(cast, "streets", "plan", cast.other_city)
    there = _inhabited(replace(cast, city=cast.other_city, fay=cast.filip), "harbour", "quay", cast.city)
    _lent("lena@example.org", "Lena")
    hall = documented(cast, meeting_owed(cast, "hall", NOON + HOUR), NOON + HOUR)
    closing = voted_world(cast, slug="closed", closes_at=NOON + HOUR)
    vote(citizen(closing.consultation, "ann"), 0, AGREE)
    closed = closed_and_bound(closing)
    followed = closed.consultation.obligations.latest("id")  # answered; what follows is about this one
    study = attach_to_draft(obligation=followed, title="A", name="a", data=b"A", by=cast.omar, now=NOON + HOUR)
    answer(obligation=followed, draft=commitment(files=(study.pk,)), by=cast.omar, now=NOON + HOUR)
    done = ReportDraft("done", "Every line runs; the timetable says so.", "https://example.org/timetable")
    report(obligation=followed, number=1, draft=done, by=cast.omar, now=NOON + HOUR)
    arguments = {
        **here,
        "number": 12,
        "language": "es",
        "kind": "svg",
        "token": "x",
        "uidb64": "x",
        "obligation": closed.consultation.obligations.earliest("id").pk,
        "followed": followed.pk,
        "version": 1,
        "hall": hall.pk,
        "utterance": 2,
        "milestone": 1,
        "attached": study.pk,
        "operation": str(uuid4()),
    }
    return arguments, arguments | there


def everybody() -> dict[str, Client]:
    clients = {VISITOR: Client(), PARTICIPANT: _participant("person 0"), AUTHOR: _participant("ann"), **_staff()}
    clients[LENT] = Client()
    clients[LENT].force_login(Person.objects.get(email="lena@example.org"))
    return clients


def _participant(token: str) -> Client:
    client, response = Client(), HttpResponse()
    remember(response, token)
    for name in (COOKIE, f"framed_{COOKIE}"):
        client.cookies[name] = response.cookies[COOKIE].value
    return client


def _staff() -> dict[str, Client]:
    clients = {}
    for name in STAFF - {LENT}:
        role, _comma, place = name.partition(", ")
        organisation = Organisation.objects.get(slug=place)
        about = {"email": f"{role}@{place}.example", "name": name, "role": Role(role), "organisation": organisation}
        clients[name] = Client()
        clients[name].force_login(appoint(**about, now=NOON))
    return clients


@contextmanager
def world() -> Iterator[World]:
    """The world of the table, two hours after it began."""
    with time_machine.travel(NOON + 2 * HOUR, tick=False):
        here, there = build()
        logging.disable(logging.WARNING)  # thousands of refusals, each of which would be a line
        yield World(everybody(), here, there)
        logging.disable(logging.NOTSET)


def routes() -> dict[str, URLPattern]:
    """Every route there is, by name; of two with one name the first."""
    found: dict[str, URLPattern] = {}

    def walk(resolver: Any, space: str) -> None:
        for pattern in resolver.url_patterns:
            if isinstance(pattern, URLPattern):
                found.setdefault(f"{space}{pattern.name}", pattern)
            else:
                walk(pattern, f"{pattern.namespace}:" if pattern.namespace else space)

    walk(get_resolver(), "")
    return {name: pattern for name, pattern in found.items() if name != "api:nowhere"}


# Which statement, obligation, publication or role a route is about, where it is not statement 12.
NUMBERS = {
    "api:appeal": 13, "api:appeal-decision": 13, "web:appeal": 13, "web:appeal-decision": 13,
    "api:translation": 0, "web:translation": 0, "api:result": 1, "web:results-numbered": 1, "web:results-csv": 1,
    "web:results-svg": 1, "machines:picture": 1,
}  # fmt: skip
FOLLOWED = {
    "version-changes", "answer-version", "follow-up", "rating", "ratings", "reviews", "review-opening",
    "review-decision", "milestone-reports", "milestone-link", "milestone-replies", "happened", "milestone-report",
    "answer-file", "answer-files", "answer-file-withdrawal", "answer-file-blanking", "draft-files", "draft-file",
    "file-blanking",
}  # fmt: skip
SLUGS = {
    "organisation": HOST, "people": HOST, "held-role": HOST, "role-end": HOST, "second-factor": HOST,
    "factor-reset": HOST, "ministry": MINISTRY,
    "ministry-feed": MINISTRY, "ministry-calendar": MINISTRY, "board-notes": MINISTRY, "board-note": MINISTRY,
    "consultation-edit": "plan", "consultation-step": "plan", "consultation-preview": "plan", "checklist": "plan",
    "consultation-simulation": "plan", "simulation": "plan", "consultation-opening": "plan",
    "opening": "plan",
}  # fmt: skip
DRAFT = {
    "host": HOST, "ministry": MINISTRY, "slug": "parks", "question": "Which park first?", "background": "Money.",
    "opens_at": "2026-03-03T08:00:00Z", "closes_at": "2026-03-10T08:00:00Z",
}  # fmt: skip
BODIES: dict[str, dict[str, Any]] = {
    "POST api:consultations": DRAFT,
    "PATCH api:consultation": {"question": "Which one?"},
    "PUT api:embedding": {"origins": []},
    "POST api:sign-off": {"seen": "answer-0"},
    "PUT api:assignment": {"email": None},
    "POST api:invitations": {"number": 1},
    "POST api:invitation": {"code": "x"},
    "POST api:notices": {"address": "ann@example.org"},
    "POST api:statements": {"text": "More shade."},
    "POST api:appeal": {"reason": "Why?"},
    "POST api:appeal-decision": {"outcome": "granted"},
    "POST api:seeds": {"texts": ["More shade."]},
    "POST api:seed-table": {"content": "statement\nMore shade."},
    "POST api:rulings": {"outcome": "accepted"},
    "PUT api:translation": {"text": "Más sombra."},
    "POST api:votes": {"statement": 0, "value": 1, "operation": str(uuid4())},
    "POST api:acknowledgement": {"unit": "Roads"},
    "POST api:transfers": {"ministry": "health", "reason": "x"},
    "POST api:transfer-reply": {"accepted": True},
    "POST api:clarification": {"question": "x"},
    "POST api:clarification-reply": {"text": "x"},
    "POST api:extension": {"until": "2026-05-01", "reason": "x", "interim": "x"},
    "POST api:suspensions": {"ground": "court", "reason": "x", "from_on": "2026-05-01", "until_on": "2026-05-02"},
    "POST api:meeting-holding": {"held_at": "2026-03-02T13:01Z"},
    "POST api:meeting-posting": {"recording": "", "captions": True, "minutes": "", "transcript": ""},
    "POST api:meeting-not-held": {"reason": "None."},
    "POST api:utterance-corrections": {"speaker": "", "text": "Hello.", "reason": "Misheard."},
    "POST api:utterance-marks": {"statement": 3},
    "POST api:utterance-hiding": {"reason": "abuse"},
    "POST api:utterance-statements": {"consultation": "plan", "text": "More shade."},
    "POST web:utterance-desk": {"act": "mark", "statement": 3},
    "POST api:ratings": {"version": 1, "answers_it": "yes", "clear": "no"},
    "POST web:rating": {"version": 1, "answers_it": "yes", "clear": "no"},
    "POST api:milestone-reports": {"kind": "done", "text": "x"},
    "POST api:milestone-replies": {"said": "yes"},
    "POST api:check-in": {"kind": "done", "text": "x"},
    "POST api:reviews": {"reason": "It does not say a word about the night."},
    "POST api:review-decision": {"reasons": "x", "signed_by": "Minister"},
    "POST api:people": {"email": "new@example.org", "name": "New", "role": "observer"},
    "POST api:session": {"email": "ann@example.org", "password": "x"},
    "POST api:week-notes": {"text": "A quiet week."},
    "POST api:board-notes": {"text": "A quiet week."},
    "PUT api:owner": {"email": f"{FAC}@{HOST}.example"},
    "POST api:squad": {"email": "lena@example.org", "organisation": OTHER, "role": OBS},
    "PUT api:topic": {"topic": "Streets", "reason": "Misspelt."},
    "POST api:files": {"title": "A plan", "file": SimpleUploadedFile("plan.txt", b""), "reason": "Asked for."},
    "POST api:draft-files": {"title": "A plan", "file": SimpleUploadedFile("plan.txt", b"")},
    "POST api:file-blanking": {"reason": "Private data."},
    "POST api:file-withdrawal": {"reason": "Out of date."},
    "POST api:sheets": {"sheets": 1},
    "PUT api:population": {"source": "Census", "shares": [{"category": name, "share": 50} for name in "AB"]},
    "POST api:sheet-entries": {"marks": [], "operation": str(uuid4())},
    "POST api:sheet-settlement": {"marks": [], "operation": str(uuid4())},
    "POST api:handovers": {"recipient": "Ada, University", "purpose": "To check the result independently."},
    "POST web:handover": {"recipient": "Ada, University", "purpose": "To check the result independently."},
    "POST api:assistance": {"people": 20, "held_on": "2026-03-02", "place": "The library"},
    "PUT api:closing-time": {"closes_at": "2026-03-20T12:00Z", "reason": "Easter."},
    "PUT api:background": {"background": "Money.", "documents": [], "reason": "A mistake."},
    "POST api:rulings-at-once": {"statements": [{"number": 12, "seen": 0}], "outcome": "accepted"},
    "POST api:joining": {"into": 0},
    "POST api:second-reading": {"outcome": "accepted"},
    "POST web:reading-again": {"outcome": "accepted"},
    "POST api:rewording": {"texts": ["Benches belong everywhere."]},
    "POST api:own-rewording": {"text": "Benches belong everywhere."},
    "POST web:joining": {"into": 0},
    "POST api:own-erasure": {"sure": True},
    "POST api:account-erasure": {"sure": False, "password": "x"},
    "POST web:my-data": {"sure": "on"},
    "POST web:embed-my-data": {"sure": "on"},
    "POST web:ruling": {"outcome": "accepted", "seen": "waiting"},
    "POST web:appeal-decision": {"outcome": "granted"},
}


ABOUT_DUTIES = {"web:obligation", "web:answer", "web:signing", "web:assignment", "web:duty-steps", "web:duty-step"}


def duty_of(short: str, world: World) -> int:
    """Which duty a route is about."""
    if short.startswith(("meeting", "utterance")):
        return world.arguments["hall"]
    return world.arguments["followed" if short in FOLLOWED else "obligation"]


def address_of(name: str, pattern: URLPattern, world: World, slug: str = "") -> str:
    _room, _colon, short = name.partition(":")
    wanted = pattern.pattern.converters
    values = {**world.arguments, "slug": slug or SLUGS.get(short, "streets")}
    values |= {"standing": "accepted", "step": "acknowledge" if name == "web:duty-step" else "question"}
    if short == "sheets-print":
        values["batch"] = world.arguments["printed"]
    duty = duty_of(short, world)
    values |= {"obligation": duty, "number": duty}
    if name in {"api:milestone-reports", "api:milestone-link", "api:milestone-replies"}:
        values["number"] = 1
    elif short in {"squad-member", "consultation-dismissal"}:
        values["number"] = world.arguments["lent"]
    elif short in {"consultation-file", "consultation-file-withdrawal", "file-withdrawal"}:
        values["number"] = world.arguments["file"]
    elif short in {"held-role", "role-end", "second-factor", "factor-reset"}:
        values["number"] = world.arguments["held"]
    elif name not in ABOUT_DUTIES and short not in FOLLOWED and not short.startswith(("meeting", "utterance")):
        values["number"] = NUMBERS.get(name, world.arguments["number"])
    return reverse(name, kwargs={each: values[each] for each in wanted})


THERE = {"streets": "harbour", "plan": "quay", HOST: OTHER}


def address_elsewhere(name: str, pattern: URLPattern, world: World) -> str | None:
    """The same about the other city or its consultation; a duty is everywhere the same."""
    slug = THERE.get(SLUGS.get(name.partition(":")[2], "streets"))
    if slug is None or "slug" not in pattern.pattern.converters:
        return None
    return address_of(name, pattern, replace(world, arguments=world.elsewhere), slug)


def elsewhere(who: str) -> str:
    """Who somebody is for the other city: each is to itself what the other is to the other."""
    role, comma, place = who.partition(", ")
    return f"{role}{comma}{ {HOST: OTHER, OTHER: HOST}.get(place, place) }"


def asked(client: Client, method: str, name: str, address: str) -> str:
    """What comes of a request: allowed, sign in, no cookie, forbidden, not found or no method."""
    return outcome(answered(client, method, name, address))


def answered(client: Client, method: str, name: str, address: str) -> HttpResponse:
    """What comes back; what was done is then undone."""
    kept = client.cookies.output(header="", sep=";")
    body = {} if method in {"GET", "HEAD"} else {"data": BODIES.get(f"{method} {name}", {})}
    as_json = {"content_type": "application/json"} if name.startswith("api:") and name not in WITH_FILES else {}
    with transaction.atomic():
        response = getattr(client, method.lower())(address, **body, **(as_json if body else {}))
        transaction.set_rollback(True)
    client.cookies = SimpleCookie(kept)
    return response


def outcome(response: HttpResponse) -> str:
    status = response.status_code
    if status == 302 and response.headers["Location"].startswith("/sign-in/?next="):
        return "sign in"
    if status == 401:
        return "sign in" if b"sign-in-" in response.content else "no cookie"
    return {403: "forbidden", 404: "not found", 405: "no method"}.get(status, "allowed")


def expected(name: str, method: str, who: str) -> str:
    if method == "OPTIONS":
        return "allowed" if name.startswith("api:") and name not in PAPERS else "no method"
    allowed = ALLOWED[name].get("GET" if method == "HEAD" else method)
    if allowed is None:  # frames ask for the cookie before anything else
        framed = method == "POST" and name.startswith("web:embed-")
        return "no cookie" if framed and who not in COOKIE_HOLDERS else "no method"
    refused = "allowed" if who in allowed else _refused(name, allowed, who)
    # A 401 to HEAD has no body that says which.
    return "no cookie" if (method, refused) == ("HEAD", "sign in") and name.startswith("api:") else refused


def _refused(name: str, allowed: frozenset[str], who: str) -> str:
    if allowed in (COOKIE_HOLDERS, AUTHORS):
        return "not found" if who == PARTICIPANT else "no cookie"
    if allowed == NOBODY:
        return "sign in" if name in HALF_WAY else "not found"
    if SLUGS.get(name.partition(":")[2]) == "plan" and who not in SEE:
        return "sign in" if who in OUTSIDE and name.startswith("web:") else "not found"
    return "sign in" if who in OUTSIDE else "forbidden"
