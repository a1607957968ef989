"""What a framework does for every request and this house has no use for."""

from litestar import Litestar
from litestar.routes import HTTPRoute


def one_by_one(app: Litestar) -> None:
    """Hand a handler what it asks for one after the other.

    Litestar fetches what does not depend on each other in tasks side by side; almost all of it is
    an object that is there already, and a task costs ten times as much as the handing over.
    """
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for _, asked in route.route_handler_map.values():
                asked.dependency_batches = [
                    {each} for batch in asked.dependency_batches for each in batch
                ]
