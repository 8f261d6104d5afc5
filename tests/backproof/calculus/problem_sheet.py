"""Problems of statistics, filtering and learning, with the derivative as printed in textbooks."""

from __future__ import annotations

# text, variable (twice for a Hessian or the Jacobian of a gradient), the book's form, declarations.
Problem = tuple[str, str, str, str]

LEAST_SQUARES: tuple[Problem, ...] = (
    (
        "w = inv(X.T@X)@X.T@y; r = y - X@w; r.T@r",
        "X",
        "w = inv(X.T@X)@X.T@y; r = y - X@w; -2*r@w.T",
        "X: n,k; y: n",
    ),
    ("norm(y - X@inv(X.T@X)@X.T@y)**2", "y", "2*(y - X@inv(X.T@X)@X.T@y)", "X: n,k; y: n"),
    (
        "y.T@y - y.T@X@inv(X.T@X)@X.T@y",
        "X",
        "w = inv(X.T@X)@X.T@y; -2*(y - X@w)@w.T",
        "X: n,k; y: n",
    ),
    (
        "w = inv(X.T@X + l*eye(k))@X.T@y; norm(y-X@w)**2 + l*norm(w)**2",
        "l",
        "w = inv(X.T@X + l*eye(k))@X.T@y; norm(w)**2",
        "X: n,k; y: n; l: positive",
    ),
    (
        "w = inv(X.T@D@X + L)@X.T@D@y; (y-X@w).T@D@(y-X@w) + w.T@L@w",
        "D",
        "w = inv(X.T@D@X + L)@X.T@D@y; (y-X@w)@(y-X@w).T",
        "X: n,k; y: n; D: n,n positive definite; L: k,k positive definite",
    ),
    (
        "H = K@inv(K + l*eye(n)); norm(y - H@y)**2",
        "y",
        "A = inv(K + l*eye(n)); 2*l**2*A@A@y",
        "y: n; K: n,n positive definite; l: positive",
    ),
    (
        "A = a*eye(k) + b*X.T@X; m = b*inv(A)@X.T@t; b/2*norm(t-X@m)**2 + a/2*m.T@m",
        "b",
        "A = a*eye(k) + b*X.T@X; m = b*inv(A)@X.T@t; norm(t-X@m)**2/2",
        "X: n,k; t: n; a: positive; b: positive",
    ),
    ("x = inv(Q)@(A.T@l - c); x.T@Q@x/2 + c.T@x - l.T@(A@x-b)", "l",
     "x = inv(Q)@(A.T@l - c); b - A@x",
     "Q: n,n positive definite; A: m,n; l: m; c: n; b: m"),
    ("u = inv(K)@f; u.T@K@u/2 - f.T@u", "K", "u = inv(K)@f; u@u.T/2", "K: n,n positive definite; f: n"),
    ("R = Y - X@B; tr(R@inv(S)@R.T)", "B", "R = Y - X@B; -2*X.T@R@inv(S)",
     "X: n,d; Y: n,k; B: d,k; S: k,k positive definite"),
)  # fmt: skip
GAUSSIANS: tuple[Problem, ...] = (
    ("R = X - ones(n)@m.T; N/2*logdet(P) - tr(R@P@R.T)/2", "P", "R = X - ones(n)@m.T; N/2*inv(P) - R.T@R/2",
     "X: n,d; m: d; P: d,d positive definite; N:"),
    ("logdet(eye(n) + inv(S)@A@A.T)", "A", "2*inv(S + A@A.T)@A", "A: n,k; S: n,n positive definite"),
    ("C = L@L.T + diag(p); logdet(C) + x.T@inv(C)@x", "p",
     "C = L@L.T + diag(p); K = inv(C); diagvec(K) - (K@x)**2", "L: d,k; x: d; p: d positive"),
    ("logdet(S - C@inv(R)@C.T)", "C", "-2*inv(S - C@inv(R)@C.T)@C@inv(R)",
     "C: n,m; S: n,n positive definite; R: m,m positive definite"),
    ("V = Z@G@Z.T + R; r = y - X@b; r.T@inv(V)@r + logdet(V)", "G",
     "V = Z@G@Z.T + R; K = inv(V); r = y - X@b; Z.T@(K - K@r@r.T@K)@Z",
     "X: n,d; Z: n,k; b: d; y: n; G: k,k positive definite; R: n,n positive definite"),
    ("P = inv(L@L.T); (x-m).T@P@(x-m)", "x", "P = inv(L@L.T); 2*P@(x-m)", "L: n,n; x: n; m: n"),
    ("logdet(t/(1+t)*v@v.T + (1-t/(1+t))*A)", "v", "2*t*inv(t*v@v.T + A)@v",
     "v: n; A: n,n positive definite; t: positive"),
    ("tr(inv(A)@inv(inv(A)+inv(B)))", "B", "V = inv(inv(A)+inv(B)); inv(B)@V@inv(A)@V@inv(B)",
     "A: n,n positive definite; B: n,n positive definite"),
)  # fmt: skip
CENTRED: tuple[Problem, ...] = (
    ("c = x - sum(x)/sum(ones(n))*ones(n); c.T@c", "x", "c = x - sum(x)/sum(ones(n))*ones(n); 2*c", "x: n"),
    ("c = x - sum(x)/sum(ones(n))*ones(n); c.T@y", "x", "y - sum(y)/sum(ones(n))*ones(n)", "x: n; y: n"),
    ("c = x - sum(x)/sum(ones(n))*ones(n); c.T@y/norm(c)", "x",
     "N = sum(ones(n)); c = x - sum(x)/N*ones(n); (y - sum(y)/N*ones(n) - (c.T@y)/norm(c)**2*c)/norm(c)",
     "x: n; y: n"),
    ("Z = X - ones(n)@colsum(X)/sum(ones(n)); norm(Z.T@Z - A)**2", "X",
     "Z = X - ones(n)@colsum(X)/sum(ones(n)); 4*Z@(Z.T@Z - A)", "X: n,d; A: d,d symmetric"),
    ("H = eye(n) - ones(n,n)/sum(ones(n)); norm(H@X)**2", "X",
     "H = eye(n) - ones(n,n)/sum(ones(n)); 2*H@X", "X: n,d"),
    ("N = sum(ones(n)); Z = X - ones(n)@colsum(X)/N; S = ones(n)@sqrt(colsum(Z*Z)/N + e*ones(1,d));"
     " sum(G*Z/S)",
     "X",
     "N = sum(ones(n)); Z = X - ones(n)@colsum(X)/N; S = ones(n)@sqrt(colsum(Z*Z)/N + e*ones(1,d));"
     " (G - ones(n)@colsum(G)/N)/S - Z*(ones(n)@colsum(G*Z))/(N*S**3)",
     "X: n,d; G: n,d; e: positive"),
)  # fmt: skip
SOFTMAX: tuple[Problem, ...] = (
    ("p = softmax(z); -(p.T@log(p))", "z", "p = softmax(z); p*((p.T@log(p))*ones(n) - log(p))", "z: n"),
    ("p = softmax(z); p.T@(log(p) - log(q))", "z",
     "p = softmax(z); p*(log(p) - log(q) - p.T@(log(p)-log(q))*ones(n))", "z: n; q: n positive"),
    ("P = rowsoftmax(X); sum(P*log(P))", "X",
     "P = rowsoftmax(X); P*(log(P) - rowsum(P*log(P))@ones(1,k))", "X: n,k"),
    ("p = softmax(z); log(a.T@p)", "z", "p = softmax(z); p*a/(a.T@p) - p", "z: n; a: n positive"),
)  # fmt: skip
PRODUCTS: tuple[Problem, ...] = (
    ("norm(Y - A@B@C@D@E)**2", "C", "-2*B.T@A.T@(Y - A@B@C@D@E)@E.T@D.T",
     "Y: m,n; A: m,k; B: k,p; C: p,p; D: p,q; E: q,n"),
    ("Z = X@W; norm(Z@V - Y)**2", "V", "Z = X@W; 2*Z.T@(Z@V - Y)", "X: n,d; W: d,k; V: k,p; Y: n,p"),
    ("r = y - X@w; exp(-r.T@W@r)", "w", "r = y - X@w; 2*exp(-r.T@W@r)*X.T@W@r",
     "X: n,d; w: d; y: n; W: n,n symmetric"),
    ("tr(eye(n) - A@B)**2", "A", "-2*tr(eye(n)-A@B)*B.T", "A: n,m; B: m,n"),
    ("norm(W@H - V)**2/2", "H", "W.T@(W@H - V)", "V: m,n; W: m,k; H: k,n"),
    ("norm(V - W@H)**2/2", "H", "W.T@(W@H - V)", "V: m,n; W: m,k; H: k,n"),
    ("log(abs(1 + u.T@(tanh(W@z)*w)))", "u", "d = tanh(W@z)*w; d/(1 + u.T@d)", "u: n; W: n,n; z: n; w: n"),
    ("norm(diagvec(A) - diagvec(B))**2", "A", "2*diag(diagvec(A-B))", "A: n,n; B: n,n"),
    ("relu(norm(W@(a-p))**2 - norm(W@(a-q))**2 + m)", "W",
     "(sign(norm(W@(a-p))**2 - norm(W@(a-q))**2 + m) + 1)*W@((a-p)@(a-p).T - (a-q)@(a-q).T)",
     "W: k,d; a: d; p: d; q: d; m:"),
)  # fmt: skip
PROBLEMS = (*LEAST_SQUARES, *GAUSSIANS, *CENTRED, *SOFTMAX, *PRODUCTS)
