"""Questions about derivatives: equations, derivations and shapes in print, held against the claim."""
