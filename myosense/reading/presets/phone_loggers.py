"""Presets of Sensor Logger and SensorLog, which record on phones and watches."""

from myosense.reading.presets.preset import Preset

__all__ = ["SENSORLOG", "SENSOR_LOGGER"]

#: The axes in either order, among columns that are optional (a time for people to read),
#: behind the numbers of the rows that programs put first.
SENSOR_LOGGER_XYZ = (
    r'\A(?:"?(?:Unnamed: 0)?"?,)?"?time"?,(?=.*\bseconds_elapsed\b)(?:.*,)?'
    r'(?:"?z"?,"?y"?,"?x"?|"?x"?,"?y"?,"?z"?)(?:,|$)'
)

#: Sensor Logger writes one header for all sensors: only the name of the file tells them.
#: https://github.com/tszheichoi/awesome-sensor-logger
SENSOR_LOGGER = (
    Preset(
        name="a Sensor Logger Gravity.csv",
        signature=SENSOR_LOGGER_XYZ,
        file_name="gravity",
        refusal="it holds the direction of gravity that the phone computes, not what its "
        "accelerometer measured; TotalAcceleration.csv or AccelerometerUncalibrated.csv of "
        "the same recording has that",
    ),
    Preset(
        name="a Sensor Logger file of another sensor",
        signature=SENSOR_LOGGER_XYZ,
        file_name="gyroscope|magnetometer|orientation",
        refusal="it holds no acceleration; TotalAcceleration.csv or "
        "AccelerometerUncalibrated.csv of the same recording has it",
    ),
    Preset(
        name="Sensor Logger Accelerometer.csv (gravity removed)",
        signature=SENSOR_LOGGER_XYZ,
        file_name="(?<!total)accelerometer(?!uncalibrated)|linear",
        time="time",
        clock="epoch ns",
        acceleration="{axis}",
        unit="m/s2",
        is_gravity_removed=True,
    ),
    Preset(
        name="Sensor Logger TotalAcceleration.csv",
        signature=SENSOR_LOGGER_XYZ,
        file_name="totalacceleration",
        time="time",
        clock="epoch ns",
        acceleration="{axis}",
        unit="m/s2",
    ),
    Preset(  # in g on iOS, in m/s2 on Android
        name="Sensor Logger csv",
        signature=SENSOR_LOGGER_XYZ,
        time="time",
        clock="epoch ns",
        acceleration="{axis}",
    ),
    Preset(  # its gravity is in m/s2, whatever unit its acceleration has
        name="Sensor Logger Headphone.csv (gravity removed)",
        signature=r"\Atime,seconds_elapsed,(?=.*accelerationX)(?=.*devicelocation)",
        time="time",
        clock="epoch ns",
        acceleration="acceleration{axis}",
        unit="g",
        is_gravity_removed=True,
        gyroscope="rotationRate{axis}",
        gyroscope_unit="rad/s",
        notices=("its acceleration is in m/s2, not g, where units were standardized",),
    ),
    Preset(
        name="Sensor Logger WristMotion.csv (Apple Watch)",
        signature=r"\Atime,seconds_elapsed,(?=.*gravityX)(?=.*accelerationX)"
        r"(?=.*rotationRateX)",
        time="time",
        clock="epoch ns",
        acceleration="acceleration{axis}",
        gravity="gravity{axis}",
        unit="g",
        gyroscope="rotationRate{axis}",
        gyroscope_unit="rad/s",
    ),
)

#: Names have their units since version 4; before, the same columns came without.
SENSORLOG = (
    Preset(
        name="SensorLog csv",
        signature=r"\A(?=.*accelerometerTimestamp_sinceReboot)(?=.*accelerometerAccelerationX)"
        r"loggingTime\b.*\n\D?\d{4}-",
        time=(r"loggingTime(?:\(txt\))?", r"accelerometerTimestamp_sinceReboot(?:\(s\))?"),
        clock="text, spaced by s",
        acceleration=r"accelerometerAcceleration{axis}(?:\(G\))?",
        unit="g",
        gyroscope=r"(?:motionRotationRate|gyroRotation){axis}(?:\(rad/s\))?",
        gyroscope_unit="rad/s",
    ),
    Preset(
        name="SensorLog csv (device motion)",
        signature=r"\A(?=.*motionTimestamp_sinceReboot)(?=.*motionGravityX)"
        r"loggingTime\b.*\n\D?\d{4}-",
        time=(r"loggingTime(?:\(txt\))?", r"motionTimestamp_sinceReboot(?:\(s\))?"),
        clock="text, spaced by s",
        acceleration=r"motionUserAcceleration{axis}(?:\(G\))?",
        gravity=r"motionGravity{axis}(?:\(G\))?",
        unit="g",
        gyroscope=r"motionRotationRate{axis}(?:\(rad/s\))?",
        gyroscope_unit="rad/s",
    ),
)
