"""Faults of the room ``expressions`` and of the cases of rules: what an official who writes a rule can get wrong.

``{text}`` is the piece of the rule that is meant and ``{at}`` its first character, counted from 1.
"""

from shouxian.core.kernel.faults.model import Detail, ExitCode

_PACK = ExitCode.PACK


def _refused(code: str, zh: str, en: str, do_zh: str, do_en: str) -> Detail:
    return Detail(
        f"EXPR_{code}",
        _PACK,
        f"第{{at}}个字符处“{{text}}”:{zh}",
        f"At character {{at}}, '{{text}}': {en}",
        do_zh,
        do_en,
    )


_CONSTRUCTS = (
    _refused(
        "NULL_TEST",
        "不能判断是否为空",
        "a rule cannot ask whether a fact is known",
        "未知由系统自动处理;质量规则可用 missing(事实) 表示“问了但没填”",
        "An unknown is carried by itself; a quality rule may say missing(fact): asked and left blank",
    ),
    _refused(
        "COALESCE",
        "不能给未知的事实代入一个值",
        "an unknown fact cannot be replaced by a value",
        "请去掉它,未知会得出“无法判断”",
        "Leave it out: an unknown fact gives the verdict unknown",
    ),
    _refused(
        "CASE",
        "不能使用 CASE 或 IF",
        "CASE and IF are not part of the language",
        "请用 AND、OR、NOT 表达,或分成两条规则",
        "Say it with AND, OR and NOT, or write two rules",
    ),
    _refused(
        "DIVISION",
        "不能使用除法和取余",
        "there is no division",
        "人均用 per_head(总额, 人数),占比用 share_over(部分, 总额, 百分比)",
        "Use per_head(total, people) or share_over(part, whole, percent)",
    ),
    _refused(
        "MULTIPLICATION",
        "不能使用乘法",
        "there is no multiplication",
        "占比用 share_over(部分, 总额, 百分比);倍数请写成参数或派生事实",
        "Use share_over(part, whole, percent), or make the product a parameter or a fact",
    ),
    _refused(
        "LIKE",
        "不能按文字片段匹配",
        "texts cannot be matched by pattern",
        "请使用有代码表的事实,用 = 或 IN 比较",
        "Use a fact with a code list and compare by = or IN",
    ),
    _refused(
        "CAST",
        "不能转换类型",
        "types cannot be converted",
        "请改用类型合适的事实;日期写作 DATE '2022-01-01'",
        "Use a fact of the right type; write a date as DATE '2022-01-01'",
    ),
    _refused(
        "SUBQUERY",
        "不能使用查询语句",
        "queries are not part of the language",
        "成员请用 any(members, …)、count(members, …) 等",
        "Reach members by any(members, …), count(members, …)",
    ),
    _refused(
        "QUOTED",
        "名称不能加双引号",
        "names are never quoted",
        "事实名直接写,代码和文字用单引号",
        "Write the name of a fact plainly; codes and texts take single quotes",
    ),
    _refused(
        "CONSTRUCT",
        "规则语言里没有这种写法",
        "this is not part of the language of rules",
        "可用:AND OR NOT、= <> < <= > >=、IN (…)、+ -、列出的函数",
        "There are AND OR NOT, = <> < <= > >=, IN (…), + - and the named functions",
    ),
)

_NAMES = (
    _refused(
        "FUNCTION", "没有这个函数", "there is no such function", "最接近的函数:{nearest}", "Nearest function: {nearest}"
    ),
    _refused(
        "NAME",
        "没有这个事实或参数",
        "there is no such fact or parameter",
        "最接近的名称:{nearest}",
        "Nearest name: {nearest}",
    ),
    _refused(
        "SCOPE",
        "是“{subject}”的事实,这里取不到",
        "is a fact of '{subject}', which cannot be reached from here",
        "请通过成员函数取用,或先做成派生事实",
        "Reach it through a function over members, or make a derived fact of it first",
    ),
    _refused(
        "CODE",
        "不在代码表“{codelist}”中",
        "is not in the code list '{codelist}'",
        "最接近的代码:{nearest}",
        "Nearest code: {nearest}",
    ),
    _refused(
        "MEMBERS",
        "不是“{subject}”的成员集合",
        "is no collection of members of '{subject}'",
        "可用的集合:{known}",
        "Collections: {known}",
    ),
    _refused(
        "IDENTIFIER",
        "是标识信息,筛查数据中没有它的值",
        "is an identifier; its value is not in the data that is screened",
        "可用 occurrences(…),质量规则可用 missing(…)",
        "Use occurrences(…), or missing(…) in a quality rule",
    ),
)

