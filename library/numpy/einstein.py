"""``numpy.einsum``: sums of products, as chains of products of two operands that are products of matrices where they can be.

Labels of axes are code points; the axes that an ellipsis stands for are labelled -1, -2, … from the last.
"""

import numpy as np
from numlir.library import Literal, code_points, is_bool, is_literal, is_none, is_string, is_tuple, raise_if, reject, replaced, view

_SPACE = 32
_COMMA = 44
_DASH = 45
_DOT = 46
_MORE = 62
_FIRST = 128


def einsum(subscripts: Literal, *operands: Literal, out=None, dtype: Literal = None, optimize=False):
    if not is_string(subscripts):
        given = (subscripts,) + operands
        terms = _listed_terms(given)
        output = _listed_labels(given[-1]) if len(given) > 2 * len(terms) else None
        return _einsum(terms, _even(given), output, out, dtype)
    elif not is_literal(subscripts):
        reject("the subscripts of einsum must be known when compiling")
    else:
        text = _without(code_points(subscripts), _SPACE)
        terms = _terms(_before_arrow(text), ())
        return _einsum(terms, operands, _after_arrow(text) if _has(text, _DASH) else None, out, dtype)


def _einsum(terms: Literal, operands, given: Literal, out, dtype: Literal):
    """`given` are the labels of the result; None where they follow from the operands' labels."""
    if len(terms) > len(operands):
        reject("fewer operands provided to einstein sum function than specified in the subscripts string")
    elif len(terms) < len(operands):
        reject("more operands provided to einstein sum function than specified in the subscripts string")
    else:
        arrays = _as_arrays(operands)
        labels = _all_labels(terms, arrays)
        if is_none(given):
            output = _dots(_most_dots(labels)) + _sorted(_once(_joined(labels), 0))
        else:
            output = _spread(given, _most_dots(labels)) if _has(given, _DOT) else given
        _check_output(output, _joined(labels), 0)
        common = np.result_type(*arrays) if is_none(dtype) else dtype
        views = _diagonals(_cast(arrays, common), labels, 0)
        result = _contracted(views, _all_distinct(labels), output)
        if is_none(out):
            return result[()]
        else:
            out[...] = result
            return out


def _even(given: Literal):
    """The operands among arrays and their subscripts."""
    return () if len(given) < 2 else given[:1] + _even(given[2:])


def _listed_terms(given: Literal):
    """The labels of each operand among arrays and their subscripts."""
    return () if len(given) < 2 else (_listed_labels(given[1]),) + _listed_terms(given[2:])


def _listed_labels(subscripts: Literal):
    """Of integers and perhaps an ellipsis; the integers come behind all code points that mean something."""
    if not is_tuple(subscripts):
        reject("the subscripts of einsum are a string, or lists of integers that are known when compiling")
    elif len(subscripts) == 0:
        return ()
    elif subscripts[0] is Ellipsis:
        return (_DOT, _DOT, _DOT) + _listed_labels(subscripts[1:])
    elif not is_literal(subscripts[0]):
        reject("the subscripts of einsum are a string, or lists of integers that are known when compiling")
    else:
        return (_FIRST + subscripts[0],) + _listed_labels(subscripts[1:])


def _has(labels: Literal, label: Literal):
    if len(labels) == 0:
        return False
    elif labels[0] == label:
        return True
    else:
        return _has(labels[1:], label)


def _without(labels: Literal, label: Literal):
    if len(labels) == 0:
        return ()
    elif labels[0] == label:
        return _without(labels[1:], label)
    else:
        return labels[:1] + _without(labels[1:], label)


def _before_arrow(text: Literal):
    if len(text) == 0 or text[0] == _DASH:
        return ()
    else:
        return text[:1] + _before_arrow(text[1:])


def _after_arrow(text: Literal):
    if text[0] != _DASH:
        return _after_arrow(text[1:])
    elif len(text) < 2 or text[1] != _MORE:
        reject("einstein sum subscript string does not contain proper '->' output specified")
    else:
        return text[2:]


def _terms(text: Literal, term: Literal):
    """The labels of each operand, from the text that has been read so far of the first one on."""
    if len(text) == 0:
        return (term,)
    elif text[0] == _COMMA:
        return (term,) + _terms(text[1:], ())
    else:
        return _terms(text[1:], term + text[:1])


def _dots(count: Literal):
    return () if count == 0 else (-count,) + _dots(count - 1)


