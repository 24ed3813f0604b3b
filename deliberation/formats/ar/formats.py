"""Django's own knows no instant in Arabic, and would write it in the English order."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y، H:i"
