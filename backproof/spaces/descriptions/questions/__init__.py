"""Questions as people type them, brought to the notation that the readers of descriptions know."""
