"""The imports and the fields each looks for, with the words real forms use for them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from namro.base.errors import DomainError

TEXT, CODE, NAME, DATE, DECIMAL, WHOLE = "text", "code", "name", "date", "decimal", "whole"
BOOLEAN, CHOICE, MONTH, EMAIL, RANGE = "boolean", "choice", "month", "email", "range"

SEXES = {"male": "nam|male|m|ông", "female": "nữ|nu|female|f|bà"}
STAFF_GROUPS = {
    "can_bo": "cán bộ|cb",
    "cong_chuc": "công chức|cc|công chức xã|công chức cấp xã|biên chế công chức",
    "vien_chuc": "viên chức|vc|biên chế viên chức",
    "ldhd": "lđhđ|lao động hợp đồng|hợp đồng lao động|hợp đồng|hđlđ|hđ|hđ 68|hđ 111|hợp đồng 68|hợp đồng 111|nđ 111",
}
RANKS = {
    "head": "người đứng đầu|đứng đầu|trưởng|cấp trưởng|head",
    "deputy": "cấp phó|phó|deputy",
    "staff": "không lãnh đạo|không giữ chức vụ lãnh đạo|nhân viên|chuyên viên|công chức|staff|không",
}
GROUPS = {str(n): f"n{n}|nhóm {n}|{n}|{'i' * n if n < 4 else ('iv', 'v')[n - 4]}" for n in range(1, 6)}
LEAVES = {
    "maternity": "thai sản|nghỉ thai sản|sinh con|nghỉ sinh|maternity",
    "sick": "ốm|nghỉ ốm|ốm đau|điều trị|nghỉ bệnh|sick",
    "unpaid": "không lương|nghỉ không lương|không hưởng lương|nghỉ không hưởng lương|việc riêng không lương|unpaid",
    "annual": "phép|nghỉ phép|phép năm|nghỉ phép năm|nghỉ hằng năm|annual",
    "study": "học|đi học|đào tạo|bồi dưỡng|study",
    "other": "khác|việc riêng|nghỉ việc riêng|other",
}
INSPECTIONS = {
    "planned": "theo kế hoạch|kế hoạch|định kỳ|planned",
    "surprise": "đột xuất|đột xuất, không báo trước|surprise",
    "thematic": "theo chuyên đề|chuyên đề|thematic",
    "directed": "theo chỉ đạo|chỉ đạo|directed",
    "feedback": "theo phản ánh|phản ánh|theo phản ánh, kiến nghị|phản ánh, kiến nghị|theo đơn thư|feedback",
    "own": "tự kiểm tra|own",
    "again": "tái kiểm tra|phúc tra|kiểm tra lại|again",
}
SEVERITIES = {
    "unstated": "kết luận không nêu|không nêu|chưa xác định|unstated",
    "shortcoming": "thiếu sót, hạn chế|thiếu sót|hạn chế|tồn tại|tồn tại, hạn chế|shortcoming",
    "less": "ít nghiêm trọng|nhẹ|less serious",
    "serious": "nghiêm trọng|serious",
    "very": "rất nghiêm trọng|very serious",
}
ORIGINS = {
    "planned": "kế hoạch|theo kế hoạch|planned",
    "ad_hoc": "đột xuất|phát sinh|ngoài kế hoạch|ad hoc",
    "received": "nhận lại|nhận bàn giao|received",
    "handed_over": "bàn giao|chuyển giao|handed over",
}


@dataclass(frozen=True)
class Field:
    """One thing a column can hold: its type, whether a row needs it, and its names in order of trust.

    A name "a > b" asks for a column b under a header a, as in a birth date split by sex.
    """

    name: str
    title: Any
    type: str
    names: str
    required: bool = False
    choices: Mapping[str, str] | None = None
    avoid: str = ""  # words that make a header about something else
    lenient: bool = False  # a year alone leaves the field empty with a warning, and does not refuse the row


@dataclass(frozen=True)
class Kind:
    """One import: its fields, which of them make a row a record, and whether several sheets are read."""

    name: str
    title: Any
    fields: tuple[Field, ...]
    identity: tuple[str, ...]
    anchors: tuple[str, ...]  # a table without any of these is not of this kind
    many_sheets: bool = False
    companion: str = ""
    hint: Any = ""  # what to know before choosing a file, where the columns do not say it all

    def field(self, name: str) -> Field:
        """The declared field of that name; KeyError otherwise."""
        return self._by_name[name]

    @property
    def _by_name(self) -> dict[str, Field]:
        return {one.name: one for one in self.fields}


def _field(kind: Kind, *names: str) -> list[Field]:
    """Fields as another kind declares them."""
    return [kind.field(name) for name in names]


STAFF_CODE = Field(
    "code", _("mã cán bộ"), CODE,
    "mã cán bộ|mã cbcc|mã cbccvc|mã ccvc|mã công chức|mã viên chức|mã nhân viên|mã nv|mã nhân sự|số hiệu cán bộ"
    "|số hiệu công chức|số hiệu cbcc|số hiệu công chức thừa hành|số hiệu|mã số cán bộ|mã số cbcc|staff code|employee id",
    avoid="ngạch đơn vị phòng việc",
)  # fmt: skip
FULL_NAME = Field(
    "full_name", _("họ và tên"), NAME,
    "họ và tên|họ tên|họ và tên cán bộ|họ tên cán bộ|họ và tên công chức|họ tên công chức|họ, tên|họ và tên khai sinh"
    "|full name|cán bộ|tên cán bộ|người thực hiện|cá nhân",
    avoid="lãnh đạo giao phê duyệt cha mẹ vợ chồng tự địa",
)  # fmt: skip
ORDINAL = Field("ordinal", _("số thứ tự"), TEXT, "tt|stt|số tt|số thứ tự|no|no.")
NOTE = Field("note", _("ghi chú"), TEXT, "ghi chú|chú thích|note|notes")
CATALOGUE_CODE = Field(
    "catalogue_code", _("mã danh mục"), CODE,
    "mã danh mục|mã cv|mã công việc|mã sản phẩm|mã sp|mã việc|mã sản phẩm công việc|mã danh mục sản phẩm|catalogue code",
)  # fmt: skip

STAFF = Kind(
    "staff",
    _("danh sách cán bộ"),
    (
        ORDINAL,
        STAFF_CODE,
        FULL_NAME,
        Field("family_name", _("họ và tên đệm"), NAME, "họ|họ đệm|họ và đệm|họ và tên đệm|họ và chữ đệm|họ lót"),
        Field("given_name", _("tên"), NAME, "tên|tên gọi"),
        Field(
            "birth_date_male", _("ngày sinh (nam)"), DATE,
            "ngày sinh > nam|năm sinh > nam|ngày tháng năm sinh > nam|ngày, tháng, năm sinh > nam|sinh ngày > nam", lenient=True,
        ),
        Field(
            "birth_date_female", _("ngày sinh (nữ)"), DATE,
            "ngày sinh > nữ|năm sinh > nữ|ngày tháng năm sinh > nữ|ngày, tháng, năm sinh > nữ|sinh ngày > nữ", lenient=True,
        ),
        Field(
            "birth_date", _("ngày sinh"), DATE,
            "ngày sinh|ngày tháng năm sinh|ngày, tháng, năm sinh|năm sinh|sinh ngày|ngày/tháng/năm sinh"
            "|date of birth|birth date", lenient=True,
        ),
        Field("sex", _("giới tính"), CHOICE, "giới tính|phái|nam nữ|nam/nữ|giới|sex|gender", choices=SEXES),
        Field(
            "unit_code", _("mã đơn vị"), CODE, "mã đơn vị|mã phòng|mã phòng ban|mã cơ quan|mã đv|unit code",
        ),
        Field(
            "unit_name", _("đơn vị"), TEXT,
            "đơn vị|phòng|phòng ban|phòng (đơn vị)|phòng đơn vị|đơn vị công tác|cơ quan|cơ quan đơn vị|phòng, ban"
            "|đơn vị hiện tại|bộ phận|phòng/đơn vị|phòng ban chuyên môn|nơi công tác|unit",
            avoid="mã thời gian số giải",
        ),
        Field(
            "position", _("chức vụ"), TEXT,
            "chức vụ|chức danh|chức vụ chức danh|chức vụ/chức danh|chức vụ, chức danh|vị trí việc làm|chức vụ hiện tại"
            "|vị trí|chức danh công việc|position|title",
            avoid="phụ cấp pc quy hoạch hệ số ngày",
        ),
        Field("rank", _("cấp lãnh đạo"), CHOICE, "cấp lãnh đạo|lãnh đạo|cấp|rank|loại chức vụ", choices=RANKS,
              avoid="duyệt đánh"),
        Field(
            "staff_group", _("nhóm cán bộ"), CHOICE,
            "nhóm cán bộ|đối tượng|loại cán bộ|loại hình|nhóm đối tượng|diện|cb cc vc|loại hợp đồng|staff group",
            choices=STAFF_GROUPS,
        ),
        Field(
            "task_group", _("nhóm nhiệm vụ tương đồng"), TEXT,
            "nhóm nhiệm vụ tương đồng|nhóm nhiệm vụ|nhóm tương đồng|lĩnh vực|nhóm công việc|task group",
        ),
        Field(
            "start_date", _("ngày về đơn vị"), DATE,
            "ngày về đơn vị|thời gian công tác tại đơn vị|ngày vào đơn vị|ngày nhận công tác|từ ngày|ngày bắt đầu"
            "|thời gian công tác tại đơn vị hiện tại|ngày công tác tại đơn vị|ngày về cơ quan|start date",
        ),
        Field("end_date", _("đến ngày"), DATE, "đến ngày|ngày kết thúc|ngày nghỉ hưu|ngày chuyển đi|end date"),
        Field("email", _("thư điện tử"), EMAIL, "email|e-mail|thư điện tử|địa chỉ email|hộp thư"),
        Field("phone", _("điện thoại"), CODE, "điện thoại|số điện thoại|sđt|di động|đt|phone"),
        Field("grade_code", _("mã ngạch"), CODE, "mã ngạch|mã số ngạch|ngạch bậc|mã ngạch công chức"),
        Field(
            "grade_name", _("ngạch"), TEXT,
            "ngạch|tên ngạch|ngạch công chức|ngạch công chức thừa hành|ngạch viên chức",
        ),
        NOTE,
    ),
    identity=("code", "full_name", "given_name"),
    anchors=("full_name", "given_name"),
)  # fmt: skip

CATALOGUE = Kind(
    "catalogue",
    _("danh mục sản phẩm, công việc"),
    (
        ORDINAL,
        Field(
            "code", _("mã công việc"), CODE,
            CATALOGUE_CODE.names + "|mã", required=True,
        ),
        Field(
            "office", _("phòng, ban chuyên môn"), TEXT,
            "phòng, ban chuyên môn|phòng ban|phòng, ban|phòng|đơn vị|phòng chuyên môn|đơn vị thực hiện|office",
        ),
        Field("task", _("nhiệm vụ"), TEXT, "nhiệm vụ|tên nhiệm vụ|nhóm nhiệm vụ|đầu việc|tên công việc", required=True),
        Field("detail", _("công việc chi tiết"), TEXT, "công việc chi tiết|nội dung công việc|công việc|mô tả|chi tiết"),
        Field(
            "output", _("sản phẩm đầu ra"), TEXT,
            "sản phẩm đầu ra|sản phẩm|kết quả đầu ra|đầu ra|sản phẩm/kết quả|output",
            avoid="chuẩn mã",
        ),
        Field("group", _("nhóm"), CHOICE, "nhóm|nhóm độ phức tạp|nhóm phức tạp|mức độ phức tạp|group", choices=GROUPS),
        Field("points_range", _("khung điểm"), RANGE, "khung điểm|khung điểm nhóm|khoảng điểm|points range"),
        Field("points", _("điểm chấm"), DECIMAL, "điểm chấm|điểm|số điểm|điểm quy đổi|points", avoid="khung tối đa"),
        Field("coefficient", _("hệ số quy đổi"), DECIMAL, "hệ số quy đổi|hệ số|hsqđ|hệ số qđ|coefficient"),
        NOTE,
    ),
    identity=("code", "task"),
    anchors=("task", "output"),
    many_sheets=True,
    companion="criteria",
)  # fmt: skip

CRITERIA = Kind(
    "criteria",
    _("tiêu chí chung"),
    (
        ORDINAL,
        Field(
            "title",
            _("tiêu chí"),
            TEXT,
            "tiêu chí chấm điểm|tiêu chí|tên tiêu chí|nội dung tiêu chí|nội dung đánh giá",
        ),
        Field("maximum", _("điểm tối đa"), DECIMAL, "điểm tối đa|điểm chuẩn|thang điểm|điểm"),
    ),
    identity=("title",),
    anchors=("title",),
)

ASSIGNMENTS = Kind(
    "assignments",
    _("giao việc"),
    (
        ORDINAL,
        STAFF_CODE,
        FULL_NAME,
        CATALOGUE_CODE,
        Field("task", _("nội dung công việc"), TEXT, "nội dung công việc|nhiệm vụ|công việc|tên công việc|nội dung nhiệm vụ"),
        Field("quantity", _("số lượng giao"), DECIMAL, "số lượng|số lượng giao|sl|sl giao|khối lượng|khối lượng giao|quantity"),
        Field(
            "deadline", _("thời hạn"), DATE,
            "thời hạn|hạn hoàn thành|thời hạn hoàn thành|hạn|ngày hoàn thành|thời gian hoàn thành|hạn xử lý|deadline",
            avoid="thực tế thực hiện",
        ),
        Field("assigned_on", _("ngày giao"), DATE, "ngày giao|ngày giao việc|ngày bắt đầu|từ ngày"),
        Field("product", _("sản phẩm"), TEXT, "sản phẩm đầu ra|sản phẩm|kết quả đầu ra|yêu cầu sản phẩm|product"),
        Field(
            "assigner_code", _("mã người giao"), CODE, "mã người giao|mã lãnh đạo giao|mã người giao việc|assigner code",
        ),
        Field(
            "assigner_name", _("người giao"), NAME,
            "người giao|người giao việc|lãnh đạo giao việc|lãnh đạo giao|tên lãnh đạo trực tiếp đánh giá",
        ),
        Field(
            "accountable_code", _("mã người chịu trách nhiệm"), CODE,
            "mã người chịu trách nhiệm|mã lãnh đạo chịu trách nhiệm|accountable code",
        ),
        Field("process", _("quy trình"), TEXT, "quy trình|quy trình xử lý|thủ tục|process"),
        Field("month", _("tháng"), MONTH, "tháng|kỳ|kỳ đánh giá|tháng giao|month"),
        Field("origin", _("nguồn việc"), CHOICE, "nguồn việc|loại việc|nguồn|tính chất|origin", choices=ORIGINS),
        Field("coordinators", _("người phối hợp"), TEXT, "người phối hợp|phối hợp|mã người phối hợp|đơn vị phối hợp"),
        NOTE,
    ),
    identity=("code", "full_name", "catalogue_code", "task"),
    anchors=("catalogue_code", "task"),
)  # fmt: skip

RESULTS = Kind(
    "results",
    _("kết quả công việc"),
    (
        ORDINAL,
        Field("assignment", _("mã việc được giao"), CODE, "mã việc được giao|mã giao việc|số giao việc|mã phiếu giao|assignment"),
        STAFF_CODE,
        FULL_NAME,
        CATALOGUE_CODE,
        Field("task", _("nội dung công việc"), TEXT, "nội dung công việc|nhiệm vụ|công việc|tên công việc"),
        Field("assigned", _("số lượng giao"), DECIMAL, "số lượng giao|sl giao|khối lượng giao|được giao|assigned"),
        Field(
            "completed", _("số lượng hoàn thành"), DECIMAL,
            "số lượng hoàn thành|hoàn thành|sl hoàn thành|khối lượng hoàn thành|số lượng|đã hoàn thành|completed",
            required=True, avoid="thời gian ngày hạn",
        ),
        Field(
            "completed_on", _("ngày hoàn thành"), DATE,
            "ngày hoàn thành|ngày thực hiện xong|ngày báo cáo|thời gian hoàn thành|ngày|completed on", avoid="giao hạn số",
        ),
        Field(
            "evidence", _("minh chứng"), TEXT,
            "minh chứng|tài liệu minh chứng|số văn bản|văn bản|sản phẩm đầu ra|sản phẩm|đường dẫn|evidence",
        ),
        Field("major_errors", _("số lỗi nặng"), WHOLE, "số lỗi nặng|lỗi nặng|số lần sai sót nghiêm trọng|lỗi nội dung|số lỗi"),
        Field("errors_excused", _("số lỗi được miễn"), WHOLE, "số lỗi được miễn|lỗi được miễn|lỗi khách quan"),
        Field("delays", _("số lần chậm"), WHOLE, "số lần chậm|chậm|lần chậm|số lần chậm tiến độ|chậm tiến độ"),
        Field("delays_excused", _("số lần chậm được miễn"), WHOLE, "số lần chậm được miễn|chậm được miễn|chậm khách quan"),
        Field("month", _("tháng"), MONTH, "tháng|kỳ|kỳ đánh giá|month"),
        NOTE,
    ),
    identity=("assignment", "code", "full_name", "catalogue_code", "task"),
    anchors=("completed", "completed_on"),
)  # fmt: skip

LEAVE = Kind(
    "leave",
    _("nghỉ của cán bộ"),
    (
        ORDINAL,
        STAFF_CODE,
        FULL_NAME,
        Field(
            "leave_kind", _("loại nghỉ"), CHOICE, "loại nghỉ|lý do nghỉ|lý do|hình thức nghỉ|chế độ nghỉ|leave kind",
            required=True, choices=LEAVES, avoid="số",
        ),
        Field("first_day", _("từ ngày"), DATE, "từ ngày|nghỉ từ|nghỉ từ ngày|ngày bắt đầu|bắt đầu|from", required=True),
        Field("last_day", _("đến ngày"), DATE, "đến ngày|nghỉ đến|nghỉ đến ngày|ngày kết thúc|đến hết ngày|to"),
        Field("decision", _("số quyết định"), TEXT, "số quyết định|quyết định|văn bản|số văn bản"),
        NOTE,
    ),
    identity=("code", "full_name"),
    anchors=("first_day", "leave_kind"),
)  # fmt: skip

PAY = Kind(
    "pay",
    _("mức lương"),
    (
        ORDINAL,
        STAFF_CODE,
        FULL_NAME,
        *_field(STAFF, "birth_date"),
        Field("pay_post", _("ngạch, chức vụ"), TEXT, "ngạch|ngạch lương|ngạch, chức vụ|chức danh nghề nghiệp|mã ngạch"),
        Field(
            "pay_coefficient", _("hệ số lương"), DECIMAL,
            "hệ số lương|hệ số|hệ số lương hiện hưởng|hệ số lương ngạch bậc|hslhh|hsl|coefficient", avoid="phụ cấp chênh",
        ),
        Field(
            "pay_amount", _("mức lương (đồng)"), WHOLE,
            "mức lương|tiền lương|lương tháng|mức lương đồng|lương vị trí việc làm|mức lương theo hợp đồng|salary",
            avoid="hệ số phụ cấp",
        ),
        Field("first_day", _("từ ngày"), DATE, "từ ngày|hưởng từ|hưởng từ ngày|thời điểm hưởng|ngày hưởng|from"),
        Field("last_day", _("đến ngày"), DATE, "đến ngày|đến hết ngày|to"),
        Field("decision", _("số quyết định"), TEXT, "số quyết định|quyết định|văn bản|số văn bản"),
        NOTE,
    ),
    identity=("code", "full_name"),
    anchors=("pay_coefficient", "pay_amount"),
)  # fmt: skip

RATINGS = Kind(
    "ratings",
    _("kết quả xếp loại các năm trước"),
    (
        ORDINAL,
        STAFF_CODE,
        FULL_NAME,
        *_field(STAFF, "birth_date_male", "birth_date_female", "birth_date", "unit_code", "unit_name"),
        Field("year", _("năm"), TEXT, "năm|năm đánh giá|năm xếp loại|năm đánh giá, xếp loại|year", avoid="sinh"),
        Field(
            "period", _("kỳ"), TEXT, "kỳ|kỳ đánh giá|kỳ xếp loại|thời gian đánh giá|quý|tháng|quý, năm|tháng, năm|period",
            avoid="sinh",
        ),
        Field(
            "level", _("mức xếp loại"), TEXT,
            "mức xếp loại|xếp loại|mức xếp loại chất lượng|xếp loại chất lượng|kết quả xếp loại|kết quả đánh giá, xếp loại"
            "|kết quả đánh giá|kết quả phân loại|phân loại|mức phân loại|mức độ hoàn thành nhiệm vụ|mức|loại|rating|level",
            required=True, avoid="tự đảng đề nghị",
        ),
        Field("total", _("điểm"), DECIMAL, "điểm|tổng điểm|số điểm|điểm đánh giá|điểm xếp loại|score|total",
              avoid="tự thưởng trừ cộng"),
        Field(
            "number", _("số quyết định"), TEXT,
            "số quyết định|quyết định số|số, ký hiệu|số, ký hiệu quyết định|quyết định|văn bản|decision number|decision",
            avoid="ngày",
        ),
        Field(
            "decided_on", _("ngày quyết định"), DATE,
            "ngày quyết định|ngày ký|ngày ra quyết định|ngày ban hành|ngày ký quyết định|decided on",
        ),
        Field(
            "signer", _("người ký"), TEXT,
            "người ký|người quyết định|thẩm quyền quyết định|cấp quyết định|cơ quan quyết định|signer|decided by",
        ),
        Field(
            "managed", _("diện cấp ủy quản lý"), BOOLEAN,
            "diện cấp ủy quản lý|thuộc diện cấp ủy quản lý|cấp ủy quản lý|managed",
        ),
        Field("note", _("ghi chú"), TEXT, NOTE.names + "|lý do|lý do không xếp loại"),
    ),
    identity=("code", "full_name"),
    anchors=("level",),
    hint=_(
        "Mỗi dòng một người, một năm (hoặc quý, 6 tháng, tháng): mã cán bộ hoặc họ tên kèm ngày sinh, mức xếp loại, số và ngày "
        "quyết định. Năm, số và ngày quyết định chung cho cả tệp thì ghi ở tiêu đề bảng. Phần mềm chọn khung đánh giá theo "
        "luật của năm đó và chỉ nhận kết quả của người khi ấy có vị trí công tác trong hệ thống."
    ),
)  # fmt: skip

PROCEDURES = Kind(
    "procedures",
    _("danh mục thủ tục hành chính"),
    (
        ORDINAL,
        Field(
            "code", _("mã thủ tục"), CODE,
            "mã thủ tục|mã thủ tục hành chính|mã tthc|mã số thủ tục|mã số tthc|mã số|mã|code", required=True,
        ),
        Field(
            "name", _("tên thủ tục"), TEXT, "tên thủ tục|tên thủ tục hành chính|tên tthc|thủ tục hành chính|tên|name",
            required=True,
        ),
        Field("field", _("lĩnh vực"), TEXT, "lĩnh vực|tên lĩnh vực|field", required=True),
        Field("levels", _("cấp thực hiện"), TEXT, "cấp thực hiện|cấp giải quyết|cấp hành chính|levels"),
        Field("issuing", _("cơ quan ban hành"), TEXT, "cơ quan ban hành|cơ quan công bố|ministry_folder"),
        Field("decision", _("số quyết định công bố"), TEXT, "số quyết định công bố|số quyết định|quyết định công bố|decision_no"),
        Field("applicants", _("đối tượng thực hiện"), TEXT, "đối tượng thực hiện|đối tượng|applicants"),
        Field("executing", _("cơ quan thực hiện"), TEXT, "cơ quan thực hiện|cơ quan giải quyết|executing_agency"),
        Field("competent", _("cơ quan có thẩm quyền"), TEXT, "cơ quan có thẩm quyền|cơ quan có thẩm quyền quyết định|thẩm quyền|competent_agency"),
        Field("in_person", _("thời hạn nộp trực tiếp"), TEXT, "thời hạn nộp trực tiếp|thời hạn trực tiếp|trực tiếp|in_person"),
        Field("online", _("thời hạn nộp trực tuyến"), TEXT, "thời hạn nộp trực tuyến|thời hạn trực tuyến|trực tuyến|online"),
        Field("postal", _("thời hạn nộp qua bưu chính"), TEXT, "thời hạn nộp qua bưu chính|dịch vụ bưu chính|bưu chính|postal"),
        Field("time_limit", _("thời hạn giải quyết"), TEXT, "thời hạn giải quyết|thời gian giải quyết|thời hạn|thời gian"),
        Field("modes", _("cách thức thực hiện"), TEXT, "cách thức thực hiện|cách thức, thời hạn, phí|time_and_fee_text"),
        NOTE,
    ),
    identity=("code", "name"),
    anchors=("name",),
    hint=_(
        "Mỗi dòng một thủ tục: mã, tên, lĩnh vực; thêm thời hạn theo từng hình thức nộp nếu có. Nhận thẳng tệp “Danh sách TTHC” "
        "của Cổng dịch vụ công quốc gia. Thời hạn không đọc được thì được liệt kê nguyên văn, không đoán. Ngày của tệp là ngày "
        "các phiên bản nhập vào bắt đầu có hiệu lực."
    ),
)  # fmt: skip

TIERS = {
    "province": "province|cấp tỉnh|tỉnh|thành phố|sở, ngành|sở ngành|sở",
    "commune": "commune|cấp xã|xã|phường|xã, phường|đặc khu",
}
SUMMARY = Kind(
    "summary",
    _("bảng tổng hợp giải quyết hồ sơ của các cơ quan"),
    (
        ORDINAL,
        Field("code", _("mã cơ quan"), CODE, "mã cơ quan|mã định danh|mã đơn vị|mã|agency_code|code", required=True),
        Field(
            "name", _("tên cơ quan"), TEXT, "tên cơ quan|tên đơn vị|cơ quan|đơn vị|cơ quan, đơn vị|agency_name|name",
            required=True, avoid="mã cấp",
        ),
        Field("tier", _("cấp"), CHOICE, "cấp|cấp chính quyền|level", choices=TIERS),
        Field(
            "received", _("hồ sơ tiếp nhận"), WHOLE, "hồ sơ tiếp nhận|số hồ sơ tiếp nhận|tiếp nhận|tổng số hồ sơ|received",
            required=True,
        ),
        Field(
            "on_time", _("hồ sơ đúng hạn"), WHOLE,
            "hồ sơ đúng hạn|số hồ sơ đúng hạn|đúng hạn|trước và đúng hạn|giải quyết đúng hạn|on_time", required=True,
            avoid="tỷ lệ pct",
        ),
        Field(
            "overdue", _("hồ sơ quá hạn"), WHOLE, "hồ sơ quá hạn|số hồ sơ quá hạn|quá hạn|trễ hạn|chậm|overdue", required=True,
            avoid="tỷ lệ pct",
        ),
        Field(
            "days", _("số ngày giải quyết bình quân"), DECIMAL,
            "số ngày giải quyết bình quân|thời gian giải quyết trung bình|thời gian bình quân|avg_processing_days",
        ),
        Field(
            "share", _("tỷ lệ đúng hạn"), DECIMAL,
            "tỷ lệ đúng hạn|tỷ lệ giải quyết đúng hạn|tỷ lệ (%)|on_time_pct",
        ),
        NOTE,
    ),
    identity=("code", "name"),
    anchors=("received",),
    hint=_(
        "Mỗi dòng một cơ quan: mã, tên, số hồ sơ tiếp nhận, đúng hạn, quá hạn của một kỳ. Ngày chọn cùng tệp là ngày cuối kỳ. "
        "Tiếp nhận phải bằng đúng hạn cộng quá hạn ở mọi dòng; cả bảng được nhập hoặc không dòng nào."
    ),
)  # fmt: skip

FINDINGS = Kind(
    "findings",
    _("tồn tại theo kết luận kiểm tra công vụ"),
    (
        ORDINAL,
        STAFF_CODE,
        Field(
            "full_name", _("cá nhân, tập thể"), NAME,
            FULL_NAME.names + "|cá nhân, tập thể|tập thể, cá nhân|cá nhân vi phạm|người vi phạm|tập thể, cá nhân vi phạm"
            "|cá nhân, tập thể vi phạm|tên cá nhân, tập thể",
            avoid=FULL_NAME.avoid + " trách nhiệm",
        ),
        *_field(STAFF, "birth_date_male", "birth_date_female", "birth_date", "unit_code"),
        Field(
            "unit_name", _("đơn vị"), TEXT,
            STAFF.field("unit_name").names + "|đơn vị được kiểm tra|cơ quan được kiểm tra|cơ quan, đơn vị được kiểm tra"
            "|đơn vị vi phạm|tên đơn vị",
            avoid="mã thời gian số giải",
        ),
        Field(
            "found_on", _("ngày vi phạm, ngày kiểm tra"), DATE,
            "ngày vi phạm|ngày xảy ra|ngày phát hiện|ngày kiểm tra|thời điểm vi phạm|thời điểm kiểm tra|thời gian kiểm tra"
            "|ngày vi phạm, ngày kiểm tra|found on",
        ),
        Field(
            "number", _("số kết luận"), TEXT,
            "số kết luận|số kết luận kiểm tra|kết luận số|số, ký hiệu kết luận|số thông báo kết luận|số kl|số, ký hiệu|kết luận"
            "|conclusion number", avoid="ngày nội dung",
        ),
        Field(
            "concluded_on", _("ngày kết luận"), DATE,
            "ngày kết luận|ngày ký kết luận|ngày ban hành kết luận|ngày thông báo kết luận|ngày ký|concluded on",
        ),
        Field(
            "body", _("cơ quan, đoàn kiểm tra"), TEXT,
            "cơ quan kiểm tra|đoàn kiểm tra|đơn vị kiểm tra|tổ kiểm tra|cơ quan, đoàn kiểm tra|cơ quan tiến hành kiểm tra"
            "|cơ quan kết luận|cơ quan ban hành kết luận|inspecting body", avoid="được",
        ),
        Field(
            "kind", _("hình thức kiểm tra"), CHOICE,
            "hình thức kiểm tra|loại kiểm tra|loại hình kiểm tra|loại hình|hình thức|kind", required=True, choices=INSPECTIONS,
        ),
        Field(
            "content", _("nội dung tồn tại"), TEXT,
            "nội dung tồn tại|tồn tại, hạn chế|tồn tại, vi phạm|nội dung vi phạm|hành vi vi phạm|nội dung sai phạm|tồn tại|sai phạm"
            "|vi phạm|khuyết điểm|tồn tại, khuyết điểm|finding", required=True,
        ),
        Field(
            "article", _("điều, khoản bị vi phạm"), TEXT,
            "điều, khoản bị vi phạm|điều khoản vi phạm|điều, khoản vi phạm|quy định bị vi phạm|quy định vi phạm|căn cứ pháp lý"
            "|căn cứ|article",
        ),
        Field(
            "severity", _("mức độ"), CHOICE, "mức độ|mức độ vi phạm|tính chất, mức độ|severity", choices=SEVERITIES,
        ),
        Field(
            "recommendation", _("kiến nghị"), TEXT,
            "kiến nghị|kiến nghị của kết luận|nội dung kiến nghị|kiến nghị xử lý|kiến nghị khắc phục|yêu cầu khắc phục|recommendation",
        ),
        Field(
            "due_on", _("hạn khắc phục"), DATE,
            "hạn khắc phục|thời hạn khắc phục|hạn thực hiện kiến nghị|thời hạn thực hiện|hạn thực hiện|due on",
        ),
        Field(
            "remedy", _("kết quả khắc phục"), TEXT,
            "kết quả khắc phục|đã khắc phục thế nào|tình hình khắc phục|biện pháp đã khắc phục|đã khắc phục|remedy",
        ),
        Field(
            "proof", _("minh chứng khắc phục"), TEXT,
            "minh chứng khắc phục|minh chứng|tài liệu chứng minh|hồ sơ khắc phục|proof", avoid="số",
        ),
        Field(
            "proof_number", _("số văn bản minh chứng"), TEXT,
            "số văn bản minh chứng|số báo cáo khắc phục|số văn bản khắc phục|số văn bản báo cáo|proof number",
        ),
        Field("remedied_on", _("ngày khắc phục"), DATE, "ngày khắc phục|ngày hoàn thành khắc phục|remedied on"),
        NOTE,
    ),
    identity=("code", "full_name"),
    anchors=("content",),
    hint=_(
        "Mỗi dòng một tồn tại: đơn vị, mã cán bộ hoặc họ tên kèm ngày sinh (của cả đơn vị thì ghi “Tập thể”), ngày vi phạm, nội "
        "dung, điều khoản bị vi phạm, hình thức kiểm tra, cơ quan kiểm tra, số và ngày kết luận. Số và ngày của kết luận chung cho "
        "cả tệp thì ghi ở tiêu đề bảng. Ghi là đã khắc phục thì phải có minh chứng và số văn bản. Cả tệp được nhập hoặc không dòng nào, trừ "
        "khi anh/chị chọn chỉ nhập dòng không lỗi."
    ),
)  # fmt: skip

KINDS = {
    kind.name: kind
    for kind in (STAFF, CATALOGUE, ASSIGNMENTS, RESULTS, LEAVE, RATINGS, PAY, PROCEDURES, SUMMARY, FINDINGS)
}
ALL_KINDS = {**KINDS, CRITERIA.name: CRITERIA}


def kind_of(name: str) -> Kind:
    """The kind of that name. Refuses: imports.kind.unknown"""
    if name not in ALL_KINDS:
        message = _("Không có loại dữ liệu “%(name)s”. Hãy chọn: %(kinds)s.")
        raise DomainError("imports.kind.unknown", message % {"name": name, "kinds": ", ".join(KINDS)})
    return ALL_KINDS[name]
