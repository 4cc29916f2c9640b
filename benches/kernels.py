"""The functions that the benchmarks compile, as source text, and their arguments."""

import numpy as np

SOURCES = {
    "sum_squares": """
def sum_squares(a):
    total = 0.0
    for i in range(len(a)):
        total += a[i] * a[i]
    return total
""",
    "dot_product": """
def dot_product(a, b):
    total = 0.0
    for i in range(len(a)):
        total += a[i] * b[i]
    return total
""",
    "fast_correlation": """
def fast_correlation(x, y):
    n = len(x)
    mean_x = 0.0
    mean_y = 0.0
    for i in range(n):
        mean_x += x[i]
        mean_y += y[i]
    mean_x /= n
    mean_y /= n
    products = 0.0
    squares_x = 0.0
    squares_y = 0.0
    for i in range(n):
        dx = x[i] - mean_x
        dy = y[i] - mean_y
        products += dx * dy
        squares_x += dx * dx
        squares_y += dy * dy
    return products / (squares_x * squares_y) ** 0.5
""",
    "process_2d": """
def process_2d(a):
    rows, columns = a.shape
    result = np.empty(rows)
    for i in range(rows):
        total = 0.0
        for j in range(columns):
            total += a[i, j] ** 2
        result[i] = total ** 0.5
    return result
""",
    "matmul": """
def matmul(a, b):
    n, m = a.shape
    p = b.shape[1]
    out = np.zeros((n, p))
    for i in range(n):
        for j in range(p):
            total = 0.0
            for k in range(m):
                total += a[i, k] * b[k, j]
            out[i, j] = total
    return out
""",
    "dtw_distance": """
def dtw_distance(s, t):
    n, m = len(s), len(t)
    d = np.full((n + 1, m + 1), np.inf)
    d[0, 0] = 0.0
    for i in range(1, n + 1):
        for j in range(1, m + 1):
            cost = (s[i - 1] - t[j - 1]) ** 2
            d[i, j] = cost + min(d[i - 1, j], d[i, j - 1], d[i - 1, j - 1])
    return d[n, m] ** 0.5
""",
    "pairwise_distances": """
def pairwise_distances(x, y):
    n, dimensions = x.shape
    m = y.shape[0]
    distances = np.empty((n, m))
    for i in range(n):
        for j in range(m):
            total = 0.0
            for k in range(dimensions):
                difference = x[i, k] - y[j, k]
                total += difference * difference
            distances[i, j] = total ** 0.5
    return distances
""",
}


# Functions that use five of the library's or more: each takes a line of numbers, a matrix, and positions.
FIVE = {
    "sort, unique, searchsorted, cumsum, percentile": """
def f(a, m, i):
    s, u = np.sort(a), np.unique(a)
    return np.searchsorted(s, u).sum() + np.cumsum(a)[-1] + np.percentile(a, 30)
""",
    "svd, solve, norm, dot, trace": """
def f(a, m, i):
    x = np.linalg.solve(m, m[0])
    return np.linalg.svd(m)[1][0] + np.linalg.norm(x) + np.dot(m, x)[0] + np.trace(m)
""",
    "histogram, bincount, digitize, interp, convolve": """
def f(a, m, i):
    h, d = np.histogram(a, 10)[0], np.digitize(a, a)
    return h[0] + np.bincount(i)[0] + d[0] + np.interp(a, a, a)[0] + np.convolve(a, a)[0]
""",
    "mean, std, median, var, ptp": """
def f(a, m, i):
    return np.mean(a) + np.std(a) + np.median(a) + np.var(a) + np.ptp(a)
""",
    "argmax, argsort, nonzero, where, take": """
def f(a, m, i):
    return np.argmax(a) + np.argsort(a)[0] + np.nonzero(a)[0][0] + np.where(a > 0.5, 1, 0)[0] + np.take(a, i)[0]
""",
    "qr, det, inv, kron, outer": """
def f(a, m, i):
    return np.linalg.qr(m)[1][0, 0] + np.linalg.det(m) + np.linalg.inv(m)[0, 0] + np.kron(m, m)[0, 0] + np.outer(a, a)[0, 0]
""",
}


def five_arguments():
    random = np.random.default_rng(7)
    return np.sort(random.random(50)), random.random((6, 6)) + 3 * np.eye(6), random.integers(0, 10, 50)


def arguments(name: str, small: bool) -> tuple:
    """The arguments of a kernel: small ones to time its compilation, large ones to time its loops."""
    random = np.random.default_rng(7)
    n, side = (100, 10) if small else (1_000_000, 200)
    if name == "sum_squares":
        return (random.normal(size=n),)
    if name in ("dot_product", "fast_correlation"):
        return random.normal(size=n), random.normal(size=n)
    if name == "process_2d":
        return (random.normal(size=(5 * side, 5 * side)),)
    if name == "dtw_distance":
        return random.normal(size=5 * side), random.normal(size=5 * side)
    if name == "pairwise_distances":
        return random.normal(size=(2 * side, 16)), random.normal(size=(2 * side, 16))
    return random.normal(size=(side, side)), random.normal(size=(side, side))


