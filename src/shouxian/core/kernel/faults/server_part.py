"""What can be wrong with accounts and posts."""

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
)
