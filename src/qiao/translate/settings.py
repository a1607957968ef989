"""What an operator can set about translation."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, Field, SecretStr, model_validator


class NeuralSettings(BaseModel, extra="forbid", frozen=True):
    """The local neural translator."""

    models_dir: Path | None = None
    """Folder with one folder per direction ("zh-en", "en-zh"); the shipped en-pt and pt-en models
    are always there besides."""

    max_waiting: int = 64
    """Requests that may wait for one direction; the next is refused at once and tried later."""

    deadline_s: float = 10.0
    """A request that takes longer is given up and its process replaced."""

    start_timeout_s: float = 20.0
    """A process that has not loaded its model by then is taken for broken."""

    idle_unload_s: float = 600.0
    """A direction nobody asked for this long is unloaded."""

    memory_budget_mb: int = 320
    """Loaded directions may use this much together; the one used longest ago goes first."""


class LibreTranslateSettings(BaseModel, extra="forbid", frozen=True):
    """A server that speaks LibreTranslate's protocol, your own or somebody else's."""

    url: str = ""
    """Its address, as https://translate.example.org; `/translate` is added."""

    api_key: SecretStr = SecretStr("")
    """Sent with every request; empty: none."""

    name: str = "LibreTranslate"
    """What readers are told."""

    private: bool = False
    """It is yours: words that not everybody may read may go there too."""

    langs: tuple[str, ...] = (
        "en", "zh-Hans", "zh-Hant", "ar", "cs", "de", "es", "fa", "fr", "hi", "id", "it", "ja",
        "ko", "nl", "pl", "pt", "ru", "th", "tr", "uk", "vi",
    )  # fmt: skip
    """Languages it has models for, each to and from each."""

    connect_s: float = 1.0
    """A connection not made by then is given up."""

    total_s: float = 10.0
    """A request not answered in full by then is given up."""

    at_once: int = Field(default=4, ge=1)
    """Requests that may run at the same time."""

    budgeted: bool = True
    """Count what is sent against the budgets."""


class DeepLSettings(BaseModel, extra="forbid", frozen=True):
    """DeepL, or a service with the same protocol (v2)."""

    api_key: SecretStr = SecretStr("")
    """The key of your account; one that ends in ":fx" is for the free service."""

    url: str = ""
    """The service's address; empty: DeepL's own, free or paid by the key."""

    name: str = "DeepL"
    """What readers are told."""

    private: bool = False
    """It is yours: words that not everybody may read may go there too."""

    connect_s: float = 1.0
    """A connection not made by then is given up."""

    total_s: float = 10.0
    """A request not answered in full by then is given up."""

    at_once: int = Field(default=4, ge=1)
    """Requests that may run at the same time."""

    budgeted: bool = True
    """Count what is sent against the budgets."""


class ChatSettings(BaseModel, extra="forbid", frozen=True):
    """A language model behind an OpenAI-compatible chat endpoint: vLLM, Ollama, or hosted."""

    url: str = ""
    """Its address up to the version, as http://localhost:11434/v1."""

    model: str = ""
    """The model's name there."""

    api_key: SecretStr = SecretStr("")
    """Sent as a bearer token; empty: none."""

    name: str = ""
    """What readers are told; empty: the model's name."""

    private: bool = False
    """It is yours: words that not everybody may read may go there too."""

    langs: tuple[str, ...] = (
        "en", "zh-Hans", "zh-Hant", "ar", "bn", "cs", "de", "es", "fa", "fr", "he", "hi", "id",
        "it", "ja", "km", "ko", "lo", "ms", "my", "nl", "pl", "pt", "ru", "sv", "sw", "ta", "th",
        "tl", "tr", "uk", "ur", "vi", "zh-Latn", "ar-Latn",
    )  # fmt: skip
    """Languages it is trusted with, each to and from each."""

    answer_format: Literal["json_schema", "json_object", "none"] = "json_schema"
    """How it is told to answer in JSON; older servers know only `json_object`, or nothing."""

    context: bool = True
    """Send a note's title, and what slang in it means, to help the model."""

    connect_s: float = 1.0
    """A connection not made by then is given up."""

    total_s: float = 10.0
    """A request not answered in full by then is given up."""

    at_once: int = Field(default=4, ge=1)
    """Requests that may run at the same time."""

    budgeted: bool = True
    """Count what is sent against the budgets."""


