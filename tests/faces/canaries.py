"""Canaries: one in every column of words that say who somebody is, are about one person, or were written for few.

Each column has a mark of its own, so that whatever shows it says where it came from. Which there are the data map says.
"""

import re
from datetime import date
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db.models import Field, QuerySet
from django.http import HttpResponse

from deliberation.consultations.models import Consultation
from deliberation.notices.models import Reminder, Subscription
from deliberation.obligations.drafting import save_draft
from deliberation.obligations.models import CheckIn, Milestone, Obligation
from deliberation.people.data_map import rows
from deliberation.people.models import Attempt, Person
from deliberation.results.models import Computation, Part, Shard, Step
from deliberation.statements.actions import appeal, decide
from deliberation.statements.moderating import rule
from deliberation.votes.identity import pseudonym
from deliberation.votes.models import Invitation, SheetEntry
from tests.cast import HOUR, NOON, not_yet, written

MARK = re.compile(r"c0ffeeca-?7(\d\d)")  # with the hyphen of a UUID
WORDS = {"CharField", "TextField", "EmailField", "JSONField", "BinaryField", "UUIDField"}
ABOUT_SOMEBODY = {"personal", "pseudonymous", "written"}
SECRETS = {"obligations.CheckIn.handle", "people.Attempt.mark", "votes.Invitation.digest"}  # about nobody, for nobody
# What stands in them is one of few words or numbers, and nothing else fits in.
CODED = {
    "mfa.Authenticator.type", "notices.Notice.fault", "notices.Reminder.fault", "notices.Subscription.language",
    "obligations.Confirmation.said", "obligations.Draft.writers", "obligations.Rating.answers_it",
    "obligations.Rating.clear", "results.Computation.code_version", "results.Computation.method", "results.Step.name",
    "votes.SheetEntry.answers",
}  # fmt: skip
COLUMNS = (
    "mfa.Authenticator.data", "notices.Reminder.keys", "notices.Subscription.address", "notices.Subscription.handle",
    "obligations.CheckIn.handle", "obligations.Draft.content", "people.Attempt.mark", "people.Person.email",
    "people.Person.name", "people.Person.password", "results.Analysis.placements", "results.Computation.outline",
    "results.Part.answer", "results.Part.question", "results.Shard.votes", "results.Step.answer",
    "sessions.Session.session_data", "sessions.Session.session_key", "statements.Appeal.reason",
    "statements.AppealDecision.message", "statements.Ruling.note", "statements.Statement.author",
    "statements.Statement.text", "votes.Invitation.digest", "votes.Participant.pseudonym",
    "votes.SheetEntry.operation", "votes.Vote.operation",
)  # fmt: skip


# Who meets what where, by the names of routes in permissions.py: exactly there, with whatever method.
NOTHING: dict[str, str] = {}
MAY_SEE: dict[str, dict[str, str]] = {
    "visitor": NOTHING,
    "participant": NOTHING,
    "author": {
        "statements.Appeal.reason": "api:own-data api:own-statements web:embed-mine web:embed-my-data "
        "web:embed-my-data-file web:mine web:my-data web:my-data-file",
        "statements.AppealDecision.message": "api:own-data api:own-statements web:embed-mine web:embed-my-data-file "
        "web:mine web:my-data-file",
        "statements.Ruling.note": "api:own-data api:own-statements web:appeal web:embed-mine web:embed-my-data-file "
        "web:mine web:my-data-file",
        "statements.Statement.text": "api:own-data api:own-statements web:embed-mine web:embed-my-data "
        "web:embed-my-data-file web:mine web:my-data web:my-data-file web:own-rewording",
    },
    "facilitator, springfield": {
        "people.Person.email": "api:owner api:people web:consultation-lending web:consultation-owner "
        "web:consultation-squad web:people",
        "people.Person.name": "api:owner api:people web:consultation-desk web:consultation-lending "
        "web:consultation-owner web:consultation-seeds web:consultation-squad web:factor-reset web:people web:role-end",
        "statements.Appeal.reason": "api:appeal-decision api:appeals web:appeals",
        "statements.AppealDecision.message": "api:appeals web:appeals",
        "statements.Ruling.note": "api:appeals web:appeals",
        "statements.Statement.text": "api:queue web:queue web:rewording web:rulings web:statement-desk",
    },
    "facilitator, shelbyville": NOTHING,
    "official, transport": {
        "obligations.Draft.content": "api:draft web:answer web:signing",
        "people.Person.name": "api:draft web:answer web:signing",
    },
    "official, health": NOTHING,
    "observer, springfield": {
        "people.Person.email": "api:owner api:people web:people",
        "people.Person.name": "api:owner api:people web:consultation-desk web:consultation-squad web:people",
        "statements.Appeal.reason": "api:appeals web:appeals",
        "statements.AppealDecision.message": "api:appeals web:appeals",
        "statements.Ruling.note": "api:appeals web:appeals",
        "statements.Statement.text": "api:queue web:queue web:statement-desk",
    },
}


def may_see(kind: str) -> set[tuple[str, str]]:
    return {(column, name) for column, names in MAY_SEE[kind].items() for name in names.split()}


def sensitive() -> set[str]:
    """What has to have a canary, by the data map."""
    return SECRETS | {
        f"{row.model}.{name}" for row in rows() if row.kind in ABOUT_SOMEBODY and row.kept != "empty"
        for name in row.fields if _holds_words(apps.get_model(row.model)._meta.get_field(name))
    } - CODED  # fmt: skip


def _holds_words(field: Any) -> bool:
    return isinstance(field, Field) and field.get_internal_type() in WORDS and not field.choices


