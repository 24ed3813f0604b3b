"""Ruling on many at once, undoing and hiding, over both faces."""

import pytest

from deliberation.record.models import Entry
from deliberation.statements.models import Outcome, Ruling, Statement
from deliberation.statements.moderating import rule
from deliberation.statements.queries import public_statements, public_texts
from tests.cast import CLOSING, MINUTE, NOON, colleague, draft, open_consultation_at, seeded, written

pytestmark = pytest.mark.django_db
SECRET = "Ring Zoe on 0912 345 678."


def waiting(consultation, many=3):
    return [written(consultation, f"author {n}", f"Idea number {n}.", NOON + n * MINUTE) for n in range(many)]


def standings():
    return [row.standing for row in Statement.objects.filter(seed=False).select_related("ruling")]


def test_many_are_rejected_with_a_ruling_and_an_entry_each(face, world):
    cast, consultation = world
    rows = waiting(consultation)
    face.sign_in(cast.fay)
    assert face.rule_many("streets", {row.number: 0 for row in rows}, "rejected", "off-topic").done
    assert standings() == ["rejected"] * 3
    assert Ruling.objects.filter(statement__in=rows, reason="off-topic", by=cast.fay).count() == 3
    entries = Entry.objects.filter(act="statement.rejected", details={"reason": "off-topic"})
    assert {entry.subject for entry in entries} == {f"statement/{row.number}" for row in rows}


def test_what_was_ruled_on_meanwhile_is_left_out_and_named(face, world):
    cast, consultation = world
    first, second, _third = waiting(consultation)
    rule(statement=first, outcome="accepted", by=colleague(cast), now=NOON)
    face.sign_in(cast.fay)
    answer = face.rule_many("streets", {first.number: 0, second.number: 0}, "rejected", "abuse")
    assert answer.done
    assert standings() == ["accepted", "rejected", "waiting"]
    assert Ruling.objects.filter(statement=first).count() == 1


@pytest.mark.parametrize(("chosen", "reason"), [([], "abuse"), ([0], ""), ([0], "because")])
def test_many_need_a_choice_and_a_published_reason(face, world, chosen, reason):
    cast, consultation = world
    rows = waiting(consultation)
    face.sign_in(cast.fay)
    assert face.rule_many("streets", {rows[n].number: 0 for n in chosen}, "rejected", reason).status == 400
    assert standings() == ["waiting"] * 3


def test_undoing_many_restores_exactly_what_was(face, world):
    cast, consultation = world
    first, second, third = waiting(consultation)
    before = rule(statement=second, outcome="rejected", reason="unclear", note="Which?", by=colleague(cast), now=NOON)
    face.sign_in(cast.fay)
    seen = {first.number: 0, second.number: before.pk, third.number: 0}
    assert face.rule_many("streets", seen, "accepted").done
    batch = Ruling.objects.latest("id").batch
    rule(statement=third, outcome="rejected", reason="abuse", by=colleague(cast), now=NOON)  # since then
    assert face.undo_many("streets", batch).done
    assert standings() == ["waiting", "rejected", "rejected"]
    assert Statement.objects.get(pk=second.pk).ruling == before
    undone = Entry.objects.filter(act="ruling.undone").order_by("subject")
    assert [(entry.subject, entry.details) for entry in undone] == [
        (f"statement/{first.number}", {"standing": "waiting"}),
        (f"statement/{second.number}", {"standing": "rejected"}),
    ]
    assert face.undo_many("streets", batch).done  # nothing is left to undo
    assert Entry.objects.filter(act="ruling.undone").count() == 2


def test_a_ruling_is_undone_once_and_only_as_it_was_seen(face, world):
    cast, consultation = world
    statement = waiting(consultation, 1)[0]
    first = rule(statement=statement, outcome="accepted", by=cast.fay, now=NOON)
    face.sign_in(cast.fay)
    later = rule(statement=statement, outcome="rejected", reason="abuse", by=colleague(cast), now=NOON)
    assert face.undo("streets", statement.number, first.pk).says("Somebody else has ruled on it meanwhile")
    assert standings() == ["rejected"]
    assert face.undo("streets", statement.number, later.pk).done
    assert standings() == ["accepted"]
    assert face.undo("streets", statement.number, first.pk).done
    assert standings() == ["waiting"]
    assert face.undo("streets", statement.number, 0).status == 409
    assert Ruling.objects.filter(statement=statement, undoes__isnull=False).count() == 2


def test_hidden_is_seen_by_nobody_also_after_closing_and_shown_again_when_undone(face, world, at):
    cast, consultation = world
    secret = written(consultation, "zoe", SECRET)
    rule(statement=secret, outcome="accepted", by=cast.fay, now=NOON)
    face.sign_in(cast.fay)
    at(CLOSING)
    face.sign_in(cast.fay)
    assert face.hide("streets", secret.number).done
    assert standings() == [Outcome.HIDDEN]
    assert secret.number not in public_texts(consultation)
    assert face.hide("streets", secret.number).status == 409
    assert face.rule("streets", secret.number, "accepted", seen="hidden").status == 409
    hiding = Ruling.objects.latest("id")
    assert face.undo("streets", secret.number, hiding.pk).done
    assert public_texts(consultation)[secret.number] == SECRET


def test_others_neither_rule_on_many_nor_undo_nor_hide(face, world):
    cast, consultation = world
    statement = waiting(consultation, 1)[0]
    made = rule(statement=statement, outcome="accepted", by=cast.fay, now=NOON)
    for person in (None, cast.filip, cast.omar):
        if person:
            face.sign_in(person)
        assert not face.rule_many("streets", {statement.number: made.pk}, "rejected", "abuse").done
        assert not face.undo("streets", statement.number, made.pk).says("was undone")
        assert not face.hide("streets", statement.number).done
    assert standings() == ["accepted"]


def test_a_seed_that_was_a_mistake_is_taken_back_before_opening(face, world):
    cast, _consultation = world
    plan = draft(cast, slug="plan")
    seeded(cast, plan, ["Trams every ten minutes.", "Call Ann on 555 0123."])
    face.sign_in(cast.fay)
    assert face.rule("plan", 1, "rejected", "personal-data", seen="accepted").done
    open_consultation_at(plan)
    assert [each.number for each in public_statements(plan)] == [0]
