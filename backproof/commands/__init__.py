"""One module per command, each with a click command called `command`; `backproof.cli` loads them by name."""
