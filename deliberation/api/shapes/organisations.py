"""Organisations and the people who act for them."""

from rest_framework import serializers

from deliberation.api.shapes.strict import Input
from deliberation.people.permissions import Role


class Organisation(serializers.Serializer):
    """A body that asks, answers, or both."""

    slug = serializers.SlugField(help_text="Its stable short name.")
    name = serializers.CharField(help_text="Its name.")
    answers = serializers.BooleanField(help_text="It can be made to answer: it is a ministry.")


class HeldRole(serializers.Serializer):
    """A role in an organisation."""

    role = serializers.ChoiceField(choices=Role.values, help_text="facilitator, moderator, official or observer.")
    organisation = Organisation(help_text="Where the role is held.")


class SignedIn(serializers.Serializer):
    """The account that is signed in."""

    name = serializers.CharField(help_text="The person's name.")
    email = serializers.EmailField(help_text="The address the person signs in with.")
    roles = HeldRole(many=True, help_text="What the person may act as, and where.")


class Session(serializers.Serializer):
    """Who is asking."""

    person = SignedIn(allow_null=True, help_text="The account signed in; null for a visitor.")
    csrf_token = serializers.CharField(help_text="Send it in the header X-CSRFToken with every POST and DELETE.")


class SignInInput(Input):
    """What staff sign in with."""

    email = serializers.EmailField(max_length=254, help_text="The account's address.")
    password = serializers.CharField(max_length=4096, trim_whitespace=False, help_text="The account's password.")
    code = serializers.CharField(
        required=False,
        default="",
        allow_blank=True,
        max_length=40,
        help_text="What one's app shows, or a recovery code.",
    )


class PasswordInput(Input):
    """A new password, and the one there was."""

    password = serializers.CharField(max_length=4096, trim_whitespace=False, help_text="The one there was.")
    new_password = serializers.CharField(
        max_length=4096,
        trim_whitespace=False,
        help_text="At least 12 characters, not one that many people use, and not made of names of this site or yours.",
    )


class Member(serializers.Serializer):
    """A role that somebody holds in an organisation."""

    number = serializers.IntegerField(source="pk", help_text="Its number, for ending it.")
    name = serializers.CharField(source="person.name", help_text="The person's name.")
    email = serializers.EmailField(source="person.email", help_text="The address the person signs in with.")
    role = serializers.ChoiceField(choices=Role.values, help_text="facilitator, moderator, official or observer.")


class Appointed(Member):
    """A role that was just given."""

    link = serializers.CharField(
        help_text="With it the person chooses a password, once, within three days; empty for an account in use."
    )


class AppointmentInput(Input):
    """Who is given which role."""

    email = serializers.CharField(max_length=254, help_text="The person's address.")
    name = serializers.CharField(
        required=False, default="", allow_blank=True, max_length=1000, help_text="Needed where there is no account yet."
    )
    role = serializers.CharField(max_length=20, help_text="facilitator, moderator, official or observer.")
