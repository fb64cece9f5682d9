"""The operators of ai.onnx.ml, beside ONNX Runtime: on models of scikit-learn's, and one by one."""

import warnings

import numpy as np
import pytest
import sklearn.cluster
import sklearn.datasets
import sklearn.decomposition
import sklearn.ensemble
import sklearn.linear_model
import sklearn.naive_bayes
import sklearn.neural_network
import sklearn.pipeline
import sklearn.preprocessing
import sklearn.svm
import sklearn.tree
from onnx import TensorProto, helper
from onnx.reference import ReferenceEvaluator
from skl2onnx import to_onnx

from barewire.runtime.errors import BarewireError

from .one_node import by_barewire, by_onnx_runtime, one_node

ML = "ai.onnx.ml"


def same(model, fed, rtol=1e-4, atol=1e-5):
    for mine, theirs in zip(by_barewire(model, fed), by_onnx_runtime(model, fed), strict=True):
        equal(mine, theirs, rtol, atol)


def equal(mine, theirs, rtol=1e-4, atol=1e-5):
    if isinstance(theirs, list):
        assert len(mine) == len(theirs)
        for one, other in zip(mine, theirs, strict=True):
            assert list(one) == list(other)
            np.testing.assert_allclose(list(one.values()), list(other.values()), rtol=rtol, atol=atol)
    elif theirs.dtype == object:
        assert mine.tolist() == theirs.tolist()
    else:
        assert (mine.dtype, mine.shape) == (theirs.dtype, theirs.shape)
        np.testing.assert_allclose(mine, theirs, rtol=rtol, atol=atol)


def node(operator, inputs, version=1, outputs=("y",), **attributes):
    model, fed = one_node(operator, inputs, 17, outputs, ML, **attributes)
    next(each for each in model.opset_import if each.domain == ML).version = version
    return model, fed


X, CLASSES = sklearn.datasets.load_iris(return_X_y=True)
X = X.astype(np.float32)
TWO = (CLASSES > 0).astype(int)
WORDS = np.array(["setosa", "versicolor", "virginica"])[CLASSES]
TARGET = X[:, 0] * 2 - X[:, 2]
SVC = sklearn.svm.SVC
FITTED = {
    "tree": (sklearn.tree.DecisionTreeClassifier(max_depth=4), CLASSES),
    "tree of words": (sklearn.tree.DecisionTreeClassifier(max_depth=3), WORDS),
    "tree of two": (sklearn.tree.DecisionTreeClassifier(max_depth=3), TWO),
    "forest": (sklearn.ensemble.RandomForestClassifier(8, max_depth=5), CLASSES),
    "forest of two": (sklearn.ensemble.RandomForestClassifier(8, max_depth=3), TWO),
    "more random forest": (sklearn.ensemble.ExtraTreesRegressor(5, max_depth=4), TARGET),
    "boosted": (sklearn.ensemble.GradientBoostingClassifier(n_estimators=6, max_depth=2), CLASSES),
    "boosted of two": (sklearn.ensemble.GradientBoostingClassifier(n_estimators=6, max_depth=2), TWO),
    "boosted numbers": (sklearn.ensemble.GradientBoostingRegressor(n_estimators=6), TARGET),
    "two targets": (sklearn.tree.DecisionTreeRegressor(max_depth=4), np.stack([TARGET, X[:, 1]], 1)),
    "logistic": (sklearn.linear_model.LogisticRegression(), CLASSES),
    "logistic of two": (sklearn.linear_model.LogisticRegression(), TWO),
    "logistic of words": (sklearn.linear_model.LogisticRegression(), WORDS),
    "linear": (sklearn.linear_model.LinearRegression(), TARGET),
    "linear, two targets": (sklearn.linear_model.Ridge(), np.stack([TARGET, X[:, 1]], 1)),
    "linear machine": (sklearn.svm.LinearSVC(), CLASSES),
    "machine": (SVC(kernel="rbf"), CLASSES),
    "machine of two": (SVC(kernel="poly", degree=2), TWO),
    "machine of sigmoids": (SVC(kernel="sigmoid"), CLASSES),
    "numbers by a machine": (sklearn.svm.SVR(), TARGET),
    "one class": (sklearn.svm.OneClassSVM(nu=0.2), None),
    "bayes": (sklearn.naive_bayes.GaussianNB(), CLASSES),
    "network": (sklearn.neural_network.MLPClassifier((8,), max_iter=30), CLASSES),
    "groups": (sklearn.cluster.KMeans(3, n_init=1), None),
    "components": (sklearn.decomposition.PCA(2), None),
    "one row of all": (
        sklearn.pipeline.make_pipeline(
            sklearn.preprocessing.StandardScaler(),
            sklearn.preprocessing.Normalizer("l2"),
            sklearn.linear_model.LogisticRegression(),
        ),
        CLASSES,
    ),
    "scaled": (sklearn.preprocessing.MinMaxScaler(), None),
    "normalised": (sklearn.preprocessing.Normalizer("l1"), None),
    "greatest": (sklearn.preprocessing.Normalizer("max"), None),
    "binarized": (sklearn.preprocessing.Binarizer(threshold=1.5), None),
}


