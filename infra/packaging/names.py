"""The names that several parts of the templates must agree on."""

# The stage of both REST APIs, part of every path inside API Gateway and of none outside.
API_STAGE = "api"


def physical_name(name: str) -> dict[str, str]:
    """Return the name that a thing has in its account: `citizen` → `city-<stage>-citizen`."""
    return {"Fn::Sub": f"city-${{Stage}}-{name}"}


def door(api: str) -> str:
    """Return the short name of an API: `CitizenApi` → `citizen`."""
    return api.removesuffix("Api").lower()
