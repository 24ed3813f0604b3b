"""Who may speak after the result: those whose votes counted in it."""

from collections.abc import Mapping

from django.utils.translation import gettext as _

from deliberation.consultations.models import Consultation
from deliberation.errors import Forbidden
from deliberation.votes.identity import sender
from deliberation.votes.models import CurrentVote, Participant
from deliberation.votes.queries import participant_from, participant_of


def voter(cookies: Mapping[str, str], consultation: Consultation) -> Participant:
    """The participant whom the cookie names, whose votes counted. Refuses everybody else."""
    found = participant_of(consultation, sender(cookies, consultation.pk))
    if found is None or not _counted(found):
        sentence = _("Only people who voted in this consultation can say this, with the browser they voted in.")
        raise Forbidden("took-no-part", sentence)
    return found


def is_voter(cookies: Mapping[str, str], consultation: Consultation) -> bool:
    """The same question without a refusal; a cookie that is not ours is refused all the same."""
    found = participant_from(cookies, consultation)
    return found is not None and _counted(found)


def _counted(participant: Participant) -> bool:
    return CurrentVote.objects.filter(participant=participant, counted=True).exists()
