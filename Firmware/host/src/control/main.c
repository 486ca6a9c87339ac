/* The control board's firmware as a Linux process: the same core, with a file in place of the pins. */

#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "arguments.h"
#include "clock.h"
#include "control/pwm_log.h"
#include "rc/control.h"
#include "server_socket.h"

static const char usage[] =
    "The control board's firmware as a Linux process.\n"
    "\n"
    "  rc-control --url URL --device ID --key KEY [options]\n"
    "\n"
    "  --url URL          the server's device socket, such as ws://127.0.0.1:8080/ws/device\n"
    "  --device ID        the device's id\n"
    "  --key KEY          the key shown when the device was provisioned\n"
    "  --ca FILE          an authority of your own to check a wss:// server against, PEM; the system's count as well\n"
    "  --pwm-log FILE     write \"milliseconds throttle_us steering_us armed\" every 20 ms\n"
    "  --battery-mv MV    voltage of a two-cell pack to report; without it none is reported\n"
    "  --help             this text\n";

typedef struct control_process {
    host_board host; /* first: the HAL's context */
    rc_control control;
    rc_hal hal;
    server_socket socket;
    pwm_log log;
    uint16_t throttle_us, steering_us;
    int32_t battery_mv;
    pthread_mutex_t lock;
} control_process;

static control_process the_board;
static volatile sig_atomic_t ending;

static void opened(void *context)
{
    rc_control_socket_opened(&((control_process *)context)->control);
}

static void received(void *context, const rc_piece *piece)
{
    rc_control_socket_received(&((control_process *)context)->control, piece);
}

static void heard(void *context)
{
    rc_control_socket_heard(&((control_process *)context)->control);
}

static void closed(void *context, int code)
{
    control_process *board = context;
    rc_control_socket_closed(&board->control, code);
    char line[128];
    snprintf(line, sizeof line, "Not connected (%d); next attempt in %.1f s.", code, board->control.link.wait_ms / 1000.0);
    clock_log(NULL, line);
}

static void poll_board(void *context)
{
    rc_control_poll(&((control_process *)context)->control);
}

static void put_pulses(void *context, uint16_t throttle_us, uint16_t steering_us)
{
    control_process *board = context;
    board->throttle_us = throttle_us;
    board->steering_us = steering_us;
}

static int32_t battery(void *context)
{
    return ((control_process *)context)->battery_mv;
}

/* The motor's tick has a thread of its own, so that neither a name lookup nor a TLS handshake can hold it up. */
static void *tick(void *context)
{
    control_process *board = context;
    struct timespec due;
    clock_gettime(CLOCK_MONOTONIC, &due);
    while (!ending) {
        pthread_mutex_lock(&board->lock);
        rc_control_tick(&board->control);
        unsigned throttle = board->throttle_us, steering = board->steering_us;
        bool armed = rc_control_state(&board->control).armed;
        pthread_mutex_unlock(&board->lock);
        pwm_log_write(&board->log, clock_ms(NULL), throttle, steering, armed);

        due.tv_nsec += RC_TICK_MS * 1000000L;
        if (due.tv_nsec >= 1000000000L) due.tv_sec++, due.tv_nsec -= 1000000000L;
        struct timespec now;
        clock_gettime(CLOCK_MONOTONIC, &now);
        if (now.tv_sec > due.tv_sec + 1) due = now; /* was suspended: no burst of ticks to catch up */
        while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &due, NULL) == EINTR && !ending) {}
    }

    return NULL;
}

static void end(int signal)
{
    (void)signal;
    ending = 1;
    if (the_board.socket.context != NULL) lws_cancel_service(the_board.socket.context);
}

int main(int argc, char **argv)
{
    control_process *board = &the_board;
    const char *url_text = NULL, *device = NULL, *key = NULL, *log_path = NULL, *ca = NULL;
    long battery_mv = -1;
    const option_rule rules[] = {
        {.name = "--url", .text = &url_text, .required = true},
        {.name = "--device", .text = &device, .required = true},
        {.name = "--key", .text = &key, .required = true},
        {.name = "--ca", .text = &ca},
        {.name = "--pwm-log", .text = &log_path},
        {.name = "--battery-mv", .number = &battery_mv, .least = 2000, .most = 10000},
    };
    arguments_outcome outcome = arguments_read(argc, argv, rules, sizeof rules / sizeof *rules);
    if (outcome == ARGUMENTS_HELP) {
        fputs(usage, stdout);
        return 0;
    }

    static server_url url;
    bool bad = outcome == ARGUMENTS_BAD;
    if (url_text != NULL && !server_url_read(&url, url_text)) bad = true;
    rc_control_config config = rc_control_defaults();
    config.link = (rc_link_config){
        .device_id = device != NULL ? device : "-",
        .key = key != NULL ? key : "-",
        .firmware = "1.0.0",
        .reset = RC_RESET_POWER_ON,
    };
    rc_control_config_check(&config, arguments_complain, &bad);
    if (bad) return 2;
    if (!pwm_log_open(&board->log, log_path)) {
        fprintf(stderr, "--pwm-log %s can't be written: %s.\n", log_path, strerror(errno));
        return 1;
    }

    signal(SIGPIPE, SIG_IGN);
    signal(SIGTERM, end);
    signal(SIGINT, end);
    lws_set_log_level(LLL_ERR, server_socket_log);

    pthread_mutex_init(&board->lock, NULL);
    board->battery_mv = (int32_t)battery_mv;
    board->host.socket = &board->socket;
    board->hal = (rc_hal){
        .context = board,
        .now_ms = clock_ms,
        .random = clock_random,
        .log = clock_log,
        .pulses = put_pulses,
        .battery_mv = battery_mv > 0 ? battery : NULL,
    };
    server_socket_hal(&board->hal);

    static const server_events events = {
        .opened = opened, .received = received, .heard = heard, .closed = closed, .poll = poll_board,
    };
    const struct lws_protocols protocols[] = {server_socket_protocol, {0}};
    struct lws_context_creation_info info = {
        .port = CONTEXT_PORT_NO_LISTEN,
        .protocols = protocols,
    };
    if (!server_socket_tls(&info, &url, ca)) return 1;
    board->socket.url = &url;
    board->socket.key = key;
    board->socket.events = &events;
    board->socket.board = board;
    board->socket.lock = &board->lock;
    board->socket.context = lws_create_context(&info);
    if (board->socket.context == NULL) {
        fputs("The network library does not start.\n", stderr);
        return 1;
    }

    rc_control_init(&board->control, &config, &board->hal);
    pthread_t ticking;
    if (pthread_create(&ticking, NULL, tick, board) != 0) {
        fputs("No thread for the motor's tick.\n", stderr);
        return 1;
    }

    server_socket_start(&board->socket);
    while (!ending && lws_service(board->socket.context, 0) >= 0) {}
    ending = 1;
    pthread_join(ticking, NULL);
    pwm_log_write(&board->log, clock_ms(NULL), 1500, 1500, false); /* the pins of a board that is off carry no throttle */
    lws_context_destroy(board->socket.context);
    return 0;
}
