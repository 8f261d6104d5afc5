"""The stationary points of a function of several numbers, classified."""
