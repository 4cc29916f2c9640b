"""The price of a European option."""

import math

import numpy as np

from numlir import njit

TOLERANCE = 1e-13


@njit
def normal(x):
    return 0.5 * (1.0 + math.erf(x / math.sqrt(2.0)))


@njit
def f(price, strike, years, rate, sigma):
    out = np.empty(len(price))
    for i in range(len(price)):
        d1 = (math.log(price[i] / strike) + (rate + sigma**2 / 2) * years) / (sigma * math.sqrt(years))
        d2 = d1 - sigma * math.sqrt(years)
        out[i] = price[i] * normal(d1) - strike * math.exp(-rate * years) * normal(d2)
    return out


CASES = [(np.array([90.0, 100.0, 110.0]), 100.0, 1.0, 0.05, 0.2), (np.array([50.0]), 60, 2, 0.01, 0.5)]
