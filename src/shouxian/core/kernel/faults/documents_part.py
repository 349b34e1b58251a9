"""Faults of documents put with a household."""

from shouxian.core.kernel.faults.model import Detail, ExitCode

DETAILS = (
    Detail(
        "DOCUMENT_KIND",
        ExitCode.INPUT,
        "没有选对材料类别",
        "It is not said what kind of document it is",
        "请从所列类别中选择",
        "Choose one of the kinds listed",
    ),
    Detail(
        "DOCUMENT_TITLE",
        ExitCode.INPUT,
        "名称为空或超过{most}字",
        "The title is empty or longer than {most} letters",
        "请用几个字写明是什么材料，如：死亡证明",
        "Say in a few words what it is: a death certificate",
    ),
    Detail(
        "DOCUMENT_TYPE",
        ExitCode.INPUT,
        "这个文件不是 PDF、JPEG 或 PNG",
        "The file is no PDF, JPEG or PNG",
        "照片请直接上传，其他文件请另存为 PDF 再上传",
        "Photographs are taken as they are; save anything else as PDF first",
    ),
    Detail(
        "DOCUMENT_LARGE",
        ExitCode.INPUT,
        "文件超过 {most} MB",
        "The file is larger than {most} MB",
        "请降低扫描清晰度，或分成几个文件上传",
        "Scan it less finely, or in several files",
    ),
    Detail(
        "DOCUMENT_TOO_LATE",
        ExitCode.INPUT,
        "材料撤下已超过三十天，不能恢复",
        "A document withdrawn more than thirty days ago cannot be brought back",
        "请重新添加",
        "Add it anew",
    ),
)
