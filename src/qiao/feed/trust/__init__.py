"""What engagement is worth when it could be bought, and the levers operators have over the feed."""
