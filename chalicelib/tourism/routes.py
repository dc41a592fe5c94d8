"""The HTTP face of this group, which is not built yet and says so."""

from chalice import Blueprint

from chalicelib.shared.planned import planned

blueprint = Blueprint(__name__)

show_plan = planned(blueprint, "tourism")
