"""Which other sites may show the vote in a frame, as origins: scheme, host and perhaps a port, nothing else."""

import re
from collections.abc import Iterable
from urllib.parse import urlsplit

from django.utils.translation import gettext as _

MOST_ORIGINS = 20
LOCAL = {"localhost", "127.0.0.1", "[::1]"}
# They end up in a header of ours: nothing else may ever stand in one.
ORIGIN = re.compile(r"(https?)://(\[::1\]|[a-z0-9-]+(?:\.[a-z0-9-]+)*)(?::([0-9]{1,5}))?")
USUAL = {"https": 443, "http": 80}


def canonical(text: str) -> str | None:
    """An origin as browsers compare it, from what was typed; None when it is none that may be allowed."""
    try:
        found = ORIGIN.fullmatch(_ascii(text.strip().removesuffix("/")).lower())
    except (UnicodeError, ValueError):
        return None
    if found is None or len(found[0]) > 260:
        return None
    scheme, host, port = found[1], found[2], int(found[3]) if found[3] else None
    if (scheme == "http" and host not in LOCAL) or (port is not None and not 0 < port < 65536):
        return None
    return f"{scheme}://{host}" + ("" if port in {None, USUAL[scheme]} else f":{port}")


def _ascii(text: str) -> str:
    """Names in other scripts as browsers send them. Raises UnicodeError or ValueError for what cannot be one."""
    host = urlsplit(text).hostname or ""
    return text if text.isascii() else text.replace(host, host.encode("idna").decode(), 1)


def origins_from(typed: Iterable[str]) -> tuple[list[str], dict[str, str]]:
    """The allowed origins, each once and sorted, and what is wrong: a name such as origins.0 to a sentence."""
    read = {place: canonical(text) for place, text in enumerate(typed)}
    faults = {f"origins.{place}": _not_an_origin() for place, origin in read.items() if origin is None}
    origins = sorted({origin for origin in read.values() if origin})
    if len(origins) > MOST_ORIGINS:
        faults["origins"] = _("Allow at most %(most)s sites.") % {"most": MOST_ORIGINS}
    return origins, faults


def _not_an_origin() -> str:
    return _("Write a site such as https://www.example.org, without a path. http is for localhost only.")
