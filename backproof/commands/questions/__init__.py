"""Commands that answer one question, given on the command line or by a part of a term."""
