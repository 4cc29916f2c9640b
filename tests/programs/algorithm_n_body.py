"""A leapfrog step of gravitating bodies."""

import numpy as np

from numlir import njit

TOLERANCE = 1e-13
SOFTENING = 1e-3


@njit
def f(position, velocity, mass, h):
    n = position.shape[0]
    for i in range(n):
        ax = ay = az = 0.0
        for j in range(n):
            if i == j:
                continue
            dx = position[j, 0] - position[i, 0]
            dy = position[j, 1] - position[i, 1]
            dz = position[j, 2] - position[i, 2]
            inverse = (dx * dx + dy * dy + dz * dz + SOFTENING) ** -1.5
            ax += mass[j] * dx * inverse
            ay += mass[j] * dy * inverse
            az += mass[j] * dz * inverse
        velocity[i, 0] += h * ax
        velocity[i, 1] += h * ay
        velocity[i, 2] += h * az
    energy = 0.0
    for i in range(n):
        for k in range(3):
            position[i, k] += h * velocity[i, k]
            energy += 0.5 * mass[i] * velocity[i, k] ** 2
    return energy


BODIES = np.array([[0.0, 0, 0], [1.0, 0, 0], [0, 2.0, 0.5]])
CASES = [(BODIES, np.zeros((3, 3)), np.array([1.0, 0.1, 0.2]), 0.01), (np.asfortranarray(BODIES), np.ones((3, 3)), np.array([1, 2, 3]), 0.1)]
