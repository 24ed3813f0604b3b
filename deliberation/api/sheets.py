"""Voting on paper: printing sheets, and typing in what came back."""

from typing import Any

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.consultations import STAFF_WRITING
from deliberation.api.description import STAFF, described
from deliberation.api.endpoint import Endpoint
from deliberation.api.shapes import sheets as shapes
from deliberation.api.shapes.strict import PageQuery
from deliberation.errors import enforce
from deliberation.people.permissions import may
from deliberation.results.assistance import log_assistance
from deliberation.votes.models import Sheet
from deliberation.votes.paper import (
    batch_of,
    batches_of,
    differences,
    enter,
    print_sheets,
    settle,
    sheet_called,
    sheets_waiting,
    state_of,
    statements_on,
)

TAG = "consultations"
ENTERING = (
    *STAFF_WRITING, "no-consultation", "no-sheet", "not-open-yet", "closed", "verified-needed", "sheet-counted",
    "sheet-incomplete", "operation-reused",
)  # fmt: skip


def _told(sheet: Sheet) -> Response:
    unlike = [{"number": number, "first": a, "second": b} for number, (a, b) in differences(sheet).items()]
    more = {"state": state_of(sheet), "statements": statements_on(sheet), "differing": unlike}
    return Response(shapes.SheetToEnter({**shapes.Sheet(sheet).data, **more}).data)


class Sheets(Endpoint):
    @described(
        "listSheets",
        tag=TAG,
        query=PageQuery,
        answers={200: (shapes.Sheet(many=True), "A page of sheets, first those that differ.")},
        problems=("not-found", "sign-in-needed", "role-missing", "no-consultation"),
        security=STAFF,
    )
    def get(self, request: Request, slug: str) -> Response:
        """List sheets of paper that wait

        Those that were typed in and not counted. The code of another stands on the sheet only, so
        that whoever types it in holds it.
        """
        found = self.consultation(slug)
        enforce(may("enter-sheets", self.person, found))
        return self.page(sheets_waiting(found), shapes.Sheet)

    @described(
        "printSheets",
        tag=TAG,
        request=shapes.SheetsInput,
        answers={201: (shapes.Sheet(many=True), "The sheets that were made.")},
        problems=(*STAFF_WRITING, "no-consultation", "closed", "verified-needed", "not-ready"),
        security=STAFF,
    )
    def post(self, request: Request, slug: str) -> Response:
        """Make sheets of paper

        Each is for one person. The record says how many were made. The page `sheets/batches/{batch}/` prints them.
        """
        sent = self.taken(shapes.SheetsInput)
        found = self.consultation(slug)
        batch = print_sheets(consultation=found, **sent, by=self.person, now=timezone.now())
        return Response(shapes.Sheet(batch_of(found, batch), many=True).data, status=201)


class Batches(Endpoint):
    @described(
        "listSheetBatches",
        tag=TAG,
        query=PageQuery,
        answers={200: (shapes.SheetBatch(many=True), "A page of batches, the latest first.")},
        problems=("not-found", "sign-in-needed", "role-missing", "no-consultation"),
        security=STAFF,
    )
    def get(self, request: Request, slug: str) -> Response:
        """List batches of sheets

        What was printed at once, with how many sheets of it are in each state.
        """
        found = self.consultation(slug)
        enforce(may("see-desk", self.person, found))
        return self.page(batches_of(found), shapes.SheetBatch)


class OneSheet(Endpoint):
    @described(
        "readSheet",
        tag=TAG,
        answers={200: (shapes.SheetToEnter, "The sheet.")},
        problems=("sign-in-needed", "role-missing", "no-consultation", "no-sheet"),
        security=STAFF,
    )
    def get(self, request: Request, slug: str, code: str) -> Response:
        """Read a sheet of paper

        What it asks, and where two entries differ.
        """
        found = self.consultation(slug)
        enforce(may("enter-sheets", self.person, found))
        return _told(sheet_called(found, code))


class _Entering(Endpoint):
    def entered(self, act: Any, slug: str, code: str) -> Response:
        """What came of the act, as the sheet is now."""
        sent = self.taken(shapes.SheetEntryInput)
        answers = {mark["number"]: mark["value"] for mark in sent["marks"]}
        found = self.consultation(slug)
        operation = sent["operation"]
        sheet = act(
            consultation=found, code=code, answers=answers, operation=operation, by=self.person, now=timezone.now()
        )
        return _told(sheet)


class Entries(_Entering):
    @described(
        "enterSheet",
        tag=TAG,
        request=shapes.SheetEntryInput,
        answers={200: (shapes.SheetToEnter, "The sheet: typed in once, counted, or with what differs.")},
        problems=(*ENTERING, "sheet-differs"),
        security=STAFF,
    )
    def post(self, request: Request, slug: str, code: str) -> Response:
        """Type in a sheet of paper

        Twice, and better by two people. When both entries are alike the votes are stored, all at once.
        """
        return self.entered(enter, slug, code)


class Settlement(_Entering):
    @described(
        "settleSheet",
        tag=TAG,
        request=shapes.SheetEntryInput,
        answers={200: (shapes.SheetToEnter, "The sheet, counted.")},
        problems=(*ENTERING, "sheet-not-entered"),
        security=STAFF,
    )
    def post(self, request: Request, slug: str, code: str) -> Response:
        """Settle where two entries differ

        Says for each statement in `differing`, and for no other, what the paper says.
        """
        return self.entered(settle, slug, code)


class Assistance(Endpoint):
    @described(
        "logAssistance",
        tag=TAG,
        request=shapes.AssistanceInput,
        answers={204: (None, "It is in the record.")},
        problems=(*STAFF_WRITING, "no-consultation", "not-open-yet", "assistance-logged"),
        security=STAFF,
    )
    def post(self, request: Request, slug: str) -> Response:
        """Say that people were helped to vote

        Where, when and about how many, for the public record; the count is rounded before it is stored. Once for
        each place and day.
        """
        sent = self.taken(shapes.AssistanceInput)
        log_assistance(consultation=self.consultation(slug), **sent, by=self.person, now=timezone.now())
        return Response(status=204)
