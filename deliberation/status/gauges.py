"""What is looked up when somebody asks for the metrics: ages, mails, queues, connections."""

from collections.abc import Iterator
from datetime import datetime

import redis
from django.conf import settings
from django.db import DatabaseError, connection
from prometheus_client.core import GaugeMetricFamily
from prometheus_client.registry import Collector

from deliberation.notices.states import mail_states
from deliberation.results.queries import oldest_unanalysed
from deliberation.status.queries import ages, wanting

QUEUES = ("work", "large")
PATIENCE = 0.5  # seconds for the broker to answer
CONNECTIONS = (
    "SELECT coalesce(state, 'other'), count(*) FROM pg_stat_activity WHERE datname = current_database() GROUP BY 1"
)
STATES = {"active", "idle", "idle in transaction"}


class Gauges(Collector):
    """As things are at one moment. What does not answer is told as such, and the rest all the same."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def collect(self) -> Iterator[GaugeMetricFamily]:
        up = GaugeMetricFamily("answerable_answers", "Whether the part answers: 1 or 0.", labels=["part"])
        for part, asked in (("database", self._of_database), ("broker", self._of_broker)):
            try:
                yield from list(asked())
                up.add_metric([part], 1)
            except (DatabaseError, redis.RedisError, ValueError):
                up.add_metric([part], 0)
        yield up

    def _of_database(self) -> Iterator[GaugeMetricFamily]:
        oldest = (
            "answerable_oldest_unanalysed_vote_seconds",
            "Age of the oldest vote that no analysis has read; 0: none.",
        )
        yield GaugeMetricFamily(*oldest, value=oldest_unanalysed(self.now))
        found = ages(self.now)
        made = GaugeMetricFamily("answerable_made_seconds_ago", "Since it was made last.", labels=["thing"])
        late = GaugeMetricFamily("answerable_late", "1: not as new as it should be.", labels=["thing"])
        for each in found:
            late.add_metric([each.code], each.code in wanting(found))
            if each.seconds is not None:
                made.add_metric([each.code], each.seconds)
        yield from (made, late, self._mails())
        if connection.vendor == "postgresql":
            yield from self._connections()

    def _mails(self) -> GaugeMetricFamily:
        mails = GaugeMetricFamily("answerable_mails", "Mails of the last seven days.", labels=["to", "state"])
        told = mail_states(self.now)
        for to in ("to_subscribers", "to_staff"):
            states = told[to]
            assert isinstance(states, dict)
            for state, number in states.items():
                mails.add_metric([to.removeprefix("to_"), state], number)
        return mails

    def _connections(self) -> Iterator[GaugeMetricFamily]:
        there = GaugeMetricFamily("answerable_database_connections", "To this database.", labels=["state"])
        counts = dict.fromkeys([*sorted(STATES), "other"], 0)
        with connection.cursor() as cursor:
            cursor.execute(CONNECTIONS)
            for state, number in cursor.fetchall():
                counts[state if state in STATES else "other"] += number
            cursor.execute("SHOW max_connections")
            most = float(cursor.fetchone()[0])
        for state, number in counts.items():
            there.add_metric([state], number)
        yield there
        yield GaugeMetricFamily("answerable_database_connections_most", "That the server takes.", value=most)

    def _of_broker(self) -> Iterator[GaugeMetricFamily]:
        waiting = GaugeMetricFamily("answerable_queue_messages", "Messages that nobody took yet.", labels=["queue"])
        prefix = settings.CELERY_BROKER_TRANSPORT_OPTIONS["global_keyprefix"]
        patience = {"socket_timeout": PATIENCE, "socket_connect_timeout": PATIENCE}
        with redis.Redis.from_url(settings.CELERY_BROKER_URL, **patience) as client:
            for queue in QUEUES:
                waiting.add_metric([queue], client.llen(f"{prefix}{queue}"))
        yield waiting
