"""Looking into the feed: why somebody sees what she sees, and how well it finds what is liked."""

import sys
from typing import TYPE_CHECKING, Annotated

import cyclopts
import msgspec
from cyclopts import Parameter
from rich.console import Console

from qiao.cli.common import Data, Failure, Json, must_be_current, run_async, settings_with
from qiao.cli.feed_evaluate import evaluate
from qiao.cli.feed_replay import replay
from qiao.settings import Settings

if TYPE_CHECKING:
    from qiao.feed.explain import Explanation

feed = cyclopts.App(name="feed", help="Look into the feed: why somebody sees what she sees.")
feed.command(evaluate)
feed.command(replay)


@feed.command
def explain(
    handle: Annotated[str, Parameter(help="Whose page, as her handle.")],
    *,
    count: Annotated[int, Parameter(help="How many notes.")] = 20,
    json: Json = False,
    data: Data = None,
) -> None:
    """Show a member's next page of Explore, and for each note what brought it there.

    Ranks as the server would for a new session; nothing is written down. Example:

        qiao feed explain xiaoman --data qiao-data/demo
    """
    from qiao.feed.explain import render
    from qiao.kit.refusals import NotFound

    try:
        explained = run_async(_explain(settings_with(data), handle.lstrip("@"), count))
    except NotFound as error:
        raise Failure(
            f"Nobody here is called {handle!r}.", "Handles are as in /u/HANDLE."
        ) from error
    if json:
        sys.stdout.write(msgspec.json.encode(explained).decode() + "\n")
    else:
        Console().print(render(explained))


async def _explain(settings: Settings, handle: str, count: int) -> "Explanation":
    from qiao.assemble import learned_files
    from qiao.feed.explain import explain as explain_page
    from qiao.feed.home import unhurried
    from qiao.feed.models import Reader
    from qiao.feed.serving import Feeds
    from qiao.kit.clock import now_us
    from qiao.kit.db import open_database
    from qiao.people.queries import me, profile

    await must_be_current(settings)
    database = await open_database(settings.url)
    try:
        async with database.read() as tx:
            member = await profile(tx, handle, reader=None)
            mine = await me(tx, member.id)
            files = learned_files(settings)
            feeds = Feeds(cursor_key=b"explains, serves nothing", files=files, explore=unhurried)
            await feeds.load(tx, now_us=now_us())
            reader = Reader(member.id, mine.langs, mine.ui_lang)
            return await explain_page(tx, feeds, reader, now_us=now_us(), limit=count)
    finally:
        await database.close()
