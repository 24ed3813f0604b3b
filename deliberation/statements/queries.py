"""Reading statements."""

from django.db.models import Count, Q
from django.utils.translation import gettext as _

from deliberation.consultations.models import Consultation, Consultations
from deliberation.errors import Missing
from deliberation.people.models import Person, Role
from deliberation.statements.models import Ruling, Statement, Statements


def public_statements(consultation: Consultation) -> Statements:
    """What anybody may read, in number order."""
    return Statement.objects.filter(consultation=consultation).public()


def public_texts(consultation: Consultation) -> dict[int, str]:
    """Text by number, of what anybody may read: pages put texts beside figures through this."""
    return dict(public_statements(consultation).values_list("number", "text"))


def queue_of(consultation: Consultation) -> Statements:
    """What waits for a ruling, oldest first."""
    return Statement.objects.filter(consultation=consultation).waiting().order_by("written_at", "id")


def with_waiting(consultations: Consultations) -> Consultations:
    """Each with `waiting`: how many of its statements nobody has ruled on yet. The latest to open first."""
    waiting = Count("statements", filter=Q(statements__isnull=False, statements__ruling__isnull=True), distinct=True)
    return consultations.annotate(waiting=waiting).order_by("-opens_at", "-id")


def ruled_as(consultation: Consultation, outcome: str) -> Statements:
    """What was accepted, or rejected: the latest ruling first. For facilitators only."""
    ruled = Statement.objects.filter(consultation=consultation, ruling__outcome=outcome)
    return ruled.select_related("ruling").order_by("-ruling_id")


def statement_numbered(consultation: Consultation, number: int) -> Statement:
    """A statement by its number, whatever was ruled: for rules that then decide. Never for showing."""
    found = Statement.objects.select_related("ruling").filter(consultation=consultation, number=number).first()
    if found is None:
        raise Missing("no-statement", _("There is no such statement."))
    return found


def statement_for(consultation: Consultation, number: int, person: Person | None) -> Statement:
    """A statement to be shown: public, or to a facilitator of the host."""
    found = statement_numbered(consultation, number)
    if found.standing != "accepted" and not (person and person.holds(Role.FACILITATOR, consultation.host)):
        raise Missing("no-statement", _("There is no such statement."))
    return found


def own_statements(consultation: Consultation, author: str) -> Statements:
    """What somebody wrote, for that somebody, whatever was ruled; `author` is the pseudonym. Newest first."""
    own = Statement.objects.filter(consultation=consultation).written_by(author)
    return own.select_related("ruling").order_by("-number")


def seen_by(consultation: Consultation, author: str) -> Statements:
    """What this participant can see: what anybody may read, and the participant's own."""
    of_it = Statement.objects.filter(consultation=consultation)
    return (of_it.public() | of_it.written_by(author)).select_related("ruling")


def last_ruling(consultation: Consultation) -> int:
    """The number of the newest ruling, 0 before the first."""
    newest = Ruling.objects.filter(statement__consultation=consultation).order_by("-id").values_list("id", flat=True)
    return newest.first() or 0
