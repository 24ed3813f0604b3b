"""The tree of refusals. A rule returns one of these or None; both faces show its sentence.

`code` is stable and for programs, `detail` is a sentence for people that says what to do, and `fields`
maps the name of an input to what is wrong with it.
"""

from collections.abc import Mapping


class Refusal(Exception):
    """Something asked for is not done, for a reason that may be told."""

    status = 409

    def __init__(self, code: str, detail: str, fields: Mapping[str, str] | None = None) -> None:
        super().__init__(detail)
        self.code = code
        self.detail = detail
        self.fields = dict(fields or {})


class Invalid(Refusal):
    """The input itself is wrong; it can be mended and sent again."""

    status = 400


class Unidentified(Refusal):
    """Nobody, or nobody we know, is asking."""

    status = 401


class Forbidden(Refusal):
    """Known, but not for this person."""

    status = 403


class Missing(Refusal):
    """There is no such thing, or not for this person to see."""

    status = 404


class Conflict(Refusal):
    """Not now, or not any more, or done already in another way."""

    status = 409


class TooLarge(Refusal):
    """More than the server reads."""

    status = 413


class TooMany(Refusal):
    """Asked for too often; it can be asked again after so many seconds."""

    status = 429

    def __init__(self, code: str, detail: str, seconds: int) -> None:
        super().__init__(code, detail)
        self.seconds = seconds


def enforce(*refusals: Refusal | None) -> None:
    """Raise the first refusal, if any rule gave one."""
    for refusal in refusals:
        if refusal is not None:
            raise refusal
