"""What a draft still needs before it can open, item by item, and what should be thought about."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Q
from django.utils.translation import gettext as _

from deliberation.consultations.background import left_empty
from deliberation.consultations.models import Consultation
from deliberation.consultations.rules import may_open
from deliberation.statements.queries import public_statements
from deliberation.statements.similar import similar_among

FEW_SEEDS = 5  # fewer are advised against
COMPARED = 500  # open consultations that a question is compared with, the latest to open first

# What a draft needs, each by the fields in which it is given: the first word of a gap's name.
ITEMS = {
    "question": ("question",),
    "background": ("background", "documents"),
    "seeds": (),
    "schedule": ("opens_at", "closes_at", "time_zone", "jurisdiction"),
    "language": ("language", "languages"),
    "admission": ("admission",),
    "rule": ("consensus_rule",),
    "ministry": ("ministry", "answer_days"),
    "moderation": ("moderation", "reasons"),
    "owner": ("owner",),
}


@dataclass(frozen=True)
class Item:
    """Something a draft needs. `missing`: in a sentence; empty: it is there. `advice`: opening goes without."""

    name: str
    missing: str
    advice: str = ""


@dataclass(frozen=True)
class Readiness:
    """All items; what is not among them but keeps it from opening; and open consultations on the same thing."""

    items: list[Item]
    others: list[Consultation]

    @property
    def ready(self) -> bool:
        return not any(item.missing for item in self.items)


def readiness(draft: Consultation, now: datetime) -> Readiness:
    """Where a draft stands: by the very rule that opening asks."""
    refusal = may_open(draft, draft.will_be_answered, bool(settings.OIDC), now)
    gaps = refusal.fields if refusal else {}
    return Readiness([_item(name, gaps, draft) for name in ITEMS], about_the_same(draft, now))


def _item(name: str, gaps: dict[str, str], draft: Consultation) -> Item:
    fields = ITEMS[name]
    missing = " ".join(text for gap, text in gaps.items() if gap.partition(".")[0] in fields)
    advice = ADVICE[name](draft) if name in ADVICE and not missing else ""
    return Item(name, missing, advice)


def _about_background(draft: Consultation) -> str:
    empty = left_empty(draft.background)
    return _("Nothing stands below: %(headings)s.") % {"headings": ", ".join(empty)} if empty else ""


def _about_seeds(draft: Consultation) -> str:
    many = public_statements(draft).count()
    if many >= FEW_SEEDS:
        return ""
    if not many:
        return _("There are none: the first visitors will find nothing to vote on.")
    return _("There are fewer than %(few)s: the first visitors will soon be through.") % {"few": FEW_SEEDS}


ADVICE: Mapping[str, Callable[[Consultation], str]] = {"background": _about_background, "seeds": _about_seeds}


def about_the_same(draft: Consultation, now: datetime) -> list[Consultation]:
    """Open consultations that ask something similar, or that ask the same ministry about the same topic."""
    going_on = Consultation.objects.visible_to(None).filter(closing=None, closes_at__gt=now).exclude(pk=draft.pk)
    same = Q(ministry=draft.ministry_id, topic__iexact=draft.topic) if draft.ministry_id and draft.topic else Q(pk=None)
    rows = {each.pk: each for each in going_on.with_facts().defer("background").order_by("-opens_at", "-id")[:COMPARED]}
    alike = similar_among([(number, each.question) for number, each in rows.items()], draft.question)
    found = {**{number: rows[number] for number in alike}, **{each.pk: each for each in going_on.filter(same)[:5]}}
    return list(found.values())
