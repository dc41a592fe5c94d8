"""Shapes of phones; push tokens come in and never go out again."""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from chalicelib.account.devices.rules import is_token

Language = Literal["vi", "en"]
Platform = Literal["ios", "android"]


class NewDevice(BaseModel):
    """A phone as its app registers it: at every start, and whenever token or language have changed."""

    model_config = ConfigDict(extra="forbid", strict=True)

    platform: Platform
    token: Annotated[str, StringConstraints(min_length=1, max_length=4096)]
    language: Language | None = None
    app_version: Annotated[str, StringConstraints(pattern=r"^[0-9A-Za-z.+_\-]{1,40}$")] | None = None

    @field_validator("token")
    @classmethod
    def _as_the_platform_has_it(cls, token: str, known: ValidationInfo) -> str:
        # A platform that is wrong itself has been named as wrong already.
        if "platform" in known.data and not is_token(known.data["platform"], token):
            raise PydanticCustomError("wrong_value", "{city_code}", {"city_code": "wrong_format", "city_params": {}})
        return token


class DeviceView(BaseModel):
    """A phone of one's own; `topics` are those its app shall hold at the push service, none yet."""

    device_id: str
    platform: Platform
    language: Language
    app_version: str | None
    registered_at: str
    topics: list[str]


class DeviceList(BaseModel):
    """All phones of one's own, the one seen last at the top."""

    items: list[DeviceView]
