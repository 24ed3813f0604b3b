"""What a webmaster pastes to show the vote on another site."""

from django.conf import settings
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from deliberation.consultations.models import Consultation


def snippet(consultation: Consultation) -> str:
    """What a webmaster pastes: the frame with a title for those who hear it, and a link for those who cannot use it."""
    return format_html(
        '<iframe src="{frame}" title="{title}" width="100%" height="720" loading="lazy"></iframe>\n'
        '<p><a href="{link}">{title}</a></p>',
        frame=settings.BASE_URL + reverse("web:embed", args=[consultation.slug]),
        link=settings.BASE_URL + reverse("web:consultation", args=[consultation.slug]),
        title=_("Vote: %(question)s") % {"question": consultation.question},
    )
