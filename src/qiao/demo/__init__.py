"""The demo community: written for this project, drawn by its own code, the same every time."""
