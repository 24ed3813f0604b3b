"""Pages of people with an office: facilitators and officials of ministries."""
