"""Reports as citizens send them; each builder states only what matters."""

from typing import Any

# In front of the city theatre, in today's phường Sài Gòn, where the nearest old units do not agree on one ward;
# and a place in phường Nhiêu Lộc where the nearest three do.
CITY_THEATRE = {"lat": 10.7766, "lon": 106.7032}
NHIEU_LOC = {"lat": 10.7834, "lon": 106.6787}
HANOI = {"lat": 21.0285, "lon": 105.8542}
# A city-wide body answers for street lamps; the ward's committee for uncollected waste; nobody may read about bills.
LAMP = "light_out"
WASTE = "waste_uncollected"
PRIVATE = "water_quality"


def a_report(**changes: Any) -> dict[str, Any]:
    """Return a report about a dark street lamp at the city theatre, with these fields changed; None takes one out."""
    report = {
        "category_code": LAMP,
        "description": "Đèn đường trước Nhà hát Thành phố không sáng từ tối qua.",
        "location": CITY_THEATRE,
        **changes,
    }
    return {name: value for name, value in report.items() if value is not None}
