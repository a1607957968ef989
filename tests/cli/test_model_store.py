"""Models on the command line: what is said, what is written for programs, how it ends."""

import asyncio
import io
import json
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
import pytest_socket

from qiao.cli import model_store, models_square, run
from qiao.kit.db import events_after, open_database
from qiao.migrations import migrate
from qiao.settings import Settings
from qiao.translate.models import EN, Lang
from qiao.translate.models_store.manifest import Model, shipped_manifest
from qiao.translate.providers.neural import NeuralTranslator
from qiao.translate.providers.neural_models import find_models
from qiao.translate.settings import NeuralSettings
from tests.review.make import member, note
from tests.translate.models_store.standin import StandIn, pinned, serving, small
from tests.translate.models_store.standin import model as pin


@pytest.fixture
def standin(socket_enabled: None) -> Iterator[StandIn]:
    pytest_socket.socket_allow_hosts(["127.0.0.1"], allow_unix_socket=True)
    with serving() as mirror:
        yield mirror


class Terminal:
    """Somebody who types commands about a square in a folder."""

    def __init__(self, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
        self.data = folder / "data"
        self._capsys = capsys

    def __call__(self, *words: str, ends: int = 0) -> tuple[str, str]:
        """Type `qiao models …`; return what came on standard output and error."""
        code: object = 0
        try:
            run(["models", *words, "--data", str(self.data)])
        except SystemExit as end:
            code = end.code or 0
        out, err = self._capsys.readouterr()
        assert code == ends, out + err
        return out, " ".join(err.split())

    def json(self, *words: str, ends: int = 0) -> Any:
        return json.loads(self(*words, "--json", ends=ends)[0])

    def folders(self) -> list[str]:
        folder = self.data / "models"
        return (
            sorted(e.name for e in folder.iterdir() if e.name[0] != ".") if folder.exists() else []
        )


@pytest.fixture
def model(tmp_path: Path, standin: StandIn, monkeypatch: pytest.MonkeyPatch) -> Model:
    """A small model that the list and the mirror have."""
    made, contents = small("zh-Hans", "en")
    standin.contents = contents
    path = tmp_path / "list.json"
    path.write_bytes(msgspec.json.encode(pinned(made)))
    monkeypatch.setenv("QIAO_TRANSLATE__MODELS_LIST", str(path))
    monkeypatch.setenv("QIAO_TRANSLATE__MODELS_MIRROR", standin.address)
    return made


@pytest.fixture
def qiao(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Terminal:
    monkeypatch.setattr(model_store, "set_up_logs", lambda **_: None)
    # uvloop keeps the socket class that was there when it was imported: perhaps the forbidden one
    monkeypatch.setattr(model_store, "run_async", asyncio.run)
    monkeypatch.chdir(tmp_path)
    return Terminal(tmp_path, capsys)


def square(qiao: Terminal) -> Settings:
    """Make a square in the folder."""
    settings = Settings(data_dir=qiao.data)
    qiao.data.mkdir()
    migrate(settings.url)
    return settings


def on(settings: Settings, do: Callable[[Any], Any]) -> Any:
    async def opened() -> Any:
        database = await open_database(settings.url)
        try:
            return await do(database)
        finally:
            await database.close()

    return asyncio.run(opened())


def told(settings: Settings) -> list[str]:
    async def read(database: Any) -> list[str]:
        async with database.read() as tx:
            return [line.name for line in await events_after(tx, 0)]

    return on(settings, read)


def test_adding_shows_size_and_licence_and_installs(qiao: Terminal, model: Model):
    _, said = qiao("add", "zh-en", "--yes")

    assert "zh-en Chinese (Simplified) → English, version 1.0, 412 kB" in said
    assert "licence MPL-2.0 (https://www.mozilla.org/MPL/2.0/)" in said
    assert "Installed: zh-en" in said
    assert qiao.folders() == ["zh-en"]
    assert "Here already: zh-en" in qiao("add", "zh-Hans-en")[1]


def test_for_programs_it_is_one_object(qiao: Terminal, model: Model):
    assert qiao.json("add", "zh-en", "--yes") == {"installed": ["zh-en"], "already": []}
    assert qiao.json("add", "zh-en", "--yes") == {"installed": [], "already": ["zh-en"]}
    (shown,) = qiao.json("list")["models"]
    assert (shown["pair"], shown["state"], shown["size_bytes"]) == ("zh-en", "installed", 412_500)
    (checked,) = qiao.json("verify")
    assert (checked["state"], len(checked["files"])) == ("well", 3)
    assert qiao.json("remove", "zh-en", "--yes") == {"removed": ["zh-en"]}


def test_nobody_is_there_to_be_asked(qiao: Terminal, model: Model, standin: StandIn):
    assert "Say --yes." in qiao("add", "zh-en", ends=1)[1]
    assert "Say --yes." in qiao("add", "zh-en", "--json", ends=1)[1]
    assert standin.asked == []


@pytest.mark.parametrize(("answer", "folders"), [("y", ["zh-en"]), ("", []), ("n", [])])
def test_it_asks_first(
    qiao: Terminal,
    model: Model,
    monkeypatch: pytest.MonkeyPatch,
    answer: str,
    folders: list[str],
):
    keyboard = io.StringIO(answer + "\n")
    monkeypatch.setattr(keyboard, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", keyboard)

    qiao("add", "zh-en", ends=0 if folders else 1)

    assert qiao.folders() == folders


def test_without_a_mirror_it_says_which_setting(
    qiao: Terminal, model: Model, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("QIAO_TRANSLATE__MODELS_MIRROR")

    _, said = qiao("add", "zh-en", ends=1)

    assert "QIAO_TRANSLATE__MODELS_MIRROR" in said
    assert "Mozilla" in said
    refused = qiao.json("add", "zh-en", "--yes", ends=1)["refused"]
    assert refused["code"] == "mirror_unset"
    assert refused["facts"] == {"setting": "QIAO_TRANSLATE__MODELS_MIRROR"}


def test_the_mirror_may_be_typed(
    qiao: Terminal, model: Model, standin: StandIn, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.delenv("QIAO_TRANSLATE__MODELS_MIRROR")

    qiao("add", "zh-en", "--yes", "--mirror", standin.address)

    assert qiao.folders() == ["zh-en"]


def test_a_wrong_file_installs_nothing_and_says_so(qiao: Terminal, model: Model, standin: StandIn):
    standin.contents[model.files[2].path] = bytes(model.files[2].bytes)

    _, said = qiao("add", "zh-en", "--yes", ends=1)

    assert "vocab.zhen.spm is not what is pinned" in said
    assert qiao.folders() == []
    assert qiao.json("add", "zh-en", "--yes", ends=1)["refused"]["code"] == "model_damaged"


def test_what_broke_off_is_shown_and_gone_on_with(qiao: Terminal, model: Model, standin: StandIn):
    standin.faults[model.files[1].path] = ["404"]
    assert "does not have lex.50.50.zhen.s2t.bin (404)" in qiao("add", "zh-en", "--yes", ends=1)[1]
    assert "begun 73%" in " ".join(qiao("list")[0].split())
    standin.asked.clear()

    assert "300 kB of it here" in qiao("add", "zh-en", "--yes")[1]

    assert model.files[0].path not in [path for path, _ in standin.asked]


@pytest.mark.parametrize("name", ["xx-yy", "../zh-en", "zh"])
@pytest.mark.parametrize("command", ["add", "verify", "remove"])
def test_a_name_that_is_none_is_refused(qiao: Terminal, model: Model, name: str, command: str):
    yes = [] if command == "verify" else ["--yes"]

    assert name in qiao(command, name, *yes, ends=1)[1]


def test_damage_is_found_and_said_how_to_mend(qiao: Terminal, model: Model):
    qiao("add", "zh-en", "--yes")
    hurt = qiao.data / "models" / "zh-en" / model.files[0].name
    hurt.write_bytes(bytes(model.files[0].bytes))

    _, said = qiao("verify", ends=1)

    assert f"{model.files[0].name} is damaged" in said
    assert "qiao models add zh-en" in said
    assert qiao.json("verify", "zh-en", ends=1)[0]["state"] == "damaged"
    qiao("add", "zh-en", "--yes")
    assert "zh-en: well" in qiao("verify")[1]


def test_from_an_archive_without_any_network(
    qiao: Terminal, model: Model, standin: StandIn, tmp_path: Path
):
    tar = tmp_path / "models.tar.gz"
    with tarfile.open(tar, "w:gz") as archive:
        for file in model.files:
            member_ = tarfile.TarInfo(f"../x/{file.name}")
            member_.size = file.bytes
            archive.addfile(member_, io.BytesIO(standin.contents[file.path]))
        archive.addfile(tarfile.TarInfo("[red]\x1b[2Jevil"))

    out, said = qiao("import", str(tar))

    assert (out, qiao.folders(), standin.asked) == ("", ["zh-en"], [])
    assert "Installed: zh-en" in said
    assert "Passed over: [red]?[2Jevil (not pinned)" in said
    assert qiao.json("import", str(tar))["already"] == ["zh-en"]


def test_importing_nothing_is_a_failure(qiao: Terminal, model: Model, tmp_path: Path):
    empty = tmp_path / "empty"
    empty.mkdir()

    assert "No model was complete." in qiao("import", str(empty), ends=1)[1]
    assert "cannot be read" in qiao("import", str(tmp_path / "none"), ends=1)[1]


def test_an_own_model_is_listed_and_can_be_removed(qiao: Terminal, model: Model):
    (qiao.data / "models" / "fr-de").mkdir(parents=True)

    assert "fr-de" in qiao("list")[0]
    assert "your own, nothing to compare it with" in qiao("verify")[1]
    qiao("remove", "fr-de", "-y")
    assert qiao.folders() == []


def test_a_list_that_cannot_be_read_is_said_to_be(qiao: Terminal, model: Model, tmp_path: Path):
    (tmp_path / "list.json").write_text('{"publisher": 3}')

    for command in (["list"], ["add", "zh-en", "-y"], ["verify"], ["remove", "zh-en", "-y"]):
        assert "QIAO_TRANSLATE__MODELS_LIST" in qiao(*command, ends=1)[1]


def test_the_square_is_told_what_came_and_went(qiao: Terminal, model: Model):
    settings = square(qiao)

    qiao("add", "zh-en", "--yes")
    assert told(settings) == ["ModelsChanged"]
    qiao("remove", "zh-en", "--yes")
    assert told(settings) == ["ModelsChanged"] * 2


def test_what_members_need_is_listed_and_offered(qiao: Terminal, model: Model):
    settings = square(qiao)
    assert asyncio.run(models_square.offer(settings)) == ""

    async def live(database: Any) -> None:
        await member(database, "boo")
        wei = await member(database, "wei", ui_lang="zh-Hans")
        await note(database, wei, "今天好开心", lang="zh-Hans")

    on(settings, live)

    assert asyncio.run(models_square.offer(settings)) == (
        "Your members would read more with: qiao models add zh-en (412 kB)"
    )
    (shown,) = qiao.json("list")["models"]
    assert (shown["members_who_read"], shown["notes_waiting"]) == (1, 1)
    qiao("add", "zh-en", "--yes")
    assert asyncio.run(models_square.offer(settings)) == ""


def test_the_shipped_list_is_shown_with_what_ships(qiao: Terminal, monkeypatch: pytest.MonkeyPatch):
    shown = {row["pair"]: row["state"] for row in qiao.json("list")["models"]}

    assert len(shown) == len(shipped_manifest().models)
    assert [pair for pair, state in shown.items() if state == "shipped"] == ["en-pt", "pt-en"]


def test_a_real_model_translates_after_it_was_added(
    qiao: Terminal, standin: StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    """The package's en-pt model, served as if it were one for French."""
    files = find_models(None)[EN, Lang("pt")]
    assert files.shortlist is not None
    contents = {
        "model.enfr.intgemm.alphas.bin": files.model.read_bytes(),
        "lex.50.50.enfr.s2t.bin": files.shortlist.read_bytes(),
        "vocab.enfr.spm": files.source_vocab.read_bytes(),
    }
    made = pin("en", "fr", contents)
    standin.contents = {file.path: contents[file.name] for file in made.files}
    (tmp_path / "list.json").write_bytes(msgspec.json.encode(pinned(made)))
    monkeypatch.setenv("QIAO_TRANSLATE__MODELS_LIST", str(tmp_path / "list.json"))

    qiao("add", "en-fr", "--yes", "--mirror", standin.address)

    async def translated() -> list[str]:
        neural = NeuralTranslator(NeuralSettings(models_dir=qiao.data / "models"))
        try:
            return await neural.translate(["I love cats"], source=EN, target=Lang("fr"))
        finally:
            await neural.close()

    assert asyncio.run(translated()) == ["Eu amo os gatos"]
