"""The test gateway as `fairdue serve` starts it: one process, and a thread that tells."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fairdue.config.settings")

from django.conf import settings

from fairdue.config.gateway.app import Gateway
from fairdue.config.gateway.store import Store
from fairdue.config.gateway.telling import start
from fairdue.integration.rules.signatures import secret_bytes

_store = Store(settings.VAR / "gateway" / "payments.sqlite3")
_secret = secret_bytes(settings.GATEWAY_SECRET)
application = Gateway(_store, _secret, settings.GATEWAY_URL)
start(_store, _secret)
