/* The camera board's firmware as a Linux process: the same core, with a folder of JPEG files in place of the sensor. */

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "arguments.h"
#include "camera/frame_folder.h"
#include "camera/local_address.h"
#include "camera/stream_server.h"
#include "clock.h"
#include "rc/camera.h"
#include "server_socket.h"

/* How often a folder without pictures is looked at again. */
#define LOOK_AGAIN_MS 1000

static const char usage[] =
    "The camera board's firmware as a Linux process.\n"
    "\n"
    "  rc-camera --url URL --device ID --key KEY --frames DIR [options]\n"
    "\n"
    "  --url URL       the server's device socket, such as ws://127.0.0.1:8080/ws/device\n"
    "  --device ID     the device's id\n"
    "  --key KEY       the key shown when the device was provisioned\n"
    "  --frames DIR    JPEG files that stand for what the sensor sees, shown in turn\n"
    "  --ca FILE       an authority of your own to check a wss:// server against, PEM; the system's count as well\n"
    "  --port PORT     port of the MJPEG server; 0 takes any free one (default 8081)\n"
    "  --help          this text\n";

typedef struct camera_process {
    host_board host; /* first: the HAL's context */
    rc_camera camera;
    rc_hal hal;
    server_socket socket;
    stream_server stream;
    frame_folder frames;
    lws_sorted_usec_list_t timer;
    int64_t looked_ms;
} camera_process;

static camera_process the_process;
static volatile sig_atomic_t ending;

static void opened(void *context)
{
    rc_camera_socket_opened(&((camera_process *)context)->camera);
}

static void received(void *context, const rc_piece *piece)
{
    rc_camera_socket_received(&((camera_process *)context)->camera, piece);
}

static void heard(void *context)
{
    rc_camera_socket_heard(&((camera_process *)context)->camera);
}

static void closed(void *context, int code)
{
    camera_process *process = context;
    rc_camera_socket_closed(&process->camera, code);
    char line[128];
    snprintf(line, sizeof line, "Not connected (%d); next attempt in %.1f s.", code, process->camera.link.wait_ms / 1000.0);
    clock_log(NULL, line);
}

static void poll_board(void *context)
{
    camera_process *process = context;
    rc_camera_poll(&process->camera);
    stream_server_cut(&process->stream);
}

static void look_for_frames(camera_process *process)
{
    int64_t now = clock_ms(NULL);
    if (process->frames.count > 0 || now - process->looked_ms < LOOK_AGAIN_MS) return;
    process->looked_ms = now;
    rc_camera_sensor(&process->camera, frame_folder_open(&process->frames) ? RC_SENSOR_WORKS : RC_SENSOR_FAILED);
}

static void capture(lws_sorted_usec_list_t *timer)
{
    camera_process *process = lws_container_of(timer, camera_process, timer);
    look_for_frames(process);
    if (rc_camera_wants(&process->camera) != 0) {
        int64_t captured = clock_ms(NULL);
        rc_jpeg jpeg;
        frame_folder_take(&process->frames);
        unsigned wants = rc_camera_frame(&process->camera, &jpeg, process->frames.bytes, process->frames.length, captured);
        if (wants & RC_FRAME_RELAY)
            server_socket_send_frame(&process->socket, jpeg.head, jpeg.head_length, jpeg.tail, jpeg.tail_length);
        if (wants & RC_FRAME_DIRECT) stream_server_show(&process->stream, &jpeg);
    }

    /* Viewers and the relay come and go: look at least every 20 ms, and never spin on faulty pictures. */
    uint32_t wait = rc_camera_wait_ms(&process->camera);
    wait = wait < 5 ? 5 : wait > RC_TICK_MS ? RC_TICK_MS : wait;
    lws_sul_schedule(process->socket.context, 0, timer, capture, (lws_usec_t)wait * 1000);
}

static void end(int signal)
{
    (void)signal;
    ending = 1;
    if (the_process.socket.context != NULL) lws_cancel_service(the_process.socket.context);
}

static bool is_directory(const char *path)
{
    struct stat found;
    return stat(path, &found) == 0 && S_ISDIR(found.st_mode);
}