@pytest.mark.share(5)
@pytest.mark.parametrize("name", FITTED)
def test_models_of_scikit_learn(name):
    estimator, target = FITTED[name]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        estimator.set_params(**({"random_state": 0} if "random_state" in estimator.get_params() else {}))
        estimator.fit(X, target)
        model = to_onnx(estimator, X[:1])
    fed = {model.graph.input[0].name: X[::3]}
    same(model, fed)


def tree(modes, **said):
    """Two trees of one question and of two, with two classes."""
    return {
        "nodes_treeids": [0, 0, 0, 1, 1, 1, 1, 1],
        "nodes_nodeids": [0, 1, 2, 0, 1, 2, 3, 4],
        "nodes_featureids": [0, 0, 0, 1, 2, 0, 0, 0],
        "nodes_modes": [modes[0], "LEAF", "LEAF", modes[1], modes[2], "LEAF", "LEAF", "LEAF"],
        "nodes_values": [5.5, 0.0, 0.0, 3.0, 1.5, 0.0, 0.0, 0.0],
        "nodes_truenodeids": [1, 0, 0, 1, 3, 0, 0, 0],
        "nodes_falsenodeids": [2, 0, 0, 2, 4, 0, 0, 0],
        **said,
    }


ASKING = X.copy()
ASKING[::7, 0] = 5.5
ASKING[::5, 1] = 3.0
MISSING = ASKING.copy()
MISSING[::4, 0] = MISSING[1::6, 2] = np.nan
QUESTIONS = ["BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ"]
LEAVES = ([0, 0, 1, 1, 1, 1], [1, 2, 2, 3, 4, 4])


@pytest.mark.share(5)
@pytest.mark.parametrize("question", QUESTIONS)
@pytest.mark.parametrize("how", ["SUM", "AVERAGE", "MIN", "MAX"])
def test_questions_and_sums_of_trees(question, how):
    said = {"target_treeids": LEAVES[0], "target_nodeids": LEAVES[1], "target_ids": [0, 1, 0, 1, 0, 1]}
    said |= {"target_weights": [1.0, -2.0, 3.0, 0.5, 0.25, -1.5], "n_targets": 2}
    mixed = [question, "BRANCH_LEQ", question]
    for rows, tracks in ((ASKING, None), (MISSING, [1, 0, 0, 1, 1, 0, 0, 0])):
        more = {} if tracks is None else {"nodes_missing_value_tracks_true": tracks}
        model, fed = node(
            "TreeEnsembleRegressor", [rows], aggregate_function=how, **tree(mixed, **said, **more)
        )
        same(model, fed)


TRANSFORMS = ["NONE", "LOGISTIC", "SOFTMAX", "SOFTMAX_ZERO", "PROBIT"]


