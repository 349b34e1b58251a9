"""What can be wrong with a run over many partitions."""

from shouxian.core.kernel.faults.model import Detail, ExitCode

DETAILS = (
    Detail(
        "SCALE_NO_PARTS",
        ExitCode.INPUT,
        "{folder} 中没有分片",
        "There are no partitions in {folder}",
        "每个分片是一个子文件夹,其中有 household.parquet;没有数据时可先用 shouxian run make 生成",
        "Each partition is a sub-folder with household.parquet; shouxian run make invents some",
    ),
    Detail(
        "SCALE_COLUMNS",
        ExitCode.INPUT,
        "缺少下列各列,或者数不是 64 位整数:{names}",
        "These columns are missing, or their numbers have fewer than 64 bits: {names}",
        "请按本次排查重新生成分片(列的约定见 docs/adr/0001)",
        "Make the partition anew for this campaign (the columns are told in docs/adr/0001)",
    ),
    Detail(
        "SCALE_OTHER_RUN",
        ExitCode.WORKSPACE,
        "{folder} 里是另一次筛查:{name} 不同",
        "{folder} holds another run: {name} differs",
        "请换一个结果文件夹;不要把不同规则、不同日期的结果放在一起",
        "Choose another folder; results of other rules or days are never mixed",
    ),
    Detail(
        "SCALE_NO_RUN",
        ExitCode.WORKSPACE,
        "{folder} 里没有筛查结果",
        "There is no run in {folder}",
        "请先执行 shouxian run shards,或核对文件夹",
        "Carry out shouxian run shards first, or check the folder",
    ),
    Detail(
        "SCALE_NO_HOUSEHOLD",
        ExitCode.INPUT,
        "结果中没有编码为 {key} 的户",
        "No household with the key {key} is in the run",
        "请核对户编码(各村清单上隐藏的编码)",
        "Check the key (it is the hidden key on the lists of the villages)",
    ),
)
