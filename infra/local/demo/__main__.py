"""Walk through a day in the running city: `make demo`; end with 1 and say why when a step does not happen."""

import sys
import time

from infra.local.city import City
from infra.local.demo import day
from infra.local.demo.narrator import Missed, Narrator
from infra.local.demo.watching import Watcher
from infra.local.place import Place
from infra.local.talk import Trouble, complain, say


def main() -> int:
    """Tell the day; the city must be up."""
    started, city, tell = time.monotonic(), City(Place.of_this_checkout()), Narrator.of_this_terminal()
    if not city.is_up():
        complain("No city is running here; `make run` brings it up.")
        return 1
    try:
        day.walk(day.Day(tell, Watcher(city), city.base_url))
    except (Missed, Trouble) as missed:
        tell.failed(f"This did not happen: {missed}")
        complain("The day broke off; see the logs in " + str(city.place.logs))
        return 1
    say()
    say(f"A day in the city: {tell.seen} things seen to happen, {time.monotonic() - started:.0f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