@pytest.mark.share(4)
@pytest.mark.parametrize("transform", TRANSFORMS)
@pytest.mark.parametrize("sign", [1, -1])
@pytest.mark.parametrize("classes", ["one of two", "three"])
def test_classes_by_trees(classes, sign, transform):
    if transform == "PROBIT" and (sign < 0 or classes == "one of two"):
        return  # no chance is negative, and ONNX Runtime leaves the other class's as memory was
    ids = {"one of two": [0] * 6, "three": [0, 1, 2, 1, 0, 2]}[classes]
    said = {"class_treeids": LEAVES[0], "class_nodeids": LEAVES[1], "class_ids": ids}
    said["class_weights"] = [0.1, sign * 0.4, 0.3, 0.35, sign * 0.2, 0.05]
    said["classlabels_int64s"] = [7, 9, 11][: 3 if classes == "three" else 2]
    model, fed = node(
        "TreeEnsembleClassifier",
        [ASKING],
        outputs=("y", "z"),
        post_transform=transform,
        **tree(QUESTIONS, **said),
    )
    same(model, fed)


def test_of_two_classes_with_weights_the_greater_one_is_chosen():
    said = {"class_treeids": LEAVES[0], "class_nodeids": LEAVES[1], "class_ids": [0, 1, 0, 1, 0, 1]}
    said |= {"class_weights": [0.1, 0.4, 0.3, 0.35, 0.2, 0.05], "classlabels_int64s": [7, 9]}
    model, fed = node("TreeEnsembleClassifier", [ASKING], outputs=("y", "z"), **tree(QUESTIONS, **said))
    best, scores = by_barewire(model, fed)
    wanted, theirs = ReferenceEvaluator(model).run(None, fed)
    np.testing.assert_allclose(scores, theirs, rtol=1e-5)
    np.testing.assert_array_equal(best, wanted)


@pytest.mark.parametrize("dtype", [np.float64, np.int64, np.int32])
def test_trees_of_other_numbers(dtype):
    rows = (X * 2).astype(dtype)
    said = {"target_treeids": LEAVES[0], "target_nodeids": LEAVES[1], "target_ids": [0] * 6}
    said["target_weights"] = [1.0, -2.0, 3.0, 0.5, 0.25, -1.5]
    if dtype == np.float64:
        said["target_weights_as_tensor"] = helper.make_tensor(
            "w", TensorProto.DOUBLE, [6], said.pop("target_weights")
        )
        nodes = tree(QUESTIONS)
        values = helper.make_tensor("v", TensorProto.DOUBLE, [8], nodes.pop("nodes_values"))
        nodes["nodes_values_as_tensor"] = values
    else:
        nodes = tree(QUESTIONS)
    said["n_targets"] = 1
    model, fed = node("TreeEnsembleRegressor", [rows], 3, **nodes, **said)
    if dtype == np.float64:
        same(model, fed)
        return
    # ONNX Runtime takes floats only.
    floats = node("TreeEnsembleRegressor", [rows.astype(np.float32)], 3, **nodes, **said)
    np.testing.assert_array_equal(by_barewire(model, fed)[0], by_onnx_runtime(*floats)[0])


@pytest.mark.share(4)
@pytest.mark.parametrize("transform", TRANSFORMS[:4])
@pytest.mark.parametrize("classes", [2, 3])
@pytest.mark.parametrize("words", [False, True])
def test_linear_classes(classes, transform, words):
    rows = 1 if classes < 3 else 3
    said = {
        "coefficients": np.linspace(-1, 1, 4 * rows).tolist(),
        "intercepts": np.linspace(-0.5, 0.5, rows).tolist(),
    }
    if words:
        said["classlabels_strings"] = ["a", "b", "c"][:classes]
    else:
        said["classlabels_ints"] = [4, 5, 6][:classes]
    model, fed = node("LinearClassifier", [X - 2], outputs=("y", "z"), post_transform=transform, **said)
    same(model, fed)


