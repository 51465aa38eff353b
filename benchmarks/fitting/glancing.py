"""The dense layers that judge a lobe at a glance, taught in PyTorch what networks say."""

from itertools import pairwise

import numpy as np
import numpy.typing as npt
import torch
from torch import nn

from benchmarks.fitting.model import Rows, Training, begin, descend, misjudged
from myosense.network import Arrays

SIZES = (128, 64)  #: Outputs of the layers before the last.
LEAST_SPREAD = 1e-6  #: Of a number that never changes.
PASSES = 5  #: Times as many epochs as a network has: each is soon done.


def glance_training(epochs: int) -> Training:
    """Say how a glance is taught beside networks of some epochs."""
    return Training(epochs=PASSES * epochs, batch=1024, learning_rate=6e-3)


def teach_glance(
    glanced: npt.NDArray[np.float16], log_odds: npt.NDArray[np.float64], training: Training
) -> Arrays:
    """Fit dense layers to what is said of each lobe by those who look at more.

    Parameters
    ----------
    glanced : shape (n, n_numbers)
        As `myosense.glances.glances` gives them.
    log_odds : shape (n,)
        What is said.
    training
        How.

    Returns
    -------
    dict
        Weights as `myosense.network.layers_of` expects them.
    """
    begin(training.seed)
    numbers = np.asarray(glanced, dtype=np.float32)
    middle = numbers.mean(axis=0, dtype=np.float64).astype(np.float32)
    numbers -= middle
    spread = np.linalg.norm(numbers, axis=0) / np.float32(np.sqrt(len(numbers)))
    spread = np.maximum(spread, np.float32(LEAST_SPREAD))
    numbers /= spread
    sizes, apart = (numbers.shape[1], *SIZES, 1), misjudged(log_odds)
    layers = [nn.Linear(*pair) for pair in pairwise(sizes)]
    first, *others = layers
    model = nn.Sequential(first, *(part for one in others for part in (nn.ReLU(), one)))

    def loss(rows: Rows, _: np.random.Generator) -> torch.Tensor:
        return apart(model(torch.from_numpy(numbers[rows]))[:, 0], rows)

    everyone = np.arange(len(numbers))
    descend(model, lambda *_: everyone, training, loss)
    arrays = {}
    for i, layer in enumerate(layers):
        arrays[f"{i}.weight"] = np.ascontiguousarray(layer.weight.detach().numpy().T)
        arrays[f"{i}.bias"] = layer.bias.detach().numpy()
    # The package's numbers are as they are: the first layer takes the rest on itself.
    arrays["0.weight"] = arrays["0.weight"] / spread[:, None]
    arrays["0.bias"] = arrays["0.bias"] - middle @ arrays["0.weight"]
    return arrays
