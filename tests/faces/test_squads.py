"""Who works on a consultation, over both faces: the accountable owner, and people of other organisations."""

import pytest

from deliberation.consultations.actions import revise
from deliberation.consultations.models import Consultation, SquadMember
from deliberation.consultations.squads import lend
from deliberation.people.actions import appoint, end_role
from deliberation.people.models import Membership
from deliberation.people.permissions import Role
from deliberation.record.models import Entry
from tests.cast import NOON, colleague, draft, founded, opened, written

pytestmark = pytest.mark.django_db


@pytest.fixture
def cast(at):
    at(NOON)
    return founded()


@pytest.fixture
def fay(face, cast):
    face.sign_in(cast.fay)
    return face


def acts():
    return [(entry.act, entry.actor, entry.details) for entry in Entry.objects.order_by("id") if "." in entry.act]


def test_whoever_makes_a_draft_is_accountable_until_it_is_handed_over(fay, cast):
    plan, zac = draft(cast), colleague(cast)
    assert plan.accountable == cast.fay
    assert fay.hand_over("streets", " ZAC@example.org").done
    assert Consultation.objects.get().accountable == zac
    assert fay.hand_over("streets", zac.email).done, "a second time changes nothing"
    assert acts()[-1] == ("owner.changed", "facilitator, City of Springfield", {})
    assert Entry.objects.filter(act="owner.changed").count() == 1
    for stranger in (cast.filip.email, cast.omar.email, "nobody@example.org"):
        refused = fay.hand_over("streets", stranger)
        assert refused.status == 400
    assert Consultation.objects.get().owner == zac


def test_without_somebody_accountable_it_does_not_open(fay, cast):
    plan, zac = draft(cast), colleague(cast)
    fay.hand_over("streets", zac.email)
    end_role(membership=Membership.objects.get(person=zac), by=cast.fay, now=NOON)
    assert Consultation.objects.get().accountable is None
    refused = fay.open("streets")
    assert refused.status == 400
    assert refused.says("Name who is accountable")
    assert fay.hand_over("streets", cast.fay.email).done
    assert fay.open("streets").done
    assert plan.slug in Entry.objects.get(act="consultation.opened").subject


def test_who_is_lent_works_here_for_the_own_organisation_and_nowhere_else(fay, another, cast):
    consultation = opened(cast)
    statement = written(consultation, "ann", "More benches.")
    hers = another()
    hers.sign_in(cast.hana)
    assert not hers.rule("streets", statement.number, "accepted").done
    assert fay.lend("streets", cast.hana.email, "health", "moderator").done
    assert fay.squad("streets").says("Hana")
    assert hers.rule("streets", statement.number, "accepted").done
    assert Entry.objects.get(act="statement.accepted").actor == "moderator, Ministry of Health"
    assert not hers.lend("streets", cast.omar.email, "transport", "moderator").done, "moderators take nobody in"
    draft(cast, slug="other")
    assert hers.squad("other").status == 404

    assert fay.lend("streets", cast.hana.email, "health", "observer").done, "another role takes the place of the first"
    assert SquadMember.objects.count() == 1
    second = written(consultation, "ann", "More trees.")
    assert not hers.rule("streets", second.number, "accepted").done
    assert fay.dismiss("streets", SquadMember.objects.get().pk).done
    assert not hers.squad("streets").done
    names = {"organisation": "Ministry of Health"}
    assert [(act, details) for act, _by, details in acts() if act.startswith("squad")] == [
        ("squad.joined", {"role": "moderator", **names}),
        ("squad.joined", {"role": "observer", **names}),
        ("squad.left", {"role": "observer", **names}),
    ]


def test_a_facilitator_of_the_squad_may_leave_it(fay, another, cast):
    opened(cast)
    assert fay.lend("streets", cast.filip.email, "shelbyville", "facilitator").done
    his = another()
    his.sign_in(cast.filip)
    assert his.dismiss("streets", SquadMember.objects.get().pk).done
    assert acts()[-1][:2] == ("squad.left", "facilitator, City of Shelbyville")
    assert not his.squad("streets").done


def test_whoever_the_host_becomes_has_only_the_roles_held_there(cast):
    plan = draft(cast)
    bo = appoint(email="bo@example.org", name="Bo", role=Role.OBSERVER, organisation=cast.other_city, now=NOON)
    lend(consultation=plan, email=bo.email, organisation=cast.other_city, role=Role.FACILITATOR, by=cast.fay, now=NOON)
    assert set(plan.offices_of(bo)) == {Role.FACILITATOR}
    appoint(email=cast.fay.email, name="", role=Role.FACILITATOR, organisation=cast.other_city, now=NOON)
    moved = revise(consultation=plan, by=cast.fay, now=NOON, host=cast.other_city)
    assert set(moved.offices_of(bo)) == {Role.OBSERVER}
    assert not Consultation.objects.where_may("open", bo).exists()


def test_whoever_works_for_the_other_organisation_no_longer_does_not_here(fay, another, cast):
    opened(cast)
    appoint(email="homer@example.org", name="Homer", role=Role.OFFICIAL, organisation=cast.health, now=NOON)
    homer = Membership.objects.get(person__name="Homer")
    assert fay.lend("streets", homer.person.email, "health", "moderator").done
    his = another()
    his.sign_in(homer.person)
    assert his.squad("streets").done
    homer.delete()
    assert not his.squad("streets").done


@pytest.mark.parametrize(
    ("email", "organisation", "role", "sentence"),
    [
        ("hana@example.org", "springfield", "moderator", "Choose another organisation"),
        ("hana@example.org", "transport", "moderator", "Nobody with this address works for Ministry of Transport"),
        ("nobody@example.org", "health", "moderator", "Nobody with this address works for Ministry of Health"),
        ("hana@example.org", "health", "official", "Choose a role."),
    ],
)
def test_what_is_wrong_is_named_and_nobody_is_lent(fay, cast, email, organisation, role, sentence):
    opened(cast)
    refused = fay.lend("streets", email, organisation, role)
    assert refused.status == 400
    assert refused.says(sentence) or organisation == "springfield"  # the page does not offer the host
    assert not SquadMember.objects.exists()


def test_a_squad_changes_a_draft_and_never_takes_it_away(face, cast):
    plan = draft(cast)
    lend(
        consultation=plan, email=cast.filip.email, organisation=cast.other_city, role=Role.FACILITATOR, by=cast.fay,
        now=NOON,
    )  # fmt: skip
    face.sign_in(cast.filip)
    assert face.squad("streets").done
    assert not face.hand_over("streets", cast.filip.email).done, "accountable is somebody of the host"
    client = face.client
    sent = {"host": "shelbyville"}
    answer = client.patch("/api/v1/consultations/streets", sent, content_type="application/json")
    assert answer.status_code == 403
    sent = {"question": "Which streets?"}
    assert client.patch("/api/v1/consultations/streets", sent, content_type="application/json").status_code == 200
    assert client.get("/desk/consultations/streets/edit/").status_code == 200
    assert Consultation.objects.get().host == cast.city
