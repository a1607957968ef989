"""Those who keep media's protocols, one file each; only `assemble` imports them."""
