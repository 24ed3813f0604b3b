"""Every address of the site, found from its own list of addresses, and what may stand in each."""

from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from django.urls import URLPattern, URLResolver, get_resolver, reverse

# What may stand in an address, by the name it has there; and by the name of the address where that is not enough.
SAMPLES: dict[str, object] = {
    "slug": "streets",
    "number": 1,
    "version": 1,
    "obligation": 1,
    "utterance": 1,
    "attached": 1,
    "milestone": 1,
    "standing": "accepted",
    "step": "question",
    "kind": "svg",
    "language": "ar",
    "batch": UUID(int=1),
    "uidb64": "MQ",
    "token": "none",
    "code": "0000000000",
}
SPECIAL: dict[str, dict[str, object]] = {
    "web:ministry": {"slug": "transport"},
    "web:ministry-feed": {"slug": "transport"},
    "web:ministry-calendar": {"slug": "transport"},
    "web:board-notes": {"slug": "transport"},
    "web:board-note": {"slug": "transport"},
    "api:board-notes": {"slug": "transport"},
    "web:duty-step": {"number": 1, "step": "acknowledge"},
    "api:organisation": {"slug": "transport"},
    "api:people": {"slug": "transport"},
}
NOWHERE = {"api:nowhere"}  # answers every address that is not there


@dataclass(frozen=True)
class Address:
    """One address of the site, by its name."""

    name: str
    needs: tuple[str, ...]

    @property
    def path(self) -> str:
        """In the language that is active."""
        known = SAMPLES | SPECIAL.get(self.name, {})
        return reverse(self.name, kwargs={need: known[need] for need in self.needs})


def addresses(patterns: list[URLPattern | URLResolver], spaces: tuple[str, ...] = ()) -> Iterator[Address]:
    for pattern in patterns:
        if isinstance(pattern, URLResolver):
            inner = (*spaces, pattern.namespace) if pattern.namespace else spaces
            yield from addresses(pattern.url_patterns, inner)
        else:
            assert pattern.name, f"{pattern} has no name, so nobody can ask it here"
            yield Address(":".join((*spaces, pattern.name)), tuple(pattern.pattern.regex.groupindex))


def every_address() -> list[Address]:
    return [each for each in addresses(get_resolver().url_patterns) if each.name not in NOWHERE]
