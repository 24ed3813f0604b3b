"""Sessions end, and then nothing of them is kept."""

import pytest
import time_machine
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session

from deliberation.people.tasks import delete_ended_sessions
from tests.cast import HOUR, NOON


@pytest.mark.django_db
def test_a_session_that_has_ended_is_deleted_and_another_stays():
    with time_machine.travel(NOON, tick=False):
        SessionStore().save()
    with time_machine.travel(NOON + 11 * HOUR, tick=False):
        later = SessionStore()
        later.save()
        delete_ended_sessions()
        assert Session.objects.count() == 2
    with time_machine.travel(NOON + 13 * HOUR, tick=False):
        delete_ended_sessions()
    assert Session.objects.get().session_key == later.session_key
