"""An entry of the record as a sentence. Statements are named by number: a text hidden later is hidden here too."""

from collections.abc import Mapping
from datetime import date, datetime

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from deliberation.obligations.models import Position
from deliberation.record.models import Entry
from deliberation.statements.reasons import REASONS

SENTENCES = {
    "consultation.opened": gettext_lazy("The consultation opened and its rules were fixed."),
    "consultation.closed": gettext_lazy("The consultation closed."),
    "consultation.imported": gettext_lazy("The conversation was moved here from another system, with its votes."),
    "consultation.simulated": gettext_lazy("It was filled with made-up participants, as a trial."),
    "statement.accepted": gettext_lazy("Statement %(number)s was accepted."),
    "statement.rejected": gettext_lazy("Statement %(number)s was rejected: %(reason)s"),
    "results.published": gettext_lazy("Publication %(number)s of the results appeared."),
    "obligation.opened": gettext_lazy("%(ministry)s was told what it owes; due on %(due_on)s."),
    "obligation.overdue": gettext_lazy("It became overdue: %(ministry)s had time until %(due_on)s."),
    "answer.published": gettext_lazy("The ministry published version %(version)s of its answer: %(position)s."),
    "organisation.founded": gettext_lazy("The organisation %(name)s was added."),
    "role.given": gettext_lazy("Somebody was given the role %(role)s."),
}
EARLY = gettext_lazy("The consultation was closed early; it was announced to end on %(announced)s.")


def told(entry: Entry, announced: datetime | None = None) -> str:
    """What happened, in words; an act that has no sentence yet is named as it is. `announced`: when voting was
    to end, on the consultation's own clocks."""
    if announced and entry.act == "consultation.closed" and entry.happened_at < announced:
        return EARLY % {"announced": date_format(announced, pgettext("date and time", "j F Y, H:i"))}
    sentence = SENTENCES.get(entry.act)
    if sentence is None:
        return f"{entry.act} {entry.subject}"
    try:
        return str(sentence) % {"number": entry.subject.rpartition("/")[2], **_words(entry.details)}
    except KeyError:  # an entry of another version lacks a detail
        return f"{entry.act} {entry.subject}"


def _words(details: Mapping[str, object]) -> dict[str, object]:
    return {name: _word(name, value) for name, value in details.items()}


def _word(name: str, value: object) -> object:
    if name == "due_on":
        return date_format(date.fromisoformat(str(value)), _("j F Y"))
    if name == "position":
        return dict(Position.choices).get(str(value), value)
    return REASONS.get(str(value), value) if name == "reason" else value
