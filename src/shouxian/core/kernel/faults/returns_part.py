"""Faults of workbooks coming in (guard, reading, answers), in the words of a clerk who lives in Excel."""

from shouxian.core.kernel.faults.model import Detail, ExitCode

_INPUT, _LIMIT = ExitCode.INPUT, ExitCode.LIMIT
_SAVE_AS_ZH = "请用 Excel 或 WPS 打开,选“另存为”,类型选“Excel 工作簿(*.xlsx)”,再上传"
_SAVE_AS_EN = "Open it in Excel or WPS, save it as 'Excel workbook (*.xlsx)' and send that"

_GUARD: tuple[Detail, ...] = (
    Detail(
        "SHEET_GUARD_EMPTY", _INPUT, "这是一个空文件(0 字节)", "The file is empty (0 bytes)",
        "可能没有传完,请重新复制或下载后再传", "It may not have been copied fully; copy or download it again",
    ),
    Detail(
        "SHEET_GUARD_NOT_WORKBOOK", _INPUT,
        "这不是 Excel 工作簿,或文件已损坏", "This is not an Excel workbook, or it is damaged",
        _SAVE_AS_ZH, _SAVE_AS_EN,
    ),
    Detail(
        "SHEET_GUARD_PASSWORD", _INPUT,
        "工作簿设有打开密码", "The workbook is protected by a password",
        "请在上传页填写打开密码;或在“文件—信息—保护工作簿”里取消密码,保存后再上传",
        "Give the password where you hand it in at the desk; or open it, remove the password, save and send it again",
    ),
    Detail(
        "SHEET_GUARD_OLD_FORMAT", _INPUT,
        "这是旧格式(.xls、.et、.ods、.xlsb)的表格", "This is a workbook of another format (.xls, .et, .ods, .xlsb)",
        _SAVE_AS_ZH, _SAVE_AS_EN,
    ),
    Detail(
        "SHEET_GUARD_MACROS", _INPUT,
        "工作簿里带有宏程序,为安全起见不接收", "The workbook carries macros and is not taken in",
        _SAVE_AS_ZH, _SAVE_AS_EN,
    ),
    Detail(
        "SHEET_GUARD_TOO_LARGE", _LIMIT,
        "文件有 {size} MB,超过 40 MB", "The file has {size} MB, more than 40 MB",
        "请删去图片和无关的工作表,或按村分开上传", "Remove pictures and other sheets, or send it village by village",
    ),
    Detail(
        "SHEET_GUARD_BOMB", _LIMIT,
        "文件解压后异常庞大({reason}),为安全起见不接收", "The file unpacks to an abnormal size ({reason})",
        "请把需要的行复制到一个新的工作簿再上传", "Copy the rows you need into a new workbook and send that",
    ),
    Detail(
        "SHEET_GUARD_XML", _INPUT,
        "文件内部结构异常({reason}),为安全起见不接收", "The inside of the file is not as it should be ({reason})",
        _SAVE_AS_ZH, _SAVE_AS_EN,
    ),
    Detail(
        "SHEET_GUARD_TOO_MANY_CELLS", _LIMIT,
        "工作表的有效区域过大", "The filled area of the sheet is too large",
        "请检查很远的行或列里是否误填了内容,删去后再上传,或分开上传",
        "Look for stray content in far rows or columns, or send it in parts",
    ),
    Detail(
        "SHEET_GUARD_TIME", _LIMIT,
        "读取超过 {seconds} 秒,已停止", "Reading took more than {seconds} seconds and was stopped",
        "请把需要的行复制到一个新的工作簿,或按村分开上传", "Copy the rows into a new workbook, or send it in parts",
    ),
    Detail(
        "SHEET_GUARD_MEMORY", _LIMIT,
        "读取所需内存过大,已停止", "Reading needed too much memory and was stopped",
        "请把需要的行复制到一个新的工作簿,或按村分开上传", "Copy the rows into a new workbook, or send it in parts",
    ),
)  # fmt: skip

