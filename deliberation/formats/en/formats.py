"""Days before months in words, and a day of 24 hours: nobody can read them the other way round."""

DATE_FORMAT = "j F Y"
DATETIME_FORMAT = "j F Y, H:i"
