"""How long a refusal takes tells nothing of how much of a signature was right (P4)."""

import hmac
import math
import random
import time
from collections.abc import Callable

import pytest

from producers.refusals import Refused
from producers.webhook.app import now
from producers.webhook.secrets import Secret
from producers.webhook.signatures import signer_of_github

BODY = b'{"repository":{"id":7}}'
SECRET = Secret(id="main", value=b"github-test-secret-0001")
RIGHT = hmac.digest(SECRET.value, BODY, "sha256")
NEARLY = RIGHT[:-1] + bytes([RIGHT[-1] ^ 1])
FAR = bytes([RIGHT[0] ^ 1]) + RIGHT[1:]
MOMENT = now()
CALLS = 50_000


def _ours(signature: bytes) -> None:
    try:
        signer_of_github(BODY, signature, secrets=(SECRET,), moment=MOMENT)
    except Refused:
        return
    raise AssertionError("a wrong signature verified")


def _leaky(signature: bytes) -> None:
    """What an attacker hopes for: it stops at the first wrong byte."""
    for given, right in zip(signature, RIGHT, strict=True):
        if given != right:
            return


def _p_value(check: Callable[[bytes], None]) -> float:
    """Mann-Whitney, two-sided: how likely times this different are where there is no difference."""
    chance = random.Random(4)
    order = [True, False] * CALLS
    chance.shuffle(order)
    times: list[tuple[int, bool]] = []
    for is_nearly in order:
        signature = NEARLY if is_nearly else FAR
        begun = time.perf_counter_ns()
        check(signature)
        times.append((time.perf_counter_ns() - begun, is_nearly))
    times.sort()
    rank_sum = ties = place = 0.0
    while place < len(times):
        first = int(place)
        last = first
        while last + 1 < len(times) and times[last + 1][0] == times[first][0]:
            last += 1
        count = last - first + 1
        rank_sum += sum(nearly for _, nearly in times[first : last + 1]) * (first + last + 2) / 2
        ties += count**3 - count
        place = last + 1
    total = 2 * CALLS
    mean = CALLS * (total + 1) / 2
    variance = CALLS * CALLS / 12 * (total + 1 - ties / (total * (total - 1)))
    return math.erfc(abs(rank_sum - mean) / math.sqrt(2 * variance))


@pytest.mark.slow
def test_p4_a_nearly_right_signature_takes_as_long_as_a_wrong_one() -> None:
    assert _p_value(_leaky) < 0.01, "this machine is too busy to tell any difference"
    # One run in a hundred looks different by chance; three in a row do not.
    assert any(_p_value(_ours) > 0.01 for _ in range(3))
