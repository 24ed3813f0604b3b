"""How a consultation goes while it runs, for its staff."""

from django.utils import timezone
from rest_framework.request import Request
from rest_framework.response import Response

from deliberation.api.consultations import STAFF_WRITING
from deliberation.api.description import STAFF, described
from deliberation.api.endpoint import Endpoint
from deliberation.api.shapes import health as shapes
from deliberation.api.shapes.strict import PageQuery
from deliberation.consultations.models import Consultation
from deliberation.errors import Missing, enforce
from deliberation.notices.states import states_in
from deliberation.people.permissions import may
from deliberation.results import health_words as words
from deliberation.results.health import coverage, health_of, stability_of
from deliberation.votes.population import Share, name_population, population_of

READING = ("sign-in-needed", "role-missing", "no-consultation")


class _Staffed(Endpoint):
    def watched(self, slug: str) -> Consultation:
        """The consultation, for those who see its desk."""
        found = self.consultation(slug)
        enforce(may("see-desk", self.person, found))
        return found


class Health(_Staffed):
    @described(
        "readHealth",
        tag="consultations",
        answers={200: (shapes.Health, "The last stock that was taken.")},
        problems=(*READING, "no-stock"),
        security=STAFF,
    )
    def get(self, request: Request, slug: str) -> Response:
        """Read how it goes

        Who takes part and where people stop, in coarse counts that move at most once a minute. Nothing in it decides.
        """
        found = self.watched(slug)
        taken = health_of(found)
        if taken is None:
            raise Missing("no-stock", "There are no figures yet. The first come within a minute after it opens.")
        figures, steady, zone = taken.figures, stability_of(found), found.time_zone
        summary = [*words.attendance(figures, zone), *words.stopping(figures), words.covered(coverage(found, taken))]
        against = population_of(found)
        rows = words.missing(figures, against.shares) if against else []
        summary += words.who_is_missing(rows, figures) if rows else []
        told = {**figures, "made_at": taken.made_at, "stability": steady, "population": rows, "mails": states_in(found)}
        told["summary"] = [*summary, words.steadiness(steady), *words.unusual(figures, zone)]
        return Response(shapes.Health(told).data)


class Coverage(_Staffed):
    @described(
        "listCoverage",
        tag="consultations",
        query=PageQuery,
        answers={200: (shapes.Coverage(many=True), "A page of public statements, the fewest votes first.")},
        problems=(*READING, "not-found"),
        security=STAFF,
    )
    def get(self, request: Request, slug: str) -> Response:
        """List who has seen what

        How many people each statement was shown to and how many of them voted on it, in coarse counts.
        """
        found = self.watched(slug)
        return self.page(coverage(found, health_of(found)), shapes.Coverage)


class Population(_Staffed):
    @described(
        "readPopulation",
        tag="consultations",
        answers={200: (shapes.Population, "The population; without categories if none was named.")},
        problems=READING,
        security=STAFF,
    )
    def get(self, request: Request, slug: str) -> Response:
        """Read whom the people who take part are compared with"""
        return Response(shapes.Population(population_of(self.watched(slug)) or {"source": "", "shares": []}).data)

    @described(
        "namePopulation",
        tag="consultations",
        request=shapes.PopulationInput,
        answers={200: (shapes.Population, "The population as it is now.")},
        problems=(*STAFF_WRITING, "no-consultation", "closed"),
        security=STAFF,
    )
    def put(self, request: Request, slug: str) -> Response:
        """Name the population to compare with

        Codes and sheets can then be made for a category; how many of them were used is compared. It is public in the
        record. No vote is weighted by it.
        """
        sent = self.taken(shapes.PopulationInput)
        sent["shares"] = [Share(**row) for row in sent["shares"]]
        made = name_population(consultation=self.consultation(slug), **sent, by=self.person, now=timezone.now())
        return Response(shapes.Population(made).data)
