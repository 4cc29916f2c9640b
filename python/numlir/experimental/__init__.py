"""Classes whose instances compiled code and Python share: ``jitclass`` and ``structref``."""

from . import structref
from .jitclass import jitclass

__all__ = ["jitclass", "structref"]
