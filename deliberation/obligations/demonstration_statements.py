"""What people say in the demonstration. A stance per opinion group: + agrees, - disagrees, 0 is divided."""

from typing import NamedTuple


class Said(NamedTuple):
    """A statement; without stances nobody votes on it. `ruling`: accepted, waiting, or the reason it was rejected."""

    text: str
    stances: str = ""
    citizen: bool = False
    ruling: str = "accepted"


def citizen(text: str, stances: str = "", ruling: str = "accepted") -> Said:
    return Said(text, stances, citizen=True, ruling=ruling)


RENTALS = (
    Said("Whoever rents out a flat to visitors should have to register it with the city.", "+++"),
    Said("A whole flat should be rented to visitors on at most 60 nights a year.", "+-0"),
    Said("People should be free to rent out the home they live in without asking anybody.", "-++"),
    Said("Short-term rentals are the main reason why rents have risen in the old town.", "+--"),
    Said("The city should publish how many flats are rented to visitors in each district.", "+++"),
    Said("New short-term rentals should not be allowed in districts where housing is scarce.", "+-0"),
    Said("Visitors' money keeps shops and cafés in our district alive.", "-+0"),
    Said("Booking platforms should have to remove offers that have no registration number.", "+0+"),
    Said("The tax that visitors pay should go into affordable housing.", "+0-"),
    Said("The city should leave this to owners and their neighbours.", "-+-"),
    Said("Owners of more than two short-term rentals should be treated as hotels.", "+-+"),
    Said("Every rental should name a person whom neighbours can call at night.", "+++"),
    citizen("My neighbours' guests ring my bell at three in the morning. There must be fines for that.", "+-+"),
    citizen("I can only afford my flat because I rent out the spare room in summer.", "-+0"),
    citizen("Housing associations should decide for themselves whether their building allows it.", "0-+"),
    citizen("Students should be allowed to rent out their room when they are away.", "0+-"),
    citizen("Empty flats are a bigger problem than flats with visitors in them.", "-+-"),
    citizen("Inspections should happen where there are complaints, not everywhere.", "0+0"),
    citizen("The rules should be the same in the whole country.", "00-"),
    citizen("Rentals need smoke detectors and escape plans, just like hotels.", "+++"),
    citizen("A trial in two districts would tell us more than another report.", ruling="waiting"),
    citizen("Let the city buy flats and rent them to nurses and teachers.", ruling="waiting"),
    citizen("Platforms should share their data with researchers.", ruling="waiting"),
    citizen("What does the mayor think about this?", ruling="not-a-statement"),
    citizen("The owner of 14 Mill Lane cheats on taxes and everybody knows it.", ruling="personal-data"),
    citizen("Book your next holiday with SunnyStays, ten percent off!", ruling="advertising"),
    citizen("Hotels are too expensive and the airport needs a night train and more bins.", ruling="several-ideas"),
)
SCHOOL_STREETS = (
    Said("Streets outside primary schools should be closed to cars when school starts and ends.", "+-"),
    Said("Children should be able to walk the last 200 metres to school without crossing moving traffic.", "++"),
    Said("Parents who have to drive to work need a place to stop near the school.", "-+"),
    Said("School streets only move the traffic to the next street.", "-+"),
    Said("Every primary school should have a safe crossing at its entrance.", "++"),
    Said("The speed limit around schools should be 30 km/h all day.", "+0"),
    Said("Residents should keep access to their street at all times.", "0+"),
    Said("Volunteers should not have to stand at the barriers; the city should employ somebody.", "0-"),
    Said("A school street should be tried for six months before it becomes permanent.", "-+"),
    Said("Cameras should enforce school streets.", "+-"),
    Said("The school bus should run later in the afternoon.", "0+"),
    Said("Secure bicycle parking belongs at every school.", "+0"),
    citizen("My daughter has asthma. The exhaust at the school gate makes her ill.", "+-"),
    citizen("Delivery vans are worse than parents' cars.", "+-"),
    citizen("Parking in front of the school gate should simply be fined, every time.", "++"),
    citizen("Teachers need to reach the car park in the morning.", "-+"),
    citizen("Schools should decide for themselves, together with their street.", "0+"),
    citizen("We should first count how many cars there really are.", "-+"),
    citizen("Cars are evil and so are the people in them.", ruling="abuse"),
    citizen("Streets by primary schools should be closed to cars in the morning and afternoon.", ruling="duplicate"),
)
TERRACES = (
    Said("Terraces should be allowed to stay open until midnight on weekdays.", "+-"),
    Said("People who live above a bar have a right to sleep at ten.", "-+"),
    Said("A lively city has voices in its streets at night.", "+-"),
    Said("The number of terraces in the old town should be capped.", "-+"),
    Said("Terraces may stay open later in summer.", "+-"),
    Said("Bars should pay for the police that is needed at night.", "-+"),
    Said("Whoever moves into the old town knows that it is loud.", "+-"),
    Said("Music outdoors should end at nine.", "-+"),
    Said("Closing times drive young people out of the city.", "+-"),
    Said("A bar that breaks the rules twice should lose its terrace.", "-+"),
    Said("The city should measure noise before it makes new rules.", "+-"),
    Said("Parking spaces should give way to terraces.", "+-"),
    citizen("I work shifts and have not slept properly since May.", "-+"),
    citizen("Our café lives from the hours after ten.", "+-"),
    citizen("Heaters on terraces should be forbidden.", "-+"),
    citizen("Nobody is disturbed by people who talk.", "+-"),
    citizen("Residents should be asked before a terrace is allowed.", "-+"),
    citizen("The old town should not become a museum.", "+-"),
)
HARBOUR = (
    Said("People should be able to swim in the Old Harbour again.", "+-0"),
    Said("The water quality in the harbour should be measured and published every week.", "+++"),
    Said("Ferries need the harbour more than swimmers do.", "-+0"),
    Said("The sewage overflow into the harbour must stop, whatever else is decided.", "+++"),
    Said("A bathing place needs lifeguards from the first day.", "0+-"),
    Said("The city should spend the money on the indoor pools instead.", "-+-"),
    Said("One fenced bathing place is better than none.", "+-0"),
    Said("Boats should have to slow down everywhere in the harbour.", "+-+"),
    Said("Swimming should be free of charge.", "+0-"),
    Said("The quay belongs to everybody, not to restaurants.", "+-+"),
    Said("Ladders should be put up so that people who fall in can get out.", "+++"),
    Said("Bathing draws noise and litter into a quiet quarter.", "-+-"),
    citizen("I swam there as a child. My grandchildren should be able to do so too.", "+-0"),
    citizen("The harbour is a workplace.", "-+0"),
    citizen("People swim there anyway, so make it safe.", "+-+"),
    citizen("Winter bathers would come too, with a small sauna.", "+--"),
    citizen("There is no parking near the harbour.", "-+-"),
    citizen("The current under the bridge is dangerous.", "0+-"),
    citizen("More ducks!", ruling="off-topic"),
    citizen("asdf jkl", ruling="unclear"),
)
