"""Commands that start something: a homework, a term, a question, a part."""
