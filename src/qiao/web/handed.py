"""What the routes are handed: all that stands in a house, by the names handlers ask for it."""

from qiao.assemble import shelf, studio
from qiao.feed.ordering import FeedOrder
from qiao.notes.meaning import Seal
from qiao.notices.mail.links import Links
from qiao.notices.push.sealing import sender_of
from qiao.operator.reads import StoredReads
from qiao.people.elsewhere import Hashes
from qiao.people.keys.keyring import Keyring
from qiao.reactions import LANES
from qiao.settings import secret_of
from qiao.translate import libre_api, preview_api
from qiao.translate.topic_labels import KnownLabels
from qiao.web.rooms import Rooms
from qiao.welcome import before_api


def handed(rooms: Rooms) -> dict[str, object]:
    """Return what handlers may ask for, by name."""
    house = rooms.house
    secret = secret_of(house.settings.data_dir)
    return {
        "db": house.database,
        "blobs": house.blobs,
        "letters": house.letters,
        "mutes": rooms.mutes,
        "message_rules": house.settings.messages,
        "follower": rooms.follower,
        "cards": rooms.cards,
        "threads": rooms.threads,
        "feeds": rooms.feeds,
        "records": rooms.records,
        "ledger_board": rooms.boards,
        "places": rooms.places,
        "related": rooms.related,
        "suggestions": rooms.suggestions,
        "order": FeedOrder(rooms.feeds),
        "desk": rooms.desk,
        "shelf": rooms.shelf,
        "drafts_made": bool(house.settings.speech.provider),
        "libre_door": libre_api.LibreDoor.of(house.settings.translate),
        "gate": rooms.gate,
        "checks": before_api.CheckDesk(),
        "changes": rooms.changes,
        "live": rooms.live,
        "meanings": rooms.meanings,
        "push_sender": sender_of(house.settings.data_dir, house.settings.address),
        "mail_links": Links(secret),
        "notice_settings": house.settings.notices,
        "labels": KnownLabels(house.database, house.settings.translate.policy),
        "sandbox": rooms.sandbox,
        "offer": house.settings.video if studio(house.settings) else None,
        "drafts": preview_api.DraftDesk(secret, house.settings.translate.drafts_may_leave),
        "seal": Seal(secret),
        "static": rooms.static,
        "outside": rooms.outside,
        "watching": house.settings.operator,
        "monitor": rooms.monitor,
        "lanes": LANES,
        "name_hashes": Hashes(secret),
        "travel_settings": house.settings.travel,
        "shelf_of_parcels": shelf(house.settings),
        "review_settings": house.settings.review,
        "reads": StoredReads(house.database, house.settings.translate.policy),
        "keys": Keyring(
            secret,
            house.settings.name,
            house.settings.public_url,
        ),
        "carrier": rooms.carrier,
        "door_settings": house.settings.doors,
    }
