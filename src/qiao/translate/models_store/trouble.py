"""Why a model could not be had; each with facts that say what to do about it."""

from qiao.kit.refusals import Conflict, Invalid, NotFound, Refusal


class ModelUnknown(Invalid):
    """Not a pair of the pinned list. Facts: pair."""

    code = "model_unknown"


class ManifestUnreadable(Refusal):
    """The operator's own list of models cannot be read. Facts: path, why."""

    code = "manifest_unreadable"


class ModelNotInstalled(NotFound):
    """There is no folder for this pair. Facts: pair."""

    code = "model_not_installed"


class MirrorUnset(Conflict):
    """No mirror is set. Facts: setting."""

    code = "mirror_unset"


class MirrorStrange(Refusal):
    """The mirror does not serve what it should, and waiting will not help.

    Facts: file, why ("status", "page", "other_host", "redirects", "size", "address"), host, and
    status where it is one.
    """

    code = "mirror_strange"


class MirrorLacks(Refusal):
    """The mirror has no such file. Facts: file, host, status."""

    code = "mirror_lacks"


class MirrorDown(Refusal):
    """The mirror cannot be reached or breaks off again and again. Facts: file, host, why."""

    code = "mirror_down"


class ModelDamaged(Refusal):
    """What came is not what is pinned: its SHA-256 differs. Facts: file."""

    code = "model_damaged"


class NoRoom(Refusal):
    """The disk is too full. Facts: needed_mb, free_mb."""

    code = "no_room"


class FolderUnusable(Refusal):
    """The models folder cannot be written. Facts: why."""

    code = "folder_unusable"


class ModelBusy(Conflict):
    """Another process is changing this model now. Facts: pair."""

    code = "model_busy"


class ArchiveUnreadable(Invalid):
    """Neither a folder nor a tar archive that can be read to its end. Facts: why."""

    code = "archive_unreadable"
