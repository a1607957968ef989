"""Every slice's routes under one roof, and what they are handed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Annotated, Any

from litestar import Litestar, Request, Response, Router, get
from litestar.di import Provide
from litestar.openapi.config import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin
from litestar.params import FromPath

from qiao import __version__
from qiao.assemble import House, shelf, studio
from qiao.circles import api as circles
from qiao.feed import api as feed
from qiao.feed import audience_api, discover_api, ledger_api, levers_api, outside_api, pulse_api
from qiao.feed.ordering import FeedOrder
from qiao.kit.http import PROBLEMS, AskedRequest, Injected, problem
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
from qiao.notes.meaning import Seal
from qiao.notices import api as notices_api
from qiao.notices import identities_api
from qiao.notices.mail import api as mail_api
from qiao.notices.mail.links import Links
from qiao.notices.push import api as push_api
from qiao.notices.push.sealing import sender_of
from qiao.operator import api as operator
from qiao.operator import clusters_api, copies_api, groups_api, models_api, tonight_api
from qiao.operator import levers_api as operator_levers
from qiao.operator.reads import StoredReads
from qiao.people import api as people
from qiao.people import blocks_api, door, mutes_api, profile_api
from qiao.people.elsewhere import Hashes
from qiao.people.keys import api as keys_api
from qiao.people.keys import codes_api, enter_api
from qiao.people.keys.keyring import Keyring
from qiao.reactions import LANES
from qiao.review import api as review
from qiao.search import api as search_api
from qiao.search import habits_api
from qiao.settings import secret_of
from qiao.topics import api as topics
from qiao.translate import api as translate
from qiao.translate import glossary_api, libre_api, preview_api, slang_api, suggest_api
from qiao.translate.pictures import api as pictures_api
from qiao.translate.speech import api as speech_api
from qiao.translate.topic_labels import KnownLabels
from qiao.travel import api as travel
from qiao.travel import people_api
from qiao.travel.packing import api as packing_api
from qiao.travel.unpacking import api as unpacking_api
from qiao.web import films, health, pictures, videos
from qiao.web.metrics import api as metrics_api
from qiao.web.metrics.api import Monitor
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


def create_app(house: House) -> Litestar:
    """Build the web app of a house that is open."""
    rooms = Rooms(house)
    monitor = Monitor(
        house.database,
        rooms.records,
        rooms.desk.tally,
        house.settings.operator,
        house.settings.metrics_token,
    )

    @asynccontextmanager
    async def lifespan(_: Litestar) -> AsyncIterator[None]:
        await rooms.open()
        tasks = [
            asyncio.create_task(work)
            for work in (
                rooms.follower.run(),
                rooms.records.run(),
                rooms.live.run(),
                monitor.run(),
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
            await house.database.close()

    def hand(thing: object) -> Provide:
        return Provide(lambda: thing, sync_to_thread=False)

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
            "db": hand(house.database),
            "blobs": hand(house.blobs),
            "letters": hand(house.letters),
            "mutes": hand(rooms.mutes),
            "message_rules": hand(house.settings.messages),
            "follower": hand(rooms.follower),
            "cards": hand(rooms.cards),
            "threads": hand(rooms.threads),
            "feeds": hand(rooms.feeds),
            "records": hand(rooms.records),
            "ledger_board": hand(rooms.boards),
            "places": hand(rooms.places),
            "related": hand(rooms.related),
            "suggestions": hand(rooms.suggestions),
            "order": hand(FeedOrder(rooms.feeds)),
            "desk": hand(rooms.desk),
            "shelf": hand(rooms.shelf),
            "drafts_made": hand(bool(house.settings.speech.provider)),
            "libre_door": hand(libre_api.LibreDoor.of(house.settings.translate)),
            "gate": hand(rooms.gate),
            "checks": hand(before_api.CheckDesk()),
            "changes": hand(rooms.changes),
            "live": hand(rooms.live),
            "meanings": hand(rooms.meanings),
            "push_sender": hand(sender_of(house.settings.data_dir, house.settings.address)),
            "mail_links": hand(Links(secret_of(house.settings.data_dir))),
            "notice_settings": hand(house.settings.notices),
            "labels": hand(KnownLabels(house.database, house.settings.translate.policy)),
            "sandbox": hand(rooms.sandbox),
            "offer": hand(house.settings.video if studio(house.settings) else None),
            "drafts": hand(
                preview_api.DraftDesk(
                    secret_of(house.settings.data_dir), house.settings.translate.drafts_may_leave
                )
            ),
            "seal": hand(Seal(secret_of(house.settings.data_dir))),
            "static": hand(rooms.static),
            "outside": hand(rooms.outside),
            "watching": hand(house.settings.operator),
            "monitor": hand(monitor),
            "lanes": hand(LANES),
            "name_hashes": hand(Hashes(secret_of(house.settings.data_dir))),
            "travel_settings": hand(house.settings.travel),
            "shelf_of_parcels": hand(shelf(house.settings)),
            "review_settings": hand(house.settings.review),
            "reads": hand(StoredReads(house.database, house.settings.translate.policy)),
            "keys": hand(
                Keyring(
                    secret_of(house.settings.data_dir),
                    house.settings.name,
                    house.settings.public_url,
                )
            ),
            "carrier": hand(rooms.carrier),
            "door_settings": hand(house.settings.doors),
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
    app.state.let_go = rooms.let_go
    app.state.carrier = rooms.carrier
    one_by_one(app)
    count_requests(app, monitor.requests)
    answer_head(app)
    return app
