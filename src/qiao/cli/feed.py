"""Looking into the feed."""

import cyclopts

feed = cyclopts.App(name="feed", help="Look into the feed: why somebody sees what she sees.")
