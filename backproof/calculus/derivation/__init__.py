"""The derivation as it is told: names, adjoints, lines, hypotheses."""
