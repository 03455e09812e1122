"""Writes statistics.json: inputs and the values that other libraries compute from them.

Run only to make the data again:

    pip install "pandas<3" scipy statsmodels scikit-posthocs rliable pingouin scikit-learn
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
import scipy.stats as st
from scipy.optimize import brentq

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


ALTERNATIVES = ["two-sided", "greater", "less"]


def tests():
    import scikit_posthocs as sp
    from statsmodels.stats.contingency_tables import mcnemar
    from statsmodels.stats.weightstats import ttost_ind, ttost_paired

    for a in ALTERNATIVES:
        for name, r in [("paired", st.ttest_rel(normal, other, alternative=a)),
                        ("student", st.ttest_ind(small1, small2, alternative=a)),
                        ("welch", st.ttest_ind(normal, skewed, equal_var=False, alternative=a))]:
            put(f"t.{name}.{a}", r.statistic, r.df, r.pvalue)
        put(f"wilcoxon.pratt.{a}", signed_rank(tied - tied2, a), st.wilcoxon(
            np.concatenate([tied - tied2] * 3), zero_method="pratt", correction=True, method="asymptotic",
            alternative=a).pvalue)
        put(f"wilcoxon.exact.{a}", st.wilcoxon(normal - other, method="exact", alternative=a).pvalue)
        put(f"mannwhitney.exact.{a}", *st.mannwhitneyu(small1, small2, method="exact", alternative=a))
        put(f"mannwhitney.ties.{a}", *st.mannwhitneyu(tied, tied2, method="asymptotic", alternative=a))
        put(f"mannwhitney.tiedexact.{a}", rank_sum(tiedgroups[0], tiedgroups[2], a))
        put(f"permutation.paired.{a}", st.permutation_test(
            (normal[:12] - other[:12],), np.mean, permutation_type="samples", n_resamples=np.inf,
            alternative=a).pvalue)
        put(f"permutation.two.{a}", st.permutation_test(
            (small1, small2), lambda x, y, axis: x.mean(axis) - y.mean(axis), n_resamples=np.inf,
            alternative=a).pvalue)
        d = normal - other
        put(f"sign.{a}", st.binomtest(int((d > 0).sum()), int((d != 0).sum()), alternative=a).pvalue)
    put("tost.paired", ttost_paired(normal, other, -1, 1.5)[0])
    put("tost.welch", ttost_ind(normal, skewed, -1.2, 1.7, usevar="unequal")[0])
    put("mcnemar", mcnemar([[3, 6], [16, 9]], exact=True).pvalue, mcnemar([[3, 6], [16, 9]], exact=False).pvalue)
    put("ks.exact", *st.ks_2samp(small1, small2, method="exact")[:2], *st.ks_2samp(normal, skewed, method="exact")[:2])
    a, b = np.round(rng_fixed(1).normal(0, 1, 1500), 6), np.round(rng_fixed(2).normal(0.08, 1, 1200), 6)
    put("ks.long.first", a)
    put("ks.long.second", b)
    d = st.ks_2samp(a, b).statistic
    put("ks.long", d, st.kstwobign.sf(d * math.sqrt(1500 * 1200 / 2700)))
    for name, g in [("groups", groups), ("tiedgroups", tiedgroups)]:
        put(f"kruskal.{name}", *st.kruskal(*g))
        put(f"levene.{name}", *st.levene(*g, center="mean"), *st.levene(*g, center="median"))
        put(f"conover.{name}", sp.posthoc_conover(g).values)
        put(f"nemenyi.{name}", nemenyi_groups(g))
    for name, b in [("blocks", blocks), ("tiedblocks", tiedblocks)]:
        r = st.friedmanchisquare(*b.T)
        n, k = b.shape
        f = (n - 1) * r.statistic / (n * (k - 1) - r.statistic)
        put(f"friedman.{name}", r.statistic, r.pvalue, f, st.f.sf(f, k - 1, (k - 1) * (n - 1)))
        put(f"conoverfriedman.{name}", sp.posthoc_conover_friedman(b).values)
        means = st.rankdata(b, axis=1).mean(0)
        q = np.abs(means[:, None] - means) / math.sqrt(k * (k + 1) / (12 * n))
        put(f"nemenyifriedman.{name}", st.studentized_range.sf(q, k, np.inf), means)
        put(f"posthocs.{name}", sp.posthoc_nemenyi_friedman(b).values)
    put("range.quantile", [st.studentized_range.isf(p, k, np.inf) for k in (2, 3, 5, 10) for p in (0.1, 0.05, 0.01)])


def rng_fixed(seed):
    return np.random.default_rng(seed)


def tail(sums, found, alternative):
    low, high = np.mean(sums <= found + 1e-9), np.mean(sums >= found - 1e-9)
    return {"greater": high, "less": low, "two-sided": min(1, 2 * min(low, high))}[alternative]


def signed_rank(d, alternative):
    """Pratt's exact test on the first 14 differences, over all signs: SciPy's exact test takes no zeros or ties."""
    d = d[:14]
    ranks = st.rankdata(np.abs(d))[d != 0]
    signs = np.array(list(itertools.product([0, 1], repeat=len(ranks))))
    return tail(signs @ ranks, ranks[d[d != 0] > 0].sum(), alternative)


def rank_sum(x, y, alternative):
    """Mann and Whitney's exact test with ties, over all divisions: SciPy's exact test takes no ties."""
    ranks = st.rankdata(np.concatenate([x, y]))
    sums = np.array([sum(c) for c in itertools.combinations(ranks, len(x))])
    return tail(sums, ranks[: len(x)].sum(), alternative)


def nemenyi_groups(g):
    """Nemenyi after Kruskal and Wallis without a correction for ties; scikit-posthocs looks the range up in a table."""
    ranks = np.split(st.rankdata(np.concatenate(g)), np.cumsum([len(x) for x in g])[:-1])
    n = sum(len(x) for x in g)
    means, sizes = np.array([r.mean() for r in ranks]), np.array([len(x) for x in g])
    scale = np.sqrt(n * (n + 1) / 24 * (1 / sizes[:, None] + 1 / sizes))
    return st.studentized_range.sf(np.abs(means[:, None] - means) / scale, len(g), np.inf)


def effects():
    import pingouin as pg

    for name, x, y in [("small", small1, small2), ("far", normal + 6, small2)]:
        n, m = len(x), len(y)
        t = st.ttest_ind(x, y).statistic
        share, nu = math.sqrt(1 / n + 1 / m), n + m - 2
        ends = [brentq(lambda d: st.nct.cdf(t, nu, d) - p, t - 12, t + 12) for p in (0.95, 0.05)]
        j = math.exp(math.lgamma(nu / 2) - math.lgamma((nu - 1) / 2)) / math.sqrt(nu / 2)
        put(f"cohen.{name}", pg.compute_effsize(x, y, eftype="cohen"), np.array(ends) * share)
        put(f"hedges.{name}", t * share * j, np.array(ends) * share * j)
    d = normal - other
    t, n = st.ttest_1samp(d, 0).statistic, len(d)
    ends = [brentq(lambda e: st.nct.cdf(t, n - 1, e) - p, t - 12, t + 12) for p in (0.95, 0.05)]
    put("cohendz", d.mean() / d.std(ddof=1), np.array(ends) / math.sqrt(n))
    for name, x, y in [("small", small1, small2), ("tied", tied, tied2 + 1), ("apart", normal + 50, small2)]:
        put(f"cliff.{name}", cliff(x, y, st.norm.isf(0.05)), pg.compute_effsize(x, y, eftype="CLES"))
    put("nct", [st.nct.cdf(t, nu, d) for t in (-2, 0.3, 1.5, 6) for nu in (2, 5, 40, 300) for d in (-1, 0, 2.5)])


def cliff(x, y, z):
    """Feng and Cliff (2004), by all pairs."""
    n, m = len(x), len(y)
    s = np.sign(x[:, None] - y)
    d = s.mean()
    if abs(d) == 1:
        far = (min(n, m) - z * z) / (min(n, m) + z * z)
        return (d, far, 1) if d > 0 else (d, -1, -far)
    v = (m**2 * ((s.mean(1) - d) ** 2).sum() + n**2 * ((s.mean(0) - d) ** 2).sum() - ((s - d) ** 2).sum()) / (
        n * m * (n - 1) * (m - 1))
    v = max(v, (1 - d * d) / (n * m - 1))
    margin = z * math.sqrt(v) * math.sqrt((1 - d * d) ** 2 + z * z * v)
    return (d, *[(d - d**3 + e * margin) / (1 - d * d + z * z * v) for e in (-1, 1)])


def association():
    import pandas as pd
    import pingouin as pg
    from sklearn.metrics import roc_auc_score
    from statsmodels.stats.inter_rater import cohens_kappa

    z = st.norm.isf(0.05)
    for name, x, y in [("normal", normal, other), ("tied", tied, tied2)]:
        r = st.pearsonr(x, y)
        put(f"pearson.{name}", r.statistic, r.confidence_interval(0.9))
        rho, n = st.spearmanr(x, y).statistic, len(x)
        se = math.sqrt((1 + rho**2 / 2) / (n - 3))
        put(f"spearman.{name}", rho, np.tanh(np.arctanh(rho) + np.array([-z, z]) * se))
        tau = st.kendalltau(x, y).statistic
        se = math.sqrt(0.437 / (n - 4))
        put(f"kendall.{name}", tau, np.tanh(np.arctanh(tau) + np.array([-z, z]) * se))
        put(f"concordance.{name}", lin(x, y, z))
        d, n = x - y, len(x)
        se = d.std(ddof=1) * math.sqrt(1 / n + st.norm.isf(0.025) ** 2 / (2 * (n - 1)))
        limits = [d.mean() + e * st.norm.isf(0.025) * d.std(ddof=1) for e in (-1, 1)]
        put(f"bland.{name}", *st.t.interval(0.9, n - 1, d.mean(), st.sem(d)),
            *[st.t.interval(0.9, n - 1, m, se) for m in limits])
    x, y = rng_fixed(5).integers(0, 300, 4000).astype(float), rng_fixed(6).integers(0, 500, 4000).astype(float)
    y = y + 0.3 * x // 1
    put("kendall.long.first", x)
    put("kendall.long.second", y)
    put("kendall.long", st.kendalltau(x, y).statistic)
    # Shrout and Fleiss (1979), table 2.
    ratings = np.array([[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]], float)
    put("icc.ratings", ratings)
    frame = pd.DataFrame([(i, j, v) for i, row in enumerate(ratings) for j, v in enumerate(row)], columns=["t", "r", "v"])
    table = pg.intraclass_corr(frame, targets="t", raters="r", ratings="v")
    put("icc.pingouin", table["ICC"].values)
    put("icc.pingouin.ends", np.array([list(c) for c in table[[c for c in table if c.startswith("CI95")][0]]]))
    put("icc", icc(ratings))
    a, b = tied.astype(int), np.minimum(tied2, 6).astype(int)
    counts = np.zeros((7, 7))
    for i, j in zip(a, b):
        counts[i, j] += 1
    put("kappa.first", a)
    put("kappa.second", b)
    for name, wt in [("unweighted", None), ("linear", "linear"), ("quadratic", "quadratic")]:
        k = cohens_kappa(counts, wt=wt)
        put(f"kappa.{name}", k.kappa, k.kappa_low, k.kappa_upp)
    labels = (np.arange(40) % 3 == 0)
    scores1, scores2 = tied + 2 * labels, np.round(tied2 + rng_fixed(9).normal(0, 1, 40), 3)
    put("roc.first", scores1)
    put("roc.second", scores2)
    put("roc.labels", labels)
    put("roc.areas", roc_auc_score(labels, scores1), roc_auc_score(labels, scores2))
    p1, n1 = placements(scores1, labels)
    p2, n2 = placements(scores2, labels)
    for name, p, q in [("first", p1, n1), ("difference", p1 - p2, n1 - n2)]:
        put(f"roc.error.{name}", p.mean(), math.sqrt(p.var(ddof=1) / len(p) + q.var(ddof=1) / len(q)))
    multiple()


def lin(x, y, z):
    """Lin (1989) with the variance of the correction of 2000, in its own form."""
    n = len(x)
    r = np.corrcoef(x, y)[0, 1]
    s1, s2 = x.std(), y.std()
    c = 2 * r * s1 * s2 / (s1**2 + s2**2 + (x.mean() - y.mean()) ** 2)
    u = (x.mean() - y.mean()) / math.sqrt(s1 * s2)
    v = ((1 - r**2) * c**2 / ((1 - c**2) * r**2) + 2 * c**3 * (1 - c) * u**2 / (r * (1 - c**2) ** 2)
         - c**4 * u**4 / (2 * r**2 * (1 - c**2) ** 2)) / (n - 2)
    return (c, *np.tanh(np.arctanh(c) + np.array([-z, z]) * math.sqrt(v)))


def icc(m):
    """McGraw and Wong (1996), tables 4 and 7, at 0.95: one way, agreement, consistency; single, then mean of k."""
    n, k = m.shape
    total = ((m - m.mean()) ** 2).sum()
    rows = k * ((m.mean(1) - m.mean()) ** 2).sum()
    columns = n * ((m.mean(0) - m.mean()) ** 2).sum()
    msr, msc = rows / (n - 1), columns / (k - 1)
    msw, mse = (total - rows) / (n * (k - 1)), (total - rows - columns) / ((n - 1) * (k - 1))
    single = []
    for error, df in [(msw, n * (k - 1)), (mse, (n - 1) * (k - 1))]:
        f = msr / error
        low, high = f / st.f.isf(0.025, n - 1, df), f * st.f.isf(0.025, df, n - 1)
        single.append([(f - 1) / (f + k - 1), (low - 1) / (low + k - 1), (high - 1) / (high + k - 1)])
    rho = (msr - mse) / (msr + (k - 1) * mse + k * (msc - mse) / n)
    a, b = k * rho / (n * (1 - rho)), 1 + k * rho * (n - 1) / (n * (1 - rho))
    v = (a * msc + b * mse) ** 2 / ((a * msc) ** 2 / (k - 1) + (b * mse) ** 2 / ((n - 1) * (k - 1)))
    f1, f2 = st.f.isf(0.025, n - 1, v), st.f.isf(0.025, v, n - 1)
    rest = k * msc + (k * n - k - n) * mse
    agreement = [rho, n * (msr - f1 * mse) / (f1 * rest + n * msr), n * (f2 * msr - mse) / (rest + n * f2 * msr)]
    rows = np.array([single[0], agreement, single[1]])
    return np.concatenate([rows, k * rows / (1 + (k - 1) * rows)])


def placements(scores, labels):
    wins = (scores[labels][:, None] > scores[~labels]) + 0.5 * (scores[labels][:, None] == scores[~labels])
    return wins.mean(1), wins.mean(0)


def multiple():
    from statsmodels.stats.multitest import multipletests

    families = [[0.01, 0.04, 0.03, 0.005], [0.5, 0.2, 0.9, 0.9, 1e-5, 0.02, 0.021, 0.3],
                np.round(rng_fixed(12).uniform(0, 0.2, 25), 4), [0.03], [0.02, 0.02, 0.02]]
    for i, p in enumerate(families):
        put(f"multiple.{i}", p)
        for name in ("holm", "simes-hochberg", "hommel", "fdr_bh", "fdr_by", "sidak", "bonferroni"):
            put(f"multiple.{i}.{name}", multipletests(p, method=name)[1])


def scenarios():
    from rliable import metrics

    x = np.round(rng_fixed(21).normal(0.6, 0.3, (10, 7)) + np.linspace(-0.3, 0.4, 7), 3)
    y = np.round(rng_fixed(22).normal(0.5, 0.3, (8, 7)) + np.linspace(-0.2, 0.4, 7), 2)
    y[:3] = np.round(x[:3], 2)
    x = np.round(x, 2)
    put("scores.first", x)
    put("scores.second", y)
    for name, m in [("first", x), ("second", y)]:
        put(f"aggregate.{name}", metrics.aggregate_mean(m), metrics.aggregate_median(m), metrics.aggregate_iqm(m),
            metrics.aggregate_optimality_gap(m, 1.0), metrics.aggregate_optimality_gap(m, 0.5))
    put("improvement", metrics.probability_of_improvement(x, y), metrics.probability_of_improvement(y, x))
    thresholds = [0, 0.25, 0.5, 0.77, 1, 1.5]
    from rliable import library as rly
    put("profile.thresholds", thresholds)
    put("profile", rly.score_distributions(x, thresholds))
    boot = rly.StratifiedBootstrap(x, random_state=np.random.RandomState(0))
    put("interval.iqm", boot.conf_int(metrics.aggregate_iqm, reps=20000, method="percentile", size=0.95))
    both = rly.StratifiedIndependentBootstrap(x, y, random_state=np.random.RandomState(0))
    put("interval.improvement", both.conf_int(lambda a, b: np.array([metrics.probability_of_improvement(a, b)]),
                                              reps=4000, method="percentile", size=0.95))


def power():
    from statsmodels.stats.power import TTestPower

    cases = [(e, n, a) for e in (0.2, 0.5, -0.8) for n in (2, 5, 20, 90) for a in (0.05, 0.001)]
    put("power.cases", cases)
    put("power.twoSided", [TTestPower().power(e, n, a, alternative="two-sided") for e, n, a in cases])
    put("power.greater", [TTestPower().power(e, n, a, alternative="larger") for e, n, a in cases])
    put("power.pairs", [math.ceil(TTestPower().solve_power(e, None, 0.05, p)) for e in (0.2, 0.5, 0.8)
                        for p in (0.8, 0.95)])
    put("power.tost", [tost_power(e, 0.5, n, 0.05) for e in (0, 0.2) for n in (5, 30, 60)])
    put("power.sign", [sign_power(c, n, 0.05) for c in (0.6, 0.8) for n in (5, 6, 20, 47)])


def tost_power(effect, limit, n, level):
    from scipy.integrate import quad

    nu, root = n - 1, math.sqrt(n)
    t = st.t.isf(level, nu)
    end = limit * root / t

    def inner(s):
        density = 2 * nu * s * st.chi2.pdf(nu * s * s, nu)
        return density * (st.norm.cdf((limit - effect) * root - t * s) - st.norm.cdf((-limit - effect) * root + t * s))

    return quad(inner, 0, end, epsabs=1e-13, epsrel=1e-12, limit=500)[0]


def sign_power(chance, n, level):
    return sum(st.binom.pmf(k, n, chance) for k in range(n + 1) if st.binomtest(k, n).pvalue <= level)


def main():
    for section in sections:
        section()
    packages = ["numpy", "scipy", "statsmodels", "scikit-posthocs", "rliable", "pingouin", "scikit-learn", "arch", "pandas"]
    json.dump({"versions": {"python": sys.version.split()[0]} | {p: version(p) for p in packages}, "data": data},
              sys.stdout, indent=0)
    print()


sections = [descriptive, intervals, tests, effects, association, scenarios, power]

if __name__ == "__main__":
    main()