# Calls of the library: the text of a function, and its arguments for a size.
LIBRARY = {
    "a @ b": ("def f(a, b):\n    return a @ b\n", lambda r, n: (r.normal(size=(n, n)), r.normal(size=(n, n))), (4, 32, 400)),
    "np.dot(x, y)": ("def f(x, y):\n    return np.dot(x, y)\n", lambda r, n: (r.normal(size=n), r.normal(size=n)), (8, 1000, 10**6)),
    "np.dot(a, x)": ("def f(a, x):\n    return np.dot(a, x)\n", lambda r, n: (r.normal(size=(n, n)), r.normal(size=n)), (8, 300)),
    "np.linalg.solve": (
        "def f(a, x):\n    return np.linalg.solve(a, x)\n",
        lambda r, n: (r.normal(size=(n, n)), r.normal(size=n)),
        (3, 30, 300),
    ),
    "np.linalg.inv": ("def f(a):\n    return np.linalg.inv(a)\n", lambda r, n: (r.normal(size=(n, n)),), (3, 100)),
    "np.linalg.svd": ("def f(a):\n    return np.linalg.svd(a)\n", lambda r, n: (r.normal(size=(n, n)),), (3, 50)),
    "random(), a loop": (
        "def f(n):\n    s = 0.0\n    for i in range(n):\n        s += np.random.random()\n    return s\n",
        lambda r, n: (n,),
        (100_000,),
    ),
    "normal(size=n)": ("def f(n):\n    return np.random.normal(0.0, 1.0, n)\n", lambda r, n: (n,), (10, 100_000)),
    "gamma(2, 1, n)": ("def f(n):\n    return np.random.gamma(2.0, 1.0, n)\n", lambda r, n: (n,), (100_000,)),
    "rng.standard_normal, a loop": (
        "def f(rng, n):\n    s = 0.0\n    for i in range(n):\n        s += rng.standard_normal()\n    return s\n",
        lambda r, n: (r, n),
        (100_000,),
    ),
    "shuffle": ("def f(x):\n    np.random.shuffle(x)\n", lambda r, n: (r.normal(size=n),), (10, 100_000)),
}


def straight_line(statements: int) -> str:
    """Assignments of scalar arithmetic over four variables."""
    names = "xyzw"
    lines = [f"    {names[i % 4]} = {names[(i + 1) % 4]} * {i % 7 + 1}.5 + {names[(i + 2) % 4]} - {i}" for i in range(statements)]
    return "def f(x, y):\n    z = x\n    w = y\n" + "\n".join(lines) + "\n    return x + y + z + w\n"


def branches(statements: int) -> str:
    """`if` statements with two sides, four statements each."""
    block = "    if x > {k}:\n        y = y + x * {k}\n    else:\n        x = x + {k}.5\n        y = y - 1.0\n"
    return "def f(x, y):\n" + "".join(block.format(k=k % 50) for k in range(statements // 4)) + "    return x + y\n"


def nested_loops(statements: int) -> str:
    """Pairs of nested loops that end soon, four statements each."""
    block = "    for i in range(n):\n        for j in range(i):\n            x = x + i * j * {k}.5\n        y = y + x\n"
    return "def f(n, x):\n    y = 0.0\n" + "".join(block.format(k=k % 50) for k in range(statements // 4)) + "    return x + y\n"


def calls(statements: int) -> str:
    """Calls of eight small compiled functions, one after the other."""
    helpers = "".join(f"@njit\ndef g{k}(x, y):\n    return x * {k}.5 + y\n\n\n" for k in range(8))
    lines = [f"    {'xy'[i % 2]} = g{i % 8}(x, y)" for i in range(statements)]
    return helpers + "def f(x, y):\n" + "\n".join(lines) + "\n    return x + y\n"


def chain(statements: int) -> str:
    """Functions of ten statements, each calling the one before it."""
    text = "@njit\ndef g0(x):\n    return x + 1.0\n\n\n"
    count = statements // 10
    for k in range(1, count):
        body = "".join(f"    x = x * 1.5 + {i}\n" for i in range(8))
        text += f"@njit\ndef g{k}(x):\n{body}    y = g{k - 1}(x)\n    return y + x\n\n\n"
    return text + f"def f(x, y):\n    return g{count - 1}(x) + y\n"


SHAPES = {"straight-line scalars": straight_line, "branches": branches, "nested loops": nested_loops, "calls": calls, "chain of functions": chain}
SHAPE_ARGUMENTS = {"nested loops": (3, 1.5)}
