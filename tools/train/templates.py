"""Synthetic mentions from frames: one sentence said of many things, with the fitting particles.

A frame is a labelled sentence with slots: `{사물}` something a customer deals with, `{사물2}` another of the
same trade, `{이름}` an invented company, `{이름2}` another, `{일}` a matter that is asked or requested. A
particle after a slot is written `{사물:은}` and takes its right form. Seeded: always the same sentences.
"""

import random
import re
from pathlib import Path

from mentions import Labelled, read

HERE = Path(__file__).parent / "data"
SEED = 99
FILLS = 10
_SLOT = re.compile(r"\{([^:}]+)(?::([^}]+))?\}")
_PARTICLES = {
    "은": "은는",
    "이": "이가",
    "을": "을를",
    "과": "과와",
    "으로": ("으로", "로"),
    "이랑": ("이랑", "랑"),
    "아": "아야",
}


def words() -> dict[str, list[list[str]]]:
    """Read the slot words: per slot, one list for each trade."""
    found: dict[str, list[list[str]]] = {}
    for line in (HERE / "slots.txt").read_text(encoding="utf-8").splitlines():
        if line.strip() and not line.startswith("#"):
            slot, _, listed = line.partition("|")
            found.setdefault(slot, []).append(listed.split(","))
    return found


def attach(word: str, particle: str) -> str:
    """Attach a particle in the form that the word's last sound wants."""
    forms = _PARTICLES.get(particle, (particle, particle))
    last = ord(word[-1])
    final = (last - 0xAC00) % 28 if 0xAC00 <= last <= 0xD7A3 else 0
    closed = final > 0 and not (particle == "으로" and final == 8)
    return word + (forms[0] if closed else forms[1])


def fill(frame: str, chosen: dict[str, str]) -> str:
    """Put the chosen words into a frame."""
    return _SLOT.sub(lambda hit: attach(chosen[hit[1]], hit[2]) if hit[2] else chosen[hit[1]], frame)


def rough(text: str, chance: random.Random) -> str:
    """Type it as people do: sometimes without spaces, or with a sign of feeling left out."""
    roll = chance.random()
    if roll < 0.06:
        return text.replace(" ", "")
    if roll < 0.14:
        return text.rstrip(".?!")
    return text


def generate() -> list[Labelled]:
    """Fill every frame several times."""
    chance = random.Random(SEED)
    slots = words()
    made = []
    for group, frame in enumerate(read(HERE / "frames.txt")):
        for _ in range(FILLS if _SLOT.search(frame.text) else 1):
            first, second = chance.sample(chance.choice(slots["사물"]), 2)
            one, two = chance.sample(chance.choice(slots["이름"]), 2)
            chosen = {"사물": first, "사물2": second, "이름": one, "이름2": two}
            chosen["일"] = chance.choice(chance.choice(slots["일"]))
            aspects = tuple((fill(name, chosen), pole) for name, pole in frame.aspects)
            text = rough(fill(frame.text, chosen), chance)
            made.append(frame._replace(text=text, aspects=aspects, group=group))
    return made
