"""Faults of the room ``dataset``: the workspace folder and its imports."""

from shouxian.core.kernel.faults.model import Detail, ExitCode

_WORKSPACE = ExitCode.WORKSPACE

DETAILS: tuple[Detail, ...] = (
    Detail(
        "DATA_NO_WORKSPACE",
        _WORKSPACE,
        "{folder} 还不是工作文件夹",
        "{folder} is not a workspace yet",
        "请先导入花名册或发放空表,系统会自动建立",
        "Import a roster or hand out blank sheets first; that creates it",
    ),
    Detail(
        "DATA_BROKEN_WORKSPACE",
        _WORKSPACE,
        "工作文件夹 {folder} 的 state.json 无法读取",
        "state.json of the workspace {folder} cannot be read",
        "请从备份恢复 state.json,其余文件不要改动",
        "Restore state.json from a backup and leave the other files alone",
    ),
    Detail(
        "DATA_OTHER_CAMPAIGN",
        _WORKSPACE,
        "工作文件夹 {folder} 属于“{has}”,不是“{wanted}”",
        "The workspace {folder} belongs to '{has}', not to '{wanted}'",
        "请换一个文件夹,每次排查一个",
        "Use another folder: one for each campaign",
    ),
    Detail(
        "DATA_NO_SUCH_IMPORT",
        ExitCode.USAGE,
        "没有第 {number} 次导入,或已经撤销",
        "There is no import {number}, or it is undone already",
        "用 shouxian import list 查看",
        "See 'shouxian import list'",
    ),
    Detail(
        "DATA_BUSY",
        _WORKSPACE,
        "另一个程序正在写入 {folder}",
        "Another process is writing {folder}",
        "请等它结束后再试",
        "Try again when it has finished",
    ),
    Detail(
        "DATA_ROW_UNKNOWN_KEY",
        ExitCode.INPUT,
        "行标识 {key} 不在本次排查中",
        "The row's key {key} is not known in this campaign",
        "可能是别的排查的表;请从本次下发的空表重新填写,或清空隐藏列后按姓名和电话匹配",
        "It may come from another campaign; fill the sheet handed out for this one, or clear the hidden column",
    ),
    Detail(
        "DATA_ROW_TWICE",
        ExitCode.INPUT,
        "“{name}”在本文件中出现两次(另见第{other}行)",
        "'{name}' stands twice in this file (also in row {other})",
        "请只保留一行",
        "Keep one row only",
    ),
    Detail(
        "DATA_ROW_DOUBTFUL",
        ExitCode.DOUBT,
        "不能确定“{name}”是哪一户:{candidates}",
        "It is not certain which household '{name}' is: {candidates}",
        "请在“请确认”一列选择,然后把原表交回,不必重填",
        "Choose in the column 请确认 and return the file; nothing is typed again",
    ),
    Detail(
        "DATA_ROW_NOT_ON_ROSTER",
        ExitCode.DOUBT,
        "花名册中没有“{name}”",
        "'{name}' is not on the roster",
        "确为新增户时,请在“请确认”一列选“新的一户”",
        "If it is a new household, choose 新的一户 in the column 请确认",
    ),
    Detail(
        "DATA_ROW_HOME_UNKNOWN",
        ExitCode.INPUT,
        "本村花名册中没有户主“{name}”,不知道这一行属于哪一户",
        "No household of '{name}' is on the list of this village, so it is not known whose row this is",
        "请核对户主姓名;确为新增户的,先交回该户的排查表",
        "Check the name of the head; a new household comes with its own sheet first",
    ),
    Detail(
        "DATA_ROW_BETTER_KEPT",
        ExitCode.INPUT,
        "同一处登记了两行,按较好的一行(第{row}行)计",
        "Two rows tell of the same; the better one (row {row}) counts",
        "不用处理;登记有误的,请改正后重新交回",
        "Nothing to do; return the file again if that is wrong",
    ),
)
