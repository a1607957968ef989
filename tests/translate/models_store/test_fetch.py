"""A fetched file is byte for byte what is pinned, or it is not there."""

import errno
from pathlib import Path

import pytest

from qiao.kit.refusals import Refusal
from qiao.translate.models_store import fetch
from qiao.translate.models_store.fetch import FRUITLESS, Mirror, open_client
from qiao.translate.models_store.manifest import ModelFile
from qiao.translate.models_store.trouble import (
    MirrorDown,
    MirrorLacks,
    MirrorStrange,
    ModelDamaged,
    NoRoom,
)

from .standin import StandIn, small

pytestmark = pytest.mark.anyio


@pytest.fixture
def file(standin: StandIn) -> ModelFile:
    model, contents = small("fr", "en")
    standin.contents = contents
    return model.files[0]


class Fetch:
    """Fetches into a folder and keeps what was told; waits for nothing."""

    def __init__(self, standin: StandIn, folder: Path) -> None:
        self.standin = standin
        self.folder = folder
        self.pauses: list[float] = []
        self.told: list[int] = []

    async def __call__(self, file: ModelFile) -> Path:
        async def pause(seconds: float) -> None:
            self.pauses.append(seconds)

        async def tell(here: int) -> None:
            self.told.append(here)

        async with open_client() as client:
            await Mirror(self.standin.address, client, pause).fetch(file, self.folder, tell)
        return self.folder / file.name


@pytest.fixture
def bring(standin: StandIn, tmp_path: Path) -> Fetch:
    return Fetch(standin, tmp_path)


async def test_a_file_comes_whole_and_says_how_far_it_is(
    standin: StandIn, file: ModelFile, bring: Fetch
):
    path = await bring(file)

    assert path.read_bytes() == standin.contents[file.path]
    assert bring.told == sorted(bring.told)
    assert bring.told[-1] == file.bytes
    assert [p.name for p in bring.folder.iterdir()] == [file.name]


async def test_what_was_cut_goes_on_where_it_broke_off(
    standin: StandIn, file: ModelFile, bring: Fetch
):
    standin.faults[file.path] = ["cut", "hang_up", "500", "cut"]

    path = await bring(file)

    assert path.read_bytes() == standin.contents[file.path]
    assert standin.sent_bytes == file.bytes  # not a byte twice
    assert [bool(ranged) for _, ranged in standin.asked] == [False, True, True, True, True]


async def test_a_line_that_always_breaks_off_still_brings_it_in_the_end(
    standin: StandIn, file: ModelFile, bring: Fetch
):
    standin.faults[file.path] = ["cut"] * 3 * FRUITLESS

    assert (await bring(file)).read_bytes() == standin.contents[file.path]


async def test_a_later_call_goes_on_too(standin: StandIn, file: ModelFile, bring: Fetch):
    begun = standin.contents[file.path][:1000]
    (bring.folder / f"{file.name}.part").write_bytes(begun)

    path = await bring(file)

    assert path.read_bytes() == standin.contents[file.path]
    assert standin.asked == [(file.path, "bytes=1000-")]


async def test_a_mirror_that_knows_no_ranges_starts_anew(
    standin: StandIn, file: ModelFile, bring: Fetch
):
    standin.faults[file.path] = ["cut", "no_range"]

    assert (await bring(file)).read_bytes() == standin.contents[file.path]


async def test_what_was_begun_of_another_version_is_thrown_away(
    standin: StandIn, file: ModelFile, bring: Fetch
):
    (bring.folder / f"{file.name}.part").write_bytes(b"an older version")

    assert (await bring(file)).read_bytes() == standin.contents[file.path]


@pytest.mark.parametrize("length", [0, 100])
async def test_a_part_that_is_too_long_or_a_link_is_thrown_away(
    standin: StandIn, file: ModelFile, bring: Fetch, length: int
):
    part = bring.folder / f"{file.name}.part"
    outside = bring.folder / "outside"
    outside.write_bytes(b"not to be touched")
    if length:
        part.write_bytes(bytes(file.bytes + length))
    else:
        part.symlink_to(outside)

    assert (await bring(file)).read_bytes() == standin.contents[file.path]
    assert outside.read_bytes() == b"not to be touched"


async def test_other_bytes_of_the_right_size_are_refused_and_not_kept(
    standin: StandIn, file: ModelFile, bring: Fetch
):
    standin.contents[file.path] = bytes(file.bytes)

    with pytest.raises(ModelDamaged):
        await bring(file)

    assert list(bring.folder.iterdir()) == []


@pytest.mark.parametrize(
    ("fault", "trouble", "why"),
    [
        ("404", MirrorLacks, None),
        ("403", MirrorLacks, None),
        ("page", MirrorStrange, "page"),
        ("long", MirrorStrange, "size"),
        ("away", MirrorStrange, "other_host"),
        ("circle", MirrorStrange, "redirects"),
        ("204", MirrorStrange, "status"),
    ],
)
async def test_what_waiting_does_not_mend_is_said_at_once(
    standin: StandIn,
    file: ModelFile,
    bring: Fetch,
    fault: str,
    trouble: type[Refusal],
    why: str | None,
):
    standin.faults[file.path] = [fault]

    with pytest.raises(trouble) as refused:
        await bring(file)

    assert refused.value.facts.get("why") == why
    assert refused.value.facts["host"] == "127.0.0.1"
    assert bring.pauses == []
    assert not (bring.folder / file.name).exists()


async def test_a_file_of_another_size_is_refused_before_it_is_fetched(
    standin: StandIn, file: ModelFile, bring: Fetch
):
    standin.contents[file.path] += bytes(50_000_000)

    with pytest.raises(MirrorStrange):
        await bring(file)

    assert bring.told == []


async def test_a_range_that_was_not_asked_for_is_refused(
    standin: StandIn, file: ModelFile, bring: Fetch
):
    standin.faults[file.path] = ["cut", "other_range"]

    with pytest.raises(MirrorStrange):
        await bring(file)


async def test_a_redirect_on_the_same_host_is_followed(
    standin: StandIn, file: ModelFile, bring: Fetch
):
    standin.faults[file.path] = ["redirect"]

    assert (await bring(file)).read_bytes() == standin.contents[file.path]


async def test_a_mirror_that_stays_down_is_given_up(
    standin: StandIn, file: ModelFile, bring: Fetch
):
    standin.faults[file.path] = ["500"] * 100

    with pytest.raises(MirrorDown):
        await bring(file)

    assert len(standin.asked) == FRUITLESS
    assert bring.pauses == sorted(bring.pauses)


async def test_nobody_there_is_a_mirror_that_is_down(bring: Fetch, file: ModelFile):
    bring.standin = StandIn(address="http://127.0.0.1:1")

    with pytest.raises(MirrorDown):
        await bring(file)


@pytest.mark.parametrize("address", ["ftp://127.0.0.1", "not an address", "http://"])
async def test_an_address_that_is_none_is_said_to_be(bring: Fetch, file: ModelFile, address: str):
    bring.standin = StandIn(address=address)

    with pytest.raises(MirrorStrange) as refused:
        await bring(file)

    assert refused.value.facts["why"] == "address"


async def test_a_full_disk_is_said_to_be(
    standin: StandIn, file: ModelFile, bring: Fetch, monkeypatch: pytest.MonkeyPatch
):
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(fetch, "write", full)

    with pytest.raises(NoRoom):
        await bring(file)
