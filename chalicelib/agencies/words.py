"""The words by which the name of an office tells what it is."""

from chalicelib.published.datasets import Telling

# The committee of a district or town, of which there is none any more, or of the whole city: a name alone does not say.
TYPE_OF_A_NAME = Telling(
    passed_over=("trụ sở",),
    begins={
        "ubnd phường": "ward_committee", "ubnd xã": "ward_committee", "ubnd đặc khu": "ward_committee",
        "ubnd p": "ward_committee", "ủy ban nhân dân phường": "ward_committee",
        "ủy ban nhân dân xã": "ward_committee", "ủy ban nhân dân đặc khu": "ward_committee", "sở": "department",
        "trung tâm phục vụ hành chính công": "public_service_centre", "ban tiếp công dân": "reception",
        "tiếp công dân": "reception", "công an": "police", "đồn công an": "police", "cảnh sát giao thông": "police",
        "công an phòng cháy": "emergency", "cảnh sát phòng cháy": "emergency", "phòng cảnh sát phòng cháy": "emergency",
        "đội cảnh sát phòng cháy": "emergency", "ban chỉ huy quân sự": "military", "bộ chỉ huy quân sự": "military",
        "trạm y tế": "health_station",
        "bộ tư lệnh": "military", "thuế": "tax", "cục thuế": "tax", "chi cục thuế": "tax", "bhxh": "social_insurance",
        "bảo hiểm xã hội": "social_insurance", "kho bạc": "treasury", "hải quan": "customs", "cục hải quan": "customs",
        "chi cục hải quan": "customs", "tòa án": "court", "tand": "court", "viện kiểm sát": "procuracy",
        "vksnd": "procuracy", "thi hành án dân sự": "enforcement", "cục thi hành án dân sự": "enforcement",
        "chi cục thi hành án dân sự": "enforcement", "văn phòng đăng ký đất đai": "land_registry",
        "chi nhánh văn phòng đăng ký đất đai": "land_registry", "trung tâm dịch vụ việc làm": "employment",
        "trung tâm trợ giúp pháp lý": "legal_aid", "phòng công chứng": "notary", "văn phòng công chứng": "notary",
        "điện lực": "utility", "công ty điện lực": "utility", "công ty cấp nước": "utility",
        "công ty cổ phần cấp nước": "utility",
    },
    ends={"ward people s committee": "ward_committee", "commune people s committee": "ward_committee"},
)  # fmt: skip
