"""What was rejected or hidden stands in no output: every address is asked, found from the list of addresses.

The hidden statement was as public as can be before: voted on, published, translated, searchable, binding a ministry.
"""

import re

import pytest
from django.core import mail
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from django.utils import translation

from deliberation.notices.actions import confirm, note_what_is_due, send_due, subscribe
from deliberation.notices.links import token
from deliberation.notices.models import Subscription
from deliberation.obligations.answer_files import attach_to_draft
from deliberation.obligations.drafting import save_draft
from deliberation.obligations.meeting import hold
from deliberation.obligations.meeting_facts import meeting_numbered
from deliberation.obligations.models import Obligation
from deliberation.obligations.utterances import correct, mark
from deliberation.obligations.utterances import hide as hide_words
from deliberation.search.actions import take_up
from deliberation.statements.actions import translate
from deliberation.statements.models import Statement
from deliberation.statements.moderating import hide, rule
from deliberation.votes.identity import COOKIE, remember
from deliberation.votes.models import AGREE
from deliberation.votes.paper import print_sheets
from tests.cast import (
    CLOSING,
    DAY,
    HOUR,
    NOON,
    answer,
    closed_and_bound,
    commitment,
    not_yet,
    vote,
    voted_world,
    written,
)
from tests.hall import announced, meeting_owed
from tests.web.addresses import SAMPLES, SPECIAL, every_address

# Made-up words, so that each stands nowhere but in its text.
REJECTED, WAITING, HIDDEN, TRANSLATED = "zorblaxed", "quibnorred", "frumpelated", "flimmergrün"
DRAFTED = "wibbleston"
SAID, MISHEARD = "wobblethwick", "snorgelfen"
FOUND = {SAID: f"I am {SAID}", MISHEARD: f"{MISHEARD} {SAID}"}  # as a match shows it
LATER = CLOSING + DAY


@pytest.fixture
def world(clock, db, settings, monkeypatch, tmp_path):
    """Streets closed with a hidden statement that binds a ministry; one that was rejected, one that waits."""
    settings.EMAIL_ON = True
    settings.MEDIA_ROOT = tmp_path
    clock.move_to(NOON)
    world = voted_world()
    cast, consultation = world.cast, world.consultation
    texts = {word: written(consultation, "ann", f"Every square needs a {word} bench.") for word in
             (REJECTED, WAITING, HIDDEN)}  # fmt: skip
    rule(statement=texts[HIDDEN], outcome="accepted", by=cast.fay, now=NOON)
    rule(statement=texts[REJECTED], outcome="rejected", reason="abuse", note="Sorry.", by=cast.fay, now=NOON)
    translate(statement=texts[HIDDEN], language="es", text=f"Un banco {TRANSLATED}.", by=cast.fay, now=NOON)
    for person in world.people:
        vote(person, texts[HIDDEN].number, AGREE)
    subscribe(consultation=consultation, address="zoe@example.org", language="en", now=NOON)
    handle = token(Subscription.objects.get().handle)
    confirm(token=handle, now=NOON)
    print_sheets(consultation=consultation, sheets=1, statements=40, by=cast.fay, now=NOON)
    clock.move_to(LATER)
    closed_and_bound(world, CLOSING)
    take_up(now=LATER)
    duty = Obligation.objects.get(statement=texts[HIDDEN])
    answer(obligation=duty, draft=commitment(), by=cast.omar, now=LATER)
    save_draft(obligation=duty, draft=not_yet(summary=f"A {DRAFTED} bench."), by=cast.omar, now=LATER)
    data = f"The {DRAFTED} file.".encode()
    file = attach_to_draft(obligation=duty, title=DRAFTED, name="a.txt", data=data, by=cast.omar, now=LATER)
    take_up(now=LATER)
    sheet = consultation.sheets.get()
    monkeypatch.setitem(SPECIAL, "web:sheets-print", {"batch": sheet.batch})
    known = {"token": handle, "number": texts[HIDDEN].number, "obligation": duty.pk, "language": "es",
             "attached": file.pk}  # fmt: skip
    known["code"] = sheet.code
    for name, value in known.items():
        monkeypatch.setitem(SAMPLES, name, value)
    for name in ("web:obligation", "web:answer", "web:answer-version", "web:rating", "web:follow-up",
                 "web:answer-files", "web:answer-file"):  # fmt: skip
        monkeypatch.setitem(SPECIAL, name, {"number": duty.pk, "version": 1, "attached": file.pk})
    for name in ("web:results-numbered", "web:results-csv", "web:results-svg", "api:result"):
        monkeypatch.setitem(SPECIAL, name, {"number": 1})
    return world, texts


def reader(person=None, cookie=""):
    client = Client()
    if person:
        client.force_login(person)
    if cookie:
        from_us = HttpResponse()
        remember(from_us, cookie)
        client.cookies[COOKIE] = from_us.cookies[COOKIE].value
    return client


