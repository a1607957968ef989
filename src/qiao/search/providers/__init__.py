"""Those who keep the Embedder protocol, one file each."""
