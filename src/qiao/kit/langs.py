"""Languages by their tags."""


def base_of(lang: str) -> str:
    """Both ways of writing Chinese are read by those who read one; Latin spellings are not."""
    return lang if lang.endswith("-Latn") else lang.split("-", maxsplit=1)[0]
