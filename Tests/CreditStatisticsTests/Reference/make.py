"""Writes statistics.json: inputs and the values that other libraries compute from them.

Run only to make the data again:

    pip install scipy statsmodels scikit-posthocs rliable pingouin scikit-learn
    python3 make.py > statistics.json

Every key holds a flat list of numbers; the tests name the key that they compare with. Where no library has the
statistic, the function here writes its definition out, and says so.
"""

import itertools
import json
import math
import sys
from importlib.metadata import version

import numpy as np
import pandas as pd
import scipy.stats as st

data = {}


def put(key, *numbers):
    flat = []
    for number in numbers:
        flat.extend(float(x) for x in np.asarray(number, dtype=float).ravel())
    assert key not in data, key
    assert all(math.isfinite(x) for x in flat), (key, flat)
    data[key] = flat


rng = np.random.default_rng(20240607)
normal = np.round(rng.normal(1.0, 2.0, 23), 4)
other = np.round(0.6 * normal + rng.normal(0.7, 1.5, 23), 4)
skewed = np.round(rng.exponential(2.0, 31), 4)
tied = rng.integers(0, 7, 40).astype(float)
tied2 = np.clip(tied + rng.integers(-2, 3, 40), 0, 8).astype(float)
even = np.round(rng.normal(0, 1, 30), 4)
small1 = np.round(rng.normal(0.4, 1, 7), 4)
small2 = np.round(rng.normal(0, 1, 9), 4)
groups = [np.round(rng.normal(m, s, n), 3) for m, s, n in [(0, 1, 8), (0.8, 1.6, 11), (0.3, 0.7, 6), (1.2, 1, 9)]]
tiedgroups = [rng.integers(0, 5, n).astype(float) for n in (9, 12, 7)]
blocks = np.round(rng.normal(0, 1, (10, 5)) + np.array([0, 0.3, 0.9, 0.2, 1.1]), 2)
tiedblocks = rng.integers(1, 5, (9, 4)).astype(float)
put("input.normal", normal)
put("input.other", other)
put("input.skewed", skewed)
put("input.tied", tied)
put("input.tied2", tied2)
put("input.even", even)
put("input.small1", small1)
put("input.small2", small2)
for i, g in enumerate(groups):
    put(f"input.groups.{i}", g)
for i, g in enumerate(tiedgroups):
    put(f"input.tiedgroups.{i}", g)
put("input.blocks", blocks)
put("input.tiedblocks", tiedblocks)


def descriptive():
    samples = {"normal": normal, "skewed": skewed, "tied": tied, "even": even}
    methods = ["inverted_cdf", "averaged_inverted_cdf", "closest_observation", "interpolated_inverted_cdf", "hazen",
               "weibull", "linear", "median_unbiased", "normal_unbiased"]
    probabilities = [0, 0.03, 0.25, 0.4, 0.5, 0.61, 0.9, 1]
    put("quantile.probabilities", probabilities)
    for name, x in samples.items():
        put(f"shape.{name}", st.skew(x), st.skew(x, bias=False), st.kurtosis(x), st.kurtosis(x, bias=False))
        put(f"trimmed.{name}", [st.trim_mean(x, t) for t in (0, 0.1, 0.25, 0.4)])
        put(f"winsorized.{name}", [st.mstats.winsorize(x, limits=(t, t)).mean() for t in (0, 0.1, 0.25, 0.4)])
        put(f"mad.{name}", st.median_abs_deviation(x))
        put(f"scales.{name}", qn(x), sn(x))
        for number, method in enumerate(methods, 1):
            put(f"quantile.{number}.{name}", np.quantile(x, probabilities, method=method))
        counts, edges = np.histogram(x, bins="fd")
        put(f"histogram.{name}", counts)
        put(f"edges.{name}", edges)


