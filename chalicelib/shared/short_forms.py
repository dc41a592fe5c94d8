"""Ways to write one and the same words on signs and in searches: THCS and trung học cơ sở, Q.1 and Quận 1.

All is written as `fold` leaves it, words parted by single spaces, the full form first. What only one city says (the
short names of the city itself) comes from its own data and is handed in beside these.
"""

type Ways = tuple[str, ...]

SHORT_FORMS: tuple[Ways, ...] = (
    # Schools
    ("mam non", "mn"),
    ("mau giao", "mg"),
    ("tieu hoc", "th"),
    ("trung hoc co so", "thcs", "ptcs", "cap 2"),
    ("trung hoc pho thong", "thpt", "ptth", "cap 3"),
    ("pho thong nang khieu", "ptnk"),
    ("giao duc thuong xuyen", "gdtx"),
    ("giao duc nghe nghiep", "gdnn"),
    ("trung tam giao duc thuong xuyen", "ttgdtx"),
    ("dai hoc", "dh"),
    ("dai hoc quoc gia", "dhqg"),
    ("dai hoc bach khoa", "dhbk"),
    ("cao dang", "cd"),
    ("trung cap", "tc"),
    # Health
    ("benh vien", "bv"),
    ("benh vien da khoa", "bvdk"),
    ("phong kham", "pk"),
    ("phong kham da khoa", "pkdk"),
    ("da khoa", "dk"),
    ("trung tam y te", "ttyt"),
    ("tram y te", "tyt"),
    ("y hoc co truyen", "yhct"),
    ("rang ham mat", "rhm"),
    ("tai mui hong", "tmh"),
    # Offices
    ("uy ban nhan dan", "ubnd", "ubnn"),
    ("hoi dong nhan dan", "hdnd"),
    ("toa an nhan dan", "tand"),
    ("vien kiem sat nhan dan", "vksnd"),
    ("cong an", "ca"),
    ("bao hiem xa hoi", "bhxh"),
    ("phong chay chua chay", "pccc"),
    ("trung tam phuc vu hanh chinh cong", "ttpvhcc"),
    ("trung tam hanh chinh cong", "tthcc"),
    ("giao duc va dao tao", "gddt", "gd dt"),
    ("khoa hoc va cong nghe", "khcn", "kh cn"),
    ("tai nguyen va moi truong", "tnmt", "tn mt"),
    ("van hoa va the thao", "vhtt", "vh tt"),
    # Places
    ("ben xe", "bx"),
    ("ca phe", "cafe", "coffee", "cf"),
    ("chung cu", "cc"),
    ("cong ty", "cty"),
    ("cong vien", "cv"),
    ("khach san", "ks"),
    ("khu cong nghiep", "kcn"),
    ("khu che xuat", "kcx"),
    ("khu dan cu", "kdc"),
    ("khu do thi", "kdt"),
    ("khu pho", "kp"),
    ("nha hang", "nh"),
    ("nha thi dau", "ntd"),
    ("ngan hang", "ngh"),
    ("trung tam", "tt"),
    ("trung tam thuong mai", "tttm"),
    ("nguyen", "ng"),
    ("viet nam", "vn"),
    # Addresses
    ("thanh pho", "tp"),
    ("quan", "q"),
    ("phuong", "p", "f"),
    ("huyen", "h"),
    ("xa", "x"),
    ("thi xa", "tx"),
    ("thi tran", "tt"),
    ("duong", "d", "dg"),
    ("quoc lo", "ql"),
    ("tinh lo", "tl"),
    ("xa lo", "xl"),
    # Streets that are hardly ever written out
    ("cach mang thang tam", "cach mang thang 8", "cmt8", "cmt 8"),
    ("3 thang 2", "ba thang hai", "3 2"),
    ("30 thang 4", "30 4"),
    ("xo viet nghe tinh", "xvnt"),
    ("nam ky khoi nghia", "nkkn"),
    ("nguyen thi minh khai", "ntmk"),
    ("dien bien phu", "dbp"),
)

# Written glued to their number: Q1, P14, KP3, QL13, TL10.
NUMBERED = {
    "q": "quan",
    "p": "phuong",
    "f": "phuong",
    "kp": "khu pho",
    "ql": "quoc lo",
    "tl": "tinh lo",
}

# Short forms that are also words. On a sign they count as short only in capitals; "ca phe" is no police.
ALSO_WORDS = frozenset({"ca", "d", "f", "h", "p", "q", "x", "nh", "th", "3 2", "30 4", "cap 2", "cap 3"})
