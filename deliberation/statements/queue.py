"""What waits for a ruling, as a moderator asks for it: searched, filtered, in an order."""

from datetime import datetime, timedelta
from typing import NamedTuple

from django.db.models import Count, Exists, F, OuterRef, Q, TextField
from django.db.models.functions import Cast
from django.utils.translation import gettext_lazy as _

from deliberation.consultations.models import Consultation
from deliberation.people.models import Person
from deliberation.statements.hints import HINTS
from deliberation.statements.likeness import ALIKE, plain
from deliberation.statements.models import Looking, Outcome, Ruling, Statement, Statements
from deliberation.statements.queries import queue_of
from deliberation.statements.similar import similar_among, similar_to

DAY = timedelta(days=1)
# Bands of age: how old at least, and younger than what.
AGES: dict[str, tuple[timedelta, timedelta | None]] = {
    "new": (timedelta(0), DAY),
    "days": (DAY, 3 * DAY),
    "old": (3 * DAY, None),
}
AGE_NAMES = {
    "new": _("Less than a day"),
    "days": _("One to three days"),
    "old": _("Three days or more"),
}
DOUBTS = {**HINTS, "alike": _("It is much like a public statement.")}
RECORDS = {"known": _("Had statements accepted here"), "new": _("Had none accepted here yet")}
ORDERS = {"age": _("Oldest first"), "doubt": _("Most doubtful first")}
MOST_COMPARED = 2000  # waiting statements that one is compared with, the newest


class Asked(NamedTuple):
    """What a moderator wants to see; empty: everything. Codes of the tables above."""

    text: str = ""
    age: str = ""
    doubt: str = ""
    record: str = ""
    order: str = "age"


ALL = Asked()


def waiting(consultation: Consultation, asked: Asked = ALL, now: datetime | None = None) -> Statements:
    """Those that wait and match, in the order asked for. `now` is needed for bands of age only."""
    rows = queue_of(consultation)
    if asked.age and now:
        rows = rows.filter(_aged(asked.age, now))
    if asked.doubt:
        rows = _doubted(rows, asked.doubt)
    if asked.record:
        rows = rows.filter(_known() if asked.record == "known" else ~_known())
    if asked.text.strip():
        # Compared as likeness compares: any script, no case, without the marks that many people leave out.
        rows = rows.filter(folded__contains=plain(asked.text.strip()))
    order = ("-doubt", "id") if asked.order == "doubt" else ("written_at", "id")
    return rows.order_by(*order)


def _aged(band: str, now: datetime) -> Q:
    least, below = AGES[band]
    aged = Q(written_at__lte=now - least) if least else Q()
    return aged & Q(written_at__gt=now - below) if below else aged


def _doubted(rows: Statements, doubt: str) -> Statements:
    if doubt == "alike":
        return rows.filter(alike__gte=ALIKE)
    # As text: SQLite cannot look into lists.
    return rows.annotate(listed=Cast("hints", TextField())).filter(listed__contains=f'"{doubt}"')


def _known() -> Exists:
    """Has the author of a statement others that were accepted?"""
    accepted = Statement.objects.public().filter(consultation=OuterRef("consultation"), author=OuterRef("author"))
    return Exists(accepted.exclude(author=""))


def ages(consultation: Consultation, now: datetime) -> dict[str, int]:
    """How many wait, by band of age."""
    rows = Statement.objects.filter(consultation=consultation).waiting()
    return rows.aggregate(**{band: Count("pk", filter=_aged(band, now)) for band in AGES})


def accepted_of(statements: list[Statement]) -> dict[str, int]:
    """By author of these: how many statements were accepted in the same consultation."""
    authors = {each.author for each in statements if each.author}
    if not authors:
        return {}
    public = Statement.objects.public().filter(consultation=statements[0].consultation_id, author__in=authors)
    return dict(public.order_by().values_list("author").annotate(number=Count("pk")))


def beside(statement: Statement) -> tuple[list[Statement], list[Statement]]:
    """Near duplicates: public statements that are like it, and those that wait as well. None of a hidden one."""
    if statement.standing == Outcome.HIDDEN:
        return [], []
    consultation = statement.consultation
    public = [each for each in similar_to(consultation, statement.text) if each.pk != statement.pk]
    others = waiting(consultation).exclude(pk=statement.pk).order_by("-id").values_list("id", "text")[:MOST_COMPARED]
    found = similar_among(list(others), statement.text)
    rows = {each.pk: each for each in waiting(consultation).filter(pk__in=found)}
    return public, [rows[number] for number in found if number in rows]


def looking(statements: list[Statement], but: Person, now: datetime) -> dict[int, Looking]:
    """Who else has one of these open, by its id: the last who came. It keeps nobody from deciding."""
    rows = Looking.objects.filter(statement__in=statements, until__gt=now).exclude(person=but)
    return {row.statement_id: row for row in rows.select_related("person").order_by("since")}


class AtOnce(NamedTuple):
    """The last that somebody ruled on many, as far as it still stands."""

    ruling: Ruling
    number: int


def last_at_once(consultation: Consultation, by: Person, now: datetime) -> AtOnce | None:
    """Within the last day; None when nothing of it stands any more."""
    mine = Ruling.objects.filter(by=by, batch__isnull=False, undoes=None, statement__consultation=consultation)
    last = mine.filter(made_at__gt=now - DAY).order_by("-id").first()
    standing = mine.filter(batch=last.batch, statement__ruling=F("pk")).count() if last else 0
    return AtOnce(last, standing) if last and standing else None


def newest(consultation: Consultation) -> int:
    """The id of the newest statement: what comes later has a higher one. 0 without any."""
    return Statement.objects.filter(consultation=consultation).order_by("-id").values_list("id", flat=True).first() or 0
