"""What a moderator asks of the queue, and what is said about many statements at once."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from deliberation.statements.queue import AGE_NAMES, DOUBTS, ORDERS, RECORDS, Asked
from deliberation.web.forms import PageForm
from deliberation.web.staff.ruling_form import offer, reason_field

ANY = ("", _("All"))


def _choice(label: Any, choices: dict[str, Any]) -> forms.ChoiceField:
    return forms.ChoiceField(label=label, required=False, choices=[ANY, *choices.items()])


class QueueForm(PageForm):
    """What is not understood counts as not asked: an old link still shows a list."""

    needed = ("text", "age", "doubt", "record", "order")

    text = forms.CharField(label=_("Words in it"), required=False, max_length=200)
    age = _choice(_("Waiting for"), AGE_NAMES)
    doubt = _choice(_("Look out for"), DOUBTS)
    record = _choice(_("Author"), RECORDS)
    order = forms.ChoiceField(label=_("Order"), required=False, choices=list(ORDERS.items()))

    def __init__(self, data: Any) -> None:
        super().__init__(data, auto_id="asked-%s")

    @property
    def asked(self) -> Asked:
        self.is_valid()
        return Asked(**{name: value for name, value in self.cleaned_data.items() if value})


def asked_again(query: str) -> QueueForm:
    """The form of a list that was sent along as a query string."""
    return QueueForm(QueryDict(query))


def as_query(asked: Asked, page: str = "") -> str:
    """The query string of a list: only what was asked for, and the page where it is not the first."""
    query = QueryDict(mutable=True)
    query.update(
        {name: value for name, value in asked._asdict().items() if value and (name, value) != ("order", "age")}
    )
    if page.isdigit() and page != "1":
        query["page"] = page
    return query.urlencode()


class ManyForm(PageForm):
    """One reason for many statements; the outcome comes from the button that was pressed."""

    needed = ("reason",)

    reason = reason_field()

    def __init__(self, data: Any = None, *, grounds: Mapping[str, Any]) -> None:
        super().__init__(data, auto_id="many-%s")
        offer(self, grounds)
