#include "server_socket.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "clock.h"

#define POLL_US (RC_TICK_MS * 1000)
#define CLOSE_MS 800

static void lock(server_socket *socket)
{
    if (socket->lock != NULL) pthread_mutex_lock(socket->lock);
}

static void unlock(server_socket *socket)
{
    if (socket->lock != NULL) pthread_mutex_unlock(socket->lock);
}

static server_socket *of(void *context)
{
    return ((host_board *)context)->socket;
}

static void hal_open(void *context)
{
    of(context)->want_open = true;
}

static void hal_send(void *context, const char *text, size_t length)
{
    server_socket *socket = of(context);
    if (!socket->established || length > sizeof socket->text - LWS_PRE) return;
    memcpy(socket->text + LWS_PRE, text, length);
    socket->text_length = length;
    lws_callback_on_writable(socket->wsi);
}

static void hal_close(void *context, uint16_t code)
{
    server_socket *socket = of(context);
    socket->close_code = code;
    socket->closing_since = clock_ms(NULL);
    if (socket->wsi != NULL && socket->established) lws_callback_on_writable(socket->wsi);
}

bool server_socket_tls(struct lws_context_creation_info *info, const server_url *url, const char *ca)
{
    if (ca != NULL && access(ca, R_OK) != 0) {
        fprintf(stderr, "--ca %s can't be read: %s.\n", ca, strerror(errno));
        return false;
    }

    if (!url->tls) return true;
    info->options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
    info->client_ssl_ca_filepath = ca;
    return true;
}

void server_socket_log(int level, const char *line)
{
    (void)level;
    const char *reason = strstr(line, "SSL error: "), *end = strstr(line, " (preverify_ok=0");
    if (reason == NULL || end == NULL || end < reason) fputs(line, stderr);
    else {
        reason += strlen("SSL error: ");
        fprintf(stderr, "The server's certificate is not accepted: %.*s. --ca FILE adds an authority of your own.\n", (int)(end - reason), reason);
    }
}

void server_socket_hal(rc_hal *hal)
{
    hal->socket_open = hal_open;
    hal->socket_send = hal_send;
    hal->socket_close = hal_close;
}

void server_socket_send_frame(server_socket *socket, const void *head, size_t head_length, const void *tail, size_t tail_length)
{
    if (!socket->established || socket->closing_since != 0 || head_length + tail_length > RC_FRAME_MAX) return;
    if (socket->frame_length > 0) socket->frames_dropped++;
    memcpy(socket->frame + LWS_PRE, head, head_length);
    memcpy(socket->frame + LWS_PRE + head_length, tail, tail_length);
    socket->frame_length = head_length + tail_length;
    lws_callback_on_writable(socket->wsi);
}

static void gone(server_socket *socket, int code)
{
    socket->wsi = NULL;
    socket->established = false;
    socket->closing_since = 0;
    socket->text_length = 0;
    socket->frame_length = 0;
    lock(socket);
    socket->events->closed(socket->board, code);
    unlock(socket);
}

/* A ping every 2 s. Whether the answers mean that the connection lives is for the core to say. */
static const lws_retry_bo_t pinging = {.secs_since_valid_ping = 2, .secs_since_valid_hangup = 3600};

static void open_now(server_socket *socket)
{
    socket->want_open = false;
    socket->peer_code = 0;
    socket->closing_since = 0;
    struct lws_client_connect_info info = {
        .context = socket->context,
        .vhost = socket->vhost,
        .address = socket->url->host,
        .port = socket->url->port,
        .path = socket->url->path,
        .host = socket->url->host,
        .ssl_connection = socket->url->tls ? LCCSCF_USE_SSL : 0,
        .retry_and_idle_policy = &pinging,
        .local_protocol_name = server_socket_protocol.name,
        .pwsi = &socket->wsi,
        .userdata = socket,
    };
    if (lws_client_connect_via_info(&info) == NULL && socket->want_open == false && socket->wsi == NULL) {
        /* CLIENT_CONNECTION_ERROR may have told already; then the core is waiting and this changes nothing. */
        gone(socket, 0);
    }
}

