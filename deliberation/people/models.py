"""Accounts, organisations and roles. A participant is not a person: it lives with the votes."""

from collections.abc import Mapping
from typing import ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models

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

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects = People()

    def __str__(self) -> str:
        return self.name


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