_ANSWERS: tuple[Detail, ...] = (
    Detail(
        "SHEET_READ_UNKNOWN_OPTION", _INPUT,
        "“{text}”不在选项里", "'{text}' is none of the options",
        "请填选项的序号:{options}", "Fill in the number of an option: {options}",
    ),
    Detail(
        "SHEET_READ_CONTRADICTION", _INPUT,
        "“{text}”前后矛盾:{reason}", "'{text}' contradicts itself: {reason}",
        "请只留一个答案", "Leave one answer",
    ),
    Detail(
        "SHEET_READ_BLANK_MISSING", _INPUT,
        "选了“{option}”,但横线上没有填写", "'{option}' was picked but its blank is empty",
        "请照“{example}”的样子填写", "Fill it in like '{example}'",
    ),
    Detail(
        "SHEET_READ_NOT_NUMBER", _INPUT,
        "“{text}”不是准确的数", "'{text}' is not an exact number",
        "请只填阿拉伯数字{unit},不要写“约”“左右”,不要把 0 写成字母 O",
        "Fill in digits only{unit}, without 'about', and 0 rather than the letter O",
    ),
    Detail(
        "SHEET_READ_OUT_OF_RANGE", _INPUT,
        "“{text}”超出可能的范围({range})", "'{text}' is outside what is possible ({range})",
        "请核对后改正", "Check and correct it",
    ),
    Detail(
        "SHEET_READ_NOT_DATE", _INPUT,
        "“{text}”不是日历上的日期", "'{text}' is not a date of the calendar",
        "请填成 2022-02-28 的样子", "Write it like 2022-02-28",
    ),
    Detail(
        "SHEET_READ_NOT_YES_NO", _INPUT,
        "“{text}”看不出是“是”还是“否”", "'{text}' is neither yes nor no",
        "请填“是”或“否”", "Write 是 or 否",
    ),
    Detail(
        "SHEET_READ_ID_LENGTH", _INPUT,
        "证件号码有 {length} 位", "The id number has {length} characters",
        "身份证为 18 位,残疾人证为 20 位或 22 位,请对照证件改正", "It must have 18 (disability certificate: 20 or 22)",
    ),
    Detail(
        "SHEET_READ_ID_CHARACTERS", _INPUT,
        "证件号码里有不该有的字符", "The id number holds a character that cannot be",
        "请对照证件改正,末位可以是 X", "Correct it from the card; only the last may be X",
    ),
    Detail(
        "SHEET_READ_ID_DOUBTFUL", _INPUT,
        "证件号码疑似有误({reason}),已照填写的收下", "The id number looks wrong ({reason}); it was taken as written",
        "请对照证件核实", "Check it against the card",
    ),
    Detail(
        "SHEET_READ_PHONE", _INPUT,
        "电话号码“{text}”不像手机号或固定电话,已照填写的收下",
        "'{text}' does not look like a telephone number; it was taken as written",
        "请核实", "Check it",
    ),
    Detail(
        "SHEET_READ_FORMULA", _INPUT,
        "单元格里是公式,不是填写的内容", "The cell holds a formula, not an answer",
        "请删去公式,直接填写结果", "Delete the formula and write the result",
    ),
    Detail(
        "SHEET_READ_HYPERLINK", _INPUT,
        "单元格里是超链接公式(HYPERLINK),为安全起见不接收", "The cell holds a HYPERLINK formula and is not taken in",
        "请删去,直接填写文字", "Delete it and write the text",
    ),
    Detail(
        "SHEET_READ_ERROR_VALUE", _INPUT,
        "单元格显示错误值(如 #N/A、#REF!)", "The cell shows an error value (like #N/A or #REF!)",
        "请直接填写内容", "Write the content itself",
    ),
    Detail(
        "SHEET_READ_LONG_NUMBER", _INPUT,
        "号码被当作数字保存,第 15 位以后已被表格软件改成别的数字",
        "The number was stored as a figure; the program has changed its digits after the 15th",
        "请先把这一列设为“文本”格式,再对照证件重新输入,不要从表里抄回",
        "Format the column as text and type it again from the card",
    ),
)  # fmt: skip

