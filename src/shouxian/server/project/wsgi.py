"""The door for a web server: ``shouxian serve`` opens it itself, another server of WSGI may."""

import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shouxian.server.project.settings")
application = get_wsgi_application()
