"""What was said in a meeting, as anybody may read it: corrected, and without what was hidden."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from deliberation.consultations.models import Consultation
from deliberation.errors import Missing
from deliberation.obligations.models import AnswerMark, MeetingPost, Obligation, Utterance
from deliberation.obligations.recordings import at_second
from deliberation.statements.queries import public_texts

SECONDS_A_MINUTE, SECONDS_AN_HOUR = 60, 3600


@dataclass(frozen=True)
class Wording:
    """One version of an utterance; the first is what was imported and has no reason."""

    version: int
    speaker: str
    text: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class Follower:
    """A statement of a following consultation that was made of an utterance."""

    consultation: str
    number: int


@dataclass(frozen=True)
class Line:
    """An utterance. `hidden`: the code of why; then no words of it are here. `answers`: numbers of statements."""

    number: int
    starts: int
    ends: int
    link: str
    hidden: str
    versions: tuple[Wording, ...]
    answers: tuple[int, ...]
    followers: tuple[Follower, ...]

    @property
    def speaker(self) -> str:
        return self.versions[-1].speaker if self.versions else ""

    @property
    def text(self) -> str:
        return self.versions[-1].text if self.versions else ""

    @property
    def version(self) -> int:
        return len(self.versions)

    @property
    def earlier(self) -> tuple[Wording, ...]:
        return self.versions[:-1]

    @property
    def clock(self) -> str:
        return clock_of(self.starts)


def clock_of(starts: int) -> str:
    """When something begins, as hours, minutes and seconds. `starts`: milliseconds."""
    seconds = starts // 1000
    minutes = f"{seconds % SECONDS_AN_HOUR // SECONDS_A_MINUTE:02}:{seconds % SECONDS_A_MINUTE:02}"
    return f"{seconds // SECONDS_AN_HOUR}:{minutes}"


@dataclass(frozen=True)
class Said:
    """That an utterance of a meeting answers a statement: where it stands, when it begins and who says it."""

    obligation: int
    number: int
    clock: str
    speaker: str


def lines_of(duty: Obligation) -> list[Line]:
    """The whole transcript; none before it is published. As many queries for many utterances as for one."""
    post = getattr(duty, "meeting_post", None)
    return _lines(duty, post, utterances(duty)) if post else []


def line_numbered(duty: Obligation, number: int) -> Line:
    """One utterance by its number."""
    found = lines_at(duty, [number])
    if not found:
        raise Missing("no-utterance", _("There is no such utterance in this meeting."))
    return found[0]


def lines_at(duty: Obligation, numbers: Sequence[int]) -> list[Line]:
    post = getattr(duty, "meeting_post", None)
    return _lines(duty, post, utterances(duty).filter(number__in=numbers)) if post else []


def numbers_of(duty: Obligation) -> list[int]:
    """The numbers of all utterances, in order."""
    return list(Utterance.objects.filter(post__obligation=duty).order_by("number").values_list("number", flat=True))


def utterances(duty: Obligation) -> QuerySet[Utterance]:
    """Rows with all that was made of them. For pages and the API only through lines: words may be hidden."""
    rows = Utterance.objects.filter(post__obligation=duty).select_related("hiding").order_by("number")
    return rows.prefetch_related("corrections", "marks__statement", "followed__statement__consultation__opening")


def _lines(duty: Obligation, post: MeetingPost, rows: Iterable[Utterance]) -> list[Line]:
    public = public_texts(duty.consultation)
    return [_line(each, post, public) for each in rows]


def _line(row: Utterance, post: MeetingPost, public: Iterable[int]) -> Line:
    hiding = getattr(row, "hiding", None)
    marked = {mark.statement.number: mark.holds for mark in row.marks.all()}  # the newest of each comes last
    followers = [each.statement for each in row.followed.all()]
    return Line(
        number=row.number,
        starts=row.starts,
        ends=row.ends,
        link=at_second(post.recording, row.starts),
        hidden=hiding.reason if hiding else "",
        versions=() if hiding else _versions(row, post),
        answers=() if hiding else tuple(sorted(each for each, holds in marked.items() if holds and each in public)),
        followers=tuple(
            Follower(each.consultation.slug, each.number)
            for each in followers
            if each.consultation.public and not hiding
        ),
    )


def _versions(row: Utterance, post: MeetingPost) -> tuple[Wording, ...]:
    corrections = [
        Wording(each.version, each.speaker, each.text, each.reason, each.corrected_at) for each in row.corrections.all()
    ]
    return (Wording(1, row.speaker, row.text, "", post.posted_at), *corrections)


def said_to(consultation: Consultation) -> dict[int, list[Said]]:
    """By the number of a statement, the utterances that are marked as answering it, without hidden ones; whether the
    statement may be read is for the caller to ask."""
    marks = AnswerMark.objects.filter(statement__consultation=consultation, utterance__hiding__isnull=True)
    facts = marks.select_related("statement", "utterance__post").prefetch_related("utterance__corrections")
    newest = {(mark.utterance_id, mark.statement_id): mark for mark in facts.order_by("id")}
    found = defaultdict(list)
    for mark in sorted(newest.values(), key=lambda each: (each.utterance.post_id, each.utterance.number)):
        row = mark.utterance
        if mark.holds:
            speaker = max(row.corrections.all(), key=lambda each: each.version, default=row).speaker
            said = Said(row.post.obligation_id, row.number, clock_of(row.starts), speaker)
            found[mark.statement.number].append(said)
    return dict(found)
