"""Files to read besides the background: attached and withdrawn freely in a draft, and afterwards with a reason.

After opening, each is an entry of the record with the file's digest, so that anybody can tell what people were given.
"""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from deliberation.consultations import locks
from deliberation.consultations.attachments import examined, room_for, titled
from deliberation.consultations.models import Consultation, ConsultationFile
from deliberation.consultations.recording import enter_of
from deliberation.consultations.rules import allows, unchanged, worded_reason
from deliberation.errors import Missing, enforce
from deliberation.people.models import Person
from deliberation.people.permissions import may


def file_of(consultation: Consultation, number: int) -> ConsultationFile:
    """The file of this number, if the consultation has it. Whoever asks has passed the gate of the consultation."""
    found = consultation.files.filter(pk=number).first()
    if found is None:
        raise Missing("no-file", _("There is no such file."))
    return found


@transaction.atomic
def attach(
    *,
    consultation: Consultation,
    title: str,
    name: str,
    data: bytes,
    by: Person | None,
    now: datetime,
    reason: str = "",
    seen: str = "",
) -> ConsultationFile:
    """Attach what was sent under this name. `reason`: needed once it has opened; `seen`: the version looked at."""
    enforce(may(_act(consultation), by, consultation))  # before anything is read, and before the lock
    sent = {"title": titled(title), **examined(name, data).columns()}
    _change(consultation, by, now, reason, seen)
    there = list(consultation.files.values_list("sha256", flat=True))
    enforce(room_for(there, str(sent["sha256"]), settings.FILES_EACH))
    file = ConsultationFile.objects.create(consultation=consultation, attached_at=now, **sent)
    _enter(consultation, "file.attached", file, by, now, reason)
    return file


@transaction.atomic
def withdraw(
    *, consultation: Consultation, number: int, by: Person | None, now: datetime, reason: str = "", seen: str = ""
) -> None:
    """Take a file away for everybody; its bytes are deleted. Arguments as those of `attach`."""
    enforce(may(_act(consultation), by, consultation))
    _change(consultation, by, now, reason, seen)
    file = file_of(consultation, number)
    _enter(consultation, "file.withdrawn", file, by, now, reason)
    file.forget_bytes()
    file.delete()


def _act(consultation: Consultation) -> str:
    return "correct" if consultation.public else "edit"


def _change(consultation: Consultation, by: Person | None, now: datetime, reason: str, seen: str) -> None:
    """Lock it, and ask again whether it may change: it may have opened meanwhile."""
    locks.exclude(consultation.pk)
    consultation.refresh_from_db()
    act = _act(consultation)
    enforce(may(act, by, consultation), allows(act, consultation, now), unchanged(seen, consultation.version))
    enforce(worded_reason(reason) if consultation.public else None)
    consultation.changed_at = now
    consultation.save(update_fields=["changed_at"])


def _enter(
    consultation: Consultation, act: str, file: ConsultationFile, by: Person | None, now: datetime, reason: str
) -> None:
    """Nothing of a draft: what it opens with stands in the entry of its opening."""
    if consultation.public:
        enter_of(consultation, act, by=by, now=now, details={**file.described(), "reason": reason.strip()})
