"""Looking again: some decisions are read by a second moderator, and some of what trusted authors post by a first one.

What is looked at is drawn on the server when the ruling is made, and is written down with it.
"""

import random
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import cast

from django.db import transaction
from django.db.models import Count, Exists, F, Max, OuterRef, Q, QuerySet

from deliberation.consultations.models import Consultation
from deliberation.consultations.moderation import TRUSTED
from deliberation.consultations.recording import enter_of
from deliberation.errors import enforce
from deliberation.people.models import Person
from deliberation.people.permissions import may
from deliberation.statements.models import (
    AppealDecision,
    Drawn,
    Outcome,
    Ruling,
    SecondOpinion,
    Statement,
    Statements,
    Successor,
)
from deliberation.statements.rules import (
    POSTED,
    POSTED_SHARE,
    SECOND,
    SECOND_SHARE,
    known_ground,
    known_outcome,
    may_read_again,
    trusted,
)
from deliberation.statements.rulings import store

AGAINST = (Outcome.REJECTED, Outcome.HIDDEN)
READINGS = ("second-reading.drawn", "second-reading.unread", "second-reading.fallen")
AGREED, DISAGREED = "second-reading.agreed", "second-reading.disagreed"


def draw(rulings: Sequence[Ruling], now: datetime, chance: random.Random) -> None:
    """Each of these decisions of staff by itself, at SECOND_SHARE, for a second reading; and every one about a
    statement whose last draw nobody has read yet, so that ruling anew draws nothing away."""
    owed = _owed(rulings)
    taken = [each for each in rulings if chance.random() < SECOND_SHARE or each.statement_id in owed]
    Drawn.objects.bulk_create(Drawn(ruling=each, kind=SECOND, drawn_at=now) for each in taken)


def _owed(rulings: Sequence[Ruling]) -> set[int]:
    drawn = Drawn.objects.filter(kind=SECOND, ruling__statement__in=[each.statement_id for each in rulings])
    last = dict(drawn.order_by("id").values_list("ruling__statement", "opinion"))
    return {statement for statement, opinion in last.items() if opinion is None}


def post_directly(*, statement: Statement, now: datetime, chance: random.Random | None = None) -> bool:
    """Accept it at once where the consultation trusts authors and this one has a record; whether that was done.

    A share of them, and all that hold a hint, are put to a moderator afterwards. Words that were rejected or hidden
    before wait. Called in the transaction of writing.
    """
    consultation = statement.consultation
    if consultation.opening.moderation != TRUSTED or not trusted(*_record_of(consultation, statement.author)):
        return False
    against = Statement.objects.filter(consultation=consultation, ruling__outcome__in=AGAINST)
    if against.filter(folded=statement.folded).exists():
        return False
    (ruling,) = store([statement], Outcome.ACCEPTED, by=None, now=now, act="statement.posted")
    if statement.hints or (chance or random.SystemRandom()).random() < POSTED_SHARE:
        Drawn.objects.create(ruling=ruling, kind=POSTED, drawn_at=now)
    return True


def _record_of(consultation: Consultation, author: str) -> tuple[int, int, int]:
    """How many of an author's were accepted by somebody, how many rejected for anything but other words, and how many
    posted directly since somebody last ruled on any of them."""
    if not author:
        return 0, 0, 0
    retired = Exists(Successor.objects.filter(ruling=OuterRef("ruling")))
    own = Statement.objects.filter(consultation=consultation, author=author).annotate(retired=retired)
    accepted = Q(ruling__outcome=Outcome.ACCEPTED, ruling__by__isnull=False)
    rejected = Q(ruling__outcome__in=AGAINST) & Q(retired=False)
    counts = own.aggregate(accepted=Count("pk", filter=accepted), rejected=Count("pk", filter=rejected))
    about = Ruling.objects.filter(statement__consultation=consultation, statement__author=author)
    ruled = about.filter(by__isnull=False).aggregate(last=Max("id"))["last"] or 0
    return counts["accepted"], counts["rejected"], about.filter(by=None, id__gt=ruled).count()


def check_others(judged: Sequence[Statement], now: datetime) -> None:
    """After these were rejected or hidden: everything else that their authors posted directly, and that nobody has
    ruled on, is put to a moderator."""
    authors = {each.author for each in judged if each.author}
    if not authors:
        return
    about = {"consultation": judged[0].consultation_id, "author__in": authors}
    posted = Statement.objects.public().filter(ruling__by=None, **about)
    undrawn = Ruling.objects.filter(pk__in=posted.values("ruling"), drawn=None)
    Drawn.objects.bulk_create(Drawn(ruling=each, kind=POSTED, drawn_at=now) for each in undrawn)


