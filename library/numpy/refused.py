"""Functions that have no compiled form: each says why."""

from numlir.library import ArrayLike, is_complex, reject


def _refuse_text(*arguments):
    reject("texts of arrays and numbers as NumPy writes them are not made in compiled code")


def array2string(a, *arguments):
    _refuse_text()


def array_repr(arr, *arguments):
    _refuse_text()


def array_str(a, *arguments):
    _refuse_text()


def base_repr(number, base=2, padding=0):
    _refuse_text()


def binary_repr(num, width=None):
    _refuse_text()


def format_float_positional(x, *arguments):
    _refuse_text()


def format_float_scientific(x, *arguments):
    _refuse_text()


def typename(char):
    _refuse_text()


def mintypecode(typechars):
    _refuse_text()


def einsum_path(*operands):
    reject("einsum_path() describes the order of products as text; np.einsum itself is compiled")


def unstack(x, /, *, axis=0):
    reject("unstack() gives as many arrays as the axis is long, which is not known when compiling; take them by index")


def real_if_close(a: ArrayLike, tol=100):
    if not is_complex(a):
        return a
    reject("the type of what real_if_close() gives depends on the values; take .real after a check of .imag")


def min_scalar_type(a):
    reject("the dtype that min_scalar_type() gives depends on the value")


def shares_memory(a, b, max_work=None):
    reject("elements of two arrays are not compared by place in compiled code; np.may_share_memory compares their bounds")


def fromstring(string, dtype=None, count=-1, *, sep=""):
    reject("text is not parsed to arrays in compiled code")
