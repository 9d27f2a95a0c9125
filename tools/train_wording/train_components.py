"""Train the component tagger from `data/components_*.txt` and the statements; write `components.npz`.

    python -m tools.train_wording.train_components    # about a minute on one core; after `train.py`

`components_*.txt` has `letters<TAB>sentence`: a acknowledgement, w to whom, c cause, r remedy, p prevention,
n next update, t contact, - none. In a statement a sentence counts as holding a component when its pattern is
there and the statement does not miss it. The patterns were tuned on the statements, so how far to trust them
is learned from the single sentences alone. Needs the `train` dependency group (scikit-learn).
"""

import numpy as np
import orjson
from scipy.sparse import csr_matrix, hstack
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GroupKFold
from tools.train_wording.train import DATA, TARGET, matrix

from deutgo.wording.classifier import second_pass, shipped_model
from deutgo.wording.components import COMPONENTS, faults_of, patterns_found
from deutgo.wording.engine import sentence_findings
from deutgo.wording.features import (
    BUCKETS,
    Nearness,
    character_runs,
    morpheme_runs,
    own_tokens,
    own_words,
    unit,
)
from deutgo.wording.report import Finding
from deutgo.wording.rules import shipped
from deutgo.wording.sentences import Sentence, split_many

LETTERS = "awcrpnt"
NAMED = {"second_statements.jsonl"}  # `components_5.txt` names what each of its sentences holds
C = 8.0


def findings_of(sentences: list[Sentence]) -> list[Finding]:
    """Run the rules and the learned pass on one text."""
    by_rule = [sentence_findings(shipped(), sentences, i) for i in range(len(sentences))]
    learned = second_pass(sentences, by_rule)
    return [f for pair in zip(by_rule, learned, strict=True) for found in pair for f in found]


def read() -> tuple[list[Sentence], np.ndarray, np.ndarray, np.ndarray]:
    """Return sentences, labels, patterns found, and groups (single sentences: below 10,000)."""
    texts, labels = [], []
    for path in sorted(DATA.glob("components_*.txt")):
        for line in path.read_text(encoding="utf-8").splitlines():
            letters, tab, text = line.partition("\t")
            if tab:
                texts.append(text)
                labels.append([c in letters for c in LETTERS])
    count = len(texts)
    rows = [
        orjson.loads(line)
        for path in sorted(DATA.glob("*statements.jsonl"))
        if path.name not in NAMED
        for line in path.read_bytes().splitlines()
    ]
    texts += [row["text"] for row in rows]
    sentences, wanted, seen, groups = [], [], [], []
    for number, split in enumerate(split_many(texts)):
        findings = findings_of(split)
        for sentence in split:
            found = patterns_found(sentence, faults_of(sentence, findings))
            missing = rows[number - count]["missing"] if number >= count else []
            sentences.append(sentence)
            seen.append(found)
            groups.append(number if number < count else 10_000 + number)
            wanted.append(
                labels[number]
                if number < count
                else [f and c not in missing for f, c in zip(found, COMPONENTS, strict=True)]
            )
    return sentences, np.array(wanted), np.array(seen), np.array(groups)


def block(sentences: list[Sentence], nearness: Nearness) -> csr_matrix:
    """Return characters, morphemes and nearness side by side."""
    tokens = [own_tokens([s]) for s in sentences]
    near = np.array([nearness.block(t) for t in tokens])
    near /= np.maximum(1e-9, np.linalg.norm(near, axis=1, keepdims=True))
    return hstack([
        matrix([unit(character_runs(own_words([s]))) for s in sentences]),
        matrix([unit(morpheme_runs(t)) for t in tokens]),
        csr_matrix(near),
    ]).tocsr()  # fmt: skip


def main() -> None:
    """Train, cross-validate by group, learn how to join, write."""
    model = shipped_model()
    if model is None:
        raise SystemExit("train.py first")
    sentences, y, found, groups = read()
    x = block(sentences, model.nearness)
    score = np.zeros(y.shape)
    single = groups < 10_000

    def fit(rows: np.ndarray, j: int) -> LogisticRegression:
        return LogisticRegression(C=C, max_iter=400, class_weight="balanced").fit(x[rows], y[rows, j])

    for train, test in GroupKFold(6, shuffle=True, random_state=1).split(x, y, groups):
        for j in range(len(COMPONENTS)):
            score[test, j] = fit(train, j).decision_function(x[test])
    joining = []
    for j, name in enumerate(COMPONENTS):
        pair = np.column_stack([score[:, j], found[:, j]])
        join = LogisticRegression(C=3.0, class_weight="balanced").fit(pair[single], y[single, j])
        joining.append([*join.coef_[0], join.intercept_[0]])
        says = join.predict(pair)[single]
        truth, rule = y[single, j], found[single, j]
        print(
            f"{name:16} n {truth.sum():3} "
            f"joined precision {truth[says].mean():.2f} recall {says[truth].mean():.2f}   "
            f"pattern alone precision {truth[rule].mean():.2f} recall {rule[truth].mean():.2f}"
        )
    whole = [fit(np.arange(len(y)), j) for j in range(len(COMPONENTS))]
    weights = np.array([m.coef_[0] for m in whole]).T
    hashed = [weights[:BUCKETS], weights[BUCKETS : 2 * BUCKETS]]
    scale = np.array([np.abs(part).max(axis=0) / 127 for part in hashed])
    path = TARGET.with_name("components.npz")
    np.savez_compressed(
        path,
        characters=np.round(hashed[0] / scale[0]).astype(np.int8),
        morphemes=np.round(hashed[1] / scale[1]).astype(np.int8),
        near=weights[2 * BUCKETS :].astype(np.float16),
        scale=scale.astype(np.float32),
        intercept=np.array([m.intercept_[0] for m in whole], dtype=np.float32),
        joining=np.array(joining, dtype=np.float32).T,
    )
    print(f"{len(y)} sentences; wrote {path.name}, {path.stat().st_size / 1e6:.2f} MB")


if __name__ == "__main__":
    main()
