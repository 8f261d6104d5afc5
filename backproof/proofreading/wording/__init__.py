"""Sentences, counts and captions of the finished document, held against what they speak of."""
