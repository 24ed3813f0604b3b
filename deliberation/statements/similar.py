"""Which public statements say something similar: found in memory, and shown only through the gate.

Every process keeps what it compares with, per consultation, and brings it up to date by the rulings made since. It can
be thrown away at any time. Only features of public statements are in it, no texts; what it finds is read anew from the
database through `public_statements`, so that it cannot show what was hidden meanwhile.
"""

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock

from deliberation.consultations.models import Consultation
from deliberation.statements.likeness import Shelf
from deliberation.statements.models import Ruling, Statement
from deliberation.statements.queries import last_ruling, public_statements

SHOWN = 4  # similar statements, at most
MOST_OF_ONE = 20_000  # statements of a consultation; beyond it the oldest are not looked at (20 MB)
MOST_OF_ALL = 60_000  # statements of all consultations a process keeps; the longest unused go first
AT_ONCE = 500  # more new rulings than these: read everything anew


class Known:
    """What this process knows of a consultation, up to a ruling."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.ruling = 0
        self.shelf = Shelf.of([])

    def catch_up(self, consultation: Consultation) -> Shelf:
        """With every ruling made until now."""
        with self.lock:
            since = Ruling.objects.filter(statement__consultation=consultation, id__gt=self.ruling)
            changed = dict(since.values_list("id", "statement_id")[: AT_ONCE + 1])
            if len(changed) > AT_ONCE or len(self.shelf) > 2 * MOST_OF_ONE:
                self._read(consultation)
            elif changed:
                self._change(consultation, changed)
            return self.shelf

    def _read(self, consultation: Consultation) -> None:
        self.ruling = last_ruling(consultation)
        newest = public_statements(consultation).order_by("-number").values_list("id", "text")[:MOST_OF_ONE]
        self.shelf = Shelf.of(newest)

    def _change(self, consultation: Consultation, changed: dict[int, int]) -> None:
        touched = set(changed.values())
        public = public_statements(consultation).filter(pk__in=touched).values_list("id", "text")
        self.shelf = self.shelf.without(touched).with_more(public)
        self.ruling = max(changed)


class Shelves:
    """Those of several consultations, the longest unused first."""

    def __init__(self) -> None:
        self.lock = Lock()
        self.known: OrderedDict[int, Known] = OrderedDict()

    def of(self, consultation: Consultation) -> Shelf:
        with self.lock:
            known = self.known.setdefault(consultation.pk, Known())
            self.known.move_to_end(consultation.pk)
        shelf = known.catch_up(consultation)
        self._make_room()
        return shelf

    def _make_room(self) -> None:
        with self.lock:
            held = sum(len(known.shelf) for known in self.known.values())
            while held > MOST_OF_ALL and len(self.known) > 1:
                _consultation, unused = self.known.popitem(last=False)
                held -= len(unused.shelf)

    def clear(self) -> None:
        with self.lock:
            self.known.clear()


SHELVES = Shelves()


def similar_to(consultation: Consultation, text: str, most: int = SHOWN) -> list[Statement]:
    """Public statements like this text, the most alike first."""
    found = SHELVES.of(consultation).nearest(text, most)
    rows = {statement.pk: statement for statement in public_statements(consultation).filter(pk__in=found)}
    return [rows[number] for number in found if number in rows]


def likeness_to_public(consultation: Consultation, text: str) -> float:
    """Of the text with the public statement most like it, 0 to 1."""
    return float(SHELVES.of(consultation).likeness(text).max(initial=0))


def similar_among(statements: Iterable[tuple[int, str]], text: str, most: int = SHOWN) -> list[int]:
    """Which of these, given as (id, text), are like the text, the most alike first. Compared anew at every call."""
    return Shelf.of(statements).nearest(text, most)