def _spread(term: Literal, count: Literal):
    """The term with `count` labels in the ellipsis' place."""
    if term[0] != _DOT:
        return term[:1] + _spread(term[1:], count)
    elif len(term) < 3 or term[1] != _DOT or term[2] != _DOT:
        reject("einstein sum subscripts string contains a '.' that is not part of an ellipsis ('...')")
    else:
        return _dots(count) + term[3:]


def _labels_of(term: Literal, ndim: Literal):
    if _has(term, _DOT):
        if ndim < len(term) - 3:
            reject("einstein sum subscripts string contains too many subscripts for an operand")
        else:
            return _spread(term, ndim - (len(term) - 3))
    elif len(term) > ndim:
        reject("einstein sum subscripts string contains too many subscripts for an operand")
    elif len(term) < ndim:
        reject("operand has more dimensions than subscripts given in einstein sum, but no '...' ellipsis provided")
    else:
        return term


def _all_labels(terms: Literal, arrays):
    if len(terms) == 0:
        return ()
    return (_labels_of(terms[0], arrays[0].ndim),) + _all_labels(terms[1:], arrays[1:])


def _joined(labels: Literal):
    if len(labels) == 0:
        return ()
    return labels[0] + _joined(labels[1:])


def _most_dots(labels: Literal):
    return -_least(_joined(labels), 0)


def _least(labels: Literal, least: Literal):
    if len(labels) == 0:
        return least
    elif labels[0] < least:
        return _least(labels[1:], labels[0])
    else:
        return _least(labels[1:], least)


def _once(labels: Literal, place: Literal):
    """The letters that appear once."""
    if place == len(labels):
        return ()
    elif labels[place] < 0 or _has(labels[:place] + labels[place + 1 :], labels[place]):
        return _once(labels, place + 1)
    else:
        return (labels[place],) + _once(labels, place + 1)


def _sorted(labels: Literal):
    if len(labels) == 0:
        return ()
    return _put_in(_sorted(labels[1:]), labels[0])


def _put_in(labels: Literal, label: Literal):
    if len(labels) == 0 or label < labels[0]:
        return (label,) + labels
    else:
        return labels[:1] + _put_in(labels[1:], label)


def _check_output(output: Literal, labels: Literal, place: Literal):
    if place < len(output):
        if not _has(labels, output[place]):
            reject("einstein sum subscripts string included an output subscript which never appeared in an input")
        elif _has(output[:place], output[place]):
            reject("einstein sum subscripts string includes an output subscript multiple times")
        else:
            _check_output(output, labels, place + 1)


def _as_arrays(operands):
    if len(operands) == 0:
        return ()
    return (np.asarray(operands[0]),) + _as_arrays(operands[1:])


def _cast(arrays, dtype):
    if len(arrays) == 0:
        return ()
    elif arrays[0].dtype == dtype:
        return (arrays[0],) + _cast(arrays[1:], dtype)
    else:
        return (arrays[0].astype(dtype),) + _cast(arrays[1:], dtype)


def _place(labels: Literal, label: Literal):
    """Where a label first stands."""
    return 0 if labels[0] == label else 1 + _place(labels[1:], label)


def _distinct(labels: Literal):
    if len(labels) == 0:
        return ()
    elif _has(labels[:-1], labels[-1]):
        return _distinct(labels[:-1])
    else:
        return _distinct(labels[:-1]) + labels[-1:]


def _all_distinct(labels: Literal):
    if len(labels) == 0:
        return ()
    return (_distinct(labels[0]),) + _all_distinct(labels[1:])


def _diagonals(arrays, labels: Literal, place: Literal):
    """Views in which no label stands for two axes: on a diagonal both strides are gone at once."""
    if len(arrays) == 0:
        return ()
    return (_diagonal(arrays[0], labels[0], place),) + _diagonals(arrays[1:], labels[1:], place + 1)


def _diagonal(a, labels: Literal, place: Literal):
    if len(_distinct(labels)) == len(labels):
        return a
    else:
        last = _repeated(labels, len(labels) - 1)
        first = _place(labels, labels[last])
        raise_if(
            a.shape[first] != a.shape[last],
            "ValueError",
            "dimensions in operand {} for collapsing a repeated index don't match ({} != {})",
            place,
            a.shape[first],
            a.shape[last],
        )
        strides = replaced(a.strides, first, a.strides[first] + a.strides[last])
        shape = a.shape[:last] + a.shape[last + 1 :]
        part = view(a, 0, shape, strides[:last] + strides[last + 1 :], "A")
        return _diagonal(part, labels[:last] + labels[last + 1 :], place)


