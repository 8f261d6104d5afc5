"""Independent evidence: every claim of a dimension held against its source."""
