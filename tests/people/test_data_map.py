"""What the table of what is kept says will end is deleted, and the public page tells all of the table."""

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.apps import apps
from django.contrib.sessions.models import Session
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from deliberation.consultations.models import Consultation
from deliberation.notices.actions import subscribe
from deliberation.notices.models import Alarm, Notice, Reminder, Subscription, Told
from deliberation.notices.tasks import send_notices
from deliberation.people.attempts import count_try, of_password
from deliberation.people.data_map import ENDS, rows
from deliberation.people.models import Attempt
from deliberation.people.tasks import delete_ended_sessions
from deliberation.record.models import Entry
from deliberation.results import forgetting, large
from deliberation.results.stock import take_stock
from deliberation.results.tasks import forget_what_is_over
from deliberation.statements.models import Looking, Statement
from deliberation.votes.invitations import invite
from deliberation.votes.models import InvitationBatch, Served, SheetEntry
from deliberation.votes.paper import print_sheets
from deliberation.votes.population import Share, name_population, reached
from tests.cast import CLOSING, DAY, HOUR, NOON, closed_and_bound, fresh, voted_world

SWEEPS = (forget_what_is_over, send_notices, delete_ended_sessions)


def fields():
    every = apps.get_models(include_auto_created=True)
    return [(model._meta.label, field) for model in every for field in model._meta.concrete_fields]


@pytest.fixture
def world(db, settings):
    """A row of each table that somebody should empty one day; then everything is over."""
    settings.EMAIL_ON = True
    world = voted_world(admission="invited-count")
    cast, consultation = world.cast, world.consultation
    shares = [Share("North", 50), Share("South", 50)]
    name_population(consultation=consultation, source="Census", shares=shares, by=cast.fay, now=NOON)
    invite(consultation=consultation, number=3, category="North", by=cast.fay, now=NOON)
    InvitationBatch.objects.get().left.first().delete()  # somebody used it
    print_sheets(consultation=consultation, sheets=1, statements=3, by=cast.fay, now=NOON)
    SheetEntry.objects.create(sheet=consultation.sheets.get(), operation=uuid4(), answers={}, by=cast.fay)
    subscribe(consultation=consultation, address="zoe@example.org", language="en", now=NOON)
    notice = Notice.objects.get()
    Told.objects.create(notice=notice, subscription=notice.subscription, entry=Entry.objects.first())
    times = {"since": NOON, "until": NOON + HOUR}
    Looking.objects.create(statement=Statement.objects.first(), person=cast.fay, **times)
    Session.objects.create(session_key="x", session_data="", expire_date=NOON + HOUR)
    count_try(of_password("fay@example.org", "192.0.2.1"), NOON)
    Attempt.objects.create(mark="x", since=NOON, count=1)
    alarm = Alarm.objects.create(day=NOON.date(), due_at=NOON)
    Reminder.objects.create(person=cast.fay, day=NOON.date(), due_at=NOON, alarm=alarm)
    computation = large.begin(consultation=consultation, now=NOON)
    assert large.go_on(computation=computation, now=NOON)
    return world


def ending():
    """Rows that are left, by the tables of which the map says that they end."""
    names = {row.model for row in rows() if row.kept in ENDS}
    return {name: apps.get_model(name).objects.count() for name in sorted(names)}


def sweep(now):
    with time_machine.travel(now, tick=False):
        large.clear_away(now=now)
        for task in SWEEPS:
            task()


def test_whatever_the_map_says_will_end_is_deleted_when_its_time_has_come(world):
    assert {name for name, left in ending().items() if not left} == set(), "make a row of each here"
    sweep(NOON)
    assert {name for name, left in ending().items() if not left} == set(), "nothing goes before its time"
    consultation = closed_and_bound(world).consultation
    take_stock(consultation=consultation, now=CLOSING)
    counted = reached(consultation)
    sweep(CLOSING + 2 * DAY)
    left = {name for name, left in ending().items() if left}
    assert left == {"notices.Alarm", "notices.Reminder", "votes.Served"}
    sweep(CLOSING + timedelta(days=401))
    assert ending() == dict.fromkeys(ending(), 0)
    assert reached(consultation) == counted == {"North": 1}


def test_what_people_were_shown_goes_a_few_people_at_a_time_and_each_once(world, monkeypatch):
    consultation = closed_and_bound(world).consultation
    take_stock(consultation=consultation, now=CLOSING)
    monkeypatch.setattr(forgetting, "AT_ONCE", 20)
    left = []
    for _run in range(4):
        forgetting.forget_what_is_over(now=CLOSING + timedelta(days=31))
        left.append(Served.objects.values("participant").distinct().count())
    assert left == [22, 2, 0, 0]
    with CaptureQueriesContext(connection) as asked:
        forgetting.forget_what_is_over(now=CLOSING + timedelta(days=31))
    assert not [query["sql"] for query in asked if "votes_served" in query["sql"]]


def test_a_confirmed_address_stays_until_its_owner_ends_it(world):
    Subscription.objects.update(confirmed_at=NOON)
    sweep(NOON + timedelta(days=400))
    assert Subscription.objects.exists()
    assert not fresh(Consultation.objects.get()).closed


@pytest.mark.django_db
def test_the_page_and_its_twin_tell_the_whole_table(client: Client):
    page = client.get(reverse("web:data-map")).content.decode()
    twin = client.get(reverse("api:data-map")).json()
    told = [name for purpose in twin["purposes"] for part in purpose["parts"] for name in part["fields_kept"]]
    assert sorted(told) == sorted(f"{model}.{field.name}" for model, field in fields())
    assert [name for name in told if f"<code>{name}</code>" not in page] == []
    assert [purpose["why"] for purpose in twin["purposes"] if purpose["why"].replace("’", "’") not in page] == []
