"""Independent evidence: claims against numbers, and what is printed read again."""
