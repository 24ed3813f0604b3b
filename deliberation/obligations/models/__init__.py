"""What a ministry owes, by when, and what it answered. Where a duty stands is worked out, never stored."""

from deliberation.obligations.models.answers import Answer, Milestone, Position
from deliberation.obligations.models.duties import Kind, Obligation, Obligations

__all__ = ["Answer", "Kind", "Milestone", "Obligation", "Obligations", "Position"]
