"""Kernels of these tests run on the CPU."""

import os

os.environ["NUMLIR_CUDA_TARGET"] = "cpu"
