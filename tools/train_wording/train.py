"""Train the second pass from the labelled sentences under `data/`, and write `src/deutgo/wording/model.npz`.

    python tools/train_wording/train.py            # about two minutes on one core
    python tools/train_wording/train.py --report   # cross-validation only

Needs the `train` dependency group (scikit-learn). Everything in `data/` is synthetic and was written for
this project. The threshold is the lowest probability at which rules and model together keep the wanted
precision on held-out folds.
"""

import sys
from pathlib import Path

import numpy as np
import orjson
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import StratifiedKFold

from deutgo.understand.morphemes import kiwi
from deutgo.wording.engine import sentence_findings
from deutgo.wording.features import (
    BUCKETS,
    Nearness,
    character_runs,
    is_content,
    morpheme_runs,
    own_tokens,
    own_words,
    rule_block,
    unit,
)
from deutgo.wording.report import SENTENCE_CATEGORIES, Severity
from deutgo.wording.rules import shipped
from deutgo.wording.sentences import split_many

DATA = Path(__file__).parent / "data"
TARGET = Path(__file__).parents[2] / "src" / "deutgo" / "wording" / "model.npz"
C = 10.0
RULES_WEIGHT, NEAR_WEIGHT = 0.5, 1.2
WANTED_PRECISION = 0.905


