"""The HTTP face of this group, which is not built yet and says so; its service already opens accounts for login."""

from chalice import Blueprint

from chalicelib.shared.planned import planned

blueprint = Blueprint(__name__)

show_plan = planned(blueprint, "account")
