"""How many bins a histogram gets where a rule is named: the rules give a width, by the sizes and moments of the data."""

import numpy as np
from numlir.library import Literal, is_integer, is_none, reject


def _chosen_bins(line, rule: Literal, limits, first, last):
    """For the data within the limits, where there are some."""
    if is_none(limits):
        return _bins_of_width(line, rule, first, last)
    return _bins_of_width(line[(line >= first) & (line <= last)], rule, first, last)


def _bins_of_width(line, rule: Literal, first, last):
    if line.size == 0:
        return 1
    width = _width(line, rule)
    if is_integer(line) and 0 < width < 1:
        width = 1.0
    if width == 0:
        return 1
    return int(np.ceil((last - first) / width))


def _width(line, rule: Literal):
    """Sturges 1926; Freedman and Diaconis 1981; Scott 1979; Doane 1976; the others are named by what they are of the size."""
    if rule == "auto":
        return min(max(_width(line, "fd"), _width(line, "sqrt") / 2), _width(line, "sturges"))
    elif rule == "fd":
        upper, lower = np.percentile(line, 75), np.percentile(line, 25)
        return 2.0 * float(upper - lower) / line.size ** (1.0 / 3.0)
    elif rule == "sturges":
        return _span(line) / (np.log2(line.size) + 1.0)
    elif rule == "sqrt":
        return _span(line) / np.sqrt(line.size)
    elif rule == "rice":
        return _span(line) / (2.0 * line.size ** (1.0 / 3))
    elif rule == "scott":
        return (24.0 * np.pi**0.5 / line.size) ** (1.0 / 3.0) * float(np.std(line))
    elif rule == "doane":
        return _width_by_skewness(line)
    else:
        reject("the rules for the number of bins are auto, doane, fd, rice, scott, sqrt and sturges")


def _width_by_skewness(line):
    deviation = float(np.std(line))
    if line.size <= 2 or deviation <= 0.0:
        return 0.0
    expected = np.sqrt(6.0 * (line.size - 2) / ((line.size + 1.0) * (line.size + 3)))
    skewness = np.mean(((line - np.mean(line)) / deviation) ** 3)
    return _span(line) / (1.0 + np.log2(line.size) + np.log2(1.0 + abs(float(skewness)) / expected))


def _span(line):
    return float(np.max(line)) - float(np.min(line))
