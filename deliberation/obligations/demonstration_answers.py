"""What the ministries of the demonstration answer. Dates are days from the day of the answer."""

from datetime import date, timedelta

from deliberation.obligations.answering import AnswerDraft, MilestoneDraft


def crossings(today: date) -> AnswerDraft:
    """A commitment with milestones."""
    return AnswerDraft(
        position="commitment",
        summary="Every primary school gets a safe crossing at its entrance within 18 months.",
        explanation=(
            "The road safety budget covers all 34 primary schools. We begin with the eleven at which accidents "
            "were recorded in the last five years."
        ),
        signed_by="Director of road safety",
        contact="Road safety unit, road-safety@transport.example",
        milestones=(
            MilestoneDraft(
                what="Crossings with raised kerbs are built at the eleven schools with recorded accidents.",
                due_on=today + timedelta(days=240),
                evidence="The list of crossings with photographs, on the ministry's page.",
                unit="Road safety unit",
            ),
            MilestoneDraft(
                what="All 34 primary schools have a safe crossing at their entrance.",
                due_on=today + timedelta(days=540),
                evidence="The inspection report of the road authority, published in full.",
                unit="Road safety unit",
            ),
        ),
    )


def walking(today: date) -> AnswerDraft:
    """A reasoned "not yet feasible"."""
    return AnswerDraft(
        position="not-yet",
        summary="Not everywhere yet: two thirds of the roads concerned belong to the municipalities.",
        explanation=(
            "We share the aim. Of the 61 streets within 200 metres of a primary school, 42 are municipal roads, on "
            "which the ministry may neither build nor regulate traffic. On the 19 state roads a crossing-free way "
            "would need new footpaths on land that has not been bought yet; the purchase takes two to three years. "
            "A law that would let us act on municipal roads was discussed in 2021 and found no majority. We do not "
            "want to promise what others have to decide, and therefore say what would have to change."
        ),
        signed_by="State secretary for transport",
        contact="Roads department, roads@transport.example",
        reasons=("other-level", "budget"),
        source="Road Act, sections 7 and 9; transport budget, line 605.72",
        would_have_to_change=(
            "Parliament amends section 7 of the Road Act, or the municipalities join the programme; and line 605.72 "
            "is raised by 14 million."
        ),
        review_on=today + timedelta(days=300),
        alternative="Supervised walking groups at the twelve schools with the most traffic, from next term.",
    )


def ladders(today: date) -> AnswerDraft:
    """A commitment that came late."""
    return AnswerDraft(
        position="commitment",
        summary="Ladders every 50 metres along the whole quay before next summer. We are sorry that we answer late.",
        explanation="Two departments each thought that the other one was answering. This is settled now.",
        signed_by="Harbour master",
        contact="Harbour authority, harbour@environment.example",
        milestones=(
            MilestoneDraft(
                what="26 ladders with lights stand along the quay, one every 50 metres.",
                due_on=today + timedelta(days=200),
                evidence="The map of ladders on the harbour authority's page.",
                unit="Harbour authority",
            ),
        ),
    )
