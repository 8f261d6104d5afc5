"""The terminal: texts for it and for programs, tables, diagnostics, and options that commands share."""