class BudgetSettings(BaseModel, extra="forbid", frozen=True):
    """Characters a day (UTC) that may be sent to budgeted providers; what is sent is counted."""

    chars_per_day: int = Field(default=500_000, ge=0)
    """In all."""

    language_chars_per_day: int = Field(default=250_000, ge=0)
    """Into one language."""

    author_chars_per_day: int = Field(default=100_000, ge=0)
    """Of one member's words."""

    requester_chars_per_day: int = Field(default=50_000, ge=0)
    """Asked for by one member."""

    network_chars_per_day: int = Field(default=100_000, ge=0)
    """Asked for from one network: an IPv4 /24 or an IPv6 /48."""


class TranslateSettings(BaseModel, extra="forbid", frozen=True):
    """Reading what was written in a language you do not read."""

    providers: tuple[str, ...] = ("script", "neural", "cedict")
    """Names of files in `translate/providers/`, tried in this order."""

    may_leave: Literal["nothing", "public"] = "nothing"
    """Which words may go to a provider that is not marked `private`: none, or those that
    everybody may read. Held notes, reports and messages never do."""

    drafts_may_leave: bool = False
    """What members are still writing may go to such a provider too, where words that everybody
    may read may: they are shown how others will read it before they send it."""

    budgets: BudgetSettings = BudgetSettings()
    """What providers may be sent in a day."""

    neural: NeuralSettings = NeuralSettings()
    """The local neural translator."""

    libretranslate: LibreTranslateSettings = LibreTranslateSettings()
    """LibreTranslate."""

    deepl: DeepLSettings = DeepLSettings()
    """DeepL."""

    openai_chat: ChatSettings = ChatSettings()
    """A language model."""

    models_mirror: str = ""
    """Address of a mirror of Mozilla's translation models, from which `qiao models add` and the
    operator's page fetch: "https://example.org/models". Empty: none; Mozilla asks squares not to
    fetch from its own servers but to re-host (docs/guides/translate-more-languages.md)."""

    models_list: Path | None = None
    """A list of models of your own, in the form of `qiao/translate/lists/models.json`, instead of
    the one that ships: for newer models, or for ones you made."""

    policy: str = "default"
    """Part of the key of every stored translation; a new name makes everything anew."""

    lease_s: float = 60.0
    """A translation being made is left to its maker this long before another may try."""

    max_attempts: int = 3
    """After this many failures a text is reported as untranslatable until it is asked for again."""

    open_api: Literal["members", "open", "off"] = "members"
    """Who may use the square's translator from other tools, by LibreTranslate's API at /translate:
    members with their token as API key, everybody, or nobody."""

    open_api_max_chars: int = 5000
    """The most characters in one request to /translate or /detect."""

    open_api_max_texts: int = 50
    """The most texts in one request to /translate."""

    open_api_chars_per_min: int = 20_000
    """The most characters a minute from one network (and from one member) by that API."""

    open_api_wait_s: float = 20.0
    """How long such a request waits for a translation that is being made."""

    max_ahead_chars_per_day: int = 200_000
    """Characters a day (UTC) of notes that are spreading to translate before they are asked for;
    0: none."""

    min_ahead_views: float = 8.0
    """So many views an hour by readers of one language must be expected for that."""

    pictures_ahead: bool = True
    """Read the words in new notes' pictures before somebody asks; needs the extra `ocr` and about
    two seconds of one core a picture. Off: they are read when the first reader asks."""

    @model_validator(mode="after")
    def _named_providers_can_be_asked(self) -> Self:
        missing = {
            "libretranslate": () if self.libretranslate.url else ("url",),
            "deepl": () if self.deepl.api_key.get_secret_value() else ("api_key",),
            "openai_chat": tuple(n for n in ("url", "model") if not getattr(self.openai_chat, n)),
        }
        for provider in self.providers:
            if names := missing.get(provider, ()):
                raise ValueError(
                    f"{provider} is among the providers: set its {' and '.join(names)}"
                )
        return self
