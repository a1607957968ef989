"""Everything an operator can set: `QIAO_…` variables or `qiao.toml`, with defaults."""

import os
import secrets
from pathlib import Path

from pydantic import Field
from pydantic_settings import (
    BaseSettings,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
    TomlConfigSettingsSource,
)

from qiao.feed.settings import FeedSettings
from qiao.links.settings import LinkSettings
from qiao.media.video.settings import VideoSettings
from qiao.messages.settings import MessageSettings
from qiao.notices.settings import NoticeSettings
from qiao.operator.settings import OperatorSettings
from qiao.people.keys.settings import DoorSettings
from qiao.review.settings import ReviewSettings
from qiao.translate.settings import TranslateSettings
from qiao.translate.speech.settings import SpeechSettings
from qiao.travel.settings import TravelSettings


class Settings(BaseSettings):
    """What an operator can set. Nested names are joined by two underscores: QIAO_REVIEW__…"""

    model_config = SettingsConfigDict(
        env_prefix="QIAO_",
        env_nested_delimiter="__",
        toml_file="qiao.toml",
        extra="forbid",
        frozen=True,
        use_attribute_docstrings=True,
    )

    name: str = "Qiao"
    """What this square is called."""

    data_dir: Path = Path("qiao-data")
    """Where the database, pictures and models are kept."""

    database_url: str = ""
    """`postgresql://…` when the square outgrew a machine; empty: SQLite in the data folder."""

    host: str = "127.0.0.1"
    """The address to listen on; 0.0.0.0 lets others reach it, behind a proxy with https."""

    port: int = Field(default=8000, ge=0, le=65535)
    """The port to listen on."""

    public_url: str = ""
    """The address that members use, as https://example.org; empty: localhost and the port."""

    translation_wait_s: float = 2.0
    """How long a reader's request waits for a translation before it is told to ask again."""

    translate: TranslateSettings = TranslateSettings()
    """Reading other languages."""

    speech: SpeechSettings = SpeechSettings()
    """Captions."""

    video: VideoSettings = VideoSettings()
    """Short videos."""

    review: ReviewSettings = ReviewSettings()
    """Keeping the place fit to be in."""

    doors: DoorSettings = DoorSettings()
    """Coming in."""

    notices: NoticeSettings = NoticeSettings()
    """Telling members, by push and by mail."""

    messages: MessageSettings = MessageSettings()
    """What members write to each other."""

    operator: OperatorSettings = OperatorSettings()
    """Being told how the square is."""

    metrics_token: str = ""
    """Who sends this as a bearer token may read `/metrics`; empty: signed-in operators alone."""

    feed: FeedSettings = FeedSettings()
    """What members are offered to read."""

    links: LinkSettings = LinkSettings()
    """Cards for links."""

    travel: TravelSettings = TravelSettings()
    """Leaving the square."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """What is said on the command line wins, then the environment, then the file."""
        return init_settings, env_settings, TomlConfigSettingsSource(settings_cls)

    @property
    def url(self) -> str:
        """The database's address."""
        return self.database_url or f"sqlite:///{self.data_dir.resolve() / 'square.db'}"

    @property
    def address(self) -> str:
        """Where members find the square."""
        return self.public_url.rstrip("/") or f"http://localhost:{self.port}"


def secret_of(data_dir: Path) -> bytes:
    """Return the square's own secret, made at the first start and readable by its user alone."""
    path = data_dir / "secret"
    data_dir.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_bytes()
        with os.fdopen(handle, "wb") as file:
            file.write(secrets.token_bytes(32))
    return path.read_bytes()
