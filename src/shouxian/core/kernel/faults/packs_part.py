"""Faults of the room ``packs``: what a county that writes its own campaign can get wrong."""

from shouxian.core.kernel.faults.model import Detail, ExitCode

_PACK = ExitCode.PACK

DETAILS: tuple[Detail, ...] = (
    Detail(
        "PACK_NOT_FOUND",
        ExitCode.USAGE,
        "找不到政策包目录 {path}",
        "The packs folder {path} was not found",
        "请检查 --packs 或环境变量 SHOUXIAN_PACKS",
        "Check --packs or the variable SHOUXIAN_PACKS",
    ),
    Detail(
        "PACK_CAMPAIGN_UNKNOWN",
        ExitCode.USAGE,
        "没有名为“{name}”的排查工作",
        "There is no campaign '{name}'",
        "现有:{known}",
        "There are: {known}",
    ),
    Detail(
        "PACK_YAML",
        _PACK,
        "YAML 格式有误:{reason}",
        "The YAML cannot be read: {reason}",
        "请检查缩进、冒号和引号",
        "Check indentation, colons and quotes",
    ),
    Detail(
        "PACK_FIELD",
        _PACK,
        "字段“{field}”有误:{reason}",
        "Field '{field}' is wrong: {reason}",
        "请按参考手册改正该字段",
        "Correct it as the reference says",
    ),
    Detail(
        "PACK_DUPLICATE",
        _PACK,
        "“{name}”重复定义(前一处在 {first})",
        "'{name}' is defined twice (first at {first})",
        "请保留一处",
        "Keep one of them",
    ),
    Detail(
        "PACK_UNKNOWN_NAME",
        _PACK,
        "{kind}“{name}”没有定义",
        "The {kind} '{name}' is not defined",
        "最接近的名称:{nearest}",
        "Nearest name: {nearest}",
    ),
    Detail(
        "PACK_GIVES",
        _PACK,
        "选项给出的值“{value}”与事实“{variable}”的类型不符:{reason}",
        "The given value '{value}' does not fit the fact '{variable}': {reason}",
        "请改正 gives",
        "Correct the option's gives",
    ),
    Detail(
        "PACK_PARAMETER_MISSING",
        _PACK,
        "{place} 在 {date} 没有参数“{name}”的值",
        "The parameter '{name}' has no value for {place} on {date}",
        "请在 packs/parameters 中按文件补上并写明来源,系统不会借用别处的标准",
        "Add it to packs/parameters with its source; no other place's value is borrowed",
    ),
)
