"""Every slice's routes under one roof, and what they are handed."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AbstractAsyncContextManager, asynccontextmanager, suppress
from typing import Annotated, Any

from litestar import Litestar, Request, Response, Router, get
from litestar.di import Provide
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.params import FromPath

from qiao import __version__
from qiao.assemble import House
from qiao.circles import api as circles
from qiao.feed import api as feed
from qiao.feed import audience_api, discover_api, ledger_api, levers_api, outside_api, pulse_api
from qiao.kit.http import PROBLEMS, AskedRequest, Injected, problem
from qiao.kit.http.blame import blame_the_sender
from qiao.kit.http.head import answer_head
from qiao.kit.http.lean import one_by_one
from qiao.kit.refusals import NotFound
from qiao.messages import api as messages_api
from qiao.messages import pictures_api as letters_api
from qiao.notes import api as notes
from qiao.notes import (
    asking_api,
    changes_api,
    comments_api,
    joint_api,
    keeping_api,
    links_api,
    momos_api,
    naming_api,
    places_api,
    stickers_api,
    under_api,
    waiting_api,
)
from qiao.notices import api as notices_api
from qiao.notices import identities_api
from qiao.notices.mail import api as mail_api
from qiao.notices.push import api as push_api
from qiao.operator import api as operator
from qiao.operator import clusters_api, copies_api, groups_api, models_api, team_api, tonight_api
from qiao.operator import levers_api as operator_levers
from qiao.people import api as people
from qiao.people import blocks_api, door, mutes_api, profile_api
from qiao.people.keys import api as keys_api
from qiao.people.keys import codes_api, enter_api
from qiao.review import api as review
from qiao.search import api as search_api
from qiao.search import habits_api
from qiao.topics import api as topics
from qiao.translate import api as translate
from qiao.translate import glossary_api, libre_api, preview_api, slang_api, suggest_api
from qiao.translate.pictures import api as pictures_api
from qiao.translate.speech import api as speech_api
from qiao.travel import api as travel
from qiao.travel import people_api
from qiao.travel.packing import api as packing_api
from qiao.travel.unpacking import api as unpacking_api
from qiao.web import films, health, pictures, videos
from qiao.web.handed import handed
from qiao.web.metrics import api as metrics_api
from qiao.web.metrics.counting import count_requests
from qiao.web.outside.door import Outside
from qiao.web.rooms import Rooms
from qiao.welcome import api as welcome
from qiao.welcome import before_api, customs_api, invitations_api

MAX_BODY_BYTES = 256 << 10

HEADERS = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}


@get(["/", "/{path:path}"], include_in_schema=False)
async def page(
    request: Request[Any, Any, Any],
    outside: Annotated[Outside, Injected],
    path: FromPath[str] = "",
) -> Response[bytes]:
    """Serve the app, with what can be read before it runs."""
    path = path.lstrip("/")
    if path.startswith(("api/", "media/")):
        raise NotFound
    return await outside.answer(path, request)


def _as_problem(answer: Response[Any]) -> Response[Any]:
    """Answer as an API where Litestar's own handler for /api would show a page."""
    return problem(404, "not_found") if answer.status_code == 404 else answer


class Front:
    """The routes, and the house behind them.

    Laying out some three hundred routes takes longer than all else a process does to start; who
    opens one house after the other moves each in behind the same front.
    """

    def __init__(self, house: House) -> None:
        self._things: dict[str, object] = {}
        self._rooms = self._move_in(house)
        self.app = _routes(self._things, self._lifespan)
        count_requests(self.app, lambda: self._rooms.monitor.requests)
        answer_head(self.app)
        self._tell()

    def move_in(self, house: House) -> None:
        """Put another open house behind the routes; the one before must be closed."""
        self._rooms = self._move_in(house)
        self._tell()

    def _move_in(self, house: House) -> Rooms:
        rooms = Rooms(house)
        self._things.clear()
        self._things.update(handed(rooms))
        return rooms

    def _tell(self) -> None:
        self.app.state.let_go = self._rooms.let_go
        self.app.state.carrier = self._rooms.carrier

    @asynccontextmanager
    async def _lifespan(self, _: Litestar) -> AsyncIterator[None]:
        rooms = self._rooms
        await rooms.open()
        tasks = [
            asyncio.create_task(work)
            for work in (
                rooms.follower.run(),
                rooms.records.run(),
                rooms.live.run(),
                rooms.monitor.run(),
            )
        ]
        try:
            yield
        finally:
            for task in tasks:
                task.cancel()
                with suppress(asyncio.CancelledError):
                    await task
            await rooms.carrier.close()
            await rooms.records.close()
            await rooms.house.database.close()


