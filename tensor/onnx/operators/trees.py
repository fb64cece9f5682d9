"""Ensembles of decision trees: all rows go down all trees at once, a level at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from ....runtime.errors import InvalidArgument, ShapeError
from ...graph import dtype as dtypes
from ...tensor import Tensor
from ..lowering import ML, Value, lowering
from .scores import TRANSFORMS, both_classes, labels, transformed

Array = np.ndarray[Any, Any]

_MODES = ("BRANCH_LEQ", "BRANCH_LT", "BRANCH_GTE", "BRANCH_GT", "BRANCH_EQ", "BRANCH_NEQ", "BRANCH_MEMBER")
_LEAF, _EQUAL, _MEMBER = -1, 4, 6
# A table of all leaves and targets is made: more than any real ensemble has.
_MOST_WEIGHTS = 1 << 26


@dataclass
class Forest:
    """Nodes by number: what a node asks of which feature, what follows; leaves lead to themselves."""

    roots: list[int]
    modes: list[int]
    features: list[int]
    splits: list[float]
    yes: list[int]
    no: list[int]
    missing: list[int]

    @property
    def depth(self) -> int:
        """How many questions lie between a root and its farthest leaf.

        Raises InvalidArgument for nodes that lead in a circle, or nowhere.
        """
        count, level, found = len(self.modes), list(dict.fromkeys(self.roots)), 0
        while level := [number for number in level if self.modes[number] != _LEAF]:
            found += 1
            if found > count:
                raise InvalidArgument("the nodes of a tree lead in a circle")
            level = list(
                dict.fromkeys(each for number in level for each in (self.yes[number], self.no[number]))
            )
        return found

    def leaves(self, x: Tensor) -> Tensor:
        """The number of the leaf that each row of `x` [n, features] comes to in each tree: [n, trees]."""
        if max(self.features, default=0) >= x.shape[1] or min(self.features, default=0) < 0:
            raise ShapeError(f"trees ask for feature {max(self.features)} of {x.shape[1]}")
        device = x.device

        def table(values: Sequence[Any], dtype: Any) -> Tensor:
            return Tensor(np.array(values), dtype=dtype, device=device)

        features, splits = table(self.features, dtypes.int32), table(self.splits, x.dtype)
        yes, no = table(self.yes, dtypes.int32), table(self.no, dtypes.int32)
        asked = sorted({mode for mode in self.modes if mode != _LEAF})
        modes = table(self.modes, dtypes.int32) if len(asked) > 1 else None
        missing = table(self.missing, dtypes.bool_) if any(self.missing) else None
        at = table(self.roots, dtypes.int32).unsqueeze(0).expand((x.shape[0], len(self.roots)))
        for _ in range(self.depth):
            value, split = x.gather(1, features[at]), splits[at]
            answer = _answer(asked[0], value, split)
            if modes is not None:
                mode = modes[at]
                for each in asked[1:]:
                    answer = (mode == each).where(_answer(each, value, split), answer)
            if missing is not None:
                answer = answer | (value.isnan() & missing[at])
            at = answer.where(yes[at], no[at])
        return at


def _answer(mode: int, value: Tensor, split: Tensor) -> Tensor:
    return (
        value <= split,
        value < split,
        value >= split,
        value > split,
        value == split,
        value != split,
    )[mode]


def _weights(
    forest: Forest, nodes: Sequence[int], targets: Sequence[int], weights: Array, count: int
) -> tuple[Array, Array]:
    """The weight of each node for each target, and which there are."""
    size = len(forest.modes)
    if size * count > _MOST_WEIGHTS:
        raise InvalidArgument(f"trees of {size} nodes with weights for {count} targets")
    if targets and not 0 <= min(targets) <= max(targets) < count:
        raise InvalidArgument(f"a tree has weights for target {max(targets)} of {count}")
    table, there = np.zeros((size, count), weights.dtype), np.zeros((size, count), np.bool_)
    places = (np.array(nodes, np.int64), np.array(targets, np.int64))
    np.add.at(table, places, weights)
    there[places] = True
    return table, there


def _aggregated(forest: Forest, x: Tensor, table: Array, there: Array, how: str) -> Tensor:
    """The weights of the leaves that rows come to, put together: [n, targets]."""
    leaves = forest.leaves(x)
    values = Tensor(table, device=x.device)
    if how in ("SUM", "AVERAGE"):
        total = values[leaves].sum(1)
        return total / len(forest.roots) if how == "AVERAGE" else total
    if how not in ("MIN", "MAX"):
        raise InvalidArgument(f"trees are put together by SUM, AVERAGE, MIN or MAX, not by {how!r}")
    has = Tensor(there, device=x.device)[leaves]
    far = float("inf") if how == "MIN" else -float("inf")
    known = has.where(values[leaves], far)
    best = known.amin(1) if how == "MIN" else known.amax(1)
    return has.any(1).where(best, 0.0)


def _rows(x: Tensor) -> Tensor:
    """The rows of a matrix of floats."""
    if x.ndim == 1:
        x = x.unsqueeze(0)
    if x.ndim != 2:
        raise ShapeError(f"trees take rows of features, not shape {tuple(x.shape)}")
    return x if x.dtype in (dtypes.float32, dtypes.float64) else x.cast(dtypes.float32)


def _given(floats: Sequence[float] | None, tensor: Array | None) -> Array:
    if tensor is not None:
        return np.asarray(tensor).reshape(-1)
    return np.array(floats or [], np.float32)


class _Nodes:
    """The attributes of nodes as the older operators have them, by the numbers of tree and node."""

    def __init__(self, said: dict[str, Any]) -> None:
        trees, ids = said["nodes_treeids"] or [], said["nodes_nodeids"] or []
        names = ("nodes_featureids", "nodes_truenodeids", "nodes_falsenodeids", "nodes_modes")
        features, yes, no, modes = (said[name] or [] for name in names)
        splits = _given(said["nodes_values"], said["nodes_values_as_tensor"])
        lengths = {len(each) for each in (trees, ids, features, yes, no, modes, splits)}
        if len(lengths) != 1 or not trees:
            raise InvalidArgument(f"the nodes of trees have attributes of the lengths {sorted(lengths)}")
        self.numbers = {key: number for number, key in enumerate(zip(trees, ids, strict=True))}
        unknown = sorted({mode for mode in modes if mode not in (*_MODES[:_MEMBER], "LEAF")})
        if unknown:
            raise InvalidArgument(f"the nodes of trees have the modes {', '.join(unknown)}, which are none")
        kinds = [_LEAF if mode == "LEAF" else _MODES.index(mode) for mode in modes]
        places = range(len(kinds))
        missing = said["nodes_missing_value_tracks_true"] or [0] * len(kinds)
        if len(missing) != len(kinds):
            raise InvalidArgument(f"{len(missing)} nodes_missing_value_tracks_true of {len(kinds)} nodes")
        ways = [
            [at if kinds[at] == _LEAF else self.number(trees[at], each[at]) for at in places]
            for each in (yes, no)
        ]
        # The first node of a tree is its root.
        roots: dict[int, int] = {}
        for at in places:
            roots.setdefault(trees[at], at)
        asked = [0 if kinds[at] == _LEAF else features[at] for at in places]
        self.forest = Forest(
            list(roots.values()), kinds, asked, splits.tolist(), ways[0], ways[1], list(map(bool, missing))
        )

    def number(self, tree: int, node: int) -> int:
        """Where a node lies among all."""
        if (tree, node) not in self.numbers:
            raise InvalidArgument(f"tree {tree} has no node {node}, which it names")
        return self.numbers[tree, node]


@lowering("TreeEnsembleRegressor", domain=ML)
def tree_ensemble_regressor(
    x: Tensor,
    *,
    aggregate_function: str = "SUM",
    base_values: list[float] | None = None,
    base_values_as_tensor: Array | None = None,
    n_targets: int = 1,
    nodes_falsenodeids: list[int] | None = None,
    nodes_featureids: list[int] | None = None,
    nodes_hitrates: object = None,
    nodes_hitrates_as_tensor: object = None,
    nodes_missing_value_tracks_true: list[int] | None = None,
    nodes_modes: list[str] | None = None,
    nodes_nodeids: list[int] | None = None,
    nodes_treeids: list[int] | None = None,
    nodes_truenodeids: list[int] | None = None,
    nodes_values: list[float] | None = None,
    nodes_values_as_tensor: Array | None = None,
    post_transform: str = "NONE",
    target_ids: list[int] | None = None,
    target_nodeids: list[int] | None = None,
    target_treeids: list[int] | None = None,
    target_weights: list[float] | None = None,
    target_weights_as_tensor: Array | None = None,
) -> Tensor:
    nodes = _Nodes(locals())
    rows = _rows(x)
    weights = _given(target_weights, target_weights_as_tensor)
    places = [nodes.number(*key) for key in zip(target_treeids or [], target_nodeids or [], strict=True)]
    table, there = _weights(nodes.forest, places, target_ids or [], weights, n_targets)
    scores = _aggregated(nodes.forest, rows, table, there, aggregate_function)
    base = _given(base_values, base_values_as_tensor)
    if base.size:
        scores = scores + Tensor(base, device=x.device)
    return transformed(scores, post_transform).cast(dtypes.float32)


@lowering("TreeEnsembleClassifier", domain=ML)
def tree_ensemble_classifier(
    x: Tensor,
    *,
    base_values: list[float] | None = None,
    base_values_as_tensor: Array | None = None,
    class_ids: list[int] | None = None,
    class_nodeids: list[int] | None = None,
    class_treeids: list[int] | None = None,
    class_weights: list[float] | None = None,
    class_weights_as_tensor: Array | None = None,
    classlabels_int64s: list[int] | None = None,
    classlabels_strings: list[str] | None = None,
    nodes_falsenodeids: list[int] | None = None,
    nodes_featureids: list[int] | None = None,
    nodes_hitrates: object = None,
    nodes_hitrates_as_tensor: object = None,
    nodes_missing_value_tracks_true: list[int] | None = None,
    nodes_modes: list[str] | None = None,
    nodes_nodeids: list[int] | None = None,
    nodes_treeids: list[int] | None = None,
    nodes_truenodeids: list[int] | None = None,
    nodes_values: list[float] | None = None,
    nodes_values_as_tensor: Array | None = None,
    post_transform: str = "NONE",
) -> tuple[Value, Tensor]:
    """Of two classes the first may have all the weights, which are the second's then: chances where none is
    negative.
    """
    nodes = _Nodes(locals())
    rows = _rows(x)
    count = max(len(classlabels_int64s or classlabels_strings or []), max(class_ids or [0]) + 1)
    weights = _given(class_weights, class_weights_as_tensor)
    places = [nodes.number(*key) for key in zip(class_treeids or [], class_nodeids or [], strict=True)]
    table, there = _weights(nodes.forest, places, class_ids or [], weights, count)
    scores = _aggregated(nodes.forest, rows, table, there, "SUM")
    base = _given(base_values, base_values_as_tensor)
    if base.size:
        scores = scores + Tensor(base, device=x.device)
    if count == 2 and set(class_ids or []) == {0}:
        score = scores[:, :1]
        is_chance = bool(weights.size) and float(weights.min()) >= 0
        best = (score[:, 0] > (0.5 if is_chance else 0.0)).cast(dtypes.int64)
        result = both_classes(score, post_transform, is_chance)
    else:
        # A class that no leaf spoke of is not chosen, whatever the others' scores.
        spoken = Tensor(there, device=x.device)[nodes.forest.leaves(rows)].any(1)
        best = scores.argmax(1) if base.size else spoken.where(scores, -float("inf")).argmax(1)
        result = transformed(scores, post_transform)
    return labels(best, classlabels_int64s, classlabels_strings), result.cast(dtypes.float32)


_AGGREGATES = ("AVERAGE", "SUM", "MIN", "MAX")


@lowering("TreeEnsemble", since=5, domain=ML)
def tree_ensemble(
    x: Tensor,
    *,
    aggregate_function: int = 1,
    leaf_targetids: list[int],
    leaf_weights: Array,
    membership_values: Array | None = None,
    n_targets: int = 1,
    nodes_falseleafs: list[int],
    nodes_falsenodeids: list[int],
    nodes_featureids: list[int],
    nodes_hitrates: object = None,
    nodes_missing_value_tracks_true: list[int] | None = None,
    nodes_modes: Array,
    nodes_splits: Array,
    nodes_trueleafs: list[int],
    nodes_truenodeids: list[int],
    post_transform: int = 0,
    tree_roots: list[int],
) -> Tensor:
    """Leaves are numbered after the nodes."""
    if not 0 <= aggregate_function < len(_AGGREGATES) or not 0 <= post_transform < len(TRANSFORMS):
        raise InvalidArgument(
            f"TreeEnsemble: aggregate_function {aggregate_function}, post_transform {post_transform}"
        )
    kinds = np.asarray(nodes_modes).astype(int).tolist()
    splits = np.asarray(nodes_splits)
    weights = np.asarray(leaf_weights)
    count, leaves = len(kinds), weights.size
    missing = nodes_missing_value_tracks_true or [0] * count
    given = (
        nodes_featureids,
        nodes_truenodeids,
        nodes_falsenodeids,
        nodes_trueleafs,
        nodes_falseleafs,
        missing,
    )
    if any(len(each) != count for each in given) or splits.size != count or len(leaf_targetids) != leaves:
        raise InvalidArgument("TreeEnsemble: the attributes of its nodes, or of its leaves, differ in length")
    if any(not 0 <= kind < len(_MODES) for kind in kinds):
        raise InvalidArgument(f"TreeEnsemble: nodes_modes are below {len(_MODES)}, not {sorted(set(kinds))}")

    def follower(at: int, ids: list[int], leafs: list[int]) -> int:
        limit = leaves if leafs[at] else count
        if not 0 <= ids[at] < limit:
            raise InvalidArgument(f"TreeEnsemble: node {at} leads to {ids[at]} of {limit}")
        return ids[at] + (count if leafs[at] else 0)

    yes = [follower(at, nodes_truenodeids, nodes_trueleafs) for at in range(count)]
    no = [follower(at, nodes_falsenodeids, nodes_falseleafs) for at in range(count)]
    if any(not 0 <= root < count for root in tree_roots):
        raise InvalidArgument(f"TreeEnsemble: tree_roots {tree_roots} of {count} nodes")
    own = list(range(count, count + leaves))
    forest = Forest(
        list(tree_roots),
        [*kinds, *[_LEAF] * leaves],
        [*nodes_featureids, *[0] * leaves],
        [*splits.astype(float).tolist(), *[0.0] * leaves],
        [*yes, *own],
        [*no, *own],
        [*map(bool, missing), *[False] * leaves],
    )
    _without_sets(forest, membership_values)
    rows = _rows(x)
    table, there = _weights(forest, own, leaf_targetids, weights.astype(np.float64), n_targets)
    table = table.astype(np.float64 if rows.dtype is dtypes.float64 else np.float32)
    scores = _aggregated(forest, rows, table, there, _AGGREGATES[aggregate_function])
    return transformed(scores, TRANSFORMS[post_transform]).cast(x.dtype)


def _without_sets(forest: Forest, members: Array | None) -> None:
    """Questions whether a value is in a set become one for each of its members."""
    asking = [at for at, kind in enumerate(forest.modes) if kind == _MEMBER]
    if not asking:
        return
    sets: list[list[float]] = [[]]
    for value in np.asarray(members if members is not None else []).astype(float).tolist():
        if np.isnan(value):
            sets.append([])
        else:
            sets[-1].append(value)
    if len(sets) < len(asking):
        raise InvalidArgument(f"TreeEnsemble: {len(sets)} sets of membership_values for {len(asking)} nodes")
    for at, values in zip(asking, sets, strict=False):
        forest.modes[at] = _EQUAL
        # No number equals nan, which stands for a set without members.
        forest.splits[at] = values[0] if values else float("nan")
        for value in values[1:]:
            forest.modes.append(_EQUAL)
            forest.features.append(forest.features[at])
            forest.splits.append(value)
            forest.yes.append(forest.yes[at])
            forest.no.append(forest.no[at])
            forest.missing.append(forest.missing[at])
            forest.no[at] = len(forest.modes) - 1
            at = forest.no[at]
