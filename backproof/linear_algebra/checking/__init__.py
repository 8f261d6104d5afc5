"""Judge answers from their texts, by arithmetic that shares nothing with what found them."""
