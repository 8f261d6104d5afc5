"""Steps of gradient descent, momentum and Newton's method in exact numbers, and admissible step sizes."""
