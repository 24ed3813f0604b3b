"""Requests made from the API's own description, by the thousand: an answer that is not as described is a finding.

    asked = Asked(description, askers, known)    over WSGI; each request as the next of those who ask
    asked.by_rule(every=1)                       each bound and each way of breaking the description, once
    asked.by_chance(10_000)                      until that many were sent altogether
    asked.findings                               what was found, by check and operation, with one request for each

Every request finds the same world: what it wrote is taken back, and so is the count of who has tried how often.
"""

import random
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import chain, count, cycle, islice
from typing import Any
from zlib import crc32

import hypothesis
import schemathesis
from django.core.cache import cache
from django.core.handlers.wsgi import WSGIHandler
from django.core.signals import request_finished, request_started
from django.db import close_old_connections, transaction
from hypothesis import HealthCheck, Phase
from schemathesis import Case, GenerationMode
from schemathesis.checks import CheckFunction, not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.core.parameters import ParameterLocation
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi import checks

TOKEN = "t" * 32  # against forgery, sent as cookie and header
CONFIG = {
    "generation": {"with-security-parameters": False},  # who asks brings cookies of their own
    "checks": {"negative_data_rejection": {"expected-statuses": ["4xx"]}},
}
MODES = [GenerationMode.POSITIVE, GenerationMode.NEGATIVE]
CHECKS: list[CheckFunction] = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_headers_conformance,
    checks.response_schema_conformance,
    checks.negative_data_rejection,
    checks.missing_required_header,
    checks.unsupported_method,
]
# Its other checks have no question here: `positive_data_acceptance` would have every rule in the description (what is
# well formed may come too late, or from somebody who may not); `use_after_free` and `ensure_resource_availability`
# follow several requests; `ignored_auth` asks again without the cookie, which tests/faces/test_permission_matrix.py
# does for everybody and everything.


@contextmanager
def connection_left_open() -> Iterator[None]:
    """A server closes what a request has opened; here it is the test's, as with Django's own test client."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    try:
        yield
    finally:
        for signal in signals:
            signal.connect(close_old_connections)


@dataclass(frozen=True)
class Asker:
    """Somebody who asks, by the cookies of a browser."""

    name: str
    cookies: Mapping[str, str]


@dataclass
class Asked:
    """What was asked of the API, and what was found."""

    description: dict[str, Any]
    askers: Sequence[Asker]
    known: Mapping[str, Sequence[object]]  # by part of an address, such as "statements/{number}": what leads somewhere
    findings: dict[tuple[str, str, int], str] = field(default_factory=dict)
    statuses: Counter[int] = field(default_factory=Counter)
    operations: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        config = schemathesis.Config.from_dict(CONFIG)
        self.schema = schemathesis.openapi.from_dict(self.description, config=config)
        self.schema.app = WSGIHandler()
        self.next_asker = cycle(self.askers)
        self.chance = random.Random(1)

    @property
    def cases(self) -> int:
        return self.operations.total()

    def every_operation(self) -> Iterator[APIOperation]:
        return (each.ok() for each in self.schema.get_all_operations())

    def by_rule(self, every: int) -> None:
        """What schemathesis finds worth trying of each operation, without chance: the first that is as described, by
        everybody; of all others one in so many."""
        place = count()
        for operation in self.every_operation():
            as_described = self._cases(operation, MODES[:1])
            for case in islice(as_described, 1):
                for _asker in self.askers:
                    self.ask(case)
            for case in chain(as_described, self._cases(operation, MODES[1:])):
                if next(place) % every == 0:
                    self.ask(case)

    def _cases(self, operation: APIOperation, modes: list[GenerationMode]) -> Iterator[Case]:
        how = self.schema.config.generation_for(operation=operation, phase="coverage")
        return self.schema.iter_coverage_cases(operation, generation_modes=modes, generation_config=how)

    def by_chance(self, cases: int) -> None:
        """Some of each operation and mode, again and again, until so many were sent altogether."""
        for again in count():
            for operation in self.every_operation():
                for mode in MODES:
                    if self.cases >= cases:
                        return
                    seed = crc32(f"{operation.label} {mode} {again}".encode())
                    self._some(operation, mode, seed)

    def _some(self, operation: APIOperation, mode: GenerationMode, seed: int) -> None:
        @hypothesis.seed(seed)
        @hypothesis.settings(max_examples=12, database=None, phases=[Phase.generate], deadline=None,
                             suppress_health_check=list(HealthCheck))  # fmt: skip
        @hypothesis.given(case=operation.as_strategy(generation_mode=mode))
        def each(case: Case) -> None:
            self.ask(case)

        try:
            each()
        except hypothesis.errors.Unsatisfiable:
            return  # nothing of the operation can be broken

    def ask(self, case: Case) -> None:
        """Send it as the next of those who ask, look at the answer, and let nothing of it have happened."""
        asker = next(self.next_asker)
        self._lead_somewhere(case)
        self.operations[case.operation.label] += 1
        cache.clear()
        with connection_left_open(), transaction.atomic():
            answer = case.call(headers={"X-CSRFToken": TOKEN}, cookies={"csrftoken": TOKEN, **asker.cookies})
            transaction.set_rollback(True)
        self.statuses[answer.status_code] += 1
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as group:
            for failure in group.exceptions:
                found = (type(failure).__name__, case.operation.label, answer.status_code)
                self.findings.setdefault(found, f"Asked by {asker.name}: {group.message}")

    def _lead_somewhere(self, case: Case) -> None:
        """An address made by chance leads nowhere: where it is to be well formed, it is nearly always one that is
        there."""
        if case.meta and case.meta.is_negative_at(ParameterLocation.PATH):
            return
        for part, name in re.findall(r"/([\w-]+/{(\w+)})", case.path):
            if name in case.path_parameters and self.chance.random() < 0.95:
                case.path_parameters[name] = self.chance.choice(self.known[part])
