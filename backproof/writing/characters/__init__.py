"""Characters that fonts and engines need help with: their commands, and the direction of scripts."""
