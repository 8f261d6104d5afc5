"""Questions whose parts are answered each by the kind that it names."""
