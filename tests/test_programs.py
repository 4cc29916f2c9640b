"""Every file of tests/programs, compiled, does what CPython does.

A program has an entry `f` and `CASES`, a list of argument tuples. It may have
- `TOLERANCE`: how far floats may be off, absolutely and relatively; without it every bit counts;
- `EXPECTED`: a list of results (or exception classes), one for each case, where numba's typing, which numlir follows,
  gives something else than CPython: integers that wrap, branches that unify, NumPy scalars that widen;
- `EXPECTED_ARGUMENTS`: with `EXPECTED`, the arguments after each call, if they change;
- `SAME_AS_NUMBA`: a note to the reader that `EXPECTED` comes from numba.
"""

from pathlib import Path

import pytest
from comparing import Outcome, difference, error_difference, load, outcome

PROGRAMS = sorted((Path(__file__).parent / "programs").glob("*.py"))

# Programs that numba refuses, or does otherwise than CPython: it binds every local from the start, for one.
NUMBA_CANNOT = frozenset(
    """
    flow_unbound_branch number_negative_power builtin_int_base builtin_min_default builtin_slice_indices language_finally_unbound language_match_kinds language_match_sequence list_identity
    container_dict_text functions_in_tables math_fsum math_prod number_bit_length tuple_iterate_mixed
    algorithm_gcd algorithm_n_queens algorithm_quicksort array_bounds array_bounds_2d
    array_create_builtin_dtypes array_expression array_into builtin_enumerate_zip_range call_ackermann call_keyword_only
    call_mutual_recursion call_plain_python call_recursion call_recursion_array call_recursion_types
    call_star_args flow_reversed flow_unbound_after_loop flow_unbound_del flow_unbound_in_loop
    flow_unbound_local math_close math_hypot math_integers math_log_base math_modf_fmod scalar_cast_bool
    scalar_del scalar_walrus tuple_contains_mixed tuple_repeat tuple_star_unpack tuple_truth_len
    """.split()
)


def expected_outcome(program, reference, case: int) -> Outcome:
    """What the program's file says about a case, or what CPython does."""
    arguments = program.CASES[case]
    if not hasattr(program, "EXPECTED"):
        return outcome(reference.f, reference.CASES[case])
    value = program.EXPECTED[case]
    after = getattr(program, "EXPECTED_ARGUMENTS", program.CASES)[case]
    is_error = isinstance(value, BaseException) or (isinstance(value, type) and issubclass(value, BaseException))
    return Outcome(None, value, after) if is_error else Outcome(value, None, after)


def check(actual: Outcome, expected: Outcome, tolerance: float):
    problem = error_difference(actual.error, expected.error)
    if problem is None and expected.error is None:
        problem = difference(actual.value, expected.value, tolerance)
    problem = problem or difference(actual.arguments, expected.arguments, tolerance, "arguments afterwards")
    if problem:
        raise AssertionError(problem) from actual.error


@pytest.mark.parametrize("path", PROGRAMS, ids=lambda path: path.stem)
def test_program(path, engine):
    if engine == "numba" and path.stem in NUMBA_CANNOT:
        pytest.skip("numba does not do this")
    reference = load(path, "python")
    compiled = load(path, engine)
    tolerance = getattr(reference, "TOLERANCE", 0.0)
    assert len(reference.CASES) == len(getattr(reference, "EXPECTED", reference.CASES))
    for case, arguments in enumerate(reference.CASES):
        expected = expected_outcome(reference, reference, case)
        for _ in range(2):
            check(outcome(compiled.f, arguments), expected, tolerance)


def test_there_are_enough_programs():
    assert len(PROGRAMS) >= 150
