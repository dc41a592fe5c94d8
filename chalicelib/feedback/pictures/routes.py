"""The HTTP face of photos."""

from chalice import Blueprint

from chalicelib.feedback.pictures import service
from chalicelib.feedback.pictures.schemas import NewPhoto, PhotoTicket
from chalicelib.shared.access import CITIZEN
from chalicelib.shared.http import Call, endpoint

blueprint = Blueprint(__name__)


@endpoint(
    blueprint, "POST", "/v1/feedback/photos",
    access=CITIZEN, body=NewPhoto, answer=PhotoTicket, status=201, problems=(422,),
)  # fmt: skip
def announce_photo(call: Call) -> PhotoTicket:
    """Ask for a ticket to upload one photo.

    Send the file as a multipart form to `url`: first all `fields`, then the file in a part named `file`. Then name the
    `photo_id` in `photo_ids` of a report within 24 hours. Position, camera and all other notes are taken out of it.
    """
    return service.announce(call.asker.citizen_id, call.body)
