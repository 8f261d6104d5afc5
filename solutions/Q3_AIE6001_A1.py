"""AIE6001 Assignment 1, Question 3: the gradients of a network, written with numpy alone.

Vectors are columns, arrays of shape (n, 1). Run as a program, this file first compares compute_gradients
with central differences, for several shapes and many step sizes, and then uses it to train the network on
a small regression.
"""

import numpy as np

# What the functions below compute: the network, the functions in it, and the shapes of its arguments.
DEFINITION = "z = W1 @ x; h = phi(z); r = y - W2 @ h; F = norm(r)**2"
FUNCTIONS = ["phi(t) = log(1 + exp(t))"]
SHAPES = {"x": ("d",), "y": ("k",), "W1": ("p", "d"), "W2": ("k", "p")}
WEIGHTS = ["W1", "W2"]

SEED = 20250922
STEP_SIZES = [10.0**-exponent for exponent in range(1, 13)]
LARGEST = 1e50
LEARNING_RATE = 0.1
SAMPLES = 12
REPORTED_STEPS = [0] + [2**power for power in range(11)]


def phi(t):
    """Softplus, log(1 + exp(t)), entry by entry."""
    # logaddexp never forms exp(t) itself, which would overflow for t above 709.
    return np.logaddexp(0.0, t)


def phi_prime(t):
    """The derivative of softplus, which is the logistic function 1 / (1 + exp(-t))."""
    # 1 / (1 + exp(-t)) = exp(-phi(-t)), whose exponent is never positive: no overflow.
    return np.exp(-np.logaddexp(0.0, -t))


def loss(x, y, W1, W2):
    """F(x, y; W1, W2) = ||y - W2 phi(W1 x)||^2."""
    r = y - W2 @ phi(W1 @ x)
    return np.sum(r**2)


def compute_gradients(x, y, W1, W2):
    """Return (dF/dW1, dF/dW2), each of the shape of its weight."""
    # Forward: the same names as in the derivation.
    z = W1 @ x
    h = phi(z)
    r = y - W2 @ h
    # Backward: v_bar is dF/dv; each line is the chain rule through one line above.
    r_bar = 2 * r
    h_bar = -W2.T @ r_bar
    z_bar = h_bar * phi_prime(z)
    return z_bar @ x.T, -r_bar @ h.T


# Everything below depends on the network only through SHAPES, WEIGHTS, loss and compute_gradients.

DATA = [name for name in SHAPES if name not in WEIGHTS]
# Every size once, in order of appearance; dict.fromkeys keeps that order where a set would not.
SIZES = list(dict.fromkeys(size for shape in SHAPES.values() for size in shape if isinstance(size, str)))


def choose_sizes(values):
    """Give each symbolic size a number, starting over when there are more sizes than numbers."""
    return {size: values[i % len(values)] for i, size in enumerate(SIZES)}


def draw(name, sizes, rng):
    """Draw a random argument: a scalar, an (n, 1) column, or a matrix."""
    shape = [sizes.get(size, size) for size in SHAPES[name]]
    if len(shape) == 2:
        # Divided by the root of its fan-in, a weight preserves the magnitude of its input.
        return rng.standard_normal(shape) / np.sqrt(shape[1])
    return rng.standard_normal([*shape, 1] if shape else ())


def loss_at(arguments):
    """Return the loss as a plain number, even if it is a 1 x 1 array."""
    return np.asarray(loss(*arguments.values())).item()


def gradients_at(arguments):
    """Return the gradients by the names of the weights."""
    gradients = dict(zip(WEIGHTS, compute_gradients(*arguments.values()), strict=True))
    for name, gradient in gradients.items():
        # numpy would silently broadcast a gradient of the wrong shape.
        if np.shape(gradient) != arguments[name].shape:
            raise ValueError(f"dF/d{name} has shape {np.shape(gradient)}, {name} {arguments[name].shape}")
    return gradients


def within_range(points):
    """Halve the arguments of all points until their gradients are numbers of a moderate size."""
    # A steep network, such as exp(exp(t)), overflows at arguments that are ordinary for others.
    for _ in range(20):
        gradients = [gradient for point in points for gradient in gradients_at(point).values()]
        if all(np.all(np.abs(gradient) < LARGEST) for gradient in gradients):
            break
        points = [{name: value / 2 for name, value in point.items()} for point in points]
    return points


# (a) Gradient check


