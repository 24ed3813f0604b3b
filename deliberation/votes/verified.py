"""Verified sign-in: a provider vouches that somebody is a person, and this site keeps nothing of who it is.

What is stored is the pseudonym alone, made of a secret that is made of issuer, subject and consultation under the
site's key: it differs in every consultation, and the database alone cannot test whom it stands for. A person who signs
in is the same participant on every device.
"""

from collections.abc import Mapping
from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from deliberation.consultations import locks
from deliberation.consultations.admission import VERIFIED, may_sign_in
from deliberation.consultations.models import Consultation
from deliberation.consultations.rules import allows
from deliberation.errors import Conflict, Refusal, enforce
from deliberation.statements.models import Statement
from deliberation.votes.identity import new_token, pseudonym, token_in, verified_secret, with_verified
from deliberation.votes.models import Participant
from deliberation.votes.queries import kept_beside, participant_of
from deliberation.votes.tiers import raise_to


@transaction.atomic
def verify(
    *, consultation: Consultation, issuer: str, subject: str, cookies: Mapping[str, str], now: datetime
) -> tuple[Participant, str]:
    """Whoever holds the cookie has proved to be `subject` at `issuer`. Also gives the token to keep.

    Who signs in for the first time here goes on as the participant of this browser, whose votes count from now on. Who
    signed in before, on another device, goes on as that participant; the votes of this browser stay beside. What was
    written in this browser is theirs in both cases. A participant who signed in is never made somebody else's.
    """
    token = token_in(cookies) or new_token()
    locks.exclude(consultation.pk)  # no vote is half-way, and the same person on no other device
    consultation = Consultation.objects.with_facts().get(pk=consultation.pk)  # a closing may have been made meanwhile
    enforce(allows("serve", consultation, now))
    enforce(may_sign_in(consultation.opening.admission, bool(settings.OIDC)))
    before = participant_of(consultation, pseudonym(token, consultation.pk))
    here = before if before and before.tier != VERIFIED else None
    token = with_verified(token, consultation.pk, verified_secret(issuer, subject, consultation.pk))
    name = pseudonym(token, consultation.pk)
    known = participant_of(consultation, name)
    if here:
        # Of two participants of one person, only one may count.
        enforce(_counted_already() if known and not kept_beside(here, consultation) else None)
        Statement.objects.filter(consultation=consultation).written_by(here.pseudonym).update(author=name)
    if known and known.tier != VERIFIED:  # its row was lost with a database, and its cookie brought it back as open
        raise_to(VERIFIED, known, consultation, now)
    return known or _first(consultation, here, name, now), token


def _first(consultation: Consultation, here: Participant | None, name: str, now: datetime) -> Participant:
    """The participant of somebody who has not signed in here before."""
    if here is None:
        return Participant.objects.create(consultation=consultation, pseudonym=name, tier=VERIFIED, joined_at=now)
    raise_to(VERIFIED, here, consultation, now)
    here.pseudonym = name
    here.save(update_fields=["pseudonym"])
    return here


def _counted_already() -> Refusal:
    sentence = _(
        "The votes of this browser count already, by an invitation code, and you signed in on another device before. "
        "Go on there. If it was somebody else who used the code, choose “Next person” first."
    )
    return Conflict("counted-already", sentence)
