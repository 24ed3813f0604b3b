"""Files of an answer: attached to its draft and withdrawn from it; once published they stay, or lose their bytes."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from deliberation.consultations import locks
from deliberation.consultations.attachments import examined, room_for, titled
from deliberation.consultations.rules import unchanged, worded_reason
from deliberation.errors import Missing, enforce
from deliberation.obligations.drafting import keep
from deliberation.obligations.models import AnswerFile, FileBlanking, Obligation
from deliberation.obligations.queries import begun, draft_of, files_named, obligation_numbered, version_of
from deliberation.obligations.recording import entered
from deliberation.obligations.rules import takes_answers
from deliberation.people.models import Person
from deliberation.people.permissions import Role, may, office


def file_for(obligation: Obligation, number: int, person: Person | None) -> tuple[AnswerFile, bool]:
    """A file of this duty, and whether it is public: of a version, for everybody; of a draft, for who may see it."""
    if found := published_files(obligation).filter(pk=number).first():
        return found, True
    draft = draft_of(obligation) if may("see-duties", person, obligation.holder) is None else None
    found = files_named(begun(obligation, draft).files).filter(pk=number).first() if draft else None
    if found is None:
        raise _missing()
    return found, False


def published_files(obligation: Obligation) -> Any:
    """All files of its versions that still have their bytes, each once."""
    return AnswerFile.objects.present().filter(carried__answer__obligation=obligation).distinct()


def _missing() -> Missing:
    return Missing("no-file", _("There is no such file."))


@transaction.atomic
def attach_to_draft(
    *, obligation: Obligation, title: str, name: str, data: bytes, by: Person | None, now: datetime, seen: str = ""
) -> AnswerFile:
    """Attach what was sent under this name to the draft; where there is none, one begins with what it goes on from.

    `seen`: the version that the writer had before them, as when a draft is saved; empty: not told.
    """
    enforce(may("answer", by, obligation.holder), takes_answers(obligation.kind))  # before anything is read
    sent: Mapping[str, Any] = {"title": titled(title), **examined(name, data).columns()}
    duty, by = _changing(obligation, by)
    draft = draft_of(duty)
    written = begun(duty, draft)
    enforce(unchanged(seen, version_of(duty, draft)))
    there = list(files_named(written.files))
    enforce(room_for([each.sha256 for each in there], sent["sha256"], settings.FILES_EACH))
    file = AnswerFile.objects.create(obligation=duty, ministry=duty.holder, attached_at=now, **sent)
    keep(duty, replace(written, files=(*(each.pk for each in there), file.pk)), by, now)
    return file


@transaction.atomic
def withdraw_from_draft(
    *, obligation: Obligation, number: int, by: Person | None, now: datetime, seen: str = ""
) -> None:
    """Leave a file out of the draft. If no answer carries it, it is deleted; otherwise it stays where it is. `seen`: as
    above."""
    enforce(may("answer", by, obligation.holder))
    duty, by = _changing(obligation, by)
    draft = draft_of(duty)
    written = begun(duty, draft)
    enforce(unchanged(seen, version_of(duty, draft)))
    there = [each.pk for each in files_named(written.files)]
    if number not in there:
        raise _missing()
    keep(duty, replace(written, files=tuple(each for each in there if each != number)), by, now)
    AnswerFile.objects.filter(pk=number).drop()


@transaction.atomic
def blank_file(*, obligation: Obligation, number: int, reason: str, by: Person | None, now: datetime) -> None:
    """Delete the bytes of a published file, for everybody and for ever. Title, digest and the reason stay public."""
    enforce(may("answer", by, obligation.holder))
    duty, by = _changing(obligation, by)
    file = published_files(duty).filter(pk=number).first()
    if file is None:
        raise _missing()
    enforce(worded_reason(reason))
    FileBlanking.objects.create(file=file, reason=reason.strip(), by=by, blanked_at=now)
    file.forget_bytes()
    details = {**file.described(), "reason": reason.strip()}
    carriers = Obligation.objects.filter(answers__attachments__file=file).distinct().with_facts()
    for carrier in carriers:  # one text, and so one file, may answer several statements
        entered(carrier, "answer.file-blanked", now, by=office(Role.OFFICIAL, duty.holder), details=details)


def _changing(obligation: Obligation, by: Person | None) -> tuple[Obligation, Person]:
    """Lock, and ask again: another ministry may have taken it over meanwhile."""
    locks.exclude(obligation.consultation_id)
    duty = obligation_numbered(obligation.pk)
    enforce(may("answer", by, duty.holder))
    assert by is not None  # nobody may do anything
    return duty, by
