"""The mails to subscribers: plain text, in the language of the page where the address was left."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from itertools import groupby

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.formats import date_format
from django.utils.functional import Promise

from deliberation.notices import wording
from deliberation.notices.links import absolute, token
from deliberation.notices.models import Notice, Told
from deliberation.obligations.models import Answer, Kind, Obligation
from deliberation.obligations.record_words import sentence_of
from deliberation.record.models import Entry

LONGEST_QUESTION = 120  # characters of it in a subject
SUBJECTS = {"answer.published": wording.ANSWER_SUBJECT, "obligation.overdue": wording.LATE_SUBJECT}


def letter(notice: Notice) -> EmailMessage:
    """The mail of a notice."""
    return in_language(notice.subscription.language, lambda: _of_day(notice) if notice.day else _to_confirm(notice))


def in_language(language: str, write: Callable[[], EmailMessage]) -> EmailMessage:
    """Written in it if this site has it, and in the site's own if not."""
    code = language.lower()
    with translation.override(code if code in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        return write()


def _to_confirm(notice: Notice) -> EmailMessage:
    subscription = notice.subscription
    question = _on_one_line(subscription.consultation.question)
    return EmailMessage(
        subject=wording.CONFIRM_SUBJECT % {"question": question},
        body=in_paragraphs(
            wording.SOMEBODY_ASKED % {"question": subscription.consultation.question},
            wording.PRESS,
            absolute("notices-confirm", token(subscription.handle)),
            wording.DO_NOTHING,
        ),
        to=[subscription.address],
    )


def _of_day(notice: Notice) -> EmailMessage:
    subscription = notice.subscription
    rows = list(notice.told.select_related("entry"))
    end = absolute("notices-end", token(subscription.handle))
    return EmailMessage(
        subject=_subject(rows) % {"question": _on_one_line(subscription.consultation.question)},
        body=in_paragraphs(
            subscription.consultation.question,
            *_news(rows),
            wording.NO_MORE,
            end,
        ),
        to=[subscription.address],
        headers={"List-Unsubscribe": f"<{end}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )


def _subject(rows: Sequence[Told]) -> Promise:
    """The one of the only thing that happened, or that of several."""
    acts = {row.entry.act for row in rows}
    if len(acts) != 1 or any(_is_late_meeting(row.entry) for row in rows):
        return wording.NEWS_SUBJECT
    return SUBJECTS.get(acts.pop(), wording.NEWS_SUBJECT)


def _news(rows: Sequence[Told]) -> Iterator[str]:
    """What happened about each duty, in its order, and where to read more."""
    by_subject = sorted(rows, key=lambda row: (_duty(row.entry), row.entry_id))
    for number, about in groupby(by_subject, key=lambda row: _duty(row.entry)):
        for row in about:
            yield from _told(row, number)
        yield f"{wording.READ_MORE}\n{absolute('obligation', number)}"


def _duty(entry: Entry) -> int:
    return int(entry.subject.split("/")[1])


def _is_late_meeting(entry: Entry) -> bool:
    late = entry.act == "obligation.overdue"
    return late and Obligation.objects.filter(pk=_duty(entry), kind=Kind.MEETING).exists()


def _told(row: Told, number: int) -> list[str]:
    entry = row.entry
    if row.asks:
        return [wording.DID_IT_HAPPEN % entry.details]
    if entry.act == "answer.published":
        return _of_answer(entry, number)
    if entry.act == "obligation.overdue":
        due_on = date_format(date.fromisoformat(entry.details["due_on"]), "DATE_FORMAT")
        late = wording.NOT_HELD_IN_TIME if _is_late_meeting(entry) else wording.NOT_IN_TIME
        return [late % {"ministry": entry.details["ministry"], "due_on": due_on}]
    sentence = sentence_of(entry)
    if sentence is None:
        raise LookupError(entry.act)
    return [sentence]


def _of_answer(entry: Entry, number: int) -> list[str]:
    answer = Answer.objects.get(obligation=number, version=entry.details["version"])
    named = {"ministry": entry.details["ministry"], "version": answer.version}
    first = (wording.ANSWERED if answer.version == 1 else wording.ANSWERED_AGAIN) % named
    return [first, str(answer.get_position_display()), answer.summary]


def in_paragraphs(*paragraphs: object) -> str:
    """The body of a mail."""
    return "\n\n".join(map(str, paragraphs)) + "\n"


def _on_one_line(text: str) -> str:
    """As a subject can hold it: a line break there would be refused."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_QUESTION else line[: LONGEST_QUESTION - 1] + "…"
