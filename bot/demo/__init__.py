"""The demo world: stories that the unchanged bot plays with people of the sandbox."""
