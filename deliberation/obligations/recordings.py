"""Links to recordings that begin at a second, where the place that keeps the recording has such links."""

from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

WITH_T = {"youtube.com", "www.youtube.com", "m.youtube.com", "youtu.be"}
IN_FRAGMENT = {"vimeo.com", "www.vimeo.com"}
MEDIA = (".mp4", ".webm", ".ogv", ".mov", ".m4v", ".mp3", ".m4a", ".ogg", ".oga", ".opus", ".wav")


def at_second(recording: str, milliseconds: int) -> str:
    """The link to this moment of the recording; empty where nothing is known of such links there."""
    parts, second = urlsplit(recording), milliseconds // 1000
    host = parts.hostname or ""
    if host in WITH_T:
        query = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if pair[0] not in {"t", "start"}]
        return urlunsplit(parts._replace(query=urlencode([*query, ("t", f"{second}s")]), fragment=""))
    if host in IN_FRAGMENT or parts.path.lower().endswith(MEDIA):
        return urlunsplit(parts._replace(fragment=f"t={second}s" if host in IN_FRAGMENT else f"t={second}"))
    return ""