_TYPES = (
    _refused(
        "TYPES",
        "两边类型不同:{left} 与 {right}",
        "the two sides differ in type: {left} and {right}",
        "请比较同一类型的事实或参数",
        "Compare facts or parameters of one type",
    ),
    _refused(
        "BOOLEAN",
        "这里要的是“是或否”,不是{got}",
        "a truth is wanted here, not {got}",
        "请写成比较",
        "Write a comparison",
    ),
    _refused(
        "ARGUMENT",
        "{function} 的用法是 {usage}",
        "{function} is used as {usage}",
        "请按用法改正",
        "Correct it as shown",
    ),
    _refused(
        "OPERATOR",
        "{got}不能这样比较或相加",
        "{got} cannot be compared or added like this",
        "代码和文字只能用 =、<> 和 IN",
        "Codes and texts take only =, <> and IN",
    ),
    _refused(
        "NUMBER",
        "规则里不能写数字",
        "No number stands in a rule: make it a parameter",
        "请把它写成带来源的参数(0 和 1 除外)",
        "Put it into packs/parameters with its source (only 0 and 1 may stand)",
    ),
    _refused(
        "DATE",
        "不是日历上的日期",
        "is not a date of the calendar",
        "日期写作 DATE '2022-01-01'",
        "Write DATE '2022-01-01'",
    ),
    _refused(
        "LINE",
        "标准线只能用 < 或 >= 与金额比较",
        "a line is compared only by < or >= with a quantity",
        "恰好等于标准线时怎么算由参数的 at_line 说明",
        "What holds exactly at it is said by its at_line, not by the rule",
    ),
    _refused(
        "NESTED",
        "成员函数里不能再套成员函数",
        "a function over members cannot stand inside another",
        "请先把里面的部分做成派生事实",
        "Make the inner one a derived fact first",
    ),
    _refused(
        "MISSING_KIND",
        "missing(…) 只能用于质量(quality)和程序(procedure)规则",
        "missing(…) belongs to rules of kind quality or procedure",
        "请改变规则类别或去掉它",
        "Change the kind of the rule or leave it out",
    ),
)

_WHOLE = (
    Detail(
        "EXPR_SYNTAX",
        _PACK,
        "第{at}个字符处无法读懂:{reason}",
        "The expression cannot be read at character {at}: {reason}",
        "请检查括号、引号和运算符",
        "Check brackets, quotes and operators",
    ),
    Detail(
        "EXPR_TRUE_ON_NOTHING",
        _PACK,
        "即使所有事实都未知,表达式“{text}”也可能成立",
        "'{text}' can be TRUE although no fact is known",
        "请加入至少一个必须知道的事实",
        "Make it depend on a fact that must be known",
    ),
    Detail(
        "EXPR_CYCLE",
        _PACK,
        "派生事实互相依赖:{cycle}",
        "Derived facts depend on each other in a circle: {cycle}",
        "请断开其中一处",
        "Break the circle at one place",
    ),
    Detail(
        "EXPR_DERIVE_TYPE",
        _PACK,
        "派生事实“{name}”声明为{declared},表达式得出{got}",
        "The derived fact '{name}' is declared as {declared} but its expression gives {got}",
        "请改正类型或表达式(区间数量要写 bounds: true)",
        "Correct the type or the expression (a banded quantity needs bounds: true)",
    ),
    Detail(
        "EXPR_DUPLICATE",
        _PACK,
        "名称“{name}”出现两次:{first} 与 {second}",
        "The name '{name}' stands twice: {first} and {second}",
        "规则里的名称必须唯一,请改名",
        "Names in rules are unique; rename one",
    ),
    Detail(
        "EXPR_SUBJECT",
        _PACK,
        "没有对象“{name}”",
        "There is no subject '{name}'",
        "最接近的名称:{nearest}",
        "Nearest name: {nearest}",
    ),
)

_CASES = (
    Detail(
        "CASE_VALUE",
        _PACK,
        "规则 {rule} 的例子中“{name}”的值“{value}”有误:{reason}",
        "In a case of rule {rule} the value '{value}' of '{name}' is wrong: {reason}",
        "请按该事实的类型改正",
        "Correct it to the type of the fact",
    ),
    Detail(
        "CASE_VERDICT",
        _PACK,
        "规则 {rule} 的例子应得“{expected}”,实得“{got}”",
        "A case of rule {rule} expects {expected} and gets {got}",
        "请核对规则与例子哪一个写错了",
        "Find out whether the rule or the case is wrong",
    ),
    Detail(
        "CASE_ENGINES",
        ExitCode.INTERNAL,
        "规则 {rule} 的例子在两个引擎中结果不同:{python} 与 {sql}",
        "The two engines differ on a case of rule {rule}: {python} and {sql}",
        "这是程序错误,请报告",
        "This is an error of the program; please report it",
    ),
    Detail(
        "CASE_MUTANT",
        _PACK,
        "规则 {rule} 改成“{change}”后,所有例子仍然通过",
        "Every case of rule {rule} still passes after the change: {change}",
        "请补一个能区分二者的例子",
        "Add a case that tells the two apart",
    ),
)

DETAILS: tuple[Detail, ...] = (*_CONSTRUCTS, *_NAMES, *_TYPES, *_WHOLE, *_CASES)
