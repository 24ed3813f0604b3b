"""A draft is seen by those who facilitate it, and by nobody else."""

import pytest

from deliberation.consultations.models import Consultation
from deliberation.consultations.queries import consultation_for, worked_on_by
from deliberation.errors import Missing
from deliberation.people.actions import appoint
from deliberation.people.permissions import Role
from tests.cast import NOON, draft, founded, open_consultation_at

pytestmark = pytest.mark.django_db


def seen_by(person) -> list[str]:
    return [consultation.slug for consultation in Consultation.objects.visible_to(person)]


def test_a_draft_is_hidden_from_strangers_and_from_others_in_office() -> None:
    cast = founded()
    draft(cast)
    assert seen_by(cast.fay) == ["streets"]
    assert [seen_by(person) for person in (None, cast.filip, cast.omar)] == [[], [], []]


def test_a_hidden_draft_answers_as_if_there_were_none() -> None:
    cast = founded()
    draft(cast)
    with pytest.raises(Missing) as hidden:
        consultation_for("streets", cast.filip)
    with pytest.raises(Missing) as absent:
        consultation_for("nowhere", cast.filip)
    assert hidden.value.detail == absent.value.detail == "There is no such consultation."
    assert consultation_for("streets", cast.fay).slug == "streets"


def test_what_opened_is_seen_by_everybody_and_once() -> None:
    cast = founded()
    open_consultation_at(draft(cast))
    appoint(email="fay@example.org", name="Fay", role=Role.OFFICIAL, organisation=cast.city, now=NOON)
    assert [seen_by(person) for person in (None, cast.fay, cast.filip)] == [["streets"]] * 3


def test_an_official_of_the_host_sees_no_draft() -> None:
    cast = founded()
    draft(cast)
    otto = appoint(email="otto@example.org", name="Otto", role=Role.OFFICIAL, organisation=cast.city, now=NOON)
    assert seen_by(otto) == []


def test_a_facilitators_own_list() -> None:
    cast = founded()
    draft(cast)
    draft(cast, slug="parks")
    assert {each.slug for each in worked_on_by(cast.fay)} == {"streets", "parks"}
    assert [list(worked_on_by(person)) for person in (cast.filip, cast.omar, None)] == [[], [], []]
