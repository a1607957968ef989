"""Taking a picture in: decoded in the sandbox, then kept; the row is the caller's next step."""

from qiao.media.blobs import BlobStore
from qiao.media.models import Decoded
from qiao.media.sandbox import Sandbox


async def take_in(sandbox: Sandbox, blobs: BlobStore, data: bytes) -> Decoded:
    """Decode `data` and keep both pictures. Then write `commands.add` in a transaction.

    Raises:
        Whatever `Sandbox.decode` refuses.
    """
    picture = await sandbox.decode(data)
    await blobs.put(picture)
    return picture
