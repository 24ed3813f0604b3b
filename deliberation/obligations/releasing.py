"""What wants a release: rows that people say something of, with how many said something new."""

from django.db.models import BigIntegerField, Count, IntegerField, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce


def with_changes(rows: QuerySet, releases: QuerySet, said: QuerySet, about: str) -> QuerySet:
    """Each row with `changed`, the people who said something since its last release. That one is number `released` (0:
    none), was made at `released_at` and read up to `read_up_to`.

    `releases` and `said` are those of OuterRef("pk"); `about` is the field by which they point to a row.
    """
    last = releases.order_by("-number")
    marked = rows.annotate(
        read_up_to=Coalesce(Subquery(last.values("up_to")[:1]), 0, output_field=BigIntegerField()),
        released=Coalesce(Subquery(last.values("number")[:1]), 0, output_field=IntegerField()),
        released_at=Subquery(last.values("at")[:1]),
    )
    new = said.filter(pk__gt=OuterRef("read_up_to")).order_by().values(about)
    people = new.annotate(people=Count("participant", distinct=True)).values("people")
    return marked.annotate(changed=Coalesce(Subquery(people), 0))
