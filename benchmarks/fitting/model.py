"""The network in PyTorch: fitted here, evaluated in numpy by the package."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from myosense.windows import FAR_CHANNELS, N_FACTS, N_FAR, N_NEAR, NEAR_CHANNELS

NEAR = ((24, 7), (32, 5), (48, 5), (48, 3))  #: Channels and width of each convolution.
FAR = ((24, 5), (32, 5), (32, 5), (32, 3))
NEAR_OUT, FAR_OUT, HIDDEN = 64, 48, 64


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

    def __init__(self) -> None:
        """Set up all layers."""
        super().__init__()
        self.near = Stack(NEAR_CHANNELS, N_NEAR, NEAR, NEAR_OUT)
        self.far = Stack(FAR_CHANNELS, N_FAR, FAR, FAR_OUT)
        self.head = nn.ModuleList(
            [nn.Linear(NEAR_OUT + FAR_OUT + N_FACTS, HIDDEN), nn.Linear(HIDDEN, 1)]
        )
        self.dropout = nn.Dropout(0.2)

    def forward(
        self, near: torch.Tensor, far: torch.Tensor, facts: torch.Tensor
    ) -> torch.Tensor:
        """Return the log-odds, shape (n,)."""
        seen = torch.cat((self.near(near), self.far(far), facts), dim=1)
        hidden = self.dropout(torch.relu(self.head[0](self.dropout(seen))))
        return self.head[1](hidden)[:, 0]


def arrays_of(model: Model) -> dict[str, npt.NDArray[np.float32]]:
    """Name the weights as `myosense.network.from_arrays` expects them."""
    arrays = {}
    stacks = {"near": model.near, "far": model.far}
    for part, stack in stacks.items():
        for i, layer in enumerate((*stack.convolutions, stack.dense)):
            weight = layer.weight.detach().numpy()
            # (n_out, n_in, width) to (n_in, width, n_out), and (n_out, n_in) to its mirror.
            turned = weight.transpose(1, 2, 0) if weight.ndim == 3 else weight.T
            arrays[f"{part}.{i}.weight"] = np.ascontiguousarray(turned)
            arrays[f"{part}.{i}.bias"] = layer.bias.detach().numpy()
    for i, layer in enumerate(model.head):
        arrays[f"head.{i}.weight"] = np.ascontiguousarray(layer.weight.detach().numpy().T)
        arrays[f"head.{i}.bias"] = layer.bias.detach().numpy()
    return arrays


@dataclass(frozen=True, kw_only=True, eq=False)
class Samples:
    """Lobes to fit to, n rows."""

    near: npt.NDArray[np.float16]  #: as `myosense.windows.Views`
    far: npt.NDArray[np.float16]
    facts: npt.NDArray[np.float32]
    is_jerk: npt.NDArray[np.bool_]  #: shape (n,)
    weight: npt.NDArray[np.float32]  #: shape (n,): how much each counts

    def rows(self, chosen: npt.NDArray[np.int64]) -> "Samples":
        """Take some."""
        return Samples(
            near=self.near[chosen],
            far=self.far[chosen],
            facts=self.facts[chosen],
            is_jerk=self.is_jerk[chosen],
            weight=self.weight[chosen],
        )


@dataclass(frozen=True, kw_only=True)
class Training:
    """How the network is fitted."""

    epochs: int = 5
    batch: int = 256
    learning_rate: float = 2e-3
    weight_decay: float = 1e-4
    seed: int = 0


def fit(samples: Samples, training: Training) -> Model:
    """Fit the network; the same input and seed give the same weights on one machine."""
    torch.set_num_threads(1)
    torch.manual_seed(training.seed)
    torch.use_deterministic_algorithms(mode=True)
    rng = np.random.default_rng(training.seed)
    model, n = Model(), len(samples.is_jerk)
    n_batches = n // training.batch
    optimizer = torch.optim.AdamW(
        model.parameters(), training.learning_rate, weight_decay=training.weight_decay
    )
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, training.learning_rate, total_steps=training.epochs * n_batches
    )
    for _ in range(training.epochs):
        order = rng.permutation(n)
        for i in range(n_batches):
            chosen = np.sort(order[i * training.batch : (i + 1) * training.batch])
            loss = _loss(model, samples.rows(chosen), rng)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
            schedule.step()
    model.eval()
    return model


def _loss(model: Model, batch: Samples, rng: np.random.Generator) -> torch.Tensor:
    """Weighted cross-entropy of a batch."""
    near = batch.near.astype(np.float32)
    # The second and the third axis have no direction of their own.
    signs = rng.choice(np.array([-1.0, 1.0], dtype=np.float32), size=(len(near), 2))
    near[:, 1:3] *= signs[:, :, None]
    log_odds = model(
        torch.from_numpy(near),
        torch.from_numpy(batch.far.astype(np.float32)),
        torch.from_numpy(batch.facts),
    )
    return nn.functional.binary_cross_entropy_with_logits(
        log_odds,
        torch.from_numpy(batch.is_jerk.astype(np.float32)),
        torch.from_numpy(batch.weight),
    )
