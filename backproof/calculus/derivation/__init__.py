"""The derivation: names, adjoints, lines, hypotheses."""
