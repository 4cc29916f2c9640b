"""``numpy.fft``, beside NumPy's own."""

import numlir as nb
import numpy as np
import pytest
from compare import check
from samples import layouts

RANDOM = np.random.default_rng(11)
LENGTHS = [1, 2, 3, 4, 5, 6, 7, 8, 12, 15, 16, 30, 47, 53, 64, 97, 100, 106, 128, 210, 243, 1009]


@nb.njit
def lines(x):
    return np.fft.fft(x), np.fft.ifft(x), np.fft.fft(x, norm="ortho"), np.fft.fft(x, norm="forward"), np.fft.ifft(x, norm="forward")


@nb.njit
def real_lines(x):
    half = np.fft.rfft(x)
    return half, np.fft.irfft(half, len(x)), np.fft.ihfft(x), np.fft.hfft(half, len(x)), np.fft.rfft(x, norm="ortho")


@nb.njit
def lengths(x):
    return np.fft.fft(x, 5), np.fft.fft(x, 20), np.fft.ifft(x, 8), np.fft.rfft(x.real, 7), np.fft.irfft(x), np.fft.irfft(x, 9)


@nb.njit
def axes(x):
    return (
        np.fft.fft(x, axis=0),
        np.fft.fft2(x),
        np.fft.ifft2(x),
        np.fft.fftn(x),
        np.fft.ifftn(x, axes=(0, 1)),
        np.fft.fftn(x, (3, 5)),
        np.fft.irfftn(np.fft.rfftn(x.real), x.shape),
        np.fft.rfft2(x.real),
    )


@nb.njit
def helpers(n, x):
    return (
        np.fft.fftfreq(n),
        np.fft.fftfreq(n, 0.25),
        np.fft.rfftfreq(n, d=2.0),
        np.fft.fftshift(x),
        np.fft.ifftshift(x),
        np.fft.fftshift(x, 0),
        np.fft.ifftshift(x, axes=(1,)),
        np.fft.fftshift(np.fft.fftfreq(n)),
    )


@pytest.mark.parametrize("length", LENGTHS)
def test_lines(length):
    check(lines, RANDOM.random(length) + 1j * RANDOM.random(length), tolerance=1e-11)
    check(real_lines, RANDOM.random(length), tolerance=1e-11)


def test_lengths():
    check(lengths, RANDOM.random(12) + 1j * RANDOM.random(12), tolerance=1e-12)


@pytest.mark.parametrize("dtype, tolerance", [("bool", 1e-12), ("int8", 1e-12), ("float32", 1e-5), ("complex64", 1e-5)])
def test_dtypes(dtype, tolerance):
    check(lines, (np.arange(12) % 5).astype(dtype), tolerance=tolerance)


@pytest.mark.parametrize("x", [*layouts(RANDOM.random((4, 6)) + 1j), RANDOM.random((3, 1)) + 0j])
def test_axes(x):
    check(axes, x, tolerance=1e-11)


@pytest.mark.parametrize("n", [1, 2, 7, 8])
def test_helpers(n):
    check(helpers, n, np.arange(12).reshape(3, 4), tolerance=1e-15)


def test_no_points():
    with pytest.raises(ValueError, match=r"Invalid number of FFT data points \(0\) specified."):
        nb.njit(lambda x: np.fft.fft(x, 0))(np.ones(3))
