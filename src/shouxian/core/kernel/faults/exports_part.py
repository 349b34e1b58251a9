"""Faults of personal data leaving the desk and coming back: exports, their passwords, approvals, notices."""

from shouxian.core.kernel.faults.model import Detail, ExitCode

_INPUT = ExitCode.INPUT

DETAILS: tuple[Detail, ...] = (
    Detail(
        "SHEET_GUARD_WRONG_PASSWORD", _INPUT,
        "打开密码不对", "The password is wrong",
        "请核对密码(区分大小写)后再上传;密码忘了,请重新导出一份",
        "Check it (capital letters count) and hand the file in again; if it is lost, make another export",
    ),
    Detail(
        "SHEET_GUARD_STRANGE_LOCK", _INPUT,
        "这个加密文件打不开:可能损坏,或不是用 Excel、WPS 的打开密码加密的",
        "This protected file cannot be opened: it is damaged, or was not locked by Excel or WPS",
        "请用 Excel 或 WPS 打开后另存为 .xlsx 再上传", "Open it in Excel or WPS, save it as .xlsx and hand it in again",
    ),
    Detail(
        "EXPORT_KIND", _INPUT,
        "这是从本系统导出的名单", "This is a list that was exported here",
        "上传时请在“这是什么表”里选“从本系统导出、改好的名单”",
        "Choose 'An exported list that comes back' when you hand it in",
    ),
    Detail(
        "EXPORT_STRANGE", _INPUT,
        "这不是从本系统导出的名单,或表头里的隐藏行、隐藏列被删了",
        "This is no list exported here, or its hidden row or columns were deleted",
        "请在导出的原文件里修改,不要另做表格", "Make your changes in the exported file itself",
    ),
    Detail(
        "EXPORT_OTHER", _INPUT,
        "这份名单属于另一项排查工作", "This list is of another campaign",
        "请选择导出时的那项工作再上传", "Choose the campaign it was exported from",
    ),
    Detail(
        "EXPORT_NO_KEY", _INPUT,
        "这一行没有本系统的编号,不能认出是谁", "This row has no key of ours, so nobody can tell whose it is",
        "新增的人和户请用花名册导入;这一行请删掉", "New people come in by a roster; take this row out",
    ),
    Detail(
        "EXPORT_UNKNOWN_KEY", _INPUT,
        "系统里已没有这一行的户或人,或不在你的辖区", "Nobody of this key is known in your places",
        "请删掉这一行,或重新导出一份", "Take the row out, or export once more",
    ),
    Detail(
        "EXPORT_TWICE", _INPUT,
        "这一行与第 {other} 行是同一个人或同一户", "This row is of the same person or household as row {other}",
        "请只留一行", "Keep one of them",
    ),
    Detail(
        "EXPORT_STARS", _INPUT,
        "带星号的号码只改了一部分,看不出新号码是什么",
        "A number with stars was changed in part; the new one cannot be told",
        "请填写完整的新号码;不改的,保持原样", "Type the whole new number, or leave the stars as they were",
    ),
    Detail(
        "EXPORT_MEANWHILE", _INPUT,
        "导出以后,系统里这一项已被别人改过", "Somebody else changed this after the list was exported",
        "请先在系统里看现在的内容;确实要改,请重新导出后再改,或在户页面上更正",
        "Look at it as it stands now; to change it, export again or correct it on the household's page",
    ),
    Detail(
        "EXPORT_NOBODY", _INPUT,
        "没有符合条件的户或人", "Nobody fits these conditions",
        "请放宽条件", "Ask for more",
    ),
    Detail(
        "EXPORT_FIELD", _INPUT,
        "没有“{name}”这一项,或这一项不能这样导出", "There is no field '{name}', or it cannot be exported so",
        "请在页面上重新选择", "Choose on the page again",
    ),
    Detail(
        "EXPORT_RIGHT", _INPUT,
        "你的岗位在所选的村不能导出这些内容", "Your post may not export this in the villages chosen",
        "请减少村,或把证件号码、电话等改为“遮住”", "Choose fewer villages, or have the numbers masked",
    ),
    Detail(
        "EXPORT_REASON", _INPUT,
        "没有写明用途", "It is not said what this is for",
        "请写明做什么用、交给谁", "Say what it is for and who gets it",
    ),
    Detail(
        "EXPORT_LIFE", _INPUT,
        "保存时间只能在 1 小时到 {most} 小时之间", "It can be kept from 1 to {most} hours",
        "请重新选择", "Choose again",
    ),
    Detail(
        "EXPORT_PASSWORD", _INPUT,
        "打开密码太短或太简单", "The password is too short or too simple",
        "至少 {least} 个字符,字母和数字都要有", "At least {least} characters, letters and digits among them",
    ),
    Detail(
        "EXPORT_GONE", _INPUT,
        "这份导出已到期或已删除", "This export has expired or was deleted",
        "需要的话请重新导出", "Export once more if it is still needed",
    ),
    Detail(
        "EXPORT_STATE", _INPUT,
        "这份导出的状态已变", "This export has moved on meanwhile",
        "请刷新页面看最新情况", "Look at the page again",
    ),
    Detail(
        "EXPORT_GREW", _INPUT,
        "申请以后名单变长了(现有 {rows} 行),超出了允许的行数",
        "The list has grown to {rows} rows since it was asked for",
        "请重新申请", "Ask for it once more",
    ),
    Detail(
        "EXPORT_POSTING", _INPUT,
        "公示名单里不能有{what}", "A public notice must not hold: {what}",
        "请改正户主姓名、组名等处写进去的内容后再导出",
        "Correct the name or group in which it was written, then export again",
    ),
    Detail(
        "EXPORT_NO_MARK", _INPUT,
        "文件里没有本系统导出的标记,日志里也没有同样的文件",
        "The file carries no mark of an export, and the log knows no such file",
        "加密的文件请连同密码一起查;截图、打印件请看页眉页脚的导出编号",
        "Give the password of a protected file too; on paper, look for the number in header and footer",
    ),
    Detail(
        "NUMBER_SEARCH_RIGHT", _INPUT,
        "你的岗位不能按完整的证件号码或电话查找", "Your post may not search by a whole number",
        "请按姓名、拼音首字母或后四位查找", "Search by name, first letters of the pinyin or the last four",
    ),
)  # fmt: skip
