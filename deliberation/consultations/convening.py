"""Opening a consultation by command: whoever is needed for it is found, or made."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from deliberation.consultations.actions import create, open_consultation
from deliberation.consultations.models import Consultation
from deliberation.errors import Conflict
from deliberation.people.actions import appoint, found_organisation
from deliberation.people.models import Organisation, Person
from deliberation.people.permissions import Role
from deliberation.people.queries import who_may
from deliberation.record.actions import SYSTEM


@dataclass(frozen=True)
class Conveners:
    """Who asks and who answers, by short names; names are used only for what is made."""

    host: str = "imported"
    host_name: str = "Imported consultations"
    ministry: str = "responsible-ministry"
    ministry_name: str = "Responsible ministry"
    facilitator: str = ""  # an e-mail address; empty: one that the host has, or else one nobody can sign in as


@transaction.atomic
def convene(
    *, conveners: Conveners, slug: str, now: datetime, by: str = SYSTEM, **what: Any
) -> tuple[Consultation, Person]:
    """An open consultation, and the facilitator in whose name it was opened."""
    if Consultation.objects.filter(slug=slug).exists():
        sentence = _("There is a consultation %(slug)r already. Nothing was changed; choose another --slug.")
        raise Conflict("consultation-exists", sentence % {"slug": slug})
    host = found_organisation(slug=conveners.host, name=conveners.host_name, answers=False, now=now, by=by)
    ministry = found_organisation(slug=conveners.ministry, name=conveners.ministry_name, answers=True, now=now, by=by)
    facilitator = _facilitator(conveners, host, now, by)
    draft = create(host=host, ministry=ministry, by=facilitator, now=now, slug=slug, **what)
    # What was asked elsewhere opened when it did there: as by a worker that is late.
    past = draft.opens_at is not None and draft.opens_at < now
    open_consultation(consultation=draft, by=None if past else facilitator, now=now)
    return Consultation.objects.with_facts().get(pk=draft.pk), facilitator


def _facilitator(conveners: Conveners, host: Organisation, now: datetime, by: str) -> Person:
    found = None if conveners.facilitator else who_may("make", host).order_by("pk").first()
    if found is not None:
        return found
    email = conveners.facilitator or f"facilitator@{host.slug}.invalid"
    return appoint(email=email, name="Facilitator", role=Role.FACILITATOR, organisation=host, now=now, by=by)
