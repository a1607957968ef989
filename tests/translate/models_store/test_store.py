"""A model is in its place whole, or not at all."""

import errno
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from qiao.translate.models import EN, Lang
from qiao.translate.models_store import fetch
from qiao.translate.models_store.fetch import Mirror, open_client
from qiao.translate.models_store.manifest import Model
from qiao.translate.models_store.store import ModelStore
from qiao.translate.models_store.trouble import (
    FolderUnusable,
    ModelBusy,
    ModelDamaged,
    ModelNotInstalled,
    ModelUnknown,
    NoRoom,
)
from qiao.translate.providers.neural import NeuralTranslator
from qiao.translate.providers.neural_models import find_models
from qiao.translate.settings import NeuralSettings

from .standin import StandIn, pinned, small
from .standin import model as pin

pytestmark = pytest.mark.anyio
PT = Lang("pt")


@pytest.fixture
def model(standin: StandIn) -> Model:
    made, contents = small("zh-Hans", "en")
    standin.contents |= contents
    return made


@pytest.fixture
def store(model: Model, tmp_path: Path) -> ModelStore:
    return ModelStore(tmp_path / "models", pinned(model))


async def add(store: ModelStore, model: Model, standin: StandIn) -> bool:
    async with open_client() as client:
        return await store.add(model, Mirror(standin.address, client, _no_pause))


async def _no_pause(_: float) -> None:
    pass


def visible(folder: Path) -> list[str]:
    return sorted(entry.name for entry in folder.iterdir() if not entry.name.startswith("."))


async def test_an_added_model_is_where_the_engine_looks(
    store: ModelStore, model: Model, standin: StandIn
):
    assert await add(store, model, standin)

    found = find_models(store.folder)[Lang("zh-Hans"), EN]
    assert found.model.parent == store.folder / "zh-en"
    assert found.shortlist is not None
    assert store.folders() == ["zh-en"]
    assert store.installed(model)
    assert {file.state for file in store.verify("zh-en")} == {"well"}
    assert sorted(p.name for p in store.folder.iterdir()) == [".lock-zh-en", "zh-en"]


async def test_adding_it_again_asks_for_nothing(store: ModelStore, model: Model, standin: StandIn):
    await add(store, model, standin)
    asked = len(standin.asked)

    assert not await add(store, model, standin)

    assert len(standin.asked) == asked


async def test_with_one_wrong_file_nothing_is_installed(
    store: ModelStore, model: Model, standin: StandIn
):
    standin.contents[model.files[1].path] = bytes(model.files[1].bytes)

    with pytest.raises(ModelDamaged):
        await add(store, model, standin)

    assert visible(store.folder) == []
    assert (Lang("zh-Hans"), EN) not in find_models(store.folder)


async def test_after_a_failure_only_what_is_missing_is_fetched(
    store: ModelStore, model: Model, standin: StandIn
):
    standin.faults[model.files[2].path] = ["404"]
    with pytest.raises(Exception, match="mirror_lacks"):
        await add(store, model, standin)
    assert store.bytes_here(model) == model.bytes - model.files[2].bytes
    standin.asked.clear()

    await add(store, model, standin)

    assert [path for path, _ in standin.asked] == [model.files[2].path]
    assert store.bytes_here(model) == model.bytes


async def test_a_damaged_model_is_found_and_made_whole(
    store: ModelStore, model: Model, standin: StandIn
):
    await add(store, model, standin)
    hurt = store.folder / "zh-en" / model.files[0].name
    hurt.write_bytes(bytes(model.files[0].bytes))
    (store.folder / "zh-en" / model.files[1].name).unlink()
    states = {file.name: file.state for file in store.verify("zh-en")}
    assert [states[file.name] for file in model.files] == ["damaged", "missing", "well"]

    assert await add(store, model, standin)

    assert {file.state for file in store.verify("zh-en")} == {"well"}


async def test_two_at_once_are_one(store: ModelStore, model: Model, standin: StandIn):
    with store.changing("zh-en"), pytest.raises(ModelBusy):
        await add(store, model, standin)
    with store.changing("fr-en"):
        assert await add(store, model, standin)


