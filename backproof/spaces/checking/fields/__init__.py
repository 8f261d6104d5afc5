"""Evidence over finite fields and over C, with residues or pairs of fractions."""
