"""What is asked, of whom and when. That it opened and that it closed are facts of their own."""

from collections.abc import Mapping
from datetime import datetime
from operator import itemgetter
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.functional import Promise

from deliberation.consultations.admission import ADMISSIONS, CHOICES, USUAL, Admission
from deliberation.consultations.attachments import Attachment
from deliberation.consultations.calendars import zones
from deliberation.consultations.languages import every_language
from deliberation.consultations.moderation import MODERATION_CHOICES, STRICT
from deliberation.consultations.phases import Phase, phase_of
from deliberation.consultations.reasons import all_offered, grounds
from deliberation.people.models import Membership, Organisation, Person
from deliberation.people.permissions import ACTS, SQUAD, Role
from deliberation.record.models import Lasting

DEFAULT_ANSWER_DAYS = 60
LONGEST_ANSWER_DAYS = 365
LONGEST_TOPIC = 60


def known_zone(name: str) -> None:
    """Refuse a time zone that does not exist."""
    if name not in zones():
        raise ValidationError(f"There is no time zone {name!r}. Write one such as Europe/Oslo or Asia/Taipei.")


class Consultations(models.QuerySet["Consultation"]):
    """The one gate to consultations."""

    def visible_to(self, person: Person | None) -> "Consultations":
        """What has opened is public; before that, only its own staff see it."""
        public = models.Q(opening__isnull=False)
        return self.filter(public | _where_may("see-draft", person) if person else public)

    def where_may(self, act: str, person: Person | None) -> "Consultations":
        """Those in which the person may do the act."""
        return self.filter(_where_may(act, person)) if person else self.none()

    def about(self, topic: str = "", ministry: str = "") -> "Consultations":
        """Those of a topic and of a ministry, by its short name; empty: any."""
        named = {name: value for name, value in (("topic", topic), ("ministry__slug", ministry)) if value}
        return self.filter(**named)

    def with_facts(self) -> "Consultations":
        return self.select_related("opening", "closing", "host", "ministry")


def _where_may(act: str, person: Person) -> models.Q:
    """As somebody of the host, or of its squad."""
    held = Membership.objects.filter(person=person)
    lent = SquadMember.objects.filter(person=person, role__in=ACTS[act]).still_held()
    hosts = held.filter(role__in=ACTS[act]).values("organisation")
    return models.Q(host__in=hosts) | models.Q(pk__in=lent.values("consultation"))


class Consultation(models.Model):
    """A question put to the public. What the rules are is fixed in its Opening."""

    slug = models.SlugField(max_length=80, unique=True)
    host = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="hosted")
    # Until it opens, it may lack a ministry and its times; from then on it has all of them.
    ministry = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, null=True, blank=True, related_name="addressed"
    )
    question = models.CharField(max_length=300)
    background = models.TextField(blank=True, help_text="Markdown.")
    documents = models.JSONField(default=list, blank=True, help_text="What to read besides: title and https address.")
    topic = models.CharField(max_length=LONGEST_TOPIC, blank=True, help_text="For example Transport; free, kept few.")
    language = models.CharField(max_length=20, default="en", help_text="A BCP 47 tag such as zh-Hant.")
    languages = models.JSONField(
        default=every_language, blank=True, help_text="Codes of settings.TRANSLATED: pages it is offered in."
    )
    time_zone = models.CharField(max_length=60, default="UTC", validators=[known_zone])
    jurisdiction = models.CharField(max_length=10, blank=True, help_text="Whose holidays count, for example TW.")
    # Typed as they are from its opening on. Whoever handles drafts asks whether they are there.
    opens_at: "models.DateTimeField[datetime | None, datetime]" = models.DateTimeField(  # type: ignore[misc]
        null=True, blank=True, help_text="None: somebody opens it by hand."
    )
    closes_at: "models.DateTimeField[datetime | None, datetime]" = models.DateTimeField(  # type: ignore[misc]
        null=True, blank=True
    )
    answer_days = models.PositiveSmallIntegerField(
        default=DEFAULT_ANSWER_DAYS, validators=[MinValueValidator(1), MaxValueValidator(LONGEST_ANSWER_DAYS)]
    )
    consensus_rule = models.JSONField(default=dict, blank=True, help_text="Empty: the defaults. Fixed at opening.")
    admission = models.CharField(
        max_length=20, default=USUAL, choices=CHOICES, help_text="Who takes part and whose votes count."
    )
    moderation = models.CharField(
        max_length=20, default=STRICT, choices=MODERATION_CHOICES, help_text="Whether statements wait to be read."
    )
    reasons = models.JSONField(
        default=all_offered, blank=True, help_text="Codes of reasons.py, for which statements may be rejected."
    )
    template = models.CharField(max_length=100, blank=True, help_text="What it was made from, a name of templates.py.")
    embed_origins = models.JSONField(default=list, blank=True, help_text="Sites that may show the vote in a frame.")
    created_at = models.DateTimeField()
    created_by = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="+")
    changed_at = models.DateTimeField(
        null=True, help_text="When it was last saved by somebody; before that existed: null."
    )
    owner = models.ForeignKey(
        Person,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who is accountable for it.",
    )

    objects = Consultations.as_manager()

    class Meta:
        ordering = ["-opens_at", "-id"]
        constraints = [
            models.CheckConstraint(condition=models.Q(closes_at__gt=models.F("opens_at")), name="closes_after_opening"),
        ]

    def __str__(self) -> str:
        return self.question

    @property
    def organisation_name(self) -> str:
        return self.host.name

    def offices_of(self, person: Person) -> Mapping[str, str]:
        """What this person is here, each with the name of the organisation that the person acts for: the host, or
        the own one while working in the squad."""
        if not person.is_active:
            return {}
        shape = ("role", "organisation__name")
        lent = (
            SquadMember.objects.filter(consultation=self, person=person)
            .still_held()
            .values_list(*shape, models.Value(0))
        )
        held = self.host.members.filter(person=person).values_list(*shape, models.Value(1))
        return {role: name for role, name, _of_host in sorted(lent.union(held), key=itemgetter(2))}

    @property
    def accountable(self) -> Person | None:
        """The one person who is accountable; nobody once that person facilitates for the host no longer."""
        held = self.host.offices_of(self.owner) if self.owner else {}
        return self.owner if Role.FACILITATOR in held else None

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def will_be_answered(self) -> bool:
        """Is a ministry named, and does it answer?"""
        return self.ministry is not None and self.ministry.answers

    @property
    def version(self) -> str:
        """Tells what was last saved from anything before or after it."""
        return self.changed_at.isoformat() if self.changed_at else ""

    @property
    def grounds(self) -> Mapping[str, Promise]:
        """Why a statement may be rejected here: sentences by code. From its opening on, as it was fixed then."""
        return grounds(self.opening.reasons if self.public else self.reasons)

    @property
    def opens_by_itself(self) -> bool:
        """Not where it was still being changed when its time came: whoever did that opens it too."""
        return self.opens_at is not None and (self.changed_at is None or self.changed_at <= self.opens_at)

    @property
    def public(self) -> bool:
        """May everybody see it? From its opening on."""
        return hasattr(self, "opening")

    @property
    def closed(self) -> bool:
        return hasattr(self, "closing")

    @property
    def ended_at(self) -> datetime:
        """When voting ended, which may be before it was to; until then, when it will end."""
        return self.closing.closed_at if self.closed else self.closes_at

    def phase(self, now: datetime) -> Phase:
        """Where it stands, worked out from its facts."""
        return phase_of(hasattr(self, "opening"), self.closed, self.closes_at, now)


