"""Regular polygons around a circle, with their sides doubled again and again."""

import math


def halved(t: float) -> float:
    """Return the tangent of half the angle whose tangent is t."""
    return t / (1 + math.sqrt(1 + t**2))


if __name__ == "__main__":
    stable = unstable = 1 / math.sqrt(3)
    sides = 6
    for step in range(1, 26):
        stable, unstable = halved(stable), (math.sqrt(1 + unstable**2) - 1) / unstable
        sides *= 2
        if step % 5 == 0:
            errors = [abs(sides * t - math.pi) for t in (stable, unstable)]
            print(f"{sides:9} sides: error {errors[0]:.0e}, with the difference {errors[1]:.0e}")
