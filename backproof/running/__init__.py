"""The numpy script: its syntax tree, and running it with limits."""