def qn(x):
    """Rousseeuw and Croux (1993), by all pairs, with the finite-sample polynomials of R's robustbase for n > 9;
    statsmodels' qn_scale has no correction for small samples."""
    n = len(x)
    h = n // 2 + 1
    k = h * (h - 1) // 2
    distances = sorted(abs(a - b) for a, b in itertools.combinations(x, 2))
    excess = 1.60188 + (-2.1284 - 5.172 / n) / n if n % 2 else 3.67561 + (1.9654 + (6.987 - 77 / n) / n) / n
    return 2.21914 * distances[k - 1] / (1 + excess / n)


def sn(x):
    """Rousseeuw and Croux (1993), by all pairs: the low median of the high medians."""
    n = len(x)
    inner = [sorted(abs(a - b) for b in x)[n // 2] for a in x]
    factor = n / (n - 0.9) if n % 2 else 1.0
    return 1.1926 * sorted(inner)[(n + 1) // 2 - 1] * factor


def intervals():
    from statsmodels.stats.proportion import proportion_confint

    cases = [(0, 1), (1, 1), (0, 12), (3, 12), (12, 12), (7, 9), (81, 263), (1, 5000), (40000, 100000)]
    levels = [0.8, 0.95, 0.999]
    put("share.cases", cases)
    put("share.levels", levels)
    for name, method in [("wilson", "wilson"), ("clopper", "beta")]:
        put(f"share.{name}", [np.nan_to_num(proportion_confint(k, n, alpha=1 - c, method=method), nan=0)
                              if 0 < k < n else edge(k, n, c, method) for k, n in cases for c in levels])
    put("normal.mean", st.norm.interval(0.9, normal.mean(), st.sem(normal)))
    for name, x, statistic in [("mean", skewed, np.mean), ("sd", normal, lambda v, axis: np.std(v, ddof=1, axis=axis))]:
        result = st.bootstrap((x,), statistic, n_resamples=499, rng=np.random.default_rng(3), method="percentile")
        put(f"bootstrap.{name}.replicates", result.bootstrap_distribution)
        for method in ("percentile", "basic", "BCa"):
            again = st.bootstrap((x,), statistic, n_resamples=0, bootstrap_result=result, method=method,
                                 confidence_level=0.9)
            put(f"bootstrap.{name}.{method}", again.confidence_interval)
        put(f"bootstrap.{name}.error", result.standard_error)
        jack = np.array([statistic(np.delete(x, i), axis=0) for i in range(len(x))])
        put(f"bootstrap.{name}.jackknife", jack)
        n = len(x)
        put(f"jackknife.{name}", (n - 1) * (jack.mean() - statistic(x, axis=0)),
            math.sqrt((n - 1) / n * ((jack - jack.mean()) ** 2).sum()))
    m = blocks
    for name, share in [("bonferroni", 0.1 / 5), ("sidak", 1 - 0.9 ** (1 / 5))]:
        put(f"simultaneous.{name}", [st.t.interval(1 - share, len(c) - 1, c.mean(), st.sem(c)) for c in m.T])
    degrees = [1, 2, 3, 7, 30, 1000]
    tails = [0.4, 0.1, 0.025, 1e-3, 1e-8]
    put("quantile.t", [st.t.isf(q, d) for d in degrees for q in tails])
    put("quantile.f", [st.f.isf(q, a, b) for a in (1, 4, 30) for b in (1, 6, 80) for q in (0.9, 0.1, 0.025, 1e-3)])


def edge(k, n, confidence, method):
    """The ends at no or all successes, in closed form."""
    if method == "wilson":
        z = st.norm.isf((1 - confidence) / 2)
        width = z * z / (n + z * z)
    else:
        width = -math.expm1(math.log((1 - confidence) / 2) / n)
    return (0, width) if k == 0 else (1 - width, 1)


def main():
    for section in sections:
        section()
    packages = ["numpy", "scipy", "statsmodels", "scikit-posthocs", "rliable", "pingouin", "scikit-learn"]
    json.dump({"versions": {"python": sys.version.split()[0]} | {p: version(p) for p in packages}, "data": data},
              sys.stdout, indent=0)
    print()


sections = [descriptive, intervals]

if __name__ == "__main__":
    main()
