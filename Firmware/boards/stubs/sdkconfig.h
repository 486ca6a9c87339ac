/*
 * Stands for the sdkconfig.h that the build makes of Kconfig and sdkconfig.defaults: only what the sources ask for, with the
 * defaults of the Kconfig files. `check` looks whether every name is there.
 */
#ifndef STUB_SDKCONFIG_H
#define STUB_SDKCONFIG_H

#define CONFIG_FREERTOS_HZ 1000
#define CONFIG_HTTPD_MAX_URI_LEN 1024

/* components/rc_board/Kconfig */
#ifndef CONFIG_RC_LIGHT_GPIO
#define CONFIG_RC_LIGHT_GPIO 23
#endif
#define CONFIG_RC_BUTTON_GPIO 0
#define CONFIG_RC_UPDATE_URL ""
#define CONFIG_RC_UPDATE_HOURS 6

/* esp32-control/main/Kconfig.projbuild */
#define CONFIG_RC_THROTTLE_GPIO 18
#define CONFIG_RC_STEERING_GPIO 19
#ifndef CONFIG_RC_BATTERY_GPIO
#define CONFIG_RC_BATTERY_GPIO 34
#endif
#define CONFIG_RC_BATTERY_UPPER_OHM 30000
#define CONFIG_RC_BATTERY_LOWER_OHM 10000
#define CONFIG_RC_BATTERY_CELLS 2
#define CONFIG_RC_MOTOR_TEST 1
#define CONFIG_RC_THROTTLE_TRIM_US 0
#define CONFIG_RC_THROTTLE_RANGE_US 500
#define CONFIG_RC_REVERSE_RANGE_US 500
#define CONFIG_RC_MAX_THROTTLE_PERCENT 30
#define CONFIG_RC_SLEW_PERCENT_PER_S 400
#define CONFIG_RC_REVERSE_DOUBLE_TAP 1
#define CONFIG_RC_STEERING_TRIM_US 0
#define CONFIG_RC_STEERING_RANGE_US 400

/* esp32s3-camera/main/Kconfig.projbuild */
#define CONFIG_RC_CAMERA_ESP32S3_EYE 1
#define CONFIG_RC_FRAME_VGA 1
#define CONFIG_RC_FPS 20
#define CONFIG_RC_JPEG_QUALITY 12
#define CONFIG_RC_STREAM_PORT 8080
#define CONFIG_RC_DDNS_PORT 8080

#endif
