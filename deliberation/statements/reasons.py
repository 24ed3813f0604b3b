"""Why a statement may be rejected: the published list. Codes are stable, sentences may be reworded."""

from django.utils.translation import gettext_lazy as _

REASONS = {
    "off-topic": _("It is not about the question of this consultation."),
    "duplicate": _("Another statement says the same."),
    "several-ideas": _("It holds several ideas, so that one vote cannot answer it."),
    "unclear": _("It cannot be understood as it stands."),
    "not-a-statement": _("It is a question or a remark that nobody can agree or disagree with."),
    "personal-data": _("It names or describes a private person."),
    "abuse": _("It insults, threatens or incites hatred."),
    "advertising": _("It advertises."),
    "reworded": _("Clearer words stand in its place."),
    "moderated-at-source": _("It was moderated out in the system it was imported from."),
}
# Offered to a facilitator; the last two come with a rewording and with an import.
CHOICES = {code: text for code, text in REASONS.items() if code not in {"reworded", "moderated-at-source"}}
