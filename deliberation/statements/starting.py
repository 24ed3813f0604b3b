"""Beginning a draft: from little more than a question, a usual way of asking, or what another consultation was."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from deliberation.consultations.actions import create
from deliberation.consultations.models import Consultation
from deliberation.consultations.recording import enter_of
from deliberation.consultations.templates import BUILT_IN, from_built_in, from_opened
from deliberation.errors import Invalid, enforce
from deliberation.people.models import Organisation, Person
from deliberation.people.permissions import may
from deliberation.statements.queries import public_statements
from deliberation.statements.seed_table import MOST_ROWS
from deliberation.statements.seeding import store_seeds

ZONE = "UTC"


@transaction.atomic
def start(
    *, host: Organisation, by: Person, now: datetime, template: str = "", seeds: bool = False, **what: Any
) -> Consultation:
    """Make a draft. `template`: a name of BUILT_IN or the short name of an opened consultation; `seeds`: with the
    statements that its facilitators wrote, as far as they are public. `what` holds fields of Consultation and comes
    before what the template says."""
    enforce(may("make", by, host))
    origin = None if template in {"", *BUILT_IN} else _opened(template)
    if origin:
        what = {**from_opened(origin, now, bool(settings.OIDC)), **what}
    elif template:
        what = {**from_built_in(template, now, what.get("time_zone", ZONE)), **what}
    draft = create(host=host, by=by, now=now, **what)
    if origin and seeds:
        _copy_seeds(origin, draft, by, now)
    return draft


def _opened(slug: str) -> Consultation:
    found = Consultation.objects.visible_to(None).with_facts().filter(slug=slug).first()
    if found is None:
        sentence = _("No consultation of this short name has been opened.")
        raise Invalid("not-valid", sentence, {"template": sentence})
    return found


def _copy_seeds(origin: Consultation, draft: Consultation, by: Person, now: datetime) -> None:
    texts = list(public_statements(origin).filter(seed=True).values_list("text", flat=True)[:MOST_ROWS])
    if texts:
        store_seeds(draft, texts, by=by, now=now, entered=False)
        enter_of(draft, "seeds.copied", by=by, now=now, details={"count": len(texts), "origin": origin.slug})
