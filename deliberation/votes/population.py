"""Who is missing: the people who took part against a population that the facilitators name.

This site asks nobody for age, sex or district, and joins no code to a participant. What can be compared without that
are codes and sheets that were handed out for one category of the population: how many of them were used. So the table
names categories and their shares, codes and sheets may be made for one of them, and what is left is counted. It only
ever compares: no vote is weighted by it.
"""

import csv
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.db.models import Count, Sum
from django.utils.translation import gettext as _

from deliberation.consultations.models import Consultation
from deliberation.consultations.recording import enter_of
from deliberation.consultations.rules import allows
from deliberation.errors import Invalid, Refusal, enforce
from deliberation.people.models import Person
from deliberation.people.permissions import may
from deliberation.votes.models import Invitation, InvitationBatch, Population, Sheet

FEWEST, MOST, LONGEST, LONGEST_SOURCE = 2, 30, 60, 200
OFF_BY = 1.0  # percentage points that rounded shares may miss a hundred by


class Share(NamedTuple):
    """A category and its part of the population, in percent."""

    category: str
    share: float


@transaction.atomic
def name_population(
    *, consultation: Consultation, source: str, shares: Sequence[Share], by: Person | None, now: datetime
) -> Population:
    """Say whom to compare with, and where the figures are from; it replaces what was said before."""
    enforce(may("name-population", by, consultation), allows("name-population", consultation, now))
    shares = [Share(" ".join(each.category.split()), round(each.share, 2)) for each in shares]
    enforce(_sound(" ".join(source.split()), shares))
    rows = [each._asdict() for each in shares]
    made, _new = Population.objects.update_or_create(
        consultation=consultation, defaults={"source": " ".join(source.split()), "shares": rows}
    )
    enter_of(consultation, "population.named", by=by, now=now, details={"source": made.source, "shares": rows})
    return made


def _sound(source: str, shares: Sequence[Share]) -> Refusal | None:
    fields = {}
    if not source or len(source) > LONGEST_SOURCE or "\0" in source:
        fields["source"] = _("Say where the figures are from, in at most %(longest)s characters.") % {
            "longest": LONGEST_SOURCE
        }
    fault = _fault(shares)
    if fault:
        fields["shares"] = fault
    return Invalid("not-valid", next(iter(fields.values())), fields) if fields else None


def _fault(shares: Sequence[Share]) -> str:
    """What is wrong with the table; empty: nothing."""
    names = [each.category.casefold() for each in shares]
    if not FEWEST <= len(shares) <= MOST:
        return _("Name from %(fewest)s to %(most)s categories.") % {"fewest": FEWEST, "most": MOST}
    if any(not name or len(name) > LONGEST or "\0" in name for name in names):
        return _("Give each category a name of at most %(longest)s characters.") % {"longest": LONGEST}
    if len(set(names)) < len(names):
        return _("A category is there twice.")
    if any(not 0 < each.share < 100 for each in shares):
        return _("A share is a percentage between 0 and 100.")
    total = sum(each.share for each in shares)
    if abs(total - 100) > OFF_BY:
        return _("The shares add up to %(total)s, not to 100.") % {"total": f"{total:g}"}
    return ""


def read_table(text: str) -> list[Share]:
    """A table as it was typed or pasted: a category and its share on each line, with a comma, a semicolon or a tab
    between. Refuses lines that are none, each by its number."""
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if line.strip()]
    mark = next((each for each in ("\t", ";", ",") if lines and each in lines[0][1]), ",")
    shares, wrong = [], []
    for number, line in lines:
        cells = next(csv.reader([line], delimiter=mark))
        share = _number(cells[-1])
        if share is None and number == lines[0][0] and len(cells) == 2:
            continue  # the names of the columns
        if share is None or len(cells) != 2:
            wrong.append(_("Line %(number)s is not a category and a percentage.") % {"number": number})
        else:
            shares.append(Share(cells[0], share))
    if wrong:
        raise Invalid("not-valid", wrong[0], {"shares": " ".join(wrong)})
    return shares


def _number(cell: str) -> float | None:
    try:
        return float(cell.replace("%", "").replace(",", ".").strip())
    except ValueError:
        return None


def population_of(consultation: Consultation) -> Population | None:
    return Population.objects.filter(consultation=consultation).first()


def known_category(consultation: Consultation, category: str) -> Refusal | None:
    """Is it one of the population's? None at all is fine."""
    population = population_of(consultation) if category else None
    if not category or (population and category in {row["category"] for row in population.shares}):
        return None
    sentence = _("There is no such category in the population that this is compared with.")
    return Invalid("not-valid", sentence, {"category": sentence})


def reached(consultation: Consultation) -> dict[str, int]:
    """How many codes and sheets that were made for each category were used. Exact: to be rounded before it is shown."""
    made = InvitationBatch.objects.filter(consultation=consultation)
    counts = dict(made.order_by().values_list("category").annotate(Sum("number")))
    unused = Invitation.objects.filter(batch__consultation=consultation).order_by().values_list("batch__category")
    for category, left in unused.annotate(n=Count("pk")):
        counts[category] -= left
    sheets = Sheet.objects.filter(consultation=consultation, counted=True).exclude(category="").order_by()
    for category, typed in sheets.values_list("category").annotate(n=Count("pk")):
        counts[category] = counts.get(category, 0) + typed
    return counts
