"""Those who keep the `Translator` promise; one file each."""
