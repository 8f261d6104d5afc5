"""What copies share: answers and figures, in memory and on the shelf of all, and TeX's formats."""
