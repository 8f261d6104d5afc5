"""A campaign against the answers about matrices: random problems, judged by other libraries."""
