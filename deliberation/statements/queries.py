"""Reading statements."""

from collections.abc import Iterable
from datetime import UTC, datetime

from django.db.models import Count, F, Prefetch, Q, QuerySet
from django.db.models.functions import TruncHour
from django.utils.translation import gettext as _

from deliberation.consultations.models import Consultation, Consultations
from deliberation.errors import Missing
from deliberation.people.models import Person
from deliberation.people.permissions import may
from deliberation.statements.models import Appeal, Ruling, Statement, Statements

# What was ruled about each, with the appeals against it.
WITH_APPEALS = Prefetch("rulings", Ruling.objects.select_related("appeal__decision").order_by("id"))
# All appeals about each, against whatever ruling.
APPEALS_ABOUT = Prefetch("appeals", Appeal.objects.select_related("ruling", "decision"))


def public_statements(consultation: Consultation) -> Statements:
    """What anybody may read, in number order."""
    return Statement.objects.filter(consultation=consultation).public()


def public_texts(consultation: Consultation) -> dict[int, str]:
    """Text by number, of what anybody may read: pages put texts beside figures through this."""
    return dict(public_statements(consultation).values_list("number", "text"))


def queue_of(consultation: Consultation) -> Statements:
    """What waits for a ruling, oldest first."""
    waiting = Statement.objects.filter(consultation=consultation).waiting().order_by("written_at", "id")
    return waiting.select_related("ruling__appeal__decision", "rewords__ruling")


def with_waiting(consultations: Consultations) -> Consultations:
    """Each with `waiting`: how many of its statements nobody has ruled on yet. The latest to open first."""
    waiting = Count("statements", filter=Q(statements__isnull=False, statements__ruling__isnull=True), distinct=True)
    return consultations.annotate(waiting=waiting).order_by("-opens_at", "-id")


def ruled_as(consultation: Consultation, outcome: str) -> Statements:
    """What was accepted, or rejected: the latest ruling first. For staff only."""
    ruled = Statement.objects.filter(consultation=consultation, ruling__outcome=outcome)
    return ruled.select_related("ruling__appeal__decision", "rewords__ruling").order_by("-ruling_id")


def twins_of(statements: Iterable[Statement]) -> dict[str, int]:
    """Which texts of these, of one consultation, other public statements say: by text the number."""
    rows = {each.pk: each for each in statements}
    if not rows:
        return {}
    public = public_statements(next(iter(rows.values())).consultation).exclude(pk__in=list(rows))
    return dict(public.filter(text__in={each.text for each in rows.values()}).values_list("text", "number"))


def statement_numbered(consultation: Consultation, number: int) -> Statement:
    """A statement by its number, whatever was ruled: for rules that then decide. Never for showing."""
    found = Statement.objects.select_related("ruling").filter(consultation=consultation, number=number).first()
    if found is None:
        raise Missing("no-statement", _("There is no such statement."))
    return found


def statement_for(consultation: Consultation, number: int, person: Person | None) -> Statement:
    """A statement to be shown: public, or to whoever sees the queue."""
    found = statement_numbered(consultation, number)
    if found.standing != "accepted" and may("see-queue", person, consultation) is not None:
        raise Missing("no-statement", _("There is no such statement."))
    return found


def own_statements(consultation: Consultation, author: str) -> Statements:
    """What somebody wrote, for that somebody, whatever was ruled; `author` is the pseudonym. Newest first."""
    own = Statement.objects.filter(consultation=consultation).written_by(author)
    return own.select_related("ruling__appeal").prefetch_related(WITH_APPEALS).order_by("-number")


def own_statement(consultation: Consultation, number: int, author: str) -> Statement:
    """One of somebody's own; to everybody else there is none."""
    found = own_statements(consultation, author).filter(number=number).first()
    if found is None:
        raise Missing("no-statement", _("There is no such statement."))
    return found


def appeals_of(consultation: Consultation) -> QuerySet[Appeal]:
    """For staff: those that wait first, the oldest of them leading; then the decided ones."""
    appeals = Appeal.objects.filter(statement__consultation=consultation)
    found = appeals.select_related("statement__ruling", "ruling", "decision")
    return found.order_by(F("decision__made_at").desc(nulls_first=True), "made_at", "id")


def waiting_appeals(consultation: Consultation) -> QuerySet[Appeal]:
    return appeals_of(consultation).filter(decision__isnull=True)


def appeal_of(statement: Statement) -> Appeal:
    """The appeal about a statement, for deciding it: one that waits before one that was decided, then the newest."""
    of_it = Appeal.objects.select_related("ruling", "decision").filter(statement=statement)
    found = of_it.order_by(F("decision__id").asc(nulls_first=True), "-id").first()
    if found is None:
        raise Missing("no-appeal", _("There is no appeal about this statement."))
    return found


def seen_by(consultation: Consultation, author: str) -> Statements:
    """What this participant can see: what anybody may read, and the participant's own."""
    of_it = Statement.objects.filter(consultation=consultation)
    return (of_it.public() | of_it.written_by(author)).select_related("ruling")


def last_ruling(consultation: Consultation) -> int:
    """The number of the newest ruling, 0 before the first."""
    newest = Ruling.objects.filter(statement__consultation=consultation).order_by("-id").values_list("id", flat=True)
    return newest.first() or 0


def written_by_hour(consultation: Consultation) -> dict[datetime, int]:
    """How many statements citizens wrote, whatever was ruled on them, by the hour. For staff only."""
    of_citizens = Statement.objects.filter(consultation=consultation, seed=False, edited=False)
    by_hour = of_citizens.annotate(hour=TruncHour("written_at", tzinfo=consultation.zone)).order_by()
    return {hour.astimezone(UTC): count for hour, count in by_hour.values_list("hour").annotate(n=Count("pk"))}
