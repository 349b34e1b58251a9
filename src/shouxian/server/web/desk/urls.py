"""The addresses of the desk, area by area."""

from shouxian.server.web import kinds  # noqa: F401  # the kinds of things addresses name are known before any address
from shouxian.server.web.desk.accounts import urls as accounts
from shouxian.server.web.desk.changes import urls as changes
from shouxian.server.web.desk.corrections import urls as corrections
from shouxian.server.web.desk.documents import urls as documents
from shouxian.server.web.desk.exports import urls as exports
from shouxian.server.web.desk.files import urls as files
from shouxian.server.web.desk.front import urls as front
from shouxian.server.web.desk.households import urls as households
from shouxian.server.web.desk.jobs import urls as jobs
from shouxian.server.web.desk.log import urls as log
from shouxian.server.web.desk.papers import urls as papers
from shouxian.server.web.desk.server import urls as server
from shouxian.server.web.desk.things import urls as things
from shouxian.server.web.desk.villages import urls as villages

AREAS = (
    front, households, corrections, changes, documents, villages, things, papers, exports, files, accounts, jobs,
    log, server,
)  # fmt: skip
urlpatterns = [pattern for area in AREAS for pattern in area.urlpatterns]
