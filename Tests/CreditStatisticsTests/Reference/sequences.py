"""Writes sequences.json: confidence sequences that the package confseq computes.

Run only to make the data again (it is built with Boost's headers, and its Python code wants NumPy 1):

    pip install "numpy<2" "pybind11<3" scikit-build cmake ninja scipy
    pip install --no-build-isolation confseq
    python3 sequences.py > sequences.json

Keys and numbers are as in statistics.json.
"""

import json
import sys
from importlib.metadata import version

import numpy as np
from confseq.boundaries import bernoulli_confidence_interval
from confseq.predmix import predmix_lower_cs

# Sum of the values, their count, the error, and the count that the interval is tuned for.
mixtures = [
    (3, 10, 0.05, 100), (30, 100, 0.05, 100), (0, 50, 0.05, 512), (50, 50, 0.05, 512), (140, 512, 0.05, 512),
    (1, 2000, 0.01, 512), (4999, 5000, 0.1, 100), (812.5, 2500, 0.05, 4096), (7, 12, 0.2, 2), (51234, 100000, 0.001, 512),
]
rng = np.random.default_rng(20261130)
bounded = np.round(rng.beta(1.3, 2.2, 300), 4)
binary = (rng.random(300) < 0.35).astype(float)
looks = [1, 2, 5, 10, 30, 100, 300]
data = {"input.mixtures": np.ravel(mixtures).tolist(), "input.bounded": bounded.tolist(), "input.binary": binary.tolist(),
        "input.looks": looks}
data["sequence.mixtures"] = [end for total, count, error, tuned in mixtures
                             for end in bernoulli_confidence_interval(total, count, error, tuned)]


def lower_ends(values, error):
    # The predictions of Waudby-Smith and Ramdas, equation 15; confseq's own shrink the mean a little otherwise.
    n = np.arange(1, len(values) + 1)
    means = (0.5 + np.cumsum(values)) / (n + 1)
    before = np.append(0.5, means[:-1])
    variances = np.append(0.25, ((0.25 + np.cumsum((values - means) ** 2)) / (n + 1))[:-1])
    weights = np.minimum(0.5, np.sqrt(2 * np.log(1 / error) / (variances * n * np.log(1 + n))))
    return predmix_lower_cs(values, v=(values - before) ** 2, lambdas_fn=lambda _: weights,
                            psi_fn=lambda weight: -np.log(1 - weight) - weight, alpha=error, running_intersection=True)


for name, values in (("bounded", bounded), ("binary", binary)):
    lower, upper = lower_ends(values, 0.025), 1 - lower_ends(1 - values, 0.025)
    data["sequence." + name] = [float(end) for look in looks
                                for end in (max(0, lower[look - 1]), min(1, upper[look - 1]))]

json.dump({"versions": {"python": sys.version.split()[0]} | {p: version(p) for p in ("numpy", "confseq")}, "data": data},
          sys.stdout, indent=0)
print()
