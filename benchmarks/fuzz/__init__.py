"""A campaign of bad input at random: term files, templates and scripts, by grammars and bit flips."""
