"""Reading consultations."""

from datetime import datetime, timedelta

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext as _

from deliberation.consultations.models import Consultation, Consultations
from deliberation.errors import Missing
from deliberation.people.models import Organisation, Person

LATELY = timedelta(seconds=5)
_lately: dict[str, tuple[datetime, Consultation]] = {}  # as many as there are public ones


def consultation_for(slug: str, person: Person | None) -> Consultation:
    """The consultation, if this person may see it; otherwise as if there were none."""
    found = Consultation.objects.visible_to(person).with_facts().filter(slug=slug).first()
    if found is None:
        raise Missing("no-consultation", _("There is no such consultation."))
    return found


def lately_public(slug: str, now: datetime) -> Consultation | None:
    """A public consultation as this process read it a moment ago: a full square need not ask for it with each vote.
    Whatever hangs on its end must be asked of the database again; None when there is none."""
    known = _lately.get(slug)
    if known and abs(now - known[0]) < LATELY:
        return known[1]
    found = Consultation.objects.visible_to(None).with_facts().filter(slug=slug).first()
    if found is None:
        _lately.pop(slug, None)
        return None
    _lately[slug] = (now, found)
    return found


def worked_on_by(person: Person | None) -> Consultations:
    """The consultations whose desk this person sees."""
    return Consultation.objects.where_may("see-desk", person).with_facts()


def topics(besides: int | None = None) -> list[str]:
    """The topics of what is public, by name; `besides`: all but this consultation's."""
    named = Consultation.objects.visible_to(None).exclude(topic="").order_by("topic")
    if besides is not None:
        named = named.exclude(pk=besides)
    return list(named.values_list("topic", flat=True).distinct())


def ministries_asked() -> QuerySet[Organisation]:
    """The ministries that what is public is addressed to, by name."""
    public = Consultation.objects.visible_to(None).values("ministry")
    return Organisation.objects.filter(pk__in=public).order_by("name")


def as_spelt(topic: str, besides: int | None = None) -> str:
    """The topic as it is spelt already, where it differs in capitals or spaces only: else one topic becomes two.
    `besides`: the consultation whose own spelling does not matter."""
    tidied = " ".join(topic.split())
    return next((known for known in topics(besides) if known.casefold() == tidied.casefold()), tidied)


def embed_origins(slug: str) -> list[str]:
    """The other sites that may show this consultation's vote in a frame."""
    found = Consultation.objects.visible_to(None).filter(slug=slug).values_list("embed_origins", flat=True).first()
    return found or []


def to_open(now: datetime) -> Consultations:
    """Scheduled, and their time has come. What was changed after it waits for somebody to open it: by half-past nothing
    tells whether whoever still works on it has finished."""
    settled = Q(changed_at__isnull=True) | Q(changed_at__lte=F("opens_at"))
    return Consultation.objects.filter(settled, opening__isnull=True, opens_at__lte=now).with_facts()


def to_close(now: datetime) -> Consultations:
    """Open, and their time is over."""
    return Consultation.objects.filter(opening__isnull=False, closing__isnull=True, closes_at__lte=now).with_facts()
