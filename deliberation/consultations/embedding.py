"""Which other sites may show the vote in a frame, as origins: scheme, host and perhaps a port, nothing else."""

import re
from collections.abc import Iterable

from django.utils.translation import gettext as _

MOST_ORIGINS = 20
LOCAL = {"localhost", "127.0.0.1", "[::1]"}
# They end up in a header of ours: nothing else may ever stand in one.
ORIGIN = re.compile(r"(https?)://(\[::1\]|[a-z0-9-]+(?:\.[a-z0-9-]+)*)(?::([0-9]{1,5}))?")
USUAL = {"https": 443, "http": 80}


def canonical(text: str) -> str | None:
    """An origin as browsers compare it, from what was typed; None when it is none that may be allowed.

    Names in other letters have to be written as browsers send them (xn--...): rules to turn the one into the other
    differ, and by an older one straße.de is the site of somebody else.
    """
    text = text.strip().removesuffix("/")
    found = ORIGIN.fullmatch(text.lower()) if text.isascii() else None
    if found is None or len(found[0]) > 260:
        return None
    scheme, host, port = found[1], found[2], int(found[3]) if found[3] else None
    if (scheme == "http" and host not in LOCAL) or (port is not None and not 0 < port < 65536):
        return None
    return f"{scheme}://{host}" + ("" if port in {None, USUAL[scheme]} else f":{port}")


def origins_from(typed: Iterable[str]) -> tuple[list[str], dict[str, str]]:
    """The allowed origins, each once and sorted, and what is wrong: a name such as origins.0 to a sentence."""
    read = [(text, canonical(text)) for text in typed]
    faults = {f"origins.{place}": _fault(text) for place, (text, origin) in enumerate(read) if origin is None}
    origins = sorted({origin for _text, origin in read if origin})
    if len(origins) > MOST_ORIGINS:
        faults["origins"] = _("Allow at most %(most)s sites.") % {"most": MOST_ORIGINS}
    return origins, faults


def _fault(text: str) -> str:
    if not text.isascii():
        return _("Write the name as browsers send it: in letters from a to z; it begins with xn--.")
    return _("Write a site such as https://www.example.org, without a path. http is for localhost only.")
