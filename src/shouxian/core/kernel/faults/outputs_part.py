"""Faults of the rooms ``outputs`` and ``campaigns``: totals that do not add up, villages and households not found."""

from shouxian.core.kernel.faults.model import Detail, ExitCode

DETAILS: tuple[Detail, ...] = (
    Detail(
        "OUTPUT_TOTALS", ExitCode.TOTALS,
        "统计对不上:按村相加应访 {told} 户,实有 {real} 户;已访 {visited} 户,实有 {seen} 户",
        "The statistics do not add up: {told} households by village against {real}; visited {visited} against {seen}",
        "没有写出任何表;请检查户的行政村和户类型", "No table was written; check the villages and types of households",
    ),
    Detail(
        "CAMPAIGN_VILLAGE", ExitCode.USAGE,
        "{place} 没有名为“{name}”的村", "There is no village '{name}' in {place}",
        "最接近的是:{nearest}", "Nearest: {nearest}",
    ),
    Detail(
        "CAMPAIGN_HOUSEHOLD", ExitCode.USAGE,
        "没有找到“{name}”", "'{name}' was not found",
        "请用户标识,或“村名 户主姓名”;同名的有:{candidates}",
        "Give the household's key, or village and head's name; of that name there are: {candidates}",
    ),
    Detail(
        "CAMPAIGN_NO_RUN", ExitCode.USAGE,
        "还没有筛查结果 {name}", "There is no run {name} yet",
        "请先执行 shouxian screen", "Run 'shouxian screen' first",
    ),
    Detail(
        "CAMPAIGN_SHEET", ExitCode.USAGE,
        "本次排查没有表“{name}”", "This campaign has no sheet '{name}'",
        "现有:{known}", "There are: {known}",
    ),
    Detail(
        "CAMPAIGN_LIST", ExitCode.USAGE,
        "本次排查没有名单“{name}”", "This campaign has no handed-down list '{name}'",
        "现有:{known}", "There are: {known}",
    ),
    Detail(
        "TICKS_KEY_LOST", ExitCode.INPUT,
        "这一行的隐藏标识丢失", "This row has lost its hidden key",
        "请用系统给出的待打勾表,不要增删行列", "Use the workbook as it was given; add or remove no rows or columns",
    ),
    Detail(
        "TICKS_OPTION", ExitCode.INPUT,
        "“{option}”不在可选结论中", "'{option}' is not one of the choices",
        "请从下拉框选择:{options}", "Choose from the drop-down: {options}",
    ),
    Detail(
        "LIST_HEADINGS", ExitCode.INPUT,
        "名单的表头与政策包不一致,应有:{heads}", "The headings of the list differ from the pack's; expected: {heads}",
        "请核对是否选错了文件;表头须在前10行内", "Check the file; the headings must stand in the first 10 rows",
    ),
    Detail(
        "CAMPAIGN_FILE_MISSING", ExitCode.USAGE,
        "文件 {path} 不存在", "The file {path} does not exist",
        "请检查文件名和所在文件夹", "Check its name and folder",
    ),
    Detail(
        "CAMPAIGN_EXISTS", ExitCode.USAGE,
        "{path} 已有内容", "{path} is not empty",
        "请换一个文件夹,或先移走原有内容", "Choose another folder, or move its contents away first",
    ),
)
