#!/usr/bin/env python3
"""Writes the arrays that peer_bench.py draws (same generator, same seed, same calls) to a file:
4096 images of 784 bytes, then 4096 labels of one byte.   data.py FILE"""
import sys

import torch

g = torch.Generator().manual_seed(7)
mask = torch.rand(4096, 784, generator=g) < 0.19
images = (torch.randint(90, 256, (4096, 784), generator=g) * mask).to(torch.uint8)
labels = torch.randint(0, 10, (4096,), generator=g)
with open(sys.argv[1], "wb") as f:
    f.write(images.numpy().tobytes())
    f.write(labels.to(torch.uint8).numpy().tobytes())
