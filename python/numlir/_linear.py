"""Where SciPy keeps BLAS and LAPACK: found when compiled code first needs them."""

import ctypes


def addresses(blas, lapack):
    """The addresses of the routines named, as pairs with their names; empty where there is no SciPy.

    They are functions of Fortran's convention with 32-bit integers.
    """
    try:
        from scipy.linalg import cython_blas, cython_lapack
    except ImportError:
        return []
    found = [_address(cython_blas, name) for name in blas] + [_address(cython_lapack, name) for name in lapack]
    return [pair for pair in found if pair is not None]


def _address(module, name):
    capsule = module.__pyx_capi__.get(name)
    if capsule is None:
        return None
    get_name = ctypes.PYFUNCTYPE(ctypes.c_char_p, ctypes.py_object)(("PyCapsule_GetName", ctypes.pythonapi))
    get_pointer = ctypes.PYFUNCTYPE(ctypes.c_void_p, ctypes.py_object, ctypes.c_char_p)(
        ("PyCapsule_GetPointer", ctypes.pythonapi)
    )
    signature = get_name(capsule)
    # A build with 64-bit integers calls them otherwise.
    if b"int *" not in signature or b"int64" in signature or b"long" in signature:
        return None
    return name, get_pointer(capsule, signature)
