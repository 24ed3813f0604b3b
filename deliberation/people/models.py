"""Accounts, organisations and roles. A participant is not a person: it lives with the votes."""

from collections.abc import Mapping
from typing import ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from deliberation.people.permissions import Role


class People(BaseUserManager["Person"]):
    """Makes accounts; an e-mail address is compared without regard to case."""

    def create_user(self, email: str, name: str, password: str | None = None) -> "Person":
        person = self.model(email=email.strip().lower(), name=name)
        person.set_password(password)
        person.save(using=self._db)
        return person

    def get_by_natural_key(self, username: str | None) -> "Person":
        return self.get(email=(username or "").strip().lower())


class Organisation(models.Model):
    """A body that asks, answers, or both. One that answers is called a ministry."""

    slug = models.SlugField(max_length=80, unique=True)
    name = models.CharField(max_length=200)
    answers = models.BooleanField(default=False, help_text="It can be made to answer: it is a ministry.")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name

    @property
    def organisation_name(self) -> str:
        return self.name

    def offices_of(self, person: "Person") -> Mapping[str, str]:
        """What this person is here, each with the name of the organisation; nothing while the account is off."""
        held = self.members.filter(person=person).values_list("role", flat=True)
        return dict.fromkeys(held, self.name) if person.is_active else {}


class Person(AbstractBaseUser):
    """Somebody with an account: staff of an organisation."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200)
    is_active = models.BooleanField(default=True)
    sessions_ended = models.PositiveIntegerField(
        default=0, db_default=0, help_text="How often all sessions were ended at once."
    )
    rights_changed = models.PositiveIntegerField(
        default=0, db_default=0, help_text="How often a role was given or ended."
    )

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = People()

    def __str__(self) -> str:
        return self.name

    def rights_have_changed(self) -> None:
        """A role was given or ended: the person's sessions get new keys."""
        self.rights_changed += 1
        type(self).objects.filter(pk=self.pk).update(rights_changed=models.F("rights_changed") + 1)

    def end_sessions(self) -> None:
        """Whoever is signed in as this person is so no longer, anywhere."""
        self.sessions_ended += 1
        type(self).objects.filter(pk=self.pk).update(sessions_ended=models.F("sessions_ended") + 1)

    def _get_session_auth_hash(self, secret: str | None = None) -> str:
        """What a session must carry: it ends with another password, when all are ended, and when a site begins to
        ask for a second factor."""
        holds = f"{self.password}|{self.sessions_ended}|{settings.SECOND_FACTOR}"
        return salted_hmac("answerable.session", holds, secret=secret, algorithm="sha256").hexdigest()


class Attempt(models.Model):
    """How often somebody tried to sign in; the mark names nobody, and is another one every day."""

    mark = models.CharField(max_length=64, primary_key=True)
    since = models.DateTimeField()
    count = models.PositiveIntegerField(default=0)

    class Meta:
        indexes = [models.Index(fields=["since"], name="attempt_since")]

    def __str__(self) -> str:
        return f"{self.count} since {self.since}"


class Membership(models.Model):
    """A person's role in an organisation."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles")
    organisation = models.ForeignKey(Organisation, on_delete=models.CASCADE, related_name="members")
    role = models.CharField(max_length=20, choices=Role.choices)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "organisation", "role"], name="one_role_once"),
            models.CheckConstraint(condition=models.Q(role__in=Role.values), name="known_role"),
        ]

    def __str__(self) -> str:
        return f"{self.role}, {self.organisation}"
