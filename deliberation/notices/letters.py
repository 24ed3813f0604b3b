"""The mails themselves: plain text, in the language of the page where the address was left."""

from datetime import date

from django.conf import settings
from django.core.mail import EmailMessage
from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from deliberation.notices.links import absolute, token
from deliberation.notices.models import Notice
from deliberation.obligations.models import Answer
from deliberation.record.models import Entry

LONGEST_QUESTION = 120  # characters of it in a subject


def letter(notice: Notice) -> EmailMessage:
    """The mail of a notice."""
    language = notice.subscription.language
    with translation.override(language if language in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE):
        return _of_entry(notice, notice.entry) if notice.entry else _to_confirm(notice)


def _to_confirm(notice: Notice) -> EmailMessage:
    subscription = notice.subscription
    question = _on_one_line(subscription.consultation.question)
    return EmailMessage(
        subject=_("Please confirm: notices about “%(question)s”") % {"question": question},
        body=in_paragraphs(
            _("Somebody, perhaps you, asked to be told by e-mail when there is an answer to “%(question)s”.")
            % {"question": subscription.consultation.question},
            _("If it was you, open this page and press the button:"),
            absolute("notices-confirm", token(subscription.handle)),
            _("If not, do nothing: without it you get no notices, and your address is deleted after two days."),
        ),
        to=[subscription.address],
    )


def _of_entry(notice: Notice, entry: Entry) -> EmailMessage:
    subscription = notice.subscription
    question = _on_one_line(subscription.consultation.question)
    number = int(entry.subject.partition("/")[2])
    end = absolute("notices-end", token(subscription.handle))
    if entry.act == "answer.published":
        subject, told = _("An answer to “%(question)s”"), _of_answer(entry, number)
    else:
        subject, told = _("No answer in time to “%(question)s”"), [_of_delay(entry)]
    return EmailMessage(
        subject=subject % {"question": question},
        body=in_paragraphs(
            subscription.consultation.question,
            *told,
            _("Read more:"),
            absolute("obligation", number),
            _("You get this e-mail because you asked for it. No more of them:"),
            end,
        ),
        to=[subscription.address],
        headers={"List-Unsubscribe": f"<{end}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
    )


def _of_answer(entry: Entry, number: int) -> list[str]:
    answer = Answer.objects.get(obligation=number, version=entry.details["version"])
    named = {"ministry": entry.details["ministry"], "version": answer.version}
    first = _("%(ministry)s has answered.") % named
    later = _("%(ministry)s has published version %(version)s of its answer.") % named
    return [first if answer.version == 1 else later, str(answer.get_position_display()), answer.summary]


def _of_delay(entry: Entry) -> str:
    due_on = date_format(date.fromisoformat(entry.details["due_on"]), "DATE_FORMAT")
    named = {"ministry": entry.details["ministry"], "due_on": due_on}
    return _("%(ministry)s has not answered in time. The answer was due on %(due_on)s.") % named


def in_paragraphs(*paragraphs: str) -> str:
    """The body of a mail."""
    return "\n\n".join(paragraphs) + "\n"


def _on_one_line(text: str) -> str:
    """As a subject can hold it: a line break there would be refused."""
    line = " ".join(text.split())
    return line if len(line) <= LONGEST_QUESTION else line[: LONGEST_QUESTION - 1] + "…"
