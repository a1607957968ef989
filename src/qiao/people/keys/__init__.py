"""Ways to sign in: passkeys, second factors, recovery codes, and the sessions they open."""