class SquadMembers(models.QuerySet["SquadMember"]):
    """Those who work on consultations of others."""

    def still_held(self) -> "SquadMembers":
        """Those who still have a role in the organisation that they act for, and where it has not become the host:
        there that role is all they have."""
        held = Membership.objects.filter(person=models.OuterRef("person"), organisation=models.OuterRef("organisation"))
        return self.filter(models.Exists(held)).exclude(organisation=models.F("consultation__host"))


class SquadMember(models.Model):
    """Somebody of another organisation who works on this consultation too, and acts for that organisation."""

    consultation = models.ForeignKey(Consultation, on_delete=models.CASCADE, related_name="squad")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="+")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="+")
    role = models.CharField(max_length=20, choices=[(role.value, role.label) for role in SQUAD])

    objects = SquadMembers.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consultation", "person"], name="once_in_a_squad"),
            models.CheckConstraint(condition=models.Q(role__in=SQUAD), name="known_squad_role"),
        ]

    def __str__(self) -> str:
        return f"{self.role}, {self.organisation}"


class Opening(Lasting):
    """That a consultation opened, and every rule that was fixed then."""

    consultation = models.OneToOneField(Consultation, on_delete=models.PROTECT, related_name="opening")
    opened_at = models.DateTimeField()
    ministry = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    consensus_rule = models.JSONField()
    answer_days = models.PositiveSmallIntegerField()
    admission = models.CharField(max_length=20, default=USUAL, help_text="Openings before it existed: everybody.")
    moderation = models.CharField(max_length=20, default=STRICT, help_text="Openings before it existed: strict.")
    reasons = models.JSONField(default=list, help_text="Codes of reasons.py. Openings before it existed: none.")
    calendar = models.JSONField(help_text="Weekend days and holidays, with their source and version.")

    def __str__(self) -> str:
        return f"{self.consultation} opened"

    @property
    def admits(self) -> Admission:
        return ADMISSIONS[self.admission]


class ConsultationFile(Attachment):
    """Something to read besides the background. Withdrawn, it is gone; the record keeps its digest."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="files")
    attached_at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["consultation", "sha256"], name="attached_once")]

    def __str__(self) -> str:
        return self.title


class WeekNote(Lasting):
    """What the facilitators told the public, in Markdown. `last`: what did not work, after which none comes."""

    consultation = models.ForeignKey(Consultation, on_delete=models.PROTECT, related_name="week_notes")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()
    last = models.BooleanField(default=False)
    published_at = models.DateTimeField()
    by = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["consultation", "number"], name="week_note_number_once"),
            models.UniqueConstraint(fields=["consultation"], condition=models.Q(last=True), name="one_last_week_note"),
        ]

    def __str__(self) -> str:
        return f"{self.consultation}, week note {self.number}"


class Closing(Lasting):
    """That voting ended. From this row on no vote is taken, however early its request came."""

    consultation = models.OneToOneField(Consultation, on_delete=models.PROTECT, related_name="closing")
    closed_at = models.DateTimeField(help_text="The scheduled time, also when no worker ran then.")

    def __str__(self) -> str:
        return f"{self.consultation} closed"
