"""Asking to be rung, over HTTP."""

from typing import Annotated

import msgspec
from litestar import Response, delete, get, put
from litestar.params import FromQuery, JSONBody

from qiao.kit.clock import now_us
from qiao.kit.http import Db, Injected, json, shows
from qiao.kit.refusals import SignedOut
from qiao.notices.push import store
from qiao.notices.push.sealing import Sender
from qiao.notices.settings import NoticeSettings
from qiao.people.commands import token_hash
from qiao.people.door import AnyRequest, SignedIn, session_token

HouseSender = Annotated[Sender, Injected]
HouseNotices = Annotated[NoticeSettings, Injected]


class Keys(msgspec.Struct, frozen=True):
    """What a browser gives to encrypt for it."""

    p256dh: str
    auth: str


class Subscribe(msgspec.Struct, frozen=True):
    """A subscription as browsers write it."""

    endpoint: str
    keys: Keys


class PushKey(msgspec.Struct, frozen=True):
    """The square's public key, for a browser that subscribes."""

    key: str


@get("/api/v1/push-key", responses=shows(PushKey))
async def push_key(push_sender: HouseSender) -> Response[bytes]:
    """Show the key that a browser subscribes with."""
    return json(PushKey(push_sender.public_key))


@put("/api/v1/me/push", status_code=204)
async def subscribe(
    data: JSONBody[Subscribe],
    request: AnyRequest,
    me: SignedIn,
    db: Db,
    notice_settings: HouseNotices,
) -> None:
    """Be rung at this browser, as long as this session lasts."""
    token = session_token(request)
    if token is None:
        raise SignedOut
    endpoint = store.checked_endpoint(data.endpoint, notice_settings.push_hosts)
    store.check_keys(data.keys.p256dh, data.keys.auth)
    await db.write(
        store.subscribe,
        me.id,
        token_hash(token),
        endpoint,
        data.keys.p256dh.rstrip("="),
        data.keys.auth.rstrip("="),
        now=now_us(),
    )


@delete("/api/v1/me/push", status_code=204)
async def unsubscribe(me: SignedIn, db: Db, endpoint: FromQuery[str]) -> None:
    """Be rung at this browser no longer."""
    await db.write(store.unsubscribe, me.id, endpoint)


ROUTES = [push_key, subscribe, unsubscribe]
