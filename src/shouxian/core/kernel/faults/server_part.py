"""What can be wrong with accounts, posts and the log."""

from shouxian.core.kernel.faults.model import Detail, ExitCode

DETAILS = (
    Detail(
        "ACCOUNT_TAKEN",
        ExitCode.INPUT,
        "登录名 {login} 已有人使用",
        "The login {login} is taken",
        "请换一个登录名;停用的账号也不再发给别人",
        "Choose another; a closed account is never given to somebody else",
    ),
    Detail(
        "ACCOUNT_ROLE",
        ExitCode.INPUT,
        "没有 {role} 这种岗位",
        "There is no role {role}",
        "请从下列岗位中选:{known}",
        "Choose one of: {known}",
    ),
    Detail(
        "ACCOUNT_PLACE",
        ExitCode.INPUT,
        "{place} 不是行政区划代码",
        "{place} is no code of a place",
        "请填 2、4、6、9 或 12 位的区划代码",
        "Give a code of 2, 4, 6, 9 or 12 digits",
    ),
    Detail(
        "ACCOUNT_NO_END",
        ExitCode.INPUT,
        "{role}的权限必须有截止日期",
        "A {role} needs a last day",
        "请填督查结束的那一天,到期自动收回",
        "Give the last day of the inspection; access ends by itself",
    ),
    Detail(
        "AUDIT_LINE",
        ExitCode.INPUT,
        "这一行不是导出的审计日志",
        "This line is none of an exported log",
        "请用导出的原文件,不要编辑或截取",
        "Give the file as it was exported, not edited or cut",
    ),
    Detail(
        "AUDIT_SECRET",
        ExitCode.USAGE,
        "没有给出密钥,无法核验",
        "There is no secret to check with",
        "请把服务器的密钥放进环境变量 SHOUXIAN_SECRET",
        "Put the server's secret into the variable SHOUXIAN_SECRET",
    ),
    Detail(
        "AUDIT_TAMPERED",
        ExitCode.INPUT,
        "日志被改动过:改动的条目 {changed},从第 {broken} 号封印起接不上",
        "The log was tampered with: changed entries {changed}, the chain breaks at seal {broken}",
        "请保留原文件和密钥,报告审计人员;密钥不对时所有条目都会显示为改动过",
        "Keep the file and the secret and tell the auditor; with a wrong secret every entry seems changed",
    ),
)
