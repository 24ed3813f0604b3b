"""Options that several commands understand, and how their values are checked."""

import argparse
from typing import Any

from django.core.exceptions import ValidationError
from django.core.management.base import CommandParser
from django.core.validators import validate_email, validate_slug

from deliberation.consultations.convening import Conveners


def slug(text: str) -> str:
    try:
        validate_slug(text)
    except ValidationError as error:
        raise argparse.ArgumentTypeError(f"{text!r}: use letters, digits, hyphens and underscores") from error
    return text


def email(text: str) -> str:
    try:
        validate_email(text)
    except ValidationError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is no e-mail address") from error
    return text


def counting(text: str) -> int:
    """A whole number of at least 1."""
    if not (text.isascii() and text.isdigit() and int(text) >= 1):
        raise argparse.ArgumentTypeError(f"{text!r}: write a whole number of at least 1")
    return int(text)


def add_conveners(parser: CommandParser) -> None:
    """Who asks and who answers; what is not there is made."""
    usual = Conveners()
    parser.add_argument("--host", type=slug, default=usual.host, help="short name of the organisation that asks")
    parser.add_argument("--host-name", default=usual.host_name, help="its name, if it has to be made")
    parser.add_argument("--ministry", type=slug, default=usual.ministry, help="short name of the ministry that answers")
    parser.add_argument("--ministry-name", default=usual.ministry_name, help="its name, if it has to be made")
    parser.add_argument("--facilitator", type=email, metavar="EMAIL", help="whose name it is opened in")


def conveners(options: dict[str, Any]) -> Conveners:
    names = ("host", "host_name", "ministry", "ministry_name", "facilitator")
    return Conveners(**{name: options[name] or "" for name in names})
