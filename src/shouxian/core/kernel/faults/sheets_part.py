"""Faults of workbooks going out (layouts and writing); those coming in stand in ``returns_part``."""

from shouxian.core.kernel.faults.model import Detail, ExitCode

DETAILS: tuple[Detail, ...] = (
    Detail(
        "SHEET_LAYOUT_QUESTION", ExitCode.PACK,
        "附表用到了没有定义的问题:{names}", "The annex names questions that do not exist: {names}",
        "请在 questions.yaml 中补上,或改正附表的 YAML", "Add them to questions.yaml or correct the layout",
    ),
    Detail(
        "SHEET_WRITE_ROW_UNKNOWN", ExitCode.PACK,
        "附表没有这些固定行:{codes}", "The annex has no printed rows for: {codes}",
        "请在附表的 fixed_rows 中补上", "Add them to the layout's fixed_rows",
    ),
    Detail(
        "SHEET_WRITE_TOO_LONG", ExitCode.LIMIT,
        "文字有 {length} 个字,一个单元格放不下", "The text has {length} characters, more than a cell holds",
        "请缩短文字", "Shorten it",
    ),
    Detail(
        "SHEET_WRITE_TOO_MANY_ROWS", ExitCode.LIMIT,
        "有 {rows} 行,一张工作表最多 {most} 行", "There are {rows} rows; one worksheet holds {most}",
        "请按乡镇或村分开导出", "Export by town or village",
    ),
    Detail(
        "SHEET_WRITE_NOT_A_COUNT", ExitCode.TOTALS,
        "“{value}”不是整数,不能合计", "'{value}' is no whole number and cannot be summed",
        "请核对这一格", "Check this cell",
    ),
    Detail(
        "SHEET_WRITE_CROSS_SUM", ExitCode.TOTALS,
        "{whole} 不等于 {parts} 之和 {summed}", "{whole} is not the sum {summed} of {parts}",
        "请核对后再生成,系统不会输出对不上的表", "Check the figures; a table that does not add up is never written",
    ),
    Detail(
        "SHEET_WRITE_TOTALS", ExitCode.TOTALS,
        "“{name}”的合计写为 {stated},各行相加为 {summed}",
        "The total of '{name}' is stated as {stated}, its rows make {summed}",
        "请核对后再生成,系统不会输出对不上的表", "Check the figures; a table that does not add up is never written",
    ),
    Detail(
        "TEMPLATE_KIND", ExitCode.INPUT,
        "系统模板要用 .xlsx 格式", "A template of another system must be an .xlsx workbook",
        "请用 WPS 或 Excel 另存为 .xlsx,不要改动表头",
        "Save it as .xlsx with WPS or Excel and leave its headings alone",
    ),
    Detail(
        "TEMPLATE_HEADINGS", ExitCode.INPUT,
        "没有找到模板的表头:认得的列不到两个", "The headings were not found: fewer than two columns are known",
        "请确认 --subject 选对了,或用 --column 表头=指标 认列",
        "Check --subject, or name columns with --column HEADING=FACT",
    ),
    Detail(
        "TEMPLATE_NOT_BLANK", ExitCode.INPUT,
        "模板表头下面已有内容“{text}”", "Something stands below the headings of the template already: '{text}'",
        "请使用空白模板;是示例行的,用 --first-row 指明从哪一行填起",
        "Use a blank template; below example rows, say with --first-row where to begin",
    ),
    Detail(
        "TEMPLATE_OPTION", ExitCode.INPUT,
        "“{text}”不在模板的下拉选项中:{allowed}", "'{text}' is not among the template's options: {allowed}",
        "请改正该户数据,或在代码表中补充这一写法(synonyms)",
        "Correct the record, or add the template's spelling to the code list (synonyms)",
    ),
    Detail(
        "TEMPLATE_COLUMN", ExitCode.USAGE,
        "没有叫“{name}”的指标或字段", "There is no fact or field called '{name}'",
        "可用:{known}", "Known: {known}",
    ),
    Detail(
        "TEMPLATE_UNMAPPED", ExitCode.DOUBT,
        "还有 {count} 列不知道填什么:{heads}", "{count} columns are not mapped: {heads}",
        "用 --column 表头=指标 认列,一次即可;要留空的写 --column 表头=-",
        "Map each once with --column HEADING=FACT; leave one empty with --column HEADING=-",
    ),
)  # fmt: skip