def central_difference(arguments, name, h):
    """Approximate dF/d(name) entry by entry by (F(w + h) - F(w - h)) / 2h."""
    weight = arguments[name]
    estimate = np.empty_like(weight)
    for index in np.ndindex(*weight.shape):
        bump = np.zeros_like(weight)
        bump[index] = h
        above = loss_at({**arguments, name: weight + bump})
        below = loss_at({**arguments, name: weight - bump})
        estimate[index] = (above - below) / (2 * h)
    return estimate


def relative_error(a, b):
    """Return the distance of a and b relative to their norms: 0 if equal, 1 if opposite or one is zero."""
    # Where both vanish, only rounding is left to compare, so the sum of the norms counts as at least 1e-3.
    return np.linalg.norm(a - b) / np.maximum(np.linalg.norm(a) + np.linalg.norm(b), 1e-3)


def check_gradients():
    """Print one table per weight: a row for each step size, a column for each choice of shapes."""
    rng = np.random.default_rng(SEED)
    choices = [choose_sizes(values) for values in ([1], [3, 2, 4, 5], [5], [8, 3, 16, 6])]
    drawn = [{name: draw(name, sizes, rng) for name in SHAPES} for sizes in choices]
    points = [within_range([point])[0] for point in drawn]
    gradients = [gradients_at(point) for point in points]
    labels = [",".join(f"{size}={value}" for size, value in sizes.items()) or "fixed" for sizes in choices]
    width = max(10, *(len(label) + 2 for label in labels))

    print("Gradient check: relative error of compute_gradients against central differences")
    for name in WEIGHTS:
        print(f"\ndF/d{name}")
        print(f"{'step':>7}" + "".join(f"{label:>{width}}" for label in labels))
        for h in STEP_SIZES:
            errors = [
                relative_error(gradient[name], central_difference(point, name, h))
                for point, gradient in zip(points, gradients, strict=True)
            ]
            print(f"{h:7.0e}" + "".join(f"{error:{width}.2e}" for error in errors))


# (b) Gradient descent


def teacher_data(sizes, rng):
    """Draw samples whose last data argument is the output of a fixed random network for the others."""
    samples = [{name: draw(name, sizes, rng) for name in DATA} for _ in range(SAMPLES)]
    *inputs, target = DATA
    if not inputs:
        return samples
    fan_in = sum(np.size(samples[0][name]) for name in inputs)
    hidden = rng.standard_normal((6, fan_in))
    output = rng.standard_normal((np.size(samples[0][target]), 6))
    for sample in samples:
        score = output @ np.tanh(hidden @ np.vstack([np.reshape(sample[name], (-1, 1)) for name in inputs]))
        # Positive targets that sum to one suit both a squared error and a cross-entropy.
        sample[target] = np.reshape(np.exp(score) / np.sum(np.exp(score)), np.shape(sample[target]))
    return samples


def mean_loss(points):
    """Average the loss over the samples."""
    return sum(map(loss_at, points)) / len(points)


def mean_gradients(points):
    """Average the gradients over the samples, by the weights' names."""
    gradients = [gradients_at(point) for point in points]
    return {name: sum(gradient[name] for gradient in gradients) / len(points) for name in WEIGHTS}


def train():
    """Run gradient descent and print the loss and the gradient's norm at doubling steps."""
    rng = np.random.default_rng(SEED)
    sizes = choose_sizes([3, 2, 8, 6])
    samples = teacher_data(sizes, rng)
    weights = {name: draw(name, sizes, rng) for name in WEIGHTS}
    samples = within_range([{**sample, **weights} for sample in samples])
    weights = {name: samples[0][name] for name in WEIGHTS}

    print(f"\nGradient descent on {SAMPLES} samples, learning rate {LEARNING_RATE}")
    print(f"{'step':>7}{'loss':>14}{'gradient norm':>17}")
    for step in range(REPORTED_STEPS[-1] + 1):
        points = [{**sample, **weights} for sample in samples]
        gradients = mean_gradients(points)
        norm = np.sqrt(sum(np.sum(gradient**2) for gradient in gradients.values()))
        if step in REPORTED_STEPS:
            print(f"{step:7d}{mean_loss(points):14.6e}{norm:17.6e}")
        # A steep start would overshoot, so a gradient longer than 1 is scaled to length 1.
        rate = LEARNING_RATE / max(1.0, norm)
        weights = {name: weights[name] - rate * gradients[name] for name in WEIGHTS}


if __name__ == "__main__":
    check_gradients()
    train()
