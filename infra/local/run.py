"""The commands behind the Makefile: `python -m infra.local.run up|down`."""

import argparse
import os
import re
import sys
import time
from typing import TYPE_CHECKING

from infra.local.place import Place
from infra.local.talk import Trouble, complain, disk_sentence, say

if TYPE_CHECKING:
    from infra.local.city import City


def main(arguments: list[str] | None = None) -> int:
    """Run one command; turn what people can mend into plain sentences."""
    parser = argparse.ArgumentParser(prog="python -m infra.local.run", description=__doc__)
    parser.add_argument("command", choices=("up", "down"))
    command = parser.parse_args(arguments).command
    place = Place.of_this_checkout()
    try:
        # Only now: an interrupt while the larger modules load is to be heard here, too.
        from infra.local.city import City

        return _up(City(place)) if command == "up" else _down(City(place))
    except Trouble as trouble:
        complain(str(trouble))
    except KeyboardInterrupt:
        complain("Interrupted; whatever this command had started is stopped again.")
    except OSError as error:
        sentence = disk_sentence(error, place.folder)
        if sentence is None:
            raise
        complain(sentence)
    return 1


def _up(city: "City") -> int:
    started = time.monotonic()
    say("Bringing up the city …")
    day_seconds = _day_seconds()
    if city.up(_port(), day_seconds):
        say(f"The city is up ({time.monotonic() - started:.1f} s).\n")
    else:
        say("The city is up already.")
        changed = day_seconds not in (None, city.day_seconds)
        say("The length of a day is taken in by `make stop run`.\n" if changed else "")
        say("The sources have changed since: `make stop run` takes them in.\n" if city.is_outdated() else "")
    if city.day_seconds:
        say(f"  A day of every limit lasts {city.day_seconds} seconds; real days: CITY_DAY_SECONDS= make stop run\n")
    say(_how_to_use(city.base_url))
    return 0


def _down(city: "City") -> int:
    say("The city is stopped; its data is kept." if city.down() else "No city was running here.")
    return 0


def _port() -> int | None:
    given = os.environ.get("CITY_PORT", "")
    if not given:
        return None
    if not given.isdigit() or int(given) > 65535:
        raise Trouble(f"CITY_PORT={given} is no port; choose a number from 1024 to 65535, or 0 for any free one.")
    return int(given)


def _day_seconds() -> str | None:
    given = os.environ.get("CITY_DAY_SECONDS")
    if given and not re.fullmatch("[1-9][0-9]{0,5}", given):
        raise Trouble(f"CITY_DAY_SECONDS={given} is no length of a day; give whole seconds up to 999999, or nothing.")
    return given


def _how_to_use(base_url: str) -> str:
    report = (
        '{"category_code":"light_out","description":"Đèn đường không sáng","location":{"lat":10.7757,"lon":106.7004}}'
    )
    return f"""\
  Base URL     {base_url}
  Docs         {base_url}/docs
  A token      make -s token AS=citizen   (or operator, handler, supervisor, editor, approver, admin)
  Stop         make stop

Try it:
  curl {base_url}/v1/health-check
  curl {base_url}/v1/feedback/categories
  curl {base_url}/v1/feedback/reports -H "Authorization: Bearer $(make -s token AS=citizen)" \
-H 'Content-Type: application/json' -d '{report}'"""


if __name__ == "__main__":
    sys.exit(main())
