"""An address names a ward by its own name, a former one, or a former district, in any spelling."""

from typing import Any

import pytest

from chalicelib.published.unit_names import UnitNames

SAI_GON, TAN_DINH, BEN_THANH, CAU_ONG_LANH, NHIEU_LOC, XUAN_HOA = "1", "2", "3", "4", "5", "6"
UNITS = {
    "items": [
        {"code": SAI_GON, "full_name": "Phường Sài Gòn"},
        {"code": TAN_DINH, "full_name": "Phường Tân Định"},
        {"code": BEN_THANH, "full_name": "Phường Bến Thành"},
        {"code": CAU_ONG_LANH, "full_name": "Phường Cầu Ông Lãnh"},
        {"code": NHIEU_LOC, "full_name": "Phường Nhiêu Lộc"},
        {"code": XUAN_HOA, "full_name": "Phường Xuân Hòa"},
    ]
}


def former(name: str, district: str, *codes: str) -> dict[str, Any]:
    """Return a former ward and what it became, the default last in the file on purpose."""
    became = [{"code": code, "default": code == codes[0]} for code in reversed(codes)]
    return {"old_name": name, "old_district": district, "new": became}


NAMES = UnitNames(
    UNITS,
    {
        "items": [
            former("Phường Đa Kao", "Quận 1", SAI_GON, TAN_DINH),
            former("Phường Cầu Ông Lãnh", "Quận 1", BEN_THANH, CAU_ONG_LANH),
            former("Phường 14", "Quận 3", NHIEU_LOC),
            former("Phường 14", "Quận 10", XUAN_HOA),
        ]
    },
)


@pytest.mark.parametrize(
    ("address", "wards"),
    [
        pytest.param("12 Lê Lợi, phường Bến Thành", [BEN_THANH], id="today's name"),
        pytest.param("12 le loi, phuong ben thanh", [BEN_THANH], id="without diacritics"),
        pytest.param("12 Lê Lợi, P. Bến Thành, TP.HCM", [BEN_THANH], id="abbreviated"),
        pytest.param("5 Đinh Tiên Hoàng, P. Đa Kao, Q.1", [SAI_GON, TAN_DINH], id="a split former ward"),
        pytest.param("phường Cầu Ông Lãnh", [CAU_ONG_LANH, BEN_THANH], id="a name that lives on elsewhere"),
        pytest.param("Phường 14, Quận 3", [NHIEU_LOC], id="a numbered ward with its district"),
        pytest.param("P14 Q10", [XUAN_HOA], id="the same number in another district"),
        pytest.param("Phường 14", [], id="a numbered ward alone means nothing"),
        pytest.param("Nguyễn Huệ, Quận 1", [SAI_GON, BEN_THANH], id="a district alone"),
        pytest.param("hẻm 214/19 Hoàng Sa", [], id="no unit at all"),
        pytest.param("phường Bến Thànhxyz", [], id="a name is a whole word"),
        pytest.param("", [], id="nothing"),
    ],
)
def test_an_address_gives_the_wards_it_may_mean_the_likeliest_first(address: str, wards: list[str]) -> None:
    assert [unit["code"] for unit in NAMES.named_in(address)] == wards