int main(int argc, char **argv)
{
    camera_process *process = &the_process;
    const char *url_text = NULL, *device = NULL, *key = NULL, *frames = NULL, *ca = NULL;
    long port = 8081;
    const option_rule rules[] = {
        {.name = "--url", .text = &url_text, .required = true},
        {.name = "--device", .text = &device, .required = true},
        {.name = "--key", .text = &key, .required = true},
        {.name = "--ca", .text = &ca},
        {.name = "--frames", .text = &frames, .required = true},
        {.name = "--port", .number = &port, .least = 0, .most = 65535},
    };
    arguments_outcome outcome = arguments_read(argc, argv, rules, sizeof rules / sizeof *rules);
    if (outcome == ARGUMENTS_HELP) {
        fputs(usage, stdout);
        return 0;
    }

    static server_url url;
    bool bad = outcome == ARGUMENTS_BAD;
    if (url_text != NULL && !server_url_read(&url, url_text)) bad = true;
    if (frames != NULL && !is_directory(frames)) {
        fprintf(stderr, "--frames is '%s'; it must be a folder of JPEG files.\n", frames);
        bad = true;
    }

    rc_camera_config config = rc_camera_defaults();
    config.link = (rc_link_config){
        .device_id = device != NULL ? device : "-",
        .key = key != NULL ? key : "-",
        .firmware = "1.0.0",
        .reset = RC_RESET_POWER_ON,
    };
    rc_camera_config_check(&config, arguments_complain, &bad);
    if (bad) return 2;
    if (!rc_mac_start()) {
        fputs("The crypto library does not start.\n", stderr);
        return 1;
    }

    signal(SIGPIPE, SIG_IGN);
    signal(SIGTERM, end);
    signal(SIGINT, end);
    lws_set_log_level(LLL_ERR, server_socket_log);

    process->host.socket = &process->socket;
    process->hal = (rc_hal){.context = process, .now_ms = clock_ms, .random = clock_random, .log = clock_log};
    server_socket_hal(&process->hal);
    process->stream.camera = &process->camera;
    process->frames.path = frames;
    process->looked_ms = -LOOK_AGAIN_MS;

    static const server_events events = {
        .opened = opened, .received = received, .heard = heard, .closed = closed, .poll = poll_board,
    };
    struct lws_protocols protocols[] = {stream_server_protocol, server_socket_protocol, {0}};
    protocols[0].user = &process->stream;
    struct lws_context_creation_info info = {
        .protocols = protocols,
        .port = (int)port,
        .vhost_name = "stream",
        .max_http_header_data = 4096, /* browsers send the cookies of a shared domain */
        .options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS,
        .keepalive_timeout = 5,
    };
    if (!server_socket_tls(&info, &url, ca)) return 1;
    process->socket.url = &url;
    process->socket.key = key;
    process->socket.events = &events;
    process->socket.board = process;
    process->socket.context = lws_create_context(&info);
    struct lws_vhost *serving = process->socket.context == NULL ? NULL : lws_create_vhost(process->socket.context, &info);
    info.port = CONTEXT_PORT_NO_LISTEN;
    info.vhost_name = "server";
    process->socket.vhost = serving == NULL ? NULL : lws_create_vhost(process->socket.context, &info);
    if (process->socket.vhost == NULL) {
        fprintf(stderr, "The camera can't listen on port %ld; is another program using it?\n", port);
        return 1;
    }

    rc_camera_init(&process->camera, &config, &process->hal);
    look_for_frames(process);
    char address[72], stream_url[128];
    local_address(address, sizeof address, url.host, url.port);
    snprintf(stream_url, sizeof stream_url, "http://%s:%d/stream", address, lws_get_vhost_listen_port(serving));
    rc_camera_stream_url(&process->camera, stream_url);
    printf("Camera at %s\n", stream_url);
    fflush(stdout);

    server_socket_start(&process->socket);
    capture(&process->timer);
    while (!ending && lws_service(process->socket.context, 0) >= 0) {}
    lws_context_destroy(process->socket.context);
    return 0;
}