def create_app(house: House) -> Litestar:
    """Build the web app of a house that is open."""
    return Front(house).app


def _hand(things: Mapping[str, object], name: str) -> Provide:
    return Provide(lambda: things[name], sync_to_thread=False)


def _routes(
    things: Mapping[str, object],
    lifespan: Callable[[Litestar], AbstractAsyncContextManager[None]],
) -> Litestar:
    app = Litestar(
        route_handlers=[
            *people.ROUTES,
            *travel.ROUTES,
            *people_api.ROUTES,
            *packing_api.ROUTES,
            *unpacking_api.ROUTES,
            *enter_api.ROUTES,
            *codes_api.ROUTES,
            *keys_api.ROUTES,
            *profile_api.ROUTES,
            *blocks_api.ROUTES,
            *mutes_api.ROUTES,
            *topics.ROUTES,
            *notes.ROUTES,
            *comments_api.ROUTES,
            *momos_api.ROUTES,
            *asking_api.ROUTES,
            *joint_api.ROUTES,
            *keeping_api.ROUTES,
            *stickers_api.ROUTES,
            *links_api.ROUTES,
            *places_api.ROUTES,
            *under_api.ROUTES,
            *changes_api.ROUTES,
            *naming_api.ROUTES,
            *translate.ROUTES,
            *preview_api.ROUTES,
            *glossary_api.ROUTES,
            *slang_api.ROUTES,
            *suggest_api.ROUTES,
            *libre_api.ROUTES,
            *pictures_api.ROUTES,
            *speech_api.ROUTES,
            *search_api.ROUTES,
            *habits_api.ROUTES,
            *review.ROUTES,
            *notices_api.ROUTES,
            *identities_api.ROUTES,
            *push_api.ROUTES,
            *messages_api.ROUTES,
            *letters_api.ROUTES,
            *mail_api.ROUTES,
            *circles.ROUTES,
            *feed.ROUTES,
            *outside_api.ROUTES,
            *levers_api.ROUTES,
            *discover_api.ROUTES,
            *audience_api.ROUTES,
            *ledger_api.ROUTES,
            *pulse_api.ROUTES,
            *welcome.ROUTES,
            *before_api.ROUTES,
            *invitations_api.ROUTES,
            *customs_api.ROUTES,
            *operator.ROUTES,
            *copies_api.ROUTES,
            *models_api.ROUTES,
            *operator_levers.ROUTES,
            *team_api.ROUTES,
            *clusters_api.ROUTES,
            *groups_api.ROUTES,
            *tonight_api.ROUTES,
            *pictures.ROUTES,
            *films.ROUTES,
            *videos.ROUTES,
            *waiting_api.ROUTES,
            health.health,
            *metrics_api.ROUTES,
            page,
        ],
        dependencies={
            **{name: _hand(things, name) for name in things},
            "reader": Provide(door.reader),
            "me": Provide(door.signed_in),
            "operator": Provide(door.operator),
        },
        request_class=AskedRequest,
        exception_handlers=PROBLEMS,
        lifespan=[lifespan],
        response_headers=HEADERS,
        request_max_body_size=MAX_BODY_BYTES,
        openapi_config=OpenAPIConfig(
            title="Qiao",
            version=__version__,
            description="A community of notes that people share without sharing a language.",
            openapi_router=Router(
                "/api", route_handlers=[], after_request=_as_problem, include_in_schema=False
            ),
            render_plugins=[JsonRenderPlugin(path="/openapi.json")],
            use_handler_docstrings=True,
        ),
        logging_config=None,
        debug=False,
    )
    one_by_one(app)
    blame_the_sender(app)
    return app
