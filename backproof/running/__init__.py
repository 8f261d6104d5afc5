"""The numpy script: its syntax tree, and its run in bounds."""