def everything(client, *, translated=False):
    """By address: what it answers, in English and, if asked for, in the language of the translation."""
    paths = [each.path for each in every_address()]
    with translation.override("es"):
        paths += [each.path for each in every_address()] if translated else []
    for word in (REJECTED, WAITING, HIDDEN, TRANSLATED, SAID, MISHEARD, "square", "banco"):
        paths += [f"{reverse(name)}?q={word}" for name in ("web:search", "api:search")]
    for standing in ("waiting", "accepted", "rejected", "hidden"):
        paths += [reverse("web:queue", args=["streets", standing])]
        paths += [reverse("api:queue", args=["streets"]) + f"?standing={standing}"]
    return {path: client.get(path).getvalue().decode(errors="replace") for path in dict.fromkeys(paths)}


def where(pages, *words):
    """Which of the words stand where; what was searched for is repeated by its page, so there the sentence counts."""
    return {
        (path, word)
        for path, text in pages.items()
        for word in words
        if (FOUND.get(word, f"{word} bench") if f"q={word}" in path else word) in re.sub("</?mark>", "", text)
    }


@pytest.fixture
def hall(world, clock, monkeypatch):
    """A meeting that was held; nothing of what was said is published."""
    cast = world[0].cast
    owed = meeting_owed(cast, "hall", CLOSING)
    for each in every_address():
        if each.name.partition(":")[2].startswith(("meeting", "utterance")):
            known = {"number": owed.pk, "obligation": owed.pk, "utterance": 1}
            monkeypatch.setitem(SPECIAL, each.name, known)
    hold(obligation=owed, held_at=announced(cast, owed, LATER), by=cast.omar, now=LATER + HOUR)
    clock.move_to(LATER + HOUR)
    return cast, owed.pk


@pytest.mark.once
def test_words_of_a_meeting_are_nowhere_before_they_are_published_and_after_they_are_hidden(hall):
    cast, owed = hall
    address, spoken = (
        reverse("web:meeting-posting", args=[owed]),
        f"WEBVTT\n\n00:01.000 --> 00:02.000\n<v {SAID}>{MISHEARD}",
    )
    record = {"recording": "https://media.example.org/1.mp4", "captions": "on", "minutes": "x", "transcript": spoken}
    official, host = reader(cast.omar), reader(cast.fay)
    looked = official.post(address, record).content.decode()
    assert MISHEARD in looked
    for client in (reader(), host):
        assert where(everything(client), MISHEARD, SAID) == set()
    these = re.search(r'name="these" value="(\w+)"', looked).group(1)
    assert official.post(address, {**record, "these": these}).status_code == 302
    about = {"obligation": meeting_numbered(owed), "number": 1, "by": cast.fay, "now": LATER + HOUR}
    correct(speaker="", text=f"I am {SAID}.", reason="Misheard.", **about)
    take_up(now=LATER + HOUR)
    mark(statement=3, **about)
    seen = where(everything(reader()), SAID, MISHEARD)
    assert {word for _path, word in seen} == {SAID, MISHEARD}
    assert len(seen) > 4
    hide_words(reason="personal-data", **about)
    for client in (reader(), official, host):
        assert where(everything(client), SAID, MISHEARD) == set()


def test_nothing_of_it_is_anywhere_once_it_is_hidden(world, clock):
    world, texts = world
    before = where(everything(reader(), translated=True), HIDDEN, TRANSLATED)
    assert len({path for path, word in before if word == HIDDEN}) > 8, "the walk does not see what is public"
    assert {word for _path, word in before} == {HIDDEN, TRANSLATED}
    hide(statement=Statement.objects.get(pk=texts[HIDDEN].pk), by=world.cast.fay, now=LATER + HOUR)
    evening = LATER + 6 * HOUR  # when the day's notices are made
    clock.move_to(evening)
    note_what_is_due(now=evening)
    send_due(now=evening)
    assert mail.outbox, "no mail was sent"
    assert not [letter for letter in mail.outbox if HIDDEN in letter.subject + letter.body]
    gone = (HIDDEN, TRANSLATED)
    assert where(everything(reader(), translated=True), *gone, REJECTED, WAITING) == set()
    assert where(everything(reader(cookie="person 0")), *gone, REJECTED, WAITING) == set()
    assert where(everything(reader(cookie="ann")), *gone) == set()  # its author
    for person in (world.cast.omar, world.cast.filip):
        assert where(everything(reader(person)), *gone, REJECTED, WAITING) == set(), person
    seen_by_staff = where(everything(reader(world.cast.fay)), *gone, REJECTED, WAITING)
    assert {word for _path, word in seen_by_staff} == {REJECTED, WAITING}


@pytest.mark.once
def test_what_a_ministry_drafts_is_seen_by_the_ministry_alone(world):
    cast = world[0].cast
    for person in (None, cast.fay, cast.filip, cast.hana):
        assert where(everything(reader(person)), DRAFTED) == set(), person
    assert where(everything(reader(cookie="ann")), DRAFTED) == set()
    assert len(where(everything(reader(cast.olga)), DRAFTED)) == 4, "the walk does not see what its people see"
