"""Names as they stand in the city's directories, made up by a seed: schools, clinics, streets, offices, shops."""

import random
from collections.abc import Iterator
from typing import Any

from chalicelib.published.kinds import Kind


def _listed(text: str) -> list[str]:
    return [each.strip() for each in text.split(",")]


# Given names, places and virtues that schools, wards and shops are named after; some two hundred syllables.
FAMILIES = _listed("""
    Nguyễn, Trần, Lê, Phạm, Huỳnh, Hoàng, Phan, Vũ, Võ, Đặng, Bùi, Đỗ, Hồ, Ngô, Dương, Lý, Đinh, Lâm, Mai, Trịnh,
    Tô, Cao, Lương, Tạ
""")
MIDDLES = _listed("""
    Văn, Thị, Hữu, Đức, Minh, Ngọc, Thanh, Công, Quang, Xuân, Kim, Hồng, Thành, Đình, Bá, Quốc, Gia, Bảo, Phương,
    Thế, Trọng, Khắc, Duy
""")
GIVEN = _listed("""
    An, Anh, Bình, Bảo, Bích, Cảnh, Châu, Chi, Chính, Cường, Dung, Dũng, Duyên, Đào, Đạt, Điệp, Đôn, Đông, Giang,
    Hà, Hải, Hạnh, Hào, Hiền, Hiếu, Hoa, Hòa, Hoàn, Huệ, Hùng, Hưng, Hương, Khải, Khanh, Khoa, Khôi, Kiên, Lam, Lan,
    Lập, Liên, Linh, Loan, Lộc, Lợi, Long, Luân, Ly, Mẫn, Mạnh, Mỹ, Nam, Nga, Nghĩa, Nghi, Ngọc, Nguyên, Nhã, Nhân,
    Nhung, Ninh, Oanh, Phát, Phong, Phú, Phúc, Phước, Phượng, Quân, Quế, Quy, Quỳnh, Sang, Sơn, Sương, Tài, Tâm,
    Tân, Thái, Thắng, Thảo, Thiện, Thịnh, Thọ, Thông, Thu, Thủy, Thy, Tiến, Tín, Toàn, Trà, Trang, Trí, Trinh,
    Trung, Trúc, Tú, Tuấn, Tùng, Tuyết, Uyên, Vân, Viễn, Việt, Vinh, Vũ, Vượng, Vy, Xuyến, Yến
""")
PLACES = _listed("""
    Bến Nghé, Bến Thành, Đa Kao, Tân Định, Cầu Kho, Thảo Điền, An Phú, Bình Trưng, Cát Lái, Hiệp Bình, Linh Trung,
    Linh Đông, Tam Phú, Trường Thọ, Phước Long, Tăng Nhơn Phú, Long Bình, Long Trường, Phú Hữu, Tân Phong, Tân Quy,
    Tân Hưng, Phú Mỹ, Bình Thuận, Hòa Thạnh, Tân Sơn Nhì, Sơn Kỳ, Tây Thạnh, Bình Hưng Hòa, Bình Trị Đông, An Lạc,
    Tân Tạo, Đông Hưng Thuận, Thới An, Tân Thới Hiệp, Trung Mỹ Tây, Hóc Môn, Bà Điểm, Củ Chi, Tân Thông Hội, Phước
    Vĩnh An, Nhà Bè, Phước Kiển, Cần Thạnh, Bình Khánh, Lái Thiêu, Thuận Giao, Dĩ An, Tân Đông Hiệp, Thủ Dầu Một,
    Phú Cường, Bến Cát, Vũng Tàu, Rạch Dừa, Bà Rịa, Long Điền, Đất Đỏ, Xuyên Mộc, Côn Đảo
""")
VIRTUES = _listed("""
    Hoa Mai, Hoa Sen, Sao Mai, Măng Non, Ánh Dương, Tuổi Thơ, Bông Hồng, Thiên Thần Nhỏ, Hướng Dương, Rạng Đông,
    Bình Minh, Họa Mi, Sơn Ca, Vàng Anh, Tương Lai, Hòa Bình, Thống Nhất, Độc Lập, Đoàn Kết, Quyết Thắng, Tân Tiến,
    Hạnh Phúc, Phúc Khang, Tâm Đức, Hồng Đức
""")
FORMS: tuple[tuple[str, str, float], ...] = (
    ("Trường Mầm non", "MN", 9),
    ("Trường Tiểu học", "TH", 8),
    ("Trường THCS", "THCS", 6),
    ("Trường THPT", "THPT", 3),
    ("Trường Trung học cơ sở", "THCS", 2),
    ("Bệnh viện", "BV", 3),
    ("Bệnh viện Đa khoa", "BVĐK", 2),
    ("Phòng khám Đa khoa", "PKĐK", 6),
    ("Trạm Y tế", "TYT", 3),
    ("Nhà thuốc", "Nhà thuốc", 6),
    ("Đường", "Đ.", 12),
    ("Hẻm", "Hẻm", 5),
    ("Ủy ban nhân dân Phường", "UBND P.", 3),
    ("Công an Phường", "CA P.", 3),
    ("Trung tâm", "TT", 3),
    ("Công ty TNHH", "Cty TNHH", 8),
    ("Quán cà phê", "Quán cafe", 6),
    ("Chung cư", "CC", 4),
    ("Công viên", "CV", 2),
    ("Khách sạn", "KS", 5),
)
CITY = ("thanh pho ho chi minh", "tphcm", "tp hcm", "hcm", "sai gon")
THINGS = Kind(
    "things",
    key="thing_id",
    names=("name",),
    searched=("address",),
    facets=("form", "ward"),
    position=("lat", "lon"),
    importance=lambda row: float(row["weight"]),
    short_forms=(CITY,),
)


