"""Estimators and metrics of scikit-learn, and functions of SciPy, computed on tensors by the Array API."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

pytest.importorskip("sklearn")
pytest.importorskip("scipy")

# SciPy looks at the environment when it is first imported, so a process of its own.
PROGRAM = """
import json, sys, warnings
import numpy as np, scipy.fft, scipy.special, scipy.stats
import barewire as bw
from sklearn import config_context, metrics
from sklearn.datasets import load_iris
from sklearn.decomposition import PCA
from sklearn.discriminant_analysis import LinearDiscriminantAnalysis
from sklearn.externals import array_api_compat as compat
from sklearn.linear_model import Ridge
from sklearn.preprocessing import MinMaxScaler, Normalizer, StandardScaler

warnings.simplefilter("ignore")
calls = {
    "scale": lambda x, y: StandardScaler().fit_transform(x),
    "least and greatest": lambda x, y: MinMaxScaler().fit_transform(x),
    "normalise": lambda x, y: Normalizer().fit_transform(x),
    "discriminant": lambda x, y: LinearDiscriminantAnalysis().fit(x, y).predict(x),
    "components": lambda x, y: abs(PCA(2, svd_solver="full").fit_transform(x)),
    "ridge": lambda x, y: Ridge(solver="svd").fit(x, x[:, 0]).predict(x),
    "accuracy": lambda x, y: metrics.accuracy_score(y, 1 * (y > 0)),
    "error": lambda x, y: metrics.mean_squared_error(x[:, 0], x[:, 1]),
    "determination": lambda x, y: metrics.r2_score(x[:, 0], x[:, 0] + x[:, 1]),
    "kernel": lambda x, y: metrics.pairwise.rbf_kernel(x[:5], x[5:10]),
    "logsumexp": lambda x, y: scipy.special.logsumexp(x, axis=1),
    "zscore": lambda x, y: scipy.stats.zscore(x),
    "test": lambda x, y: scipy.stats.ttest_ind(x[:50], x[50:]).statistic,
    "transform": lambda x, y: abs(scipy.fft.rfft(x)),
}
x, y = load_iris(return_X_y=True)
tensors = bw.asarray(x), bw.asarray(y)
assert compat.array_namespace(tensors[0]) is bw and compat.is_array_api_obj(tensors[0])
assert compat.size(tensors[0]) == 600
assert compat.to_device(tensors[0], compat.device(tensors[0])).shape == x.shape
found = {}
for name in sys.argv[1:] or calls:
    wanted = calls[name](x, y)
    with config_context(array_api_dispatch=True):
        result = calls[name](*tensors)
    found[name] = [
        isinstance(result, bw.Tensor) or np.ndim(wanted) == 0,
        bool(np.allclose(np.asarray(result), wanted, rtol=1e-6, atol=1e-8)),
    ]
print(json.dumps(found))
"""


def _results(*names: str) -> dict[str, list[bool]]:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, *names],
        env={**os.environ, "SCIPY_ARRAY_API": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found: dict[str, list[bool]] = json.loads(done.stdout)
    return found


def test_an_estimator_and_a_metric_compute_on_tensors():
    assert _results("scale", "error") == {"scale": [True, True], "error": [True, True]}


@pytest.mark.slow
def test_estimators_metrics_and_functions_compute_on_tensors():
    found = _results()

    assert len(found) == 14
    assert {name: found for name, found in found.items() if found != [True, True]} == {}
