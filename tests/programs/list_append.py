"""Lists that grow, with conditions and in nested loops."""

from numlir import njit


@njit
def f(n):
    squares = []
    for i in range(n):
        squares.append(i * i)
    odd = [v for v in squares if v % 2 == 1]
    pairs = [(i, j * 0.5) for i in range(n) for j in range(i) if i != j + 1]
    rows = [[i * j for j in range(i)] for i in range(n)]
    return squares, odd, pairs, rows, len(rows), [v for row in rows for v in row]


CASES = [(0,), (1,), (2,), (7,)]
