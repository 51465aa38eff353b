"""Edge Impulse: rows of values in a signed envelope."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from exports import planted_dps, planted_g

from myosense.errors import ReadError
from myosense.reading import read

N = 400
SAMPLES_G, TURNED_DPS = planted_g(N), planted_dps(N)
SENSORS = [{"name": f"acc{axis}", "units": "m/s2"} for axis in "XYZ"]
SENSORS += [{"name": f"gyr{axis}", "units": "dps"} for axis in "XYZ"]
PAYLOAD: dict[str, Any] = {
    "device_name": "ac:87:a3:0a:2d:1b",
    "device_type": "DISCO-L475VG",
    "interval_ms": 16,
    "sensors": SENSORS,
    "values": np.hstack((SAMPLES_G * 9.80665, TURNED_DPS)).tolist(),
}


@pytest.fixture
def put(tmp_path: Path) -> Callable[..., Path]:
    def write(content: object) -> Path:
        path = tmp_path / "right_wrist.json"
        if not isinstance(content, bytes):
            head = {"protected": {"ver": "v1", "alg": "HS256"}, "signature": "0" * 64}
            content = json.dumps({**head, "payload": content}).encode()
        path.write_bytes(content)
        return path

    return write


def test_values_and_units_are_read(put: Callable[..., Path]) -> None:
    recording = read(put(PAYLOAD))
    np.testing.assert_allclose(recording.acceleration_g, SAMPLES_G, atol=1e-6)
    turned = recording.angular_velocity_dps
    assert turned is not None
    np.testing.assert_allclose(turned, TURNED_DPS, atol=1e-4)
    assert recording.sample_rate_hz == pytest.approx(62.5)
    assert (recording.device, recording.start) == ("DISCO-L475VG", None)
    assert "ac:87" not in str(recording.facts)


SHORT = [*PAYLOAD["values"][:-1], [1.0, 2.0]]
CBOR = b"\xa3\x69protected\xa2\x63ver\x62v1\x63alg\x65HS256\x69signature\x61x\x67payload"


@pytest.mark.parametrize(
    ("content", "said"),
    [
        pytest.param({**PAYLOAD, "interval_ms": 0}, "interval_ms", id="interval 0"),
        pytest.param({**PAYLOAD, "interval_ms": "x"}, "interval_ms", id="no interval"),
        pytest.param({**PAYLOAD, "values": []}, "expected rows", id="no values"),
        pytest.param({**PAYLOAD, "values": SHORT}, "no table", id="ragged"),
        pytest.param({**PAYLOAD, "values": [1.0] * 9}, "expected rows", id="flat"),
        pytest.param({**PAYLOAD, "sensors": SENSORS[3:]}, "3 sensors", id="width"),
        pytest.param(
            {**PAYLOAD, "sensors": SENSORS[3:], "values": TURNED_DPS.tolist()},
            "a gyroscope is not enough",
            id="gyroscope only",
        ),
        pytest.param({**PAYLOAD, "sensors": [1, 2]}, "a name", id="no names"),
        pytest.param({**PAYLOAD, "sensors": 7}, "payload", id="no sensors"),
        pytest.param(7, "payload", id="no payload"),
        pytest.param(b'{"protected":{},"payload":{"sensors":[', "damaged", id="cut"),
        pytest.param(CBOR, "CBOR, which is not read", id="cbor"),
    ],
)
def test_what_cannot_be_read_is_refused(
    put: Callable[..., Path], content: object, said: str
) -> None:
    with pytest.raises(ReadError, match=r"^right_wrist\.json: ") as refusal:
        read(put(content))
    assert said in str(refusal.value)
    assert "\n" not in str(refusal.value)
