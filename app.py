"""The Chalice app: every feature on a developer's machine, one feature in each Lambda function (FEATURE says which)."""

import os

from chalice import Chalice

from chalicelib import features
from chalicelib.shared.http import cors_config

app = Chalice(app_name="city")
app.api.cors = cors_config()
app.api.binary_types = ["multipart/form-data", "application/x-www-form-urlencoded", "application/octet-stream"]
features.register(app, only=os.environ.get("FEATURE"))