@pytest.mark.parametrize("classes", [2, 3])
def test_chances_by_a_machine(classes):
    machine = SVC(kernel="rbf").fit(X, CLASSES if classes == 3 else TWO)
    pairs = classes * (classes - 1) // 2
    coefficients = machine.dual_coef_.ravel() if classes == 3 else -machine.dual_coef_.ravel()
    rho = machine.intercept_ if classes == 3 else -machine.intercept_
    said = {
        "coefficients": coefficients.tolist(),
        "kernel_params": [float(machine._gamma), 0.0, 3.0],
        "kernel_type": "RBF",
        "prob_a": np.linspace(-2, -1, pairs).tolist(),
        "prob_b": np.linspace(-0.1, 0.1, pairs).tolist(),
        "rho": rho.tolist(),
        "support_vectors": machine.support_vectors_.ravel().tolist(),
        "vectors_per_class": machine.n_support_.tolist(),
        "classlabels_ints": list(range(classes)),
    }
    model, fed = node("SVMClassifier", [X], outputs=("y", "z"), **said)
    (mine, chances), (theirs, near) = by_barewire(model, fed), by_onnx_runtime(model, fed)
    np.testing.assert_array_equal(mine, theirs)
    # ONNX Runtime comes near the least squares by steps, to 0.005 / classes.
    np.testing.assert_allclose(chances, near, atol=0.01)
    np.testing.assert_allclose(chances.sum(1), 1, rtol=1e-5)


def objects(*values, shape=None):
    return np.array([*values, None], object)[:-1].reshape(shape or (len(values),))


NAMES = objects("Amy", "Sally", "nobody", "Amy", shape=(2, 2))
NUMBERS = np.array([[5, 6], [7, 5]])
FLOATS = np.array([[0.5, np.nan], [2.0, 0.5]], np.float32)
MAPS = {
    "names to numbers": (
        NAMES,
        {"keys_strings": ["Amy", "Sally"], "values_int64s": [5, 6], "default_int64": -3},
    ),
    "names to names": (NAMES, {"keys_strings": ["Amy", "Sally"], "values_strings": ["A", "S"]}),
    "names to floats": (NAMES, {"keys_strings": ["Amy", "Sally"], "values_floats": [0.5, 1.5]}),
    "numbers to names": (
        NUMBERS,
        {"keys_int64s": [5, 6], "values_strings": ["A", "S"], "default_string": "?"},
    ),
    "numbers to numbers": (NUMBERS, {"keys_int64s": [5, 6], "values_int64s": [50, 60]}),
    "numbers to floats": (
        NUMBERS,
        {"keys_int64s": [5, 6], "values_floats": [0.5, 1.5], "default_float": 9.0},
    ),
    "floats to numbers": (FLOATS, {"keys_floats": [0.5, float("nan")], "values_int64s": [1, 2]}),
    "floats to names": (FLOATS, {"keys_floats": [0.5, 2.0], "values_strings": ["A", "S"]}),
}


@pytest.mark.share(3)
@pytest.mark.parametrize("name", MAPS)
@pytest.mark.parametrize("version", [2, 4])
def test_labels_are_mapped(name, version):
    x, said = MAPS[name]
    if version == 2 and name == "floats to numbers":
        x = np.nan_to_num(x, nan=9.0)  # ONNX Runtime finds no nan before version 4
    same(*node("LabelEncoder", [x], version, **said))


def test_labels_of_the_first_version_and_categories():
    for x in (NAMES, np.array([0, 1, 2])):
        same(*node("LabelEncoder", [x], classes_strings=["Amy", "Sally"], default_string="?"))
        same(*node("CategoryMapper", [x], cats_strings=["Amy", "Sally"], cats_int64s=[1, 2]))


@pytest.mark.parametrize(
    "x", [NAMES, NUMBERS, NUMBERS.astype(np.float32)], ids=["names", "numbers", "floats"]
)
def test_one_of_categories(x):
    said = {"cats_strings": ["Amy", "Sally"]} if x.dtype == object else {"cats_int64s": [5, 6]}
    same(*node("OneHotEncoder", [x], **said))
    with pytest.raises(BarewireError, match="none of its categories"):
        by_barewire(*node("OneHotEncoder", [x], zeros=0, **said))


