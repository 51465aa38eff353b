"""The network in PyTorch: fitted here, evaluated in numpy by the package."""

import math
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from myosense.windows import FAR_CHANNELS, N_FACTS, N_FAR, N_NEAR, NEAR_CHANNELS

RISE, START = 0.3, 0.04  #: Share of the fit in which the learning rate rises, from where.

TAUGHT = (-6.0, 3.0)  #: Log-odds beyond are as good as these to a scout.
#: Lobes that are no jerk and that the first epoch thinks less likely than this are drawn
#: the more seldom the less likely, down to so many; those drawn count for the others.
HARD_LOG_ODDS, STEEPNESS, LEAST_SHARE = -2.5, 0.7, 0.08
SEEN_AT_ONCE = 4096  #: Lobes that are judged at a time.

OPEN_LOG_ODDS, OPEN_WEIGHT = -3.0, 4.0  #: From there on, what a lobe counts to a scout.

Rows = npt.NDArray[np.int64]
Loss = Callable[[Rows, np.random.Generator], torch.Tensor]  #: of some rows
Draw = Callable[[int, np.random.Generator], Rows]  #: those of an epoch, in any order


@dataclass(frozen=True, kw_only=True)
class Size:
    """Layers of a network: channels and width of each convolution, and dense outputs."""

    near: tuple[tuple[int, int], ...]
    far: tuple[tuple[int, int], ...]
    near_out: int
    far_out: int
    hidden: int


FULL = Size(
    near=((24, 7), (32, 5), (48, 5), (48, 3)),
    far=((24, 5), (32, 5), (32, 5), (32, 3)),
    near_out=64,
    far_out=48,
    hidden=64,
)
SCOUT = Size(
    near=((8, 7), (12, 5), (16, 5)),
    far=((8, 5), (8, 5), (12, 5)),
    near_out=24,
    far_out=16,
    hidden=16,
)


