"""Whose mistake it is that a request does not fit."""

from litestar import Litestar
from litestar.routes import HTTPRoute


def blame_the_sender(app: Litestar) -> None:
    """Refuse what was sent wrong, whatever its fields are called.

    Litestar takes a wrong field that has the name of something handlers are handed (`keys`,
    `labels`) for a mistake of the house, and answers 500. What is handed over here is not checked
    at run time, so what does not fit was always sent.
    """
    for route in app.routes:
        if isinstance(route, HTTPRoute):
            for handler in route.route_handlers:
                handler.signature_model._dependency_name_set = set()  # noqa: SLF001
