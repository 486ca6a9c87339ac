#include "sensor.h"

#include <stdlib.h>

#include "esp_camera.h"
#include "esp_err.h"
#include "esp_log.h"
#include "esp_timer.h"
#include "freertos/FreeRTOS.h"
#include "freertos/task.h"
#include "rc_board/board.h"
#include "sdkconfig.h"

#define AGAIN_MS 30000
#define LOOK_MS 50

static const char tag[] = "sensor";
static rc_camera *core;
static sensor_deliver deliver_to;
static int quality = CONFIG_RC_JPEG_QUALITY;

/* The clock of the sensor takes LEDC timer 0 and channel 0. */
static const camera_config_t config = {
    .pin_pwdn = -1,
    .pin_reset = -1,
#if defined(CONFIG_RC_CAMERA_XIAO_SENSE)
    .pin_xclk = 10, .pin_sccb_sda = 40, .pin_sccb_scl = 39,
    .pin_d7 = 48, .pin_d6 = 11, .pin_d5 = 12, .pin_d4 = 14, .pin_d3 = 16, .pin_d2 = 18, .pin_d1 = 17, .pin_d0 = 15,
    .pin_vsync = 38, .pin_href = 47, .pin_pclk = 13,
#else
    .pin_xclk = 15, .pin_sccb_sda = 4, .pin_sccb_scl = 5,
    .pin_d7 = 16, .pin_d6 = 17, .pin_d5 = 18, .pin_d4 = 12, .pin_d3 = 10, .pin_d2 = 8, .pin_d1 = 9, .pin_d0 = 11,
    .pin_vsync = 6, .pin_href = 7, .pin_pclk = 13,
#endif
    .xclk_freq_hz = 20000000,
    .ledc_timer = LEDC_TIMER_0,
    .ledc_channel = LEDC_CHANNEL_0,
    .pixel_format = PIXFORMAT_JPEG,
#if defined(CONFIG_RC_FRAME_QVGA)
    .frame_size = FRAMESIZE_QVGA,
#elif defined(CONFIG_RC_FRAME_SVGA)
    .frame_size = FRAMESIZE_SVGA,
#else
    .frame_size = FRAMESIZE_VGA,
#endif
    .jpeg_quality = CONFIG_RC_JPEG_QUALITY,
    .fb_count = 2,
    .fb_location = CAMERA_FB_IN_PSRAM,
    .grab_mode = CAMERA_GRAB_LATEST, /* an old picture is worth nothing */
};

static bool start(void)
{
    esp_err_t error = esp_camera_init(&config);
    if (error != ESP_OK) {
        ESP_LOGE(tag, "the sensor does not start: %s. Is its ribbon seated?", esp_err_to_name(error));
        return false;
    }
#ifdef CONFIG_RC_UPSIDE_DOWN
    sensor_t *sensor = esp_camera_sensor_get();
    if (sensor != NULL) {
        sensor->set_vflip(sensor, 1);
        sensor->set_hmirror(sensor, 1);
    }
#endif
    quality = CONFIG_RC_JPEG_QUALITY;
    return true;
}

static void tell(rc_sensor state)
{
    rc_core_lock();
    rc_camera_sensor(core, state);
    rc_core_unlock();
}

static void follow_quality(int wish)
{
    sensor_t *sensor = esp_camera_sensor_get();
    if (wish == quality || sensor == NULL) return;
    if (sensor->set_quality(sensor, wish) == 0) quality = wish;
}

/* False: no frame came for 4 s, the driver's patience. */
static bool one_frame(void)
{
    camera_fb_t *frame = esp_camera_fb_get();
    if (frame == NULL) return false;
    rc_jpeg jpeg;
    int64_t captured_ms = (int64_t)frame->timestamp.tv_sec * 1000 + frame->timestamp.tv_usec / 1000; /* since boot */

    rc_core_lock();
    unsigned whom = rc_camera_frame(core, &jpeg, frame->buf, frame->len, captured_ms);
    rc_core_unlock();
    if (whom != 0) deliver_to(whom, &jpeg);
    esp_camera_fb_return(frame);
    return true;
}

static void watch(void *unused)
{
    (void)unused;
    for (bool works = start();;) {
        if (!works) {
            tell(RC_SENSOR_FAILED);
            vTaskDelay(pdMS_TO_TICKS(AGAIN_MS));
            esp_camera_deinit();
            works = start();
            if (works) tell(RC_SENSOR_WORKS);
            continue;
        }
        rc_core_lock();
        uint32_t wait = rc_camera_wait_ms(core);
        int wish = rc_camera_quality(core, CONFIG_RC_JPEG_QUALITY);
        rc_core_unlock();
        if (wait > 0) {
            vTaskDelay(pdMS_TO_TICKS(wait < LOOK_MS ? wait : LOOK_MS)); /* a viewer may come before the wait is over */
            continue;
        }
        follow_quality(wish);
        works = one_frame();
    }
}

void sensor_start(rc_camera *camera, sensor_deliver deliver)
{
    core = camera;
    deliver_to = deliver;
    if (xTaskCreate(watch, "sensor", 4096, NULL, 9, NULL) != pdPASS) abort();
}