@pytest.mark.share(2)
@pytest.mark.parametrize(
    ("operator", "inputs", "said"),
    [
        ("Scaler", [X], {"offset": [1.0, 2.0, 3.0, 4.0], "scale": [0.5, 2.0, 1.0, 3.0]}),
        ("Scaler", [NUMBERS], {"offset": [1.0], "scale": [0.5]}),
        ("Normalizer", [X - 2], {"norm": "L1"}),
        ("Normalizer", [X - 2], {"norm": "L2"}),
        ("Normalizer", [X], {"norm": "MAX"}),
        ("Normalizer", [X * 0], {"norm": "L2"}),
        ("Binarizer", [X], {"threshold": 1.5}),
        ("Imputer", [FLOATS], {"imputed_value_floats": [9.0], "replaced_value_float": float("nan")}),
        ("Imputer", [FLOATS], {"imputed_value_floats": [8.0, 9.0], "replaced_value_float": 0.5}),
        ("Imputer", [NUMBERS], {"imputed_value_int64s": [8, 9], "replaced_value_int64": 5}),
        ("ArrayFeatureExtractor", [X, np.array([2, 0, 2])], {}),
        ("ArrayFeatureExtractor", [X[0], np.array([1])], {}),
        ("ArrayFeatureExtractor", [NAMES, np.array([1])], {}),
        ("FeatureVectorizer", [X, X[:, :2]], {"inputdimensions": [4, 2]}),
        ("LinearRegressor", [X], {"coefficients": [0.5, 1, -1, 2.0], "intercepts": [0.25], "targets": 1}),
        ("LinearRegressor", [X], {"coefficients": [0.5, 1, -1, 2.0] * 2, "targets": 2}),
    ],
)
def test_features(operator, inputs, said):
    same(*node(operator, inputs, **said))


@pytest.mark.parametrize("names", [{"classlabels_int64s": [3, 5]}, {"classlabels_strings": ["a", "b"]}])
def test_scores_by_name(names):
    scores = np.array([[0.25, 0.75], [1.0, 0.0]], np.float32)
    (found,) = by_barewire(*node("ZipMap", [scores], **names))
    (keys,) = names.values()
    assert found == [dict(zip(keys, row, strict=True)) for row in scores.tolist()]


def test_maps_become_rows():
    def run(operator, value, **said):
        made, _ = node(operator, [], **said)
        made.graph.node[0].input.append("m")
        key = TensorProto.STRING if isinstance(next(iter(value)), str) else TensorProto.INT64
        kind = helper.make_map_type_proto(key, helper.make_tensor_type_proto(TensorProto.FLOAT, None))
        made.graph.input.append(helper.make_value_info("m", kind))
        return by_barewire(made, {"m": value})[0].tolist()

    assert run("DictVectorizer", {"b": 2.0, "x": 9.0}, string_vocabulary=["a", "b"]) == [[0.0, 2.0]]
    assert run("CastMap", {3: 1.5, 1: 2.5}) == [[2.5, 1.5]]
    assert run("CastMap", {3: 1.5, 1: 2.5}, map_form="SPARSE", max_map=5, cast_to="TO_INT64") == [
        [0, 2, 0, 1, 0]
    ]
    assert run("CastMap", {1: 2.5}, cast_to="TO_STRING") == [["2.5"]]


CIRCLE = tree(QUESTIONS, nodes_truenodeids=[1, 0, 0, 1, 0, 0, 0, 0])
NOWHERE = tree(QUESTIONS, nodes_truenodeids=[99, 0, 0, 1, 3, 0, 0, 0])
WEIGHTS = {"target_treeids": [0], "target_nodeids": [1], "target_ids": [0], "target_weights": [1.0]}


@pytest.mark.parametrize(
    ("said", "match"),
    [
        (CIRCLE, "circle"),
        (NOWHERE, "no node 99"),
        (tree(["LEAP", "LEAF", "LEAF"]), "LEAP"),
        (tree(QUESTIONS, nodes_featureids=[99] * 8), "feature 99 of 4"),
        (tree(QUESTIONS, nodes_values=[1.0]), "lengths"),
        (tree(QUESTIONS, n_targets=0), "target 0 of 0"),
    ],
)
def test_trees_that_are_none_are_refused(said, match):
    with pytest.raises(BarewireError, match=match):
        by_barewire(*node("TreeEnsembleRegressor", [X], **said, **WEIGHTS))