def canary(column: str, row: object = "") -> str:
    return f"c0ffeeca7{COLUMNS.index(column):02}{row}"


def met(text: str) -> set[str]:
    """The columns whose canaries stand there."""
    return {COLUMNS[int(code)] for code in MARK.findall(text)}


def without_any() -> set[str]:
    """The columns in which there is none."""
    found: set[str] = set()
    for column in COLUMNS:
        label, _dot, name = column.rpartition(".")
        for value in QuerySet(apps.get_model(label)).values_list(name, flat=True):
            found |= met(bytes(value).decode(errors="replace") if isinstance(value, bytes | memoryview) else str(value))
    return set(COLUMNS) - found


def put(column: str, **where: Any) -> None:
    """Where rows are that something is known by, the others have it."""
    label, _dot, name = column.rpartition(".")
    model = apps.get_model(label)
    kind = model._meta.get_field(name).get_internal_type()
    for pk, there in list(QuerySet(model).filter(**where).values_list("pk", name)):
        value: Any = canary(column, pk)
        if kind == "UUIDField":
            value = UUID(f"{canary(column):0<24}{pk:08x}")
        elif kind == "BinaryField":
            value = bytes(there) + value.encode()  # what is packed can still be unpacked
        QuerySet(model).filter(pk=pk).update(**{name: value})


def plant(duty: Obligation) -> None:
    """Into the world of permissions.py: about the consultation of the first city, and the duty of its ministry."""
    here, fay = Consultation.objects.get(slug="streets"), Person.objects.get(email="fay@example.org")
    _plant_statements(here, fay)
    _plant_votes(here, fay)
    _plant_analysis(here)
    omar = Person.objects.get(email="omar@example.org")
    save_draft(obligation=duty, draft=not_yet(summary=canary("obligations.Draft.content")), by=omar, now=NOON + HOUR)
    _plant_accounts(here, fay)
    CheckIn.objects.create(
        milestone=Milestone.objects.all()[0], handle=canary("obligations.CheckIn.handle"), due_on=date(2026, 9, 1),
        until=date(2026, 9, 29), at=NOON,
    )  # fmt: skip


def _plant_statements(here: Consultation, fay: Person) -> None:
    flora = Person.objects.get(email="flora@streets.example")
    upheld = written(here, "ann", "Trees along the river.")
    rule(statement=upheld, outcome="rejected", reason="off-topic", by=flora, now=NOON)
    appeal(consultation=here, number=upheld.number, reason="Why?", by=pseudonym("ann", here.pk), now=NOON)
    upheld.refresh_from_db()
    decide(statement=upheld, outcome="upheld", message="No.", by=fay, now=NOON)
    of_here = {"statement__consultation": here}
    put("statements.Appeal.reason", **of_here)
    put("statements.AppealDecision.message", appeal__statement__consultation=here)
    put("statements.Ruling.note", **of_here, outcome="rejected")
    put("statements.Statement.text", consultation=here, number=12)
    put("statements.Statement.author", consultation=here, number=14)


def _plant_votes(here: Consultation, fay: Person) -> None:
    known = [pseudonym(token, here.pk) for token in ("ann", "person 0")]
    others = here.participants.exclude(pseudonym__in=known).values_list("pk", flat=True)
    put("votes.Participant.pseudonym", pk__in=list(others))
    put("votes.Vote.operation", consultation=here)
    Invitation.objects.create(digest=canary("votes.Invitation.digest"), consultation=here)
    SheetEntry.objects.create(sheet=here.sheets.get(), operation=UUID(int=1), answers={}, by=fay)
    put("votes.SheetEntry.operation")
    Subscription.objects.create(
        consultation=here, address=f"{canary('notices.Subscription.address')}@example.org", language="en",
        handle=canary("notices.Subscription.handle"), asked_at=NOON, confirmed_at=NOON,
    )  # fmt: skip


def _plant_analysis(here: Consultation) -> None:
    put("results.Analysis.placements", consultation=here)
    run = Computation.objects.create(
        consultation=here, up_to_vote=1, up_to_ruling=1, method="pca", code_version="1", begun_at=NOON, moved_at=NOON,
        outline=canary("results.Computation.outline").encode(),
    )  # fmt: skip
    shard = Shard.objects.create(computation=run, number=0, votes=canary("results.Shard.votes").encode())
    step = Step.objects.create(computation=run, number=0, name="x", answer=canary("results.Step.answer").encode())
    question, answer = (canary(f"results.Part.{name}").encode() for name in ("question", "answer"))
    Part.objects.create(step=step, shard=shard, question=question, answer=answer)


def _plant_accounts(here: Consultation, fay: Person) -> None:
    """Of those who work where somebody works who asks, and of the organisation that asked first."""
    Attempt.objects.create(mark=canary("people.Attempt.mark"), since=NOON)
    Reminder.objects.create(person=fay, day=NOON.date(), due_at=NOON, keys=[canary("notices.Reminder.keys")])
    Authenticator.objects.create(user=fay, type="totp", data={"secret": canary("mfa.Authenticator.data")})
    names = {name: canary(f"sessions.Session.{name}") for name in ("session_key", "session_data")}
    Session.objects.create(**names, expire_date=NOON + 24 * HOUR)
    for email in ("fay@example.org", "flora@streets.example", "omar@example.org"):
        person = Person.objects.get(email=email)
        for name in ("password", "name"):
            put(f"people.Person.{name}", pk=person.pk)
        QuerySet(Person).filter(pk=person.pk).update(email=f"{canary('people.Person.email', person.pk)}@example.org")


def texts(response: HttpResponse) -> str:
    """All that came back."""
    return f"{response.headers}{response.cookies.output()}{response.getvalue().decode(errors='replace')}"
