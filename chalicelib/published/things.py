"""The things that look-ups show one by one, and that a report may therefore be about."""

# What a report calls a thing (`about.kind`), and where it is shown: its id follows the path.
PATHS = {
    "school": "/v1/education/schools",
    "facility": "/v1/health/facilities",
}
