"""The kind `text`: an answer in the author's words, with claims in it that are checked."""
