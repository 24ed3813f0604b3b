"""Mails that came back: which one, and what follows for its address."""

from datetime import datetime
from email import message_from_bytes
from email.message import Message

from django.db import transaction

from deliberation.notices.models import Notice
from deliberation.notices.tokens import mails_in

BOUNCES_BORNE = 3  # mails to a subscriber that come back; then the address is deleted


@transaction.atomic
def take_bounce(*, raw: bytes, now: datetime) -> int:
    """Mark the mails that a delivery status message (RFC 3464) says never arrived, and say how many they are.

    Without a signature of ours in it, or where the server only says that it is late, nothing is marked.
    """
    if not is_final(message_from_bytes(raw)):
        return 0
    marked = 0
    for model, number in mails_in(raw):
        marked += model._default_manager.filter(pk=number, bounced_at=None).update(bounced_at=now)
        if model is Notice:
            _give_up(number)
    return marked


def is_final(message: Message) -> bool:
    """Does a delivery status in it say that it failed for good?"""
    reports = [part for part in message.walk() if part.get_content_type() == "message/delivery-status"]
    blocks = [block for report in reports for block in report.walk() if block is not report]
    return any(
        _field(block, "Action").lower() == "failed" and not _field(block, "Status").startswith("4") for block in blocks
    )


def _field(block: Message, name: str) -> str:
    """A header of a block as text, also where it holds bytes that no header may hold."""
    return str(block.get(name) or "").strip()


def _give_up(number: int) -> None:
    """Delete the address of a notice when too many came back."""
    notice = Notice.objects.select_related("subscription").filter(pk=number).first()
    if notice and notice.subscription.notices.filter(bounced_at__isnull=False).count() >= BOUNCES_BORNE:
        notice.subscription.delete()
