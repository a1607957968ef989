"""Words inside pictures: read once a picture, translated like any other words."""
