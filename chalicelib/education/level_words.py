"""The words by which lists and names tell the levels of a school, and who runs it."""

from chalicelib.published.datasets import Telling

LEVEL_WORDS = {
    "mn": "mam_non", "mg": "mam_non", "mau giao": "mam_non", "nha tre": "mam_non", "nhom tre": "mam_non",
    "kindergarten": "mam_non", "th": "tieu_hoc", "cap 1": "tieu_hoc", "cap i": "tieu_hoc", "primary": "tieu_hoc",
    "trung hoc co so": "thcs", "cap 2": "thcs", "cap ii": "thcs", "trung hoc pho thong": "thpt", "cap 3": "thpt",
    "cap iii": "thpt", "giao duc thuong xuyen": "gdtx", "gdnn-gdtx": "gdtx", "university": "dai_hoc", "dh": "dai_hoc",
    "college": "cao_dang", "cd": "cao_dang", "lien cap": "lien_cap",
}  # fmt: skip
OWNERSHIP_WORDS = {
    "cong lap": "public", "cl": "public", "truong cong lap": "public", "cong": "public",
    "tu thuc": "private", "ngoai cong lap": "private", "ncl": "private", "dan lap": "private", "tu": "private",
    "truong tu thuc": "private", "truong ngoai cong lap": "private", "tu nhan": "private",
    "co von dau tu nuoc ngoai": "private",
}  # fmt: skip
# "Trường phổ thông" says nothing of the level, and neither does "trung học" alone, nor "secondary school" or "college",
# which people use for several levels. TH School is the name of a school of all levels.
LEVELS_OF_A_NAME = Telling(
    passed_over=(
        "trường", "trung tâm", "phổ thông", "liên cấp", "tư thục", "dân lập", "công lập",
        "ngoài công lập", "quốc tế", "song ngữ", "và", "tt", "hệ thống", "lớp", "phân hiệu",
    ),
    begins={
        "mầm non": "mam_non", "mẫu giáo": "mam_non", "nhà trẻ": "mam_non", "nhóm trẻ": "mam_non", "mn": "mam_non",
        "mg": "mam_non", "tiểu học": "tieu_hoc", "th": "tieu_hoc", "th school": "", "th true": "", "cấp 1": "tieu_hoc",
        "cấp i": "tieu_hoc", "trung học cơ sở": "thcs", "thcs": "thcs", "ptcs": "tieu_hoc|thcs",
        "phổ thông cơ sở": "tieu_hoc|thcs", "cấp 2": "thcs", "cấp ii": "thcs", "trung học cơ sở và phổ thông": "",
        "trung học phổ thông": "thpt", "thpt": "thpt", "cấp 3": "thpt", "cấp iii": "thpt", "cấp 2 3": "thcs|thpt",
        "cấp ii iii": "thcs|thpt", "cấp 2 và 3": "thcs|thpt", "cấp 1 2": "tieu_hoc|thcs",
        "giáo dục nghề nghiệp gdtx": "gdtx", "gd nghề nghiệp giáo dục thường xuyên": "gdtx", "cđsp": "cao_dang",
        "đhsp": "dai_hoc", "cấp 1 2 3": "tieu_hoc|thcs|thpt",
        "giáo dục thường xuyên": "gdtx", "gdtx": "gdtx", "gdnn gdtx": "gdtx",
        "giáo dục nghề nghiệp giáo dục thường xuyên": "gdtx", "trung cấp": "trung_cap",
        "trung học chuyên nghiệp": "trung_cap", "cao đẳng": "cao_dang", "cđ": "cao_dang", "đại học": "dai_hoc",
        "đh": "dai_hoc",
    },
    ends={
        "kindergarten": "mam_non", "preschool": "mam_non", "nursery school": "mam_non", "primary school": "tieu_hoc",
        "elementary school": "tieu_hoc", "middle school": "thcs", "junior high school": "thcs",
        "lower secondary school": "thcs", "high school": "thpt", "upper secondary school": "thpt",
        "secondary and high school": "thcs|thpt", "primary and secondary school": "", "university": "dai_hoc",
    },
    first_alone=("gdtx", "trung_cap", "cao_dang", "dai_hoc"),
    unless=("level",),
)  # fmt: skip
