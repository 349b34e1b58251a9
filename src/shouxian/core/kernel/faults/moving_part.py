"""What can be wrong when a desk moves to another database."""

from shouxian.core.kernel.faults.model import Detail, ExitCode

DETAILS = (
    Detail(
        "MOVE_NO_DESK",
        ExitCode.WORKSPACE,
        "{folder} 里没有工作台",
        "There is no desk in {folder}",
        "请用 --data 指向工作台的数据目录(里面有 secret 文件)",
        "Point --data to the data folder of a desk (the one with the file 'secret')",
    ),
    Detail(
        "MOVE_THERE",
        ExitCode.USAGE,
        "{file} 已经存在",
        "{file} is there already",
        "请换一个文件名,或先把旧文件移走",
        "Choose another name, or move the old file away",
    ),
    Detail(
        "MOVE_DAMAGED",
        ExitCode.INPUT,
        "搬家文件不完整或被改动过:{part}",
        "The dump is cut off or was changed: {part}",
        "没有装入任何数据;请重新复制原文件,或再导出一次",
        "Nothing was loaded; copy the file again, or dump once more",
    ),
    Detail(
        "MOVE_SECRET",
        ExitCode.INPUT,
        "这里的密钥不是导出时的密钥",
        "The secret here is not that of the desk the dump is from",
        "证件号等密文只有原密钥能打开:请先把原数据目录的 secret 文件复制到这里的数据目录",
        "Only that one opens ids and phones: first copy the old data folder's file 'secret' into the new one",
    ),
    Detail(
        "MOVE_VERSION",
        ExitCode.INPUT,
        "搬家文件的表结构与本程序不同({area})",
        "The dump has other tables than this program ({area})",
        "请用导出时的同一版本(当时是 {version})装入,装好后再升级",
        "Load it with the version that made it ({version}), and upgrade afterwards",
    ),
    Detail(
        "MOVE_NOT_EMPTY",
        ExitCode.WORKSPACE,
        "数据库里已有数据({table})",
        "The database holds data already ({table})",
        "只能装入新建的空库:请换一个数据目录或数据库,先装入、后启动",
        "Load into a new, empty database only: before the first start of the server",
    ),
    Detail(
        "MOVE_REFUSED",
        ExitCode.INPUT,
        "数据库不接受 {table} 里的数据({kind})",
        "The database refused the rows of {table} ({kind})",
        "没有装入任何数据;请把这条信息交给开发者",
        "Nothing was loaded; report this message",
    ),
    Detail(
        "MOVE_DIFFERENT",
        ExitCode.INTERNAL,
        "装入后读回的 {table} 与文件不一致",
        "{table}, read back after loading, is not what the file holds",
        "没有装入任何数据;请把这条信息交给开发者",
        "Nothing was loaded; report this message",
    ),
)
