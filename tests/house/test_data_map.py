"""The table of what is kept, deliberation/people/data_map.csv: every field stands in it, and nothing else does."""

from collections import Counter

from django.apps import apps

from deliberation.people.data_map import BASES, KEPT, KINDS, PURPOSES, rows
from deliberation.people.models import Person
from deliberation.votes.models import Participant


def fields():
    every = apps.get_models(include_auto_created=True)
    return [(model._meta.label, field) for model in every for field in model._meta.concrete_fields]


def test_every_field_stands_in_the_table_once_and_nothing_else_does():
    told = Counter((row.model, name) for row in rows() for name in row.fields)
    there = Counter((model, field.name) for model, field in fields())
    assert sorted(there - told) == [], "add them to deliberation/people/data_map.csv: kind, purpose and how long"
    assert sorted(told - there) == [], "take them out of deliberation/people/data_map.csv: they are gone, or twice"


def test_its_codes_are_known_and_used():
    assert {row.kind for row in rows()} == set(KINDS)
    assert {row.purpose for row in rows()} == set(PURPOSES)
    assert {row.kept for row in rows()} == set(KEPT)
    assert {each.basis for each in PURPOSES.values()} == set(BASES)


def test_what_points_to_somebody_is_told_to_be_about_somebody():
    kinds = {(row.model, name): row for row in rows() for name in row.fields}
    about = {(model, field.name): field.related_model for model, field in fields()}
    staff = {where: kinds[where].kind for where, to in about.items() if to is Person}
    assert staff == dict.fromkeys(staff, "personal")
    citizens = {where: kinds[where] for where, to in about.items() if to is Participant}
    assert {row.kind for row in citizens.values()} == {"pseudonymous"}
    assert {row.kept for row in citizens.values()} == {"erased", "month-after-result"}
