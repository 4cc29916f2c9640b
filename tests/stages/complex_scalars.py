# f(complex128, uint8)
def f(z, n):
    for _ in range(int(n)):
        z = z * z + 1j
        if abs(z) > 2:
            return z.real, z.imag
    return z.imag, z.real
