"""What ministries owe, and their answers. All of it is public; what they write is in drafts.py."""

from datetime import datetime
from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.description import described
from deliberation.api.endpoint import Endpoint
from deliberation.api.shapes import obligations as shapes
from deliberation.obligations.cases import counted_duties
from deliberation.obligations.models import Obligation, Obligations
from deliberation.obligations.queries import obligation_numbered, standing_of
from deliberation.obligations.version_changes import changes, version_with_before
from deliberation.people.models import Organisation

TAG = "obligations"


def _named(asked: dict[str, Any], now: datetime) -> Obligations:
    """The filters that the database answers; where a thing stands is arithmetic on dates."""
    rows: Obligations = Obligation.objects.with_facts().by_date()
    if "ministry" in asked:
        rows = _of_ministry(asked["ministry"], asked.get("counted", ""), rows, now)
    return rows.filter(consultation__slug=asked["consultation"]) if "consultation" in asked else rows


def _of_ministry(slug: str, column: str, rows: Obligations, now: datetime) -> Obligations:
    """What the ministry has now; or what a number of its line on the scoreboard stands for."""
    found = Organisation.objects.filter(slug=slug)
    if not column:
        return rows.held_by(found)
    return rows.filter(pk__in=[duty.pk for each in found for duty in counted_duties(each, column, now)])


class ObligationList(Endpoint):
    @described(
        "listObligations",
        tag=TAG,
        query=shapes.ObligationQuery,
        answers={200: (shapes.Obligation(many=True), "A page of obligations, the first to fall due first.")},
        problems=("not-found",),
    )
    def get(self, request: Request) -> Response:
        """List obligations"""
        now = timezone.now()
        asked = self.asked()
        rows: Any = _named(asked, now)
        if "standing" in asked:
            rows = [row for row in rows if standing_of(row, now).code == asked["standing"]]
        return self.page(rows, shapes.Obligation, now=now)


class ObligationDetail(Endpoint):
    @described(
        "readObligation",
        tag=TAG,
        answers={200: (shapes.Obligation, "The obligation.")},
        problems=("no-obligation",),
    )
    def get(self, request: Request, obligation: int) -> Response:
        """Read an obligation, with every version of its answer"""
        found = obligation_numbered(obligation)
        return Response(shapes.Obligation(found, context={"now": timezone.now()}).data)


class VersionChanges(Endpoint):
    @described(
        "compareVersions",
        tag=TAG,
        answers={200: (shapes.VersionChanges, "What changed since the version before.")},
        problems=("no-obligation", "no-answer"),
    )
    def get(self, request: Request, obligation: int, version: int) -> Response:
        """Read what changed from the version before to this one

        Word by word, as the page of the version shows it. Of the first version nothing changed.
        """
        chosen, before = version_with_before(obligation_numbered(obligation), version)
        found = {"version": version, "changes": changes(before, chosen) if before else []}
        return Response(shapes.VersionChanges({**found, "before": before.version if before else None}).data)
