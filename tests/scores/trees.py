"""Trees learned by scikit-learn as the table that :mod:`packager.read.forest` plants."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any


def table_of(model: Any, measures: Sequence[str]) -> dict[str, Any]:
    """Return a gradient-boosted classifier of two classes as a table, numbers rounded."""
    trees = [
        [
            float(f"{node['value']:.4g}")
            if node["is_leaf"]
            else [
                int(node["feature_idx"]),
                float(f"{node['num_threshold']:.5g}"),
                int(node["left"]),
                int(node["right"]),
            ]
            for node in predictor[0].nodes
        ]
        for predictor in model._predictors
    ]
    baseline = round(float(model._baseline_prediction.ravel()[0]), 5)
    return {"baseline": baseline, "features": list(measures), "trees": trees}
