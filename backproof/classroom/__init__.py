"""A class: a proved copy of a term for each student of a roster, on one machine or a cluster."""
