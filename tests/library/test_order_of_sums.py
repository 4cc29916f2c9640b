"""Sums have NumPy's bits also where its iterator decides what is added to what: in its buffer, under a mask, along strides."""

import itertools

import numpy as np
import pytest

import numlir as nb

COMPILED = {}


def same_bits(function, *arguments):
    if function not in COMPILED:
        COMPILED[function] = nb.njit(function)
    expected, got = np.asarray(function(*arguments)), np.asarray(COMPILED[function](*arguments))
    assert got.shape == expected.shape
    np.testing.assert_array_equal(got.astype(expected.dtype), expected)


def in_float64(a):
    return np.sum(a, dtype=np.float64)


def negative_in_float64(a):
    return np.sum(-a, dtype=np.float64)


def in_complex128(a):
    return np.sum(a, dtype=np.complex128)


def under_mask(a, m):
    return np.sum(a, where=m)


def from_three_under_mask(a, m):
    return np.sum(a, where=m, initial=3)


def rows_under_mask(a, m):
    return np.sum(a, axis=-1, where=m, keepdims=True)


def columns_under_mask(a, m):
    return np.sum(a, axis=0, where=m)


def numbers(shape, dtype):
    return (np.random.default_rng(0).normal(size=shape) * 10).astype(dtype)



def rows_in_float64(a):
    return np.sum(a, axis=1, dtype=np.float64)


def columns_in_float64(a):
    return np.sum(a, axis=0, dtype=np.float64)


@pytest.mark.parametrize("shape", [(100_000,), (30, 20_000), (20_000, 30), (5, 9000), (3, 8192), (0, 7)])
@pytest.mark.parametrize("dtype", [np.float32, np.float16, np.int64])
def test_what_is_converted_is_summed_by_the_buffer(shape, dtype):
    a = numbers(shape, dtype) * (1 if dtype != np.int64 else 10**15)
    for x in (a, a.T, a[..., ::2]):
        same_bits(in_float64, x)
        same_bits(negative_in_float64, x)
        if x.ndim == 2:
            same_bits(rows_in_float64, x)
            same_bits(columns_in_float64, x)


def test_complex_numbers_are_converted_in_the_buffer():
    a = numbers(50_000, np.float32) + 1j * numbers(50_000, np.float32)
    same_bits(in_complex128, a.astype(np.complex64))
    same_bits(in_complex128, numbers(50_000, np.float64))


def test_means_of_integers_and_half_floats():
    same_bits(lambda a: np.mean(a), numbers(30_000, np.int64) * 10**15 + 1)
    same_bits(lambda a: np.mean(a, axis=1), numbers((3, 30_000), np.int64) * 10**15 + 1)
    same_bits(lambda a: np.mean(a, axis=1), numbers((3, 30_000), np.float16))


def test_what_is_selected_and_converted():
    a = numbers(60_000, np.float32)
    same_bits(lambda a: np.sum(a[a > 0], dtype=np.float64), a)


@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.float16, np.complex128])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_runs_under_a_mask(dtype, share):
    for shape in [(0,), (1,), (7,), (20_000,), (30, 40), (6, 5000), (3, 4, 50)]:
        a, mask = numbers(shape, dtype), np.random.default_rng(1).random(shape) < share
        same_bits(under_mask, a, mask)
        same_bits(from_three_under_mask, a, mask)
        same_bits(rows_under_mask, a, mask)
        if len(shape) > 1:
            same_bits(under_mask, a[..., ::3], mask[..., ::3])
            same_bits(under_mask, a, mask[0])
            same_bits(columns_under_mask, a.T, mask.T)


def test_functions_that_sum_under_a_mask():
    a, mask = numbers((50, 400), np.float64), np.random.default_rng(1).random((50, 400)) < 0.7
    same_bits(lambda a, m: np.mean(a, where=m), a, mask)
    same_bits(lambda a, m: np.var(a, axis=1, where=m), a, mask)
    same_bits(lambda a, m: np.std(a, where=m), a, mask)
    same_bits(lambda a, m: np.add.reduce(a, axis=1, where=m), a, mask)
    same_bits(lambda a: a.sum(where=a > 0), a)
    same_bits(lambda a, m: np.sum(a, where=m, dtype=np.float64), a.astype(np.float32), mask)


@pytest.mark.parametrize("axes", [0, 1, 2, (0, 1), (0, 2), (1, 2)])
def test_the_order_of_three_axes(axes):
    def total(a):
        return np.sum(a, axis=axes)

    compiled = nb.njit(total)
    for shape in [(20, 30, 40), (7, 1, 300), (2, 9000, 3)]:
        for turned in itertools.permutations(range(3)):
            a = numbers(shape, np.float64).transpose(turned)
            for x in (a[::2], a[:, ::-1], a[..., ::3]):
                np.testing.assert_array_equal(compiled(x), total(x))


def test_what_is_converted_in_parallel():
    """On any number of threads as on one."""
    a = numbers((40, 50_000), np.float32)
    for function in (in_float64, rows_in_float64, columns_in_float64):
        np.testing.assert_array_equal(nb.njit(parallel=True)(function)(a), function(a))