def proper_name(chance: random.Random) -> str:
    """Return the part of a name that tells it from its neighbours."""
    person = f"{chance.choice(FAMILIES)} {chance.choice(MIDDLES)} {chance.choice(GIVEN)}"
    short = f"{chance.choice(FAMILIES)} {chance.choice(GIVEN)}"
    pair = f"{chance.choice(GIVEN)} {chance.choice(GIVEN)}"
    others = (person, short, pair, chance.choice(PLACES), chance.choice(VIRTUES))
    return chance.choices(others, (40, 15, 20, 15, 10))[0]


def rows(count: int, seed: int = 20261124) -> Iterator[dict[str, Any]]:
    """Yield so many rows with names of their own; where a name is taken, a place or a number is added as people do."""
    chance = random.Random(seed)
    taken: set[str] = set()
    while len(taken) < count:
        form, short, _ = chance.choices(FORMS, [weight for _, _, weight in FORMS])[0]
        proper = proper_name(chance)
        name = f"{form} {proper}"
        if name in taken:
            name = f"{name} {chance.choice(PLACES)}" if chance.random() < 0.6 else f"{name} {chance.randint(1, 60)}"
        if name not in taken:
            taken.add(name)
            yield _row(len(taken), name, form, short, chance)


def _row(number: int, name: str, form: str, short: str, chance: random.Random) -> dict[str, Any]:
    street = f"{chance.randint(1, 900)} {chance.choice(FAMILIES)} {chance.choice(GIVEN)}"
    return {
        "thing_id": f"thing-{number:07d}",
        "name": name,
        "short": name.replace(form, short, 1),
        "form": form,
        "ward": f"{26700 + chance.randint(0, 167)}",
        "address": street,
        "lat": round(chance.uniform(10.4, 11.4), 6),
        "lon": round(chance.uniform(106.3, 107.3), 6),
        "weight": chance.randint(0, 1000),
        "phone": f"+8428{chance.randint(30000000, 39999999)}",
    }
