"""Evidence for descriptions: their conditions and maps evaluated in fractions or balls."""