/* Bytes that the kernel took in prove life: pings and pongs too, of which the library tells only some. */
static bool heard_lately(const server_socket *socket)
{
    struct tcp_info info;
    socklen_t length = sizeof info;
    int fd = lws_get_socket_fd(socket->wsi);
    return fd >= 0 && getsockopt(fd, IPPROTO_TCP, TCP_INFO, &info, &length) == 0 && info.tcpi_last_data_recv < 500;
}

static void poll_board(lws_sorted_usec_list_t *timer)
{
    server_socket *socket = lws_container_of(timer, server_socket, timer);
    lws_sul_schedule(socket->context, 0, timer, poll_board, POLL_US);
    lock(socket);
    if (socket->established && heard_lately(socket)) socket->events->heard(socket->board);
    socket->events->poll(socket->board);
    unlock(socket);

    bool overdue = socket->closing_since != 0 && (!socket->established || clock_ms(NULL) - socket->closing_since >= CLOSE_MS);
    if (overdue) {
        if (socket->wsi != NULL) lws_set_timeout(socket->wsi, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_ASYNC);
        gone(socket, 0);
    }

    if (socket->want_open) open_now(socket);
}

void server_socket_start(server_socket *socket)
{
    poll_board(&socket->timer);
}

static int write_next(server_socket *socket, struct lws *wsi)
{
    if (socket->closing_since != 0) {
        lws_close_reason(wsi, (enum lws_close_status)socket->close_code, NULL, 0);
        return -1;
    }

    if (socket->text_length > 0) {
        size_t length = socket->text_length;
        socket->text_length = 0;
        if (lws_write(wsi, socket->text + LWS_PRE, length, LWS_WRITE_TEXT) < (int)length) return -1;
        if (socket->frame_length > 0) lws_callback_on_writable(wsi);
    } else if (socket->frame_length > 0) {
        size_t length = socket->frame_length;
        socket->frame_length = 0;
        socket->frames_sent++;
        if (lws_write(wsi, socket->frame + LWS_PRE, length, LWS_WRITE_BINARY) < (int)length) return -1;
    }

    return 0;
}

static int add_key(const server_socket *socket, struct lws *wsi, void *in, size_t length)
{
    unsigned char **at = in, *end = *at + length;
    char value[256];
    int size = snprintf(value, sizeof value, "Bearer %s", socket->key);
    return lws_add_http_header_by_token(wsi, WSI_TOKEN_HTTP_AUTHORIZATION, (unsigned char *)value, size, at, end);
}

static int on_event(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t length)
{
    server_socket *socket = user;
    if (socket == NULL) return 0;
    if (reason == LWS_CALLBACK_CLIENT_APPEND_HANDSHAKE_HEADER) return add_key(socket, wsi, in, length);
    if (wsi != socket->wsi) return reason == LWS_CALLBACK_CLIENT_RECEIVE || reason == LWS_CALLBACK_CLIENT_WRITEABLE ? -1 : 0;

    switch (reason) {
    case LWS_CALLBACK_CLIENT_ESTABLISHED:
        socket->established = true;
        lock(socket);
        socket->events->opened(socket->board);
        unlock(socket);
        break;
    case LWS_CALLBACK_CLIENT_RECEIVE: {
        if (socket->closing_since != 0) break;
        rc_piece piece = {
            .data = in,
            .length = length,
            .binary = lws_frame_is_binary(wsi) != 0,
            .first = lws_is_first_fragment(wsi) != 0,
            .last = lws_is_final_fragment(wsi) != 0,
        };
        lock(socket);
        socket->events->received(socket->board, &piece);
        unlock(socket);
        break;
    }
    case LWS_CALLBACK_CLIENT_WRITEABLE: return write_next(socket, wsi);
    case LWS_CALLBACK_WS_PEER_INITIATED_CLOSE:
        if (length >= 2) socket->peer_code = ((unsigned char *)in)[0] << 8 | ((unsigned char *)in)[1];
        break;
    case LWS_CALLBACK_CLIENT_CONNECTION_ERROR: {
        int status = (int)lws_http_client_http_response(wsi);
        gone(socket, status >= 400 && status < 600 ? status : 0);
        break;
    }
    case LWS_CALLBACK_CLIENT_CLOSED: gone(socket, socket->peer_code); break;
    default: break;
    }

    return 0;
}

const struct lws_protocols server_socket_protocol = {
    .name = "rc-device",
    .callback = on_event,
    .rx_buffer_size = 4096,
};
