"""One ruling on many statements: on those that were chosen, or, once confirmed, on all that match."""

from hashlib import sha256

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from deliberation.consultations.models import Consultation
from deliberation.consultations.reasons import REASONS
from deliberation.errors import Refusal
from deliberation.people.models import Person
from deliberation.statements.moderating import Ruled, rule_many, undo_many
from deliberation.statements.queue import waiting
from deliberation.statements.rules import MOST_AT_ONCE
from deliberation.web.staff.moderation import STANDINGS, WAITING, listed
from deliberation.web.staff.offices import staff_page, staffed
from deliberation.web.staff.queue_form import ManyForm, as_query, asked_again


@require_POST
@staff_page
def rulings(request: HttpRequest, person: Person, slug: str) -> HttpResponse:
    """Rule on what was chosen, or ask first whether all that match are meant, and then rule on them."""
    consultation = staffed(slug, person, "moderate")
    form = ManyForm(request.POST, grounds=consultation.grounds)
    outcome, reason = request.POST.get("outcome", ""), request.POST.get("reason", "")
    everything = request.POST.get("which") == "all"
    if everything and (outcome == "accepted" or reason in consultation.grounds):
        numbers, count = _matching(request, consultation)
        if not numbers or request.POST.get("these") != _name_of(numbers):
            return _confirm(request, consultation, numbers, count)
        seen = dict.fromkeys(numbers, 0)
    else:
        seen = {} if everything else _chosen(request)
    try:
        made = rule_many(
            consultation=consultation, seen=seen, outcome=outcome, reason=reason, by=person, now=timezone.now()
        )
    except Refusal as refusal:
        if not refusal.fields:
            raise
        form.is_valid()
        form.show(refusal)
        return listed(
            request, person, consultation, _list(request), asked_again(request.POST.get("query", "")), many=form
        )
    return _back(request, consultation, _told(made, outcome))


def _chosen(request: HttpRequest) -> dict[int, int]:
    """Number to the ruling that was seen; what no page of ours has sent is left out."""
    ticks = [tick.split("-") for tick in request.POST.getlist("tick")]
    return {int(tick[0]): int(tick[1]) for tick in ticks if len(tick) == 2 and all(map(_is_number, tick))}


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdecimal() and len(text) < 10


def _matching(request: HttpRequest, consultation: Consultation) -> tuple[list[int], int]:
    """The numbers of those that match and had been written when the list was shown; and how many they are."""
    until = request.POST.get("until", "")
    rows = waiting(consultation, asked_again(request.POST.get("query", "")).asked, timezone.now())
    rows = rows.filter(pk__lte=int(until) if _is_number(until) else 0)
    return list(rows.values_list("number", flat=True)[:MOST_AT_ONCE]), rows.count()


def _name_of(numbers: list[int]) -> str:
    """What tells these statements from any others: as many, but not the same, are not what was confirmed."""
    return sha256(",".join(map(str, sorted(numbers))).encode()).hexdigest()[:16]


def _confirm(request: HttpRequest, consultation: Consultation, numbers: list[int], count: int) -> HttpResponse:
    """How many would be ruled on. Whoever confirms others than match by then is asked again."""
    context = {
        "consultation": consultation,
        "count": count,
        "now": min(count, MOST_AT_ONCE),
        "most": MOST_AT_ONCE,
        "these": _name_of(numbers),
        "again": "these" in request.POST,
        "sent": {name: request.POST.get(name, "") for name in ("outcome", "reason", "query", "until")},
        "reason": REASONS.get(request.POST.get("reason", ""), ""),
    }
    return render(request, "staff/queue_all.html", context, status=409 if context["again"] else 200)


@require_POST
@staff_page
def undoing(request: HttpRequest, person: Person, slug: str, batch: str) -> HttpResponse:
    """Undo what was ruled at once, as far as nobody has ruled since."""
    consultation = staffed(slug, person, "moderate")
    made = undo_many(consultation=consultation, batch=batch, by=person, now=timezone.now())
    many = len(made.numbers)
    sentence = ngettext("%(number)s ruling was undone.", "%(number)s rulings were undone.", many) % {"number": many}
    return _back(request, consultation, " ".join(filter(None, [sentence, _left_out(made)])))


def _told(made: Ruled, outcome: str) -> str:
    many = len(made.numbers)
    if outcome == "accepted":
        sentence = ngettext("%(number)s statement was accepted.", "%(number)s statements were accepted.", many)
    else:
        sentence = ngettext("%(number)s statement was rejected.", "%(number)s statements were rejected.", many)
    return " ".join(filter(None, [sentence % {"number": many}, _left_out(made)]))


def _left_out(made: Ruled) -> str:
    many = len(made.left_out)
    sentence = ngettext(
        "%(number)s was left out: somebody ruled on it meanwhile, its text is hidden, or an appeal about it waits or "
        "was granted against you.",
        "%(number)s were left out: somebody ruled on them meanwhile, their texts are hidden, or appeals about them "
        "wait or were granted against you.",
        many,
    )
    return sentence % {"number": many} if many else ""


def _list(request: HttpRequest) -> str:
    seen = request.POST.get("seen", WAITING)
    return seen if seen in STANDINGS else WAITING


def _back(request: HttpRequest, consultation: Consultation, sentence: str) -> HttpResponse:
    messages.info(request, sentence)
    query = as_query(asked_again(request.POST.get("query", "")).asked)
    back = redirect("web:queue", slug=consultation.slug, standing=_list(request))
    back["Location"] += f"?{query}" if query else ""
    return back
