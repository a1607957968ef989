"""Pictures of messages that were reported, for reviewers."""

from litestar import Response, get
from litestar.params import FromPath

from qiao.kit.http import Db
from qiao.messages import reports
from qiao.messages.pictures_api import WEBP, Letters, given_out
from qiao.people.door import Operator


@get("/api/v1/operator/cases/{case:str}/pictures/{sha:str}/{size:str}", responses=WEBP)
async def picture(
    case: FromPath[str],
    sha: FromPath[str],
    size: FromPath[str],
    operator: Operator,
    db: Db,
    letters: Letters,
) -> Response[bytes]:
    """Give out a picture of a message that was reported, to its reviewers."""
    async with db.read() as tx:
        found = await reports.copied_picture(tx, case, sha, operator)
    return await given_out(letters, found, size)


ROUTES = [picture]
