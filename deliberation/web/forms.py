"""Forms of the pages: they read what was typed; whether it may be done is decided in the rooms."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib.auth.forms import AuthenticationForm, SetPasswordForm
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from deliberation.errors import Invalid, Refusal, TooMany
from deliberation.people.signing_in import by_password
from deliberation.statements.models import LONGEST
from deliberation.statements.rules import LONGEST_APPEAL


class PageForm(forms.Form):
    """A form in the site's design that can show a refusal at the fields it is about."""

    needed: tuple[str, ...] = ()  # what the rooms ask for, although the form itself takes it empty

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use_required_attribute = False  # the browser's own bubbles cannot be styled, nor read by all
        for name, field in self.fields.items():
            field.optional = not field.required and name not in self.needed
            field.widget.attrs.setdefault("class", "ds-input")
            if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
                # Above the form many of these stand together: each has to say which field it is about.
                field.error_messages["required"] = _("“%(field)s” is empty.") % {"field": field.label}

    def show(self, refusal: Refusal) -> None:
        """Put the refusal's sentences at its fields, and what belongs to no field above the form."""
        known = {name: text for name, text in refusal.fields.items() if name in self.fields}
        rest = {name: text for name, text in refusal.fields.items() if name not in self.fields}
        for name, text in known.items():
            self.add_error(name, text)
        if rest or not known:
            self.add_error(None, [refusal.detail, *(text for text in rest.values() if text != refusal.detail)])


class SignInForm(PageForm, AuthenticationForm):
    """Django's own sign-in form in the site's design; how often it may be tried is counted."""

    refused: TooMany | None = None

    def clean(self) -> dict[str, Any]:
        email, password = self.cleaned_data.get("username"), self.cleaned_data.get("password")
        if email and password:
            try:
                self.user_cache = by_password(self.request, email=email, password=password, now=timezone.now())
            except TooMany as refusal:
                self.refused = refusal
                raise forms.ValidationError(refusal.detail) from refusal
            except Refusal as refusal:
                raise self.get_invalid_login_error() from refusal
        return self.cleaned_data


class PasswordAgainForm(SignInForm):
    """The password of whoever is signed in."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["username"]

    def clean(self) -> dict[str, Any]:
        self.cleaned_data["username"] = self.request.user.email
        return super().clean()


class PasswordForm(PageForm, SetPasswordForm):
    """Django's own form of a new password in the site's design."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["new_password1"].help_text = _("At least 12 characters, and not one that many people use.")


class PasswordChangeForm(PasswordForm):
    """A new password, and the one there was."""

    password = forms.CharField(
        label=_("Your password"),
        strip=False,
        max_length=4096,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
    )
    field_order = ("password", "new_password1", "new_password2")


class WriteForm(PageForm):
    """A citizen's statement."""

    needed = ("text",)

    text = forms.CharField(
        label=_("Your statement"),
        required=False,  # what a statement must be is said by the rule, in one place
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4, "dir": "auto", "data-longest": LONGEST}),
    )


class AppealForm(PageForm):
    """An author's objection to a rejection."""

    needed = ("reason",)

    reason = forms.CharField(
        label=_("Why should it be accepted?"),
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 5, "dir": "auto", "data-longest": LONGEST_APPEAL}),
    )


class AddressForm(PageForm):
    """Where to write to."""

    needed = ("address",)

    address = forms.CharField(
        label=_("Your e-mail address"),
        help_text=_("Used for these notices only, and deleted when you unsubscribe. No account is made."),
        required=False,  # what an address must be is said by the rule, in one place
        widget=forms.EmailInput(attrs={"dir": "ltr", "autocomplete": "email"}),
    )


class VoteForm(forms.Form):
    """A vote as the buttons send it."""

    statement = forms.IntegerField(min_value=0)
    value = forms.IntegerField()
    operation = forms.UUIDField()
    mark = forms.CharField(required=False)


USUAL = {"csrfmiddlewaretoken", "statement", "value", "operation", "mark"}
VALUES = {"1": 1, "0": 0, "-1": -1}


def usual_vote(sent: QueryDict) -> dict[str, Any] | None:
    """What VoteForm reads, at a tenth of its price, where it is written as our pages write it; else None: the form
    says what is wrong, if anything is."""
    number, value = sent.get("statement", ""), VALUES.get(sent.get("value", ""))
    if not sent.keys() <= USUAL or value is None or not (number.isascii() and number.isdecimal() and len(number) < 10):
        return None
    try:
        operation = UUID(sent.get("operation", ""))
    except ValueError:
        return None
    return {"number": int(number), "value": value, "operation": operation, "mark": sent.get("mark", "").strip()}


def not_a_vote() -> Invalid:
    """What is said of a vote that no button of ours has sent."""
    return Invalid("vote-form", gettext("This vote was not complete. Open the voting page again and vote there."))