class Stack(nn.Module):
    """Convolutions of stride 2, then a dense layer."""

    def __init__(
        self, n_in: int, length: int, shapes: tuple[tuple[int, int], ...], n_out: int
    ) -> None:
        """Set up the layers for a signal of some channels and length."""
        super().__init__()
        layers = []
        for n_channels, width in shapes:
            layers.append(nn.Conv1d(n_in, n_channels, width, stride=2, padding=width // 2))
            n_in, length = n_channels, (length + 1) // 2
        self.convolutions = nn.ModuleList(layers)
        self.dense = nn.Linear(n_in * length, n_out)

    def forward(self, signal: torch.Tensor) -> torch.Tensor:
        """Map (n, channels, length) to (n, n_out)."""
        for layer in self.convolutions:
            signal = torch.relu(layer(signal))
        # Time first, as the package lays it out.
        return torch.relu(self.dense(signal.transpose(1, 2).flatten(1)))


class Model(nn.Module):
    """Both views and the facts to the log-odds of a jerk."""

    def __init__(self, size: Size, n_kinds: int = 1) -> None:
        """Set up all layers; each kind of jerk has an output of its own."""
        super().__init__()
        self.near = Stack(NEAR_CHANNELS, N_NEAR, size.near, size.near_out)
        self.far = Stack(FAR_CHANNELS, N_FAR, size.far, size.far_out)
        n_seen = size.near_out + size.far_out + N_FACTS
        self.head = nn.ModuleList(
            [nn.Linear(n_seen, size.hidden), nn.Linear(size.hidden, n_kinds)]
        )
        self.dropout = nn.Dropout(0.2)

    def forward(
        self, near: torch.Tensor, far: torch.Tensor, facts: torch.Tensor
    ) -> torch.Tensor:
        """Return the log-odds of all kinds together, shape (n,)."""
        return torch.logsumexp(self.by_kind(near, far, facts), dim=1)

    def by_kind(
        self, near: torch.Tensor, far: torch.Tensor, facts: torch.Tensor
    ) -> torch.Tensor:
        """Return the log-odds of each kind of jerk against none, shape (n, n_kinds)."""
        seen = torch.cat((self.near(near), self.far(far), facts), dim=1)
        hidden = self.dropout(torch.relu(self.head[0](self.dropout(seen))))
        return self.head[1](hidden)


def arrays_of(model: Model) -> dict[str, npt.NDArray[np.float32]]:
    """Name the weights as `myosense.network.from_arrays` expects them."""
    arrays = {}
    stacks = {"near": model.near, "far": model.far}
    for part, stack in stacks.items():
        for i, layer in enumerate((*stack.convolutions, stack.dense)):
            weight = layer.weight.detach().numpy()
            # (n_out, n_in, width) to (width, n_in, n_out), and (n_out, n_in) to its mirror.
            arrays[f"{part}.{i}.weight"] = np.ascontiguousarray(weight.T)
            arrays[f"{part}.{i}.bias"] = layer.bias.detach().numpy()
    for i, layer in enumerate(model.head):
        arrays[f"head.{i}.weight"] = np.ascontiguousarray(layer.weight.detach().numpy().T)
        arrays[f"head.{i}.bias"] = layer.bias.detach().numpy()
    return arrays


@dataclass(frozen=True, kw_only=True, eq=False)
class Seen:
    """What a network sees of lobes, n rows."""

    near: npt.NDArray[np.float16]  #: as `myosense.windows.Views`
    far: npt.NDArray[np.float16]
    facts: npt.NDArray[np.float32]


@dataclass(frozen=True, kw_only=True, eq=False)
class Samples(Seen):
    """Lobes to fit to, n rows."""

    is_jerk: npt.NDArray[np.bool_]  #: shape (n,)
    #: Shape (n,): of which kind of jerk each lobe is the main one or another; -1: of none.
    kind: npt.NDArray[np.int8]
    weight: npt.NDArray[np.float32]  #: shape (n,): how much each counts


@dataclass(frozen=True, kw_only=True)
class Training:
    """How the network is fitted."""

    epochs: int = 3
    batch: int = 256
    learning_rate: float = 2e-3
    weight_decay: float = 1e-4
    seed: int = 0


def fit(samples: Samples, chosen: Rows, training: Training) -> Model:
    """Fit the network; the same input and seed give the same weights on one machine.

    Parameters
    ----------
    samples
        All lobes.
    chosen : shape (n,)
        Rows of those that are fitted to.
    training
        How.

    Notes
    -----
    The first epoch sees all lobes. The others see what it found hard, weighted by the
    inverse of its chance to be drawn: the same loss on the mean, for four tenths of the
    work (importance sampling; Katharopoulos & Fleuret 2018).

    Each kind of jerk has an output, told apart from no jerk alone: lobes of other kinds do
    not count there. One output for all kinds found fewer of each at the same false alarms.
    So did outputs that were told of the lobes beside the main one of every kind; what they
    still found was better timed.
    """
    kinds = np.unique(samples.kind[chosen])
    kinds = kinds[kinds >= 0]
    begin(training.seed)
    model = Model(FULL, n_kinds=len(kinds))
    share = np.ones(len(samples.weight), dtype=np.float32)

    def draw(epoch: int, rng: np.random.Generator) -> Rows:
        if epoch == 1:
            share[chosen] = drawn_share(
                _judged(model, samples, chosen), samples.is_jerk[chosen]
            )
        return chosen[rng.random(len(chosen)) < share[chosen]]

    def loss(rows: Rows, rng: np.random.Generator) -> torch.Tensor:
        kind = samples.kind[rows, None]
        is_own = kind == kinds
        weight = (samples.weight[rows] / share[rows])[:, None] * (is_own | (kind < 0))
        each = nn.functional.binary_cross_entropy_with_logits(
            model.by_kind(*_seen(samples, rows, rng)),
            torch.from_numpy((is_own & samples.is_jerk[rows, None]).astype(np.float32)),
            torch.from_numpy(weight.astype(np.float32)),
            reduction="sum",
        )
        return each / len(rows)

    descend(model, draw, training, loss)
    return model


def drawn_share(
    log_odds: npt.NDArray[np.float32], is_jerk: npt.NDArray[np.bool_]
) -> npt.NDArray[np.float32]:
    """Return the chance that a lobe is drawn in an epoch; jerks always are.

    >>> drawn_share(np.float32([-9.0, -2.5, 1.0, -9.0]), np.array([0, 0, 0, 1], bool))
    array([0.08, 1.  , 1.  , 1.  ], dtype=float32)
    """
    share = np.clip(np.exp(STEEPNESS * (log_odds - HARD_LOG_ODDS)), LEAST_SHARE, 1.0)
    return np.where(is_jerk, 1.0, share).astype(np.float32)


def _judged(model: Model, samples: Samples, rows: Rows) -> npt.NDArray[np.float32]:
    """Return what a model that is still being fitted says of some lobes."""
    model.eval()
    said = []
    with torch.no_grad():
        for first in range(0, len(rows), SEEN_AT_ONCE):
            some = rows[first : first + SEEN_AT_ONCE]
            seen = (samples.near[some], samples.far[some], samples.facts[some])
            said.append(model(*(torch.from_numpy(x.astype(np.float32)) for x in seen)))
    model.train()
    judged: npt.NDArray[np.float32] = torch.cat(said).numpy()
    return judged


def teach(samples: Seen, log_odds: npt.NDArray[np.float64], training: Training) -> Model:
    """Fit a scout to what others say of each lobe together.

    Parameters
    ----------
    samples
        All lobes.
    log_odds : shape (n,)
        What the others say.
    training
        How.
    """
    begin(training.seed)
    model, apart = Model(SCOUT), misjudged(log_odds)

    def loss(rows: Rows, rng: np.random.Generator) -> torch.Tensor:
        return apart(model(*_seen(samples, rows, rng)), rows)

    rows = np.arange(len(log_odds))
    descend(model, lambda *_: rows, training, loss)
    return model


def misjudged(
    log_odds: npt.NDArray[np.float64],
) -> Callable[[torch.Tensor, Rows], torch.Tensor]:
    """Return how far what is found of some rows is from what others say of them."""
    taught = np.clip(log_odds, *TAUGHT).astype(np.float32)
    weight = np.where(taught > OPEN_LOG_ODDS, OPEN_WEIGHT, 1.0).astype(np.float32)

    def apart(found: torch.Tensor, rows: Rows) -> torch.Tensor:
        square = (found - torch.from_numpy(taught[rows])) ** 2
        return torch.mean(torch.from_numpy(weight[rows]) * square)

    return apart


def begin(seed: int) -> None:
    """Let the same seed give the same weights, from before a model is made."""
    torch.set_num_threads(1)
    torch.manual_seed(seed)
    torch.use_deterministic_algorithms(mode=True)


def descend(model: nn.Module, draw: Draw, training: Training, loss: Loss) -> None:
    """Lower a loss batch by batch."""
    rng = np.random.default_rng(training.seed)
    optimizer = torch.optim.AdamW(
        model.parameters(), training.learning_rate, weight_decay=training.weight_decay
    )
    for epoch in range(training.epochs):
        order = rng.permutation(draw(epoch, rng))
        n_batches = len(order) // training.batch
        for i in range(n_batches):
            done = (epoch + i / n_batches) / training.epochs
            optimizer.param_groups[0]["lr"] = training.learning_rate * pace(done)
            rows = np.sort(order[i * training.batch : (i + 1) * training.batch])
            optimizer.zero_grad()
            loss(rows, rng).backward()
            optimizer.step()
    model.eval()


def pace(done: float) -> float:
    """Return the share of the learning rate when so much of the fit is done.

    One cycle, up and down by cosines (Smith & Topin 2019, Super-convergence).

    >>> pace(0.0) == START, round(pace(0.3), 3), round(pace(1.0), 3)
    (True, 1.0, 0.0)
    """
    if done < RISE:
        return START + (1 - START) * (1 - math.cos(math.pi * done / RISE)) / 2
    return (1 + math.cos(math.pi * (done - RISE) / (1 - RISE))) / 2


def _seen(
    samples: Seen, rows: Rows, rng: np.random.Generator
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return views and facts of a batch, mirrored by chance."""
    near = samples.near[rows].astype(np.float32)
    # The second and the third axis have no direction of their own.
    signs = rng.choice(np.array([-1.0, 1.0], dtype=np.float32), size=(len(near), 2))
    near[:, 1:3] *= signs[:, :, None]
    far = samples.far[rows].astype(np.float32)
    return (
        torch.from_numpy(near),
        torch.from_numpy(far),
        torch.from_numpy(samples.facts[rows]),
    )
