"""What was asked and answered in the year that the demonstration looks back on. Dates are days from the answer."""

from datetime import date, timedelta

from deliberation.obligations.answering import AnswerDraft, MilestoneDraft
from deliberation.obligations.demonstration_statements import Said

SQUARES = (
    Said("Every square in Lindholm should have a drinking fountain.", "++"),
    Said("There should be benches with backs and armrests along the river walk.", "++"),
    Said("Paths in the parks should be lit until midnight.", "++"),
    Said("The stairs to the castle park should get a ramp beside them.", "++"),
    Said("For every tree that is felled in the city two should be planted.", "++"),
    Said("Bins in the parks should be emptied every day in summer.", "++"),
    Said("The public toilets in the parks should be open at weekends.", "++"),
    Said("The playground in Mill Park should be repaired before the summer.", "++"),
    Said("The Mill Pond should be cleaned so that it does not smell in August.", "++"),
    Said("Dogs should run free in at least one park of every district.", "+-"),
    Said("Barbecues should be forbidden on the river meadow.", "-+"),
    Said("Festivals should move from the castle park to the harbour.", "-+"),
    Said("Part of the car park at the market should become a garden.", "+-"),
    Said("Scooters should not be let into the parks.", "-+"),
    Said("The city should plant meadows instead of lawns.", "+-"),
)

OFFICE = "Parks department, parks@environment.example"
QUESTION = "Does this mean the main paths only, or every path, also those through the nature reserve by the river?"
REPLY = "The main paths between the gates. Nobody asked for lamps in the nature reserve; several people asked for none."
NOT_OURS = "The stairs lie on the road to the castle, which the Ministry of Transport builds and keeps."
MORE_TIME = "The register of trees is being renewed; how many were felled since 2020 is known at the end of next month."
INTERIM = "We plant the 140 trees that stand in this year's budget in any case, whatever the register says."
ELECTION = "Election period for the city council, by section 12 of the Election Act."
UPHELD = (
    "We looked at a lift as well. A lift at the lower gate would cost 3.1 million, and the wall that it would stand "
    "against is a listed monument; the heritage office refused permission in writing in May. That is why the answer "
    "stays what it was: not yet, and the shuttle until the wall has been examined. We should have said this at once."
)
DRAINED = "What has to happen so that the pond does not smell next August?"
MINUTES = """## The Mill Pond

42 people came, 160 watched. The smell comes from mud that has not been dredged since 1998. The ministry presented two
ways: dredging for 900,000, or a stronger inflow from the river for 250,000.

**What follows:** the inflow is measured from March on, and the ministry publishes what it found in June.
"""
TRANSCRIPT = """WEBVTT

00:00:04.000 --> 00:00:12.000
<v Eva Dahl>Good evening. You asked us to clean the Mill Pond and we did not answer. Tonight we do.

00:00:13.000 --> 00:00:24.000
<v Eva Dahl>The mud at the bottom is up to a metre deep. In August there is too little water above it.

00:01:02.000 --> 00:01:11.000
<v A resident>We close our windows in August. Why has nobody dredged it for almost thirty years?

00:01:12.000 --> 00:01:27.000
<v Emil Berg>Because the pond belongs to the city, and the mill race to us. Each waited for the other. That was wrong.
"""


def _milestone(today: date, days: int, what: str, evidence: str) -> MilestoneDraft:
    return MilestoneDraft(what=what, due_on=today + timedelta(days=days), evidence=evidence, unit="Parks department")


def fountains(today: date) -> AnswerDraft:
    return AnswerDraft(
        position="commitment",
        summary="All eleven squares get a drinking fountain, the first four before the summer.",
        explanation="Water pipes already run under seven of the squares. The other four need new ones.",
        signed_by="Director of parks",
        contact=OFFICE,
        milestones=(
            _milestone(today, 90, "Four fountains run, the first at Market Square.", "The map of fountains."),
            _milestone(today, 210, "Fountains run on all eleven squares.", "The map of fountains."),
        ),
    )


