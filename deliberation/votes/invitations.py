"""Invitation codes: one use each, kept as a keyed hash only, never linked to the participant they create.

A code that is used is deleted, so nothing remains of it that could be laid beside a participant: no mark, no instant.
"""

import secrets
from collections.abc import Mapping
from datetime import datetime

from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _

from deliberation.consultations import locks
from deliberation.consultations.admission import INVITED, OPEN, may_redeem
from deliberation.consultations.models import Consultation
from deliberation.consultations.recording import enter_of
from deliberation.consultations.rules import allows
from deliberation.errors import Conflict, Invalid, Refusal, enforce
from deliberation.people.models import Person
from deliberation.people.permissions import may
from deliberation.votes.identity import new_token, pseudonym, token_in
from deliberation.votes.models import Invitation, InvitationBatch, Participant
from deliberation.votes.population import known_category
from deliberation.votes.queries import participant_from
from deliberation.votes.tiers import raise_to

LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # without those that are taken for others
LENGTH = 16  # letters of 5 bits: guessing one of a million codes takes some 10^18 tries
MOST_AT_ONCE = 5000
MISREAD = str.maketrans({"O": "0", "I": "1", "L": "1", "-": None, " ": None})


def new_code() -> str:
    """A fresh code of 80 bits, in groups that can be read out."""
    letters = [secrets.choice(LETTERS) for _place in range(LENGTH)]
    return "-".join("".join(letters[start : start + 4]) for start in range(0, LENGTH, 4))


def digest(code: str, consultation_id: int) -> str:
    """What is stored of a code, however it was typed: 64 hexadecimal digits. Looked up whole, so no time tells."""
    read = code.upper().translate(MISREAD)
    return salted_hmac("answerable.invitation", f"{consultation_id}:{read}", algorithm="sha256").hexdigest()


@transaction.atomic
def invite(
    *, consultation: Consultation, number: int, category: str = "", by: Person | None, now: datetime
) -> list[str]:
    """Make codes, for one category of the population if it is named. They are returned this once; nobody can read them
    again."""
    enforce(may("invite", by, consultation), allows("invite", consultation, now), _so_many(number))
    enforce(known_category(consultation, category))
    codes = [new_code() for _place in range(number)]
    batch = None
    if category:
        batch = InvitationBatch.objects.create(consultation=consultation, category=category, number=number)
    rows = [Invitation(consultation=consultation, digest=digest(code, consultation.pk), batch=batch) for code in codes]
    # In an order of its own: the order in which codes were handed out must not be that of the rows.
    Invitation.objects.bulk_create(sorted(rows, key=lambda row: row.digest))
    enter_of(consultation, "invitations.made", by=by, now=now, details={"count": number, **_for(category)})
    return codes


def _for(category: str) -> dict[str, str]:
    return {"category": category} if category else {}


def _so_many(number: int) -> Refusal | None:
    if 1 <= number <= MOST_AT_ONCE:
        return None
    sentence = _("Make from 1 to %(most)s codes at a time.") % {"most": MOST_AT_ONCE}
    return Invalid("not-valid", sentence, {"number": sentence})


@transaction.atomic
def redeem(
    *, consultation: Consultation, code: str, cookies: Mapping[str, str], now: datetime
) -> tuple[Participant, str]:
    """Use up a code: whoever holds the cookie takes part as invited from now on. Also gives the token to keep.

    Who is invited already and sends a code that is gone is told so again: the first answer may have been lost on the
    way. Another code that is still good stays so.
    """
    token = token_in(cookies) or new_token()
    invitation = Invitation.objects.filter(consultation=consultation, digest=digest(code, consultation.pk))
    # Who guesses shall not hold up the votes that wait for the lock; who is invited already may send one that is gone.
    # In this order: whoever used it up at this moment is seen, and may be the same.
    good = invitation.exists() or ((known := participant_from(cookies, consultation)) and known.tier == INVITED)
    enforce(None if good else _unknown_code())
    locks.exclude(consultation.pk)  # no vote is half-way, and no other code of the same browser
    consultation = Consultation.objects.with_facts().get(pk=consultation.pk)  # a closing may have been made meanwhile
    enforce(allows("serve", consultation, now), may_redeem(consultation.opening.admission))
    by, made = Participant.objects.get_or_create(
        consultation=consultation,
        pseudonym=pseudonym(token, consultation.pk),
        defaults={"tier": INVITED, "joined_at": now},
    )
    if not made and by.tier != OPEN:
        enforce(_once() if invitation.exists() else None)
        return by, token
    spent, _kinds = invitation.delete()
    enforce(None if spent else _unknown_code())
    if not made:
        raise_to(INVITED, by, consultation, now)
    return by, token


def _once() -> Refusal:
    sentence = _("You entered a code here or signed in already. Keep this code for somebody else.")
    return Conflict("invited-already", sentence)


def _unknown_code() -> Refusal:
    sentence = _("This code is not one of this consultation, or it was used already. Check every letter.")
    return Invalid("invitation-unknown", sentence, {"code": sentence})
