"""Every kind of job and who carries it out: what the worker is started with."""

from shouxian.server.flows import exporting, handing_out, looking_again, taking_in
from shouxian.server.jobs.worker import Handler
from shouxian.server.registry import actions as files
from shouxian.server.reports import actions as papers
from shouxian.server.reports import exporting as exports

HANDLERS: dict[str, Handler] = {
    files.CHECK: taking_in.check_file,
    files.STORE: taking_in.store_file,
    files.UNDO: taking_in.undo_file,
    looking_again.ALL: looking_again.screen_campaign,
    looking_again.SOME: looking_again.screen_households,
    papers.BLANK: handing_out.make_blank,
    papers.OUTPUTS: handing_out.make_outputs,
    exports.MAKE: exporting.make_export,
}
