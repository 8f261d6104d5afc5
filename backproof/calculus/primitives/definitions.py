"""Functions that are written with others: one record each, in the language itself.

To add one, add its record: it is read as its formula, by every part of the program.
"""

from __future__ import annotations

from backproof.calculus.primitives.definition import Definition
from backproof.calculus.primitives.losses import LOSSES

DEFINITIONS: tuple[Definition, ...] = (
    Definition(
        "mean", ("A",), "sum(A)/count(A)", "mean of all entries", "mean(x)", ("average", "avg", "reduce_mean")
    ),
    Definition("var", ("A",), "sum((A - mean(A))**2)/count(A)", "variance of all entries", "var(x)"),
    Definition("std", ("A",), "sqrt(var(A))", "standard deviation of all entries", "std(x)"),
    Definition("rowmean", ("A",), "rowsum(A)/columns(A)", "means of rows", "sum(rowmean(X)**2)"),
    Definition("colmean", ("A",), "colsum(A)/rows(A)", "means of columns", "sum(colmean(X)**2)"),
    Definition("square", ("A",), "A**2", "square of each entry", "sum(square(x))", ("pow2",)),
    Definition("reciprocal", ("A",), "1/A", "reciprocal of each entry", "sum(reciprocal(x))"),
    Definition(
        "maximum",
        ("A", "B"),
        "B + relu(A - B)",
        "larger of two values, entry by entry",
        "sum(maximum(x, y))",
        ("fmax",),
        numbers_last=True,
    ),
    Definition(
        "minimum",
        ("A", "B"),
        "B - relu(B - A)",
        "smaller of two values, entry by entry",
        "sum(minimum(x, y))",
        ("fmin",),
        numbers_last=True,
    ),
    Definition(
        "clip",
        ("A", "a", "b"),
        "a + relu(A - a) - relu(A - b)",
        "entries moved between two bounds a < b",
        "sum(clip(x, 0, 1))",
        ("clamp",),
    ),
    Definition(
        "where",
        ("C", "A", "B"),
        "C*A + (1 - C)*B",
        "A where a comparison C holds, else B",
        "sum(where(x > 0, x, x/10))",
    ),
    Definition(
        "heaviside", ("A",), "(sign(A) + 1)/2", "1 above 0, 0 below", "sum(x*heaviside(x))", ("step",)
    ),
    Definition("inner", ("a", "b"), "sum(a*b)", "inner product", "inner(x, y)", ("vdot",)),
    Definition("outer", ("a", "b"), "a @ b.T", "outer product", "norm(outer(x, y))**2"),
    Definition(
        "matmul", ("A", "B"), "A @ B", "product of matrices", "norm(matmul(A, x))**2", ("mm", "mv", "bmm")
    ),
    Definition(
        "multiply",
        ("A", "B"),
        "A*B",
        "product entry by entry",
        "sum(multiply(x, y))",
        ("hadamard", "times", "mul"),
    ),
    Definition(
        "divide", ("A", "B"), "A/B", "quotient entry by entry", "sum(divide(x, y))", ("rdivide", "div")
    ),
    Definition("add", ("A", "B"), "A + B", "sum of two values", "norm(add(x, y))**2", ("plus",)),
    Definition("subtract", ("A", "B"), "A - B", "difference", "norm(subtract(x, y))**2", ("minus", "sub")),
    Definition("transpose", ("A",), "A.T", "transpose", "transpose(x) @ x", ("ctranspose",)),
    Definition("solve", ("A", "b"), "inv(A) @ b", "solution x of A x = b", "norm(solve(S, x))**2"),
    Definition("norm2", ("A",), "norm(A)", "Euclidean or Frobenius norm", "norm2(x)", ("fro", "frobenius")),
    Definition("min", ("A",), "-max(-A)", "smallest entry", "min(x)", ("amin",)),
    Definition("tan", ("A",), "sin(A)/cos(A)", "tangent", "sum(tan(x))"),
    Definition("cot", ("A",), "cos(A)/sin(A)", "cotangent", "sum(cot(x))"),
    Definition("sec", ("A",), "1/cos(A)", "secant", "sum(sec(x))"),
    Definition("csc", ("A",), "1/sin(A)", "cosecant", "sum(csc(x))"),
    Definition("coth", ("A",), "1/tanh(A)", "hyperbolic cotangent", "sum(coth(x))"),
    Definition("sech", ("A",), "1/cosh(A)", "hyperbolic secant", "sum(sech(x))"),
    Definition("arcsin", ("A",), "arctan(A/sqrt(1 - A**2))", "arc sine", "sum(arcsin(tanh(x)))", ("asin",)),
    Definition("arccos", ("A",), "pi/2 - arcsin(A)", "arc cosine", "sum(arccos(tanh(x)))", ("acos",)),
    Definition(
        "arcsinh", ("A",), "log(A + sqrt(A**2 + 1))", "inverse of sinh", "sum(arcsinh(x))", ("asinh",)
    ),
    Definition(
        "arccosh", ("A",), "log(A + sqrt(A**2 - 1))", "inverse of cosh", "sum(arccosh(cosh(x)))", ("acosh",)
    ),
    Definition(
        "arctanh", ("A",), "log((1 + A)/(1 - A))/2", "inverse of tanh", "sum(arctanh(tanh(x)))", ("atanh",)
    ),
    Definition("log1p", ("A",), "log(1 + A)", "log(1 + t) of each entry", "sum(log1p(exp(x)))"),
    Definition("expm1", ("A",), "exp(A) - 1", "exp(t) − 1 of each entry", "sum(expm1(x))"),
    Definition("log2", ("A",), "log(A)/log(2)", "logarithm to base 2", "sum(log2(exp(x)))"),
    Definition("log10", ("A",), "log(A)/log(10)", "logarithm to base 10", "sum(log10(exp(x)))"),
    Definition("exp2", ("A",), "exp(log(2)*A)", "power of 2", "sum(exp2(x))"),
    Definition(
        "logaddexp", ("A", "B"), "log(exp(A) + exp(B))", "log(exp(a) + exp(b))", "sum(logaddexp(x, y))"
    ),
    Definition("hypot", ("A", "B"), "sqrt(A**2 + B**2)", "√(a² + b²)", "sum(hypot(x, y))"),
    Definition("logit", ("A",), "log(A/(1 - A))", "logarithm of the odds", "sum(logit(sigmoid(x)))"),
    Definition("cbrt", ("A",), "sign(A)*abs(A)**(1/3)", "cube root of each entry", "sum(cbrt(exp(x)))"),
    Definition("xlogy", ("A", "B"), "A*log(B)", "a log b", "sum(xlogy(x, exp(y)))"),
    Definition("entr", ("A",), "-(A*log(A))", "−t log t", "sum(entr(exp(x)))"),
    Definition("rel_entr", ("A", "B"), "A*log(A/B)", "a log(a/b)", "sum(rel_entr(exp(x), exp(y)))"),
    Definition("silu", ("A",), "A*sigmoid(A)", "t σ(t)", "sum(silu(x))", ("swish",)),
    Definition("gelu", ("A",), "A*(1 + erf(A/sqrt(2)))/2", "t Φ(t)", "sum(gelu(x))"),
    Definition("logsigmoid", ("A",), "-softplus(-A)", "log σ(t)", "sum(logsigmoid(x))", ("log_sigmoid",)),
    Definition(
        "leaky_relu",
        ("A",),
        "relu(A) - negative_slope*relu(-A)",
        "t, and t/100 or another multiple of t below 0",
        "sum(leaky_relu(x))",
        options={"negative_slope": "1/100"},
    ),
    Definition(
        "log_softmax", ("z",), "z - lse(z)", "logarithm of softmax", "y.T @ log_softmax(x)", ("logsoftmax",)
    ),
    Definition("sumsq", ("A",), "sum(A**2)", "sum of the squares", "sumsq(x)", ("sumsqr", "sum_squares")),
    Definition("negative", ("A",), "-A", "negative", "sum(negative(x))", ("uminus", "neg")),
    Definition(
        "elu",
        ("A",),
        "relu(A) + alpha*(exp(-relu(-A)) - 1)",
        "t, and alpha (exp(t) − 1) below 0",
        "sum(elu(x))",
        options={"alpha": "1"},
    ),
    Definition("softsign", ("A",), "A/(1 + abs(A))", "t/(1 + |t|)", "sum(softsign(x))"),
    Definition("mish", ("A",), "A*tanh(softplus(A))", "t tanh(softplus(t))", "sum(mish(x))"),
    Definition("relu6", ("A",), "clip(A, 0, 6)", "t between 0 and 6", "sum(relu6(x))"),
    Definition("hardtanh", ("A",), "clip(A, -1, 1)", "t between -1 and 1", "sum(hardtanh(x))"),
    Definition("rsqrt", ("A",), "1/sqrt(A)", "reciprocal of the root of each entry", "sum(rsqrt(exp(x)))"),
    Definition("rms", ("A",), "sqrt(mean(A**2))", "root of the mean of the squares", "rms(x)"),
    *LOSSES,
)
DEFINITION = {
    name: definition for definition in DEFINITIONS for name in (definition.name, *definition.also_called)
}