def benches(_today: date) -> AnswerDraft:
    return AnswerDraft(
        position="already",
        summary="The river walk has had 46 such benches since last spring, one every 120 metres.",
        explanation="They were put up when the river wall was renewed. Few people know, as the map is old.",
        signed_by="Director of parks",
        contact=OFFICE,
        link="https://environment.example/river-walk/benches",
        since="last April",
        usage="On a sunny Sunday in May 31 of them were taken at three in the afternoon.",
    )


def lamps(today: date) -> AnswerDraft:
    return AnswerDraft(
        position="partly",
        summary="Lamps on the main paths of three parks; none along the river yet, because of the bats.",
        explanation=(
            "On the main paths of Mill Park, Castle Park and the cemetery garden lamps will burn until midnight. The "
            "river meadow is a feeding ground of two protected kinds of bats. A trial with red light, which disturbs "
            "them less, ran in another city for a year, and its report is expected in the autumn. Until then the law "
            "leaves us no room: new lamps within fifty metres of the water need an exemption, which the nature "
            "authority does not give without such a report."
        ),
        signed_by="Director of parks",
        contact=OFFICE,
        milestones=(_milestone(today, 120, "Lamps burn until midnight in three parks.", "The timetable of lamps."),),
        reasons=("law", "evidence"),
        source="Nature Act, section 24",
        would_have_to_change="The report on red light shows that bats bear it, or they feed elsewhere.",
        review_on=today + timedelta(days=330),
        alternative="Reflecting posts along the river path, which need no light of their own.",
    )


def ramp(today: date) -> AnswerDraft:
    return AnswerDraft(
        position="not-yet",
        summary="A ramp beside the stairs would be three times as steep as people in wheelchairs can use.",
        explanation=(
            "The stairs climb 17 metres over a length of 60. A ramp that people in wheelchairs can use would have "
            "to be almost 300 metres long, with landings, and would cross the castle wall twice. We had two designs "
            "drawn; both cut through the roots of the lime trees, which are protected. We know that the present way "
            "round by the upper gate takes twenty minutes on foot, and that this is no answer to somebody who cannot "
            "walk. The bus line could stop there, if the turning place were wide enough."
        ),
        signed_by="State secretary for transport",
        contact="Roads department, roads@transport.example",
        reasons=("technical", "competing-right"),
        source="Designs 1 and 2 for the castle stairs, published with this answer",
        would_have_to_change="The heritage office would have to let us build against the castle wall.",
        review_on=today + timedelta(days=340),
        alternative="A shuttle from Market Square to the upper gate, every half hour at weekends.",
    )


def trees(today: date) -> AnswerDraft:
    return AnswerDraft(
        position="commitment",
        summary="Two trees for each that is felled, from this autumn on, in the same district.",
        explanation="The register shows 612 trees felled since 2020 and 488 planted. The gap will be closed.",
        signed_by="Director of parks",
        contact=OFFICE,
        milestones=(
            _milestone(today, 60, "The register of trees is public, tree by tree.", "The register."),
            _milestone(today, 400, "Every district has as many trees as in 2020.", "The register, by district."),
        ),
    )


def tidy_parks(today: date) -> AnswerDraft:
    """For bins and toilets together."""
    return AnswerDraft(
        position="commitment",
        summary="From May to September somebody looks after the parks every day, weekends included.",
        explanation="We hire six people for the season. They empty bins, and unlock, clean and lock the toilets.",
        signed_by="Director of parks",
        contact=OFFICE,
        milestones=(_milestone(today, 75, "Bins are emptied and toilets open every day.", "The weekly log online."),),
    )


def playground(today: date) -> AnswerDraft:
    return AnswerDraft(
        position="commitment",
        summary="Slide and swings in Mill Park are replaced. This answer is late, and so will the repair be.",
        explanation="The maker of the swings no longer exists, so nothing could be repaired. New ones are ordered.",
        signed_by="Deputy director of parks",
        contact=OFFICE,
        milestones=(
            _milestone(today, 100, "New swings and a new slide are in use.", "The inspector's report, published."),
        ),
    )
