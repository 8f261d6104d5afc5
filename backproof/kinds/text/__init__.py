"""An answer in the author's words, with claims in it that are checked."""
