"""From a folder or an archive only what is pinned is taken, and only into its own place."""

import errno
import io
import tarfile
from pathlib import Path

import msgspec
import pytest

from qiao.translate.models_store import archive
from qiao.translate.models_store.archive import Taken, take
from qiao.translate.models_store.manifest import Model
from qiao.translate.models_store.store import ModelStore
from qiao.translate.models_store.trouble import ArchiveUnreadable, ModelBusy, NoRoom

from .standin import pinned, small


class Offer:
    """A model's files, to be put into folders and archives."""

    def __init__(self, folder: Path) -> None:
        self.model, contents = small("fr", "en", size=20_000)
        self.other, _ = small("en", "fr", size=20_000)
        self.files = {file.name: contents[file.path] for file in self.model.files}
        self.folder = folder
        self.store = ModelStore(folder / "models", pinned(self.model, self.other))

    def in_folder(self, inside: str = "") -> Path:
        target = self.folder / "offer" / inside
        target.mkdir(parents=True)
        for name, content in self.files.items():
            (target / name).write_bytes(content)
        return self.folder / "offer"

    def in_tar(self, *more: tuple[tarfile.TarInfo, bytes], mode: str = "w", into: str = "") -> Path:
        path = self.folder / "offer.tar"
        with tarfile.open(path, mode) as tar:
            for name, content in self.files.items():
                self._put(tar, tarfile.TarInfo(into + name), content)
            for member, content in more:
                self._put(tar, member, content)
        return path

    def _put(self, tar: tarfile.TarFile, member: tarfile.TarInfo, content: bytes) -> None:
        if content:
            member.size = len(content)
        tar.addfile(member, io.BytesIO(content))

    def installed(self) -> list[str]:
        return self.store.folders()


@pytest.fixture
def offer(tmp_path: Path) -> Offer:
    return Offer(tmp_path)


def why(taken: Taken) -> dict[str, str]:
    return {passed.name: passed.why for passed in taken.passed}


@pytest.mark.parametrize("inside", ["", "deep/down/fr-en"])
def test_a_folder_is_taken_wherever_the_files_are_in_it(offer: Offer, inside: str):
    taken = take(offer.store, offer.in_folder(inside))

    assert taken == Taken(["fr-en"], [], {}, [])
    assert {f.state for f in offer.store.verify("fr-en")} == {"well"}
    assert {p.name for p in offer.store.folder.iterdir()} == {"fr-en", ".lock-fr-en"}


@pytest.mark.parametrize("mode", ["w", "w:gz", "w:bz2", "w:xz"])
def test_an_archive_is_taken_however_it_is_packed(offer: Offer, mode: str):
    taken = take(offer.store, offer.in_tar(mode=mode, into="models/"))

    assert taken.installed == ["fr-en"]
    assert take(offer.store, offer.folder / "offer.tar").already == ["fr-en"]


def test_what_is_not_pinned_is_passed_over_and_named(offer: Offer):
    offer.files["README.md"] = b"hello"
    offer.files["vocab.frde.spm"] = b"another pair's"

    taken = take(offer.store, offer.in_tar())

    assert taken.installed == ["fr-en"]
    assert why(taken) == {"README.md": "not_pinned", "vocab.frde.spm": "not_pinned"}


def test_names_in_no_encoding_can_be_told(offer: Offer):
    odd = tarfile.TarInfo("\udcff\x1b[2J.bin")

    taken = take(offer.store, offer.in_tar((odd, b"x")))

    assert why(taken) == {"?\x1b[2J.bin": "not_pinned"}
    assert msgspec.json.encode(taken)


def test_a_changed_file_is_refused_and_its_model_not_installed(offer: Offer):
    name = offer.model.files[0].name
    offer.files[name] = bytes(len(offer.files[name]))

    taken = take(offer.store, offer.in_folder())

    assert taken.installed == []
    assert why(taken) == {name: "other_checksum"}
    assert taken.incomplete == {"fr-en": [name]}
    assert offer.installed() == []


def test_a_name_that_climbs_out_names_nothing(offer: Offer, tmp_path: Path):
    """The archive's names choose no place: the file goes where the list says."""
    taken = take(offer.store, offer.in_tar(into="../../../"))

    assert taken.installed == ["fr-en"]
    assert sorted(p.name for p in tmp_path.iterdir()) == ["models", "offer.tar"]

    evil = tarfile.TarInfo("/etc/../../tmp/evil.bin")
    assert why(take(offer.store, offer.in_tar((evil, b"x")))) == {evil.name: "not_pinned"}


@pytest.mark.parametrize(
    "kind", [tarfile.SYMTYPE, tarfile.LNKTYPE, tarfile.CHRTYPE, tarfile.FIFOTYPE]
)
def test_links_and_devices_are_no_files(offer: Offer, kind: bytes):
    name = offer.model.files[0].name
    del offer.files[name]
    link = tarfile.TarInfo(name)
    link.type, link.linkname = kind, "/etc/passwd"

    taken = take(offer.store, offer.in_tar((link, b"")))

    assert why(taken) == {name: "not_a_file"}
    assert offer.installed() == []


def test_a_link_in_a_folder_is_no_file_and_a_linked_folder_is_not_entered(
    offer: Offer, tmp_path: Path
):
    name = offer.model.files[0].name
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / name).write_bytes(offer.files.pop(name))
    folder = offer.in_folder()
    (folder / name).symlink_to(outside / name)
    (folder / "linked").symlink_to(outside)

    taken = take(offer.store, folder)

    assert why(taken)[name] == "not_a_file"
    assert taken.installed == []


@pytest.mark.parametrize("cut", [700, 3_000, 24_000])
def test_a_cut_archive_installs_nothing(offer: Offer, cut: int):
    path = offer.in_tar(mode="w:gz")
    path.write_bytes(path.read_bytes()[:cut])

    with pytest.raises(ArchiveUnreadable):
        take(offer.store, path)

    assert offer.installed() == []
    assert list(offer.store.folder.iterdir()) == []


def test_what_is_no_archive_is_said_to_be(offer: Offer, tmp_path: Path):
    for path in (tmp_path / "none.tar", tmp_path / "text.tar"):
        if path.name == "text.tar":
            path.write_text("not a tar")
        with pytest.raises(ArchiveUnreadable):
            take(offer.store, path)


def test_an_archive_without_an_end_is_given_up(offer: Offer, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(archive, "MAX_BYTES", 1 << 20)
    bomb = tarfile.TarInfo("zeros")

    with pytest.raises(ArchiveUnreadable):
        take(offer.store, offer.in_tar((bomb, bytes(2 << 20)), mode="w:gz"))


def test_a_full_disk_is_not_taken_for_a_broken_archive(
    offer: Offer, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(archive, "write", full)

    for path in (offer.in_tar(), offer.in_folder()):
        with pytest.raises(NoRoom):
            take(offer.store, path)


def test_one_that_is_being_fetched_is_left_alone(offer: Offer):
    with offer.store.changing("fr-en"), pytest.raises(ModelBusy):
        take(offer.store, offer.in_folder())


def test_the_same_vocabulary_serves_two_directions(tmp_path: Path):
    """es-en and en-es share one; a name and a checksum together say where it belongs."""
    offer = Offer(tmp_path)
    shared = Model(offer.other.source, offer.other.target, "1", offer.model.files)
    store = ModelStore(tmp_path / "models", pinned(offer.model, shared))

    assert take(store, offer.in_folder()).installed == ["fr-en", "en-fr"]