def _repeated(labels: Literal, place: Literal):
    """The last place whose label stands before it too."""
    return place if _has(labels[:place], labels[place]) else _repeated(labels, place - 1)


def _both(labels: Literal, others: Literal):
    """The labels that are among others."""
    if len(labels) == 0:
        return ()
    elif _has(others, labels[0]):
        return labels[:1] + _both(labels[1:], others)
    else:
        return _both(labels[1:], others)


def _only(labels: Literal, others: Literal):
    """The labels that are not among others."""
    if len(labels) == 0:
        return ()
    elif _has(others, labels[0]):
        return _only(labels[1:], others)
    else:
        return labels[:1] + _only(labels[1:], others)


def _places(labels: Literal, wanted: Literal):
    if len(wanted) == 0:
        return ()
    return (_place(labels, wanted[0]),) + _places(labels, wanted[1:])


def _summed(a, labels: Literal, kept: Literal):
    """The sum over the axes whose labels are not kept."""
    gone = _only(labels, kept)
    if len(gone) == 0:
        return a
    elif is_bool(a):
        return np.asarray(np.any(a, _places(labels, gone)))
    else:
        return np.asarray(np.sum(a, _places(labels, gone), a.dtype))


def _ordered(a, labels: Literal, wanted: Literal):
    """A view whose axes are in the order of the wanted labels."""
    return a if len(labels) < 2 else np.transpose(a, _places(labels, wanted))


def _contracted(arrays, labels: Literal, output: Literal):
    if len(arrays) == 1:
        kept = _both(labels[0], output)
        return _ordered(_summed(arrays[0], labels[0], output), kept, output)
    else:
        kept = output + _joined(labels[2:])
        product = _product(arrays[0], arrays[1], labels[0], labels[1], kept)
        return _contracted((product,) + arrays[2:], (_product_labels(labels[0], labels[1], kept),) + labels[2:], output)


def _product_labels(first: Literal, second: Literal, kept: Literal):
    left, right = _both(first, kept + second), _both(second, kept + first)
    return _both(_both(left, right), kept) + _only(left, right) + _only(right, left)


def _product(a, b, first: Literal, second: Literal, kept: Literal):
    """The product of two operands, summed over what is not kept: as one of stacks of matrices if anything is summed."""
    x, y = _summed(a, first, kept + second), _summed(b, second, kept + first)
    left, right = _both(first, kept + second), _both(second, kept + first)
    shared = _both(left, right)
    stack, inner = _both(shared, kept), _only(shared, kept)
    rows, columns = _only(left, right), _only(right, left)
    _check_extents(x, y, left, right, inner)
    x = _ordered(x, left, stack + rows + inner)
    if len(inner) > 0 and len(rows) == 0 and len(columns) == 0:
        # Products of vectors, which are summed as they are made.
        return _summed(x * _ordered(y, right, stack + inner), stack + inner, stack)
    elif len(inner) == 0:
        y = _ordered(y, right, stack + columns)
        return x[(...,) + (None,) * len(columns)] * y[(slice(None),) * len(stack) + (None,) * len(rows) + (...,)]
    else:
        y = _ordered(y, right, stack + inner + columns)
        count, before = len(stack), len(stack) + len(rows)
        row_shape, shape, column_shape = x.shape[count:before], x.shape[before:], y.shape[count + len(inner) :]
        x = np.reshape(x, x.shape[:count] + (_size(row_shape), _size(shape)))
        y = np.reshape(y, y.shape[:count] + (_size(shape), _size(column_shape)))
        product = np.matmul(x, y)
        return np.reshape(product, product.shape[:count] + row_shape + column_shape)


def _check_extents(x, y, left: Literal, right: Literal, inner: Literal):
    if len(inner) > 0:
        ours, theirs = x.shape[_place(left, inner[0])], y.shape[_place(right, inner[0])]
        wrong = "operands could not be broadcast together: the axes of one label have the extents {} and {}"
        raise_if(ours != theirs, "ValueError", wrong, ours, theirs)
        _check_extents(x, y, left, right, inner[1:])


def _size(shape):
    return 1 if len(shape) == 0 else shape[0] * _size(shape[1:])
