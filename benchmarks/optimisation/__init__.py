"""Random problems of optimisation, answered by parts and judged by other libraries."""
