"""An entry of the record as a sentence. Statements are named by number: a text hidden later is hidden here too."""

from collections.abc import Mapping
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

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
    "obligation.opened": gettext_lazy("%(ministry)s was told of it; due on %(due_on)s."),
    "obligation.overdue": gettext_lazy("It became overdue: %(ministry)s had not answered by %(due_on)s."),
    "answer.published": gettext_lazy("The ministry published version %(version)s of its answer: %(position)s."),
    "organisation.founded": gettext_lazy("The organisation %(name)s was added."),
    "role.given": gettext_lazy("Somebody was given the role %(role)s."),
}


def told(entry: Entry) -> str:
    """What happened, in words; an act that has no sentence yet is named as it is."""
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
