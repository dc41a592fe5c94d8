"""The words by which lists and names tell what a health facility is, who runs it and how its licence stands."""

from chalicelib.published.datasets import Telling

TYPE_WORDS = {
    "benh vien": "hospital", "trung tam y te": "health_centre", "tram y te": "health_station",
    "phong kham da khoa": "polyclinic", "phong kham chuyen khoa": "specialist_clinic", "nha ho sinh": "maternity_home",
    "xet nghiem": "laboratory", "trung tam cap cuu": "emergency_centre",
}  # fmt: skip
OWNERSHIP_WORDS = {
    "cong lap": "public", "nha nuoc": "public", "cl": "public", "tu nhan": "private", "ngoai cong lap": "private",
    "ncl": "private", "tu": "private",
}  # fmt: skip
RIGHT_WORDS = {
    "con hieu luc": "valid", "hieu luc": "valid", "con han": "valid", "dinh chi": "suspended",
    "tam dinh chi": "suspended", "thu hoi": "revoked", "da thu hoi": "revoked",
}  # fmt: skip
SPECIALITY_WORDS = {
    "da khoa": "general", "rang ham mat": "dental", "nha khoa": "dental", "tai mui hong": "ent", "mat": "ophthalmology",
    "da lieu": "dermatology", "nhi": "paediatrics", "san": "obstetrics", "san phu khoa": "obstetrics",
    "phu san": "obstetrics", "y hoc co truyen": "traditional_medicine", "yhct": "traditional_medicine",
    "tim mach": "cardiology", "ung buou": "oncology", "xet nghiem": "laboratory", "than kinh": "neurology",
    "tam than": "psychiatry", "phuc hoi chuc nang": "rehabilitation", "cap cuu": "emergency_medicine",
    "chan doan hinh anh": "diagnostics", "truyen nhiem": "infectious_diseases",
}  # fmt: skip
# "Phòng khám" alone may be either kind of clinic; a hospital for animals or telephones is none.
TYPE_OF_A_NAME = Telling(
    begins={
        "bệnh viện": "hospital", "bv": "hospital", "bệnh viện thú y": "", "bệnh viện máy tính": "",
        "bệnh viện điện thoại": "", "bệnh viện laptop": "", "viện pasteur": "prevention_centre",
        "trung tâm y tế": "health_centre", "ttyt": "health_centre", "trung tâm y tế dự phòng": "prevention_centre",
        "trạm y tế": "health_station", "tyt": "health_station", "phòng khám đa khoa": "polyclinic",
        "pkđk": "polyclinic", "phòng khám chuyên khoa": "specialist_clinic", "pkck": "specialist_clinic",
        "phòng khám nha khoa": "specialist_clinic", "phòng khám răng hàm mặt": "specialist_clinic",
        "phòng khám tai mũi họng": "specialist_clinic", "phòng khám da liễu": "specialist_clinic",
        "phòng khám sản phụ khoa": "specialist_clinic", "phòng khám mắt": "specialist_clinic",
        "phòng khám nhi": "specialist_clinic", "phòng khám y học cổ truyền": "specialist_clinic",
        "nha khoa": "specialist_clinic", "nhà hộ sinh": "maternity_home", "nhà bảo sanh": "maternity_home",
        "phòng xét nghiệm": "laboratory", "trung tâm xét nghiệm": "laboratory",
        "trung tâm kiểm soát bệnh tật": "prevention_centre", "trung tâm cấp cứu": "emergency_centre",
    },
    ends={
        "hospital": "hospital", "veterinary hospital": "", "animal hospital": "", "pet hospital": "",
        "polyclinic": "polyclinic", "health station": "health_station", "dental clinic": "specialist_clinic",
        "dental": "specialist_clinic", "eye clinic": "specialist_clinic", "maternity home": "maternity_home",
    },
)  # fmt: skip
