"""Every address of the server. An address without a policy stops the start."""

from shouxian.server.web.desk.urls import urlpatterns as desk
from shouxian.server.web.policies import insist_on_policies

urlpatterns = [*desk]
insist_on_policies(urlpatterns)

handler400 = "shouxian.server.web.boundary.bad_request"
handler403 = "shouxian.server.web.boundary.not_allowed"
handler404 = "shouxian.server.web.boundary.not_found"
handler500 = "shouxian.server.web.boundary.broken"
