"""What a ministry owes, by when, and what it answered. Where a duty stands is worked out, never stored."""

from deliberation.obligations.models.answers import Answer, AnswerGroup, Milestone, Position
from deliberation.obligations.models.drafts import Assignment, Draft
from deliberation.obligations.models.duties import Kind, Obligation, Obligations

__all__ = ["Answer", "AnswerGroup", "Assignment", "Draft", "Kind", "Milestone", "Obligation", "Obligations", "Position"]