_RETURNS: tuple[Detail, ...] = (
    Detail(
        "SHEET_READ_NO_SHEET", _INPUT,
        "没有找到本次排查的附表(要求的表:{expected})", "No annex of this campaign was found (expected: {expected})",
        "请使用下发的表格填写,表头不要删改", "Use the annex that was handed out and keep its headings",
    ),
    Detail(
        "SHEET_READ_WRONG_CAMPAIGN", _INPUT,
        "这是另一次排查的表({found}),本次是 {expected}",
        "This annex belongs to another campaign ({found}), not {expected}",
        "请换用本次下发的表格", "Use the annex of this campaign",
    ),
    Detail(
        "SHEET_READ_COLUMN_MISSING", _INPUT,
        "缺少“{column}”这一列", "The column '{column}' is missing",
        "请恢复下发表格的表头,或指明哪一列是它", "Restore the heading, or say which column it is",
    ),
    Detail(
        "SHEET_READ_COLUMN_TWICE", _INPUT,
        "“{column}”出现了两列(第 {first} 列和第 {second} 列)",
        "'{column}' stands in two columns ({first} and {second})",
        "请删去其中一列", "Delete one of them",
    ),
    Detail(
        "SHEET_READ_WRONG_VILLAGE", _INPUT,
        "表里写的是“{found}”,不是“{expected}”", "The sheet says '{found}', not '{expected}'",
        "请核对是否传错了村的表", "Check that the right village's annex was sent",
    ),
    Detail(
        "SHEET_READ_UNKNOWN_VILLAGE", _INPUT,
        "村名“{found}”不在本次排查的范围内", "The village '{found}' is not part of this campaign",
        "范围内的村:{known}", "Villages of this campaign: {known}",
    ),
    Detail(
        "SHEET_READ_TWO_VILLAGES", _INPUT,
        "一个文件里有多个村:{found}", "One file holds several villages: {found}",
        "请一个村一个文件分开上传", "Send one file per village",
    ),
    Detail(
        "SHEET_READ_REQUIRED", _INPUT,
        "“{other}”填了“{option}”,“{question}”就必须填写",
        "'{other}' says '{option}', so '{question}' must be filled in",
        "请补填后交回", "Fill it in and return the file",
    ),
    Detail(
        "SHEET_READ_HALF_ROW", _INPUT,
        "这一行没有户主姓名,其他格却有内容", "The row has answers but no name of the head of household",
        "请补填户主姓名,或清空这一行", "Fill in the name, or clear the row",
    ),
    Detail(
        "SHEET_READ_KEY_BROKEN", _INPUT,
        "隐藏的户编码已被改动", "The hidden key of the household was changed",
        "请恢复这一行的隐藏列,或整行重新从下发的表复制", "Restore the hidden column, or copy the row again",
    ),
    Detail(
        "SHEET_READ_KEY_TWICE", _INPUT,
        "同一户出现了两次(另一处在第 {first} 行)", "The same household stands twice (also in row {first})",
        "请保留一行", "Keep one of the rows",
    ),
    Detail(
        "SHEET_READ_SURVEYOR_MISSING", _INPUT,
        "有 {count} 户没有排查人员签名", "{count} households are not signed by who surveyed them",
        "请补签(谁排查、谁签字、谁负责)", "Have it signed by who surveyed",
    ),
    Detail(
        "SHEET_READ_EXTRA_COLUMN", _INPUT,
        "“{column}”不是本表的列,没有读取", "'{column}' is no column of this annex and was not read",
        "如果它就是某一列,请指明", "Say so if it stands for one of the columns",
    ),
    Detail(
        "SHEET_READ_LINK", _INPUT,
        "单元格带有超链接,只收下文字", "The cell carries a link; only its text was taken",
        "不需要处理", "Nothing to do",
    ),
    Detail(
        "SHEET_READ_NO_ROWS", _INPUT,
        "这张表没有填写任何一户", "No household is filled in on this sheet",
        "请确认是否传错文件", "Check that the right file was sent",
    ),
    Detail(
        "SHEET_READ_NOT_CODED", _INPUT,
        "“{text}”没有对应的选项,文字已收下", "'{text}' matches no option; the words were kept",
        "请勾选一项:{options}", "Tick one of: {options}",
    ),
    Detail(
        "SHEET_READ_NO_HEAD", _INPUT,
        "户编号 {household} 没有“户主”这一人", "Household {household} has no member who is its head",
        "请在导出系统里核对与户主关系", "Check the relation to the head in the source system",
    ),
)  # fmt: skip

DETAILS: tuple[Detail, ...] = (*_GUARD, *_ANSWERS, *_RETURNS)
