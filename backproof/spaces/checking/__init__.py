"""Independent evidence: every claim of a `Dimension` checked against its source."""