def read_rows() -> list[tuple[str, frozenset[str]]]:
    """Read `letters<TAB>sentence` and JSON Lines files; a clean sentence has no letters."""
    rows = []
    for path in sorted(DATA.glob("own_*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            letters, tab, text = line.partition("\t")
            if line.strip():
                rows.append((text, frozenset(letters)) if tab else (line.strip(), frozenset()))
    for path in sorted(DATA.glob("*sentences.jsonl")):
        for line in path.read_bytes().splitlines():
            row = orjson.loads(line)
            rows.append((row["text"], frozenset(row["labels"])))
    return rows + good_statement_sentences()


def good_statement_sentences() -> list[tuple[str, frozenset[str]]]:
    """Take the sentences of publishable statements as clean ones: the model must leave good texts alone."""
    good = [
        row["text"]
        for path in sorted(DATA.glob("*statements.jsonl"))
        for row in map(orjson.loads, path.read_bytes().splitlines())
        if row["publishable"]
    ]
    return [(s.text, frozenset()) for sentences in split_many(good) for s in sentences if len(s.text) >= 8]


def near_words(tokens: list[list[object]], most: int = 1500, least: int = 3) -> list[tuple[str, str]]:
    """Pick the words to measure nearness to: the commonest that Kiwi has vectors for."""
    from collections import Counter

    counts = Counter((t.form, t.tag) for row in tokens for t in row if is_content(t))  # type: ignore[attr-defined]
    words = []
    for (form, tag), n in counts.most_common(most):
        if n < least:
            break
        try:
            kiwi().morpheme_similarity((form, tag), (form, tag))
        except ValueError:
            continue
        if "/" not in form:
            words.append((form, tag))
    return words


def matrix(blocks: list[tuple[np.ndarray, np.ndarray]]) -> csr_matrix:
    """Stack hashed rows."""
    ends = np.cumsum([0] + [len(where) for where, _ in blocks])
    where = np.concatenate([w for w, _ in blocks])
    value = np.concatenate([v for _, v in blocks])
    return csr_matrix((value, where, ends), shape=(len(blocks), BUCKETS))


def fit(x: csr_matrix, y: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Fit one logistic regression a column; return weights (features × columns) and intercepts."""
    models = [
        LogisticRegression(C=C, max_iter=400, class_weight="balanced").fit(x, y[:, j])
        for j in range(y.shape[1])
    ]
    return np.array([m.coef_[0] for m in models]).T, np.array([m.intercept_[0] for m in models])


def main() -> None:
    """Train, cross-validate, choose the threshold, write."""
    rows = read_rows()
    texts = [text for text, _ in rows]
    split = list(split_many(texts))
    rules = shipped()
    hits = [[f for i in range(len(s)) for f in sentence_findings(rules, s, i)] for s in split]
    tokens = [own_tokens(s) for s in split]
    names = [rule.id for rule in rules.rules]
    nearness = Nearness(near_words(tokens))
    near = np.array([nearness.block(t) for t in tokens])
    near /= np.maximum(1e-9, np.linalg.norm(near, axis=1, keepdims=True))
    x = hstack([
        matrix([unit(character_runs(own_words(s))) for s in split]),
        matrix([unit(morpheme_runs(t)) for t in tokens]),
        csr_matrix(np.array([rule_block(h, names) for h in hits]) * RULES_WEIGHT),
        csr_matrix(near * NEAR_WEIGHT),
    ]).tocsr()  # fmt: skip
    y = np.array(
        [[c in labels for c in SENTENCE_CATEGORIES] + [bool(labels)] for _, labels in rows], dtype=int
    )
    by_rule = np.array([any(f.severity is not Severity.INFO for f in h) for h in hits])
    chance = np.zeros(y.shape)
    for train, test in StratifiedKFold(6, shuffle=True, random_state=1).split(x, y[:, -1]):
        weights, intercept = fit(x[train], y[train])
        chance[test] = 1 / (1 + np.exp(-(x[test] @ weights + intercept)))
    threshold = choose(chance, y, by_rule)
    print(
        f"{len(rows)} sentences, {y[:, -1].sum()} faulty, {len(names)} rules, "
        f"{len(nearness.words)} near words"
    )
    if "--report" in sys.argv:
        return
    weights, intercept = fit(x, y)
    write(weights, intercept, names, nearness, threshold)


def choose(chance: np.ndarray, y: np.ndarray, by_rule: np.ndarray) -> float:
    """Return the lowest threshold that keeps the wanted precision, and print the curve."""
    truth, best = y[:, -1].astype(bool), 0.99
    for threshold in np.arange(0.95, 0.2, -0.025):
        flagged = by_rule | (chance[:, -1] >= threshold)
        precision = (flagged & truth).sum() / max(1, flagged.sum())
        recall = (flagged & truth).sum() / truth.sum()
        print(f"threshold {threshold:.3f} precision {precision:.3f} recall {recall:.3f} "
              f"F1 {2 * precision * recall / (precision + recall):.3f}")  # fmt: skip
        if precision >= WANTED_PRECISION:
            best = float(threshold)
    flagged = by_rule | (chance[:, -1] >= best)
    top = np.argsort(-chance[:, :-1], axis=1)
    for j, c in enumerate(SENTENCE_CATEGORIES):
        of = y[:, j].astype(bool)
        print(f"  {c} flagged {flagged[of].mean():.3f} best category {(top[of, 0] == j).mean():.3f} "
              f"in two {((top[of, :2] == j).any(axis=1)).mean():.3f}")  # fmt: skip
    return best


def write(
    weights: np.ndarray, intercept: np.ndarray, names: list[str], nearness: Nearness, threshold: float
) -> None:
    """Quantise the hashed blocks to eight bits a column and save."""
    hashed = [weights[:BUCKETS], weights[BUCKETS : 2 * BUCKETS]]
    scale = np.array([np.abs(block).max(axis=0) / 127 for block in hashed])
    rules_end = 2 * BUCKETS + len(names) + len(SENTENCE_CATEGORIES) + 2
    np.savez_compressed(
        TARGET,
        characters=np.round(hashed[0] / scale[0]).astype(np.int8),
        morphemes=np.round(hashed[1] / scale[1]).astype(np.int8),
        scale=scale.astype(np.float32),
        rules=weights[2 * BUCKETS : rules_end].astype(np.float16),
        near=weights[rules_end:].astype(np.float16),
        intercept=intercept.astype(np.float32),
        rule_names=np.array(names),
        near_words=np.array([f"{form}/{tag}" for form, tag in nearness.words]),
        threshold=np.float32(threshold),
        block_weights=np.array([RULES_WEIGHT, NEAR_WEIGHT], dtype=np.float32),
    )
    print(f"wrote {TARGET.name}, {TARGET.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