def posted_of(consultation: Consultation) -> Statements:
    """Posted directly, drawn to be checked, and not ruled on by anybody since: the oldest first."""
    rows = Statement.objects.public().filter(consultation=consultation, ruling__drawn__kind=POSTED)
    return rows.select_related("ruling__appeal__decision", "rewords__ruling").order_by("written_at", "id")


def to_read_again(consultation: Consultation, person: Person) -> QuerySet[Statement]:
    """Whose ruling was drawn and still holds, without a second opinion, and on which this person never ruled: the
    oldest first."""
    rows = Statement.objects.filter(consultation=consultation, ruling__drawn__kind=SECOND)
    fresh = rows.exclude(_by_hand_of(person))
    return fresh.filter(ruling__drawn__opinion=None).order_by("ruling__drawn", "id")


def _by_hand_of(person: Person) -> Q:
    """Statements on which this person ruled, undid a ruling, or decided an appeal: not to be read with fresh eyes."""
    ruled = Ruling.objects.filter(statement=OuterRef("pk"), by=person)
    decided = AppealDecision.objects.filter(appeal__statement=OuterRef("pk"), by=person)
    return Q(Exists(ruled)) | Q(Exists(decided))


def disagreed_of(consultation: Consultation) -> QuerySet[SecondOpinion]:
    """Second opinions that went against a ruling which still holds: somebody may rule anew. The newest first."""
    rows = SecondOpinion.objects.filter(drawn__ruling__statement__consultation=consultation)
    standing = rows.filter(drawn__ruling__statement__ruling=F("drawn__ruling"))
    against = standing.exclude(outcome=F("drawn__ruling__outcome"))
    return against.select_related("drawn__ruling__statement").order_by("-id")


def reading_figures(consultation: Consultation, now: datetime) -> dict[str, int]:
    """In public: how many were drawn, and what of them waits or was undone or ruled otherwise before being read; the
    rest was read. One that carries an unread draw on is no second one. Draws of today (UTC) are not told before they
    are read, nor ever those that whoever ruled has undone: nobody shall see that their own ruling was drawn."""
    midnight = now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    told = Drawn.objects.filter(Q(opinion__isnull=False) | Q(drawn_at__lt=midnight), kind=SECOND)
    later = told.filter(ruling__statement=OuterRef("ruling__statement"), pk__gt=OuterRef("pk"))
    rows = told.filter(Q(opinion__isnull=False) | ~Exists(later), ruling__statement__consultation=consultation)
    own_undoing = Ruling.objects.filter(undoes=OuterRef("ruling"), by=OuterRef("ruling__by"))
    rows = rows.exclude(Q(opinion=None) & Exists(own_undoing))
    unread = rows.filter(opinion=None)
    waiting = unread.filter(ruling__statement__ruling=F("ruling")).count()
    return dict(zip(READINGS, (rows.count(), waiting, unread.count() - waiting), strict=True))


@transaction.atomic
def read_again(*, statement: Statement, outcome: str, by: Person, now: datetime, reason: str = "") -> bool:
    """Say how one would have ruled, without seeing how it was ruled; whether that is the same.

    The first decision stands until somebody rules anew. The record tells whether both agreed.
    """
    consultation = statement.consultation
    enforce(may("moderate", by, consultation))
    drawn = Drawn.objects.select_for_update(of=("self",)).filter(ruling=F("ruling__statement__ruling"), kind=SECOND)
    found = drawn.filter(ruling__statement=statement).select_related("ruling").first()
    given = found is not None and SecondOpinion.objects.filter(drawn=found).exists()
    own = Statement.objects.filter(_by_hand_of(by), pk=statement.pk).exists()
    enforce(may_read_again(consultation, own, found is not None, given, now))
    enforce(known_outcome(outcome), known_ground(outcome, reason, consultation.grounds))
    first = cast(Drawn, found)
    kept = reason if outcome == Outcome.REJECTED else ""
    SecondOpinion.objects.create(drawn=first, outcome=outcome, reason=kept, by=by, made_at=now)
    same = first.ruling.outcome == outcome
    enter_of(consultation, AGREED if same else DISAGREED, subject=f"statement/{statement.number}", by=by, now=now)
    return same
