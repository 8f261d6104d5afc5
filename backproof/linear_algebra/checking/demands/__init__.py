"""The demands on answers, by their tasks: what has to hold of the given and the found matrices."""