def test_a_lock_whose_holder_died_holds_nobody(tmp_path: Path):
    store = ModelStore(tmp_path)
    die = (
        "import os, pathlib, signal; from qiao.translate.models_store.store import ModelStore\n"
        f"with ModelStore(pathlib.Path({str(store.folder)!r})).changing('zh-en'):\n"
        "    os.kill(os.getpid(), signal.SIGKILL)"
    )

    assert subprocess.run([sys.executable, "-c", die]).returncode == -signal.SIGKILL

    with store.changing("zh-en"):
        pass


async def test_it_is_not_begun_where_the_square_would_have_no_room(
    store: ModelStore, model: Model, standin: StandIn, monkeypatch: pytest.MonkeyPatch
):
    usage = shutil.disk_usage(Path.cwd())._replace(free=1 << 20)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage)

    with pytest.raises(NoRoom) as refused:
        await add(store, model, standin)

    assert refused.value.facts == {"needed_mb": 256, "free_mb": 1}
    assert standin.asked == []


async def test_a_disk_that_fills_up_meanwhile_gets_its_room_back(
    store: ModelStore, model: Model, standin: StandIn, monkeypatch: pytest.MonkeyPatch
):
    def fill(out: object, chunk: bytes) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(fetch, "write", fill)

    with pytest.raises(NoRoom):
        await add(store, model, standin)

    assert [p.name for p in store.folder.iterdir()] == [".lock-zh-en"]


async def test_a_folder_that_is_none_is_said_to_be(model: Model, standin: StandIn, tmp_path: Path):
    (tmp_path / "models").write_text("a file")
    store = ModelStore(tmp_path / "models" / "deeper", pinned(model))

    with pytest.raises(FolderUnusable):
        await add(store, model, standin)


async def test_removing_leaves_nothing(store: ModelStore, model: Model, standin: StandIn):
    await add(store, model, standin)

    store.remove("zh-Hans-en")

    assert visible(store.folder) == []
    assert not store.installed(model)
    with pytest.raises(ModelNotInstalled):
        store.remove("zh-en")
    with pytest.raises(ModelNotInstalled):
        store.verify("zh-en")


async def test_removing_throws_away_what_was_begun(
    store: ModelStore, model: Model, standin: StandIn
):
    standin.faults[model.files[2].path] = ["404"]
    with pytest.raises(Exception, match="mirror_lacks"):
        await add(store, model, standin)

    store.remove("zh-en")

    assert store.bytes_here(model) == 0


def test_of_a_linked_folder_only_the_link_is_removed(tmp_path: Path):
    store = ModelStore(tmp_path / "models")
    own = tmp_path / "own"
    own.mkdir(parents=True)
    (own / "model.frde.bin").write_bytes(b"mine")
    store.folder.mkdir()
    (store.folder / "fr-de").symlink_to(own)
    assert store.folders() == ["fr-de"]

    store.remove("fr-de")

    assert (own / "model.frde.bin").read_bytes() == b"mine"
    assert store.folders() == []


@pytest.mark.parametrize("name", ["..", "../zh-en", ".fetching-zh-en", "zh-en/../.."])
def test_only_directions_can_be_removed(tmp_path: Path, name: str):
    with pytest.raises(ModelUnknown):
        ModelStore(tmp_path).remove(name)


async def test_a_real_model_translates_once_it_was_fetched(standin: StandIn, tmp_path: Path):
    """The models of the package en-pt, as a mirror would serve them for another pair."""
    shipped = find_models(None)
    models = []
    for source, target in ((EN, PT), (PT, EN)):
        files = shipped[source, target]
        assert files.shortlist is not None
        code = f"{source}{target}"
        contents = {
            f"model.{code}.intgemm.alphas.bin": files.model.read_bytes(),
            f"lex.50.50.{code}.s2t.bin": files.shortlist.read_bytes(),
            f"vocab.{code}.spm": files.source_vocab.read_bytes(),
        }
        models.append(pin(source, target, contents))
        standin.contents |= {f.path: contents[f.name] for f in models[-1].files}
    store = ModelStore(tmp_path / "models", pinned(*models))
    standin.faults[models[0].files[0].path] = ["cut"]

    for model in models:
        await add(store, model, standin)

    neural = NeuralTranslator(NeuralSettings(models_dir=store.folder))
    assert find_models(store.folder)[EN, PT].model.parent == store.folder / "en-pt"
    assert await neural.translate(["I love cats"], source=EN, target=PT) == ["Eu amo os gatos"]
    assert await neural.translate(["Eu amo gatos"], source=PT, target=EN) == ["I love cats"]
    await neural.close()
