#include "camera/stream_server.h"

#include <string.h>

typedef struct stream_viewer {
    int place; /* with the core; -1: none */
    bool begun;
    unsigned long shown;
} stream_viewer;

static stream_server *of(struct lws *wsi)
{
    return lws_get_protocol(wsi)->user;
}

static int header(struct lws *wsi, const char *name, const char *value, unsigned char **at, unsigned char *end)
{
    return lws_add_http_header_by_name(
        wsi, (const unsigned char *)name, (const unsigned char *)value, (int)strlen(value), at, end);
}

static bool asks_for(struct lws *wsi, const char *name)
{
    return lws_hdr_custom_length(wsi, name, (int)strlen(name)) > 0;
}

/*
 * The token is the secret; no cookie or header takes part. What this keeps away is a page elsewhere that got hold of one.
 * A plain GET has no preflight, but Chromium before 142 sends one from a page on the internet to a private address.
 */
static int page_headers(struct lws *wsi, unsigned char **at, unsigned char *end)
{
    char origin[RC_ORIGINS_SIZE] = "";
    if (lws_hdr_copy(wsi, origin, sizeof origin, WSI_TOKEN_ORIGIN) < 0) origin[0] = 0;
    const char *allowed = rc_camera_allow_origin(of(wsi)->camera, origin, "*");
    if (header(wsi, "vary:", "Origin", at, end)) return 1;
    if (allowed == NULL) return 0;
    if (header(wsi, "access-control-allow-origin:", allowed, at, end)) return 1;
    if (!asks_for(wsi, "access-control-request-method:")) return 0;
    if (header(wsi, "access-control-allow-methods:", "GET", at, end) || header(wsi, "access-control-max-age:", "600", at, end)) return 1;
    if (!asks_for(wsi, "access-control-request-private-network:")) return 0;
    return header(wsi, "access-control-allow-private-network:", "true", at, end);
}

static int common_headers(struct lws *wsi, unsigned char **at, unsigned char *end)
{
    return page_headers(wsi, at, end)
        || header(wsi, "cross-origin-resource-policy:", "cross-origin", at, end)
        || header(wsi, "cache-control:", "no-store", at, end)
        || header(wsi, "referrer-policy:", "no-referrer", at, end);
}

static int refuse(struct lws *wsi, unsigned status, const char *why, const char *name, const char *value)
{
    unsigned char buffer[LWS_PRE + 2048], *start = buffer + LWS_PRE, *at = start, *end = buffer + sizeof buffer - 1;
    size_t length = strlen(why);
    if (lws_add_http_common_headers(wsi, status, "text/plain", length, &at, end) || common_headers(wsi, &at, end)) return 1;
    if (name != NULL && header(wsi, name, value, &at, end)) return 1;
    if (lws_finalize_write_http_header(wsi, start, &at, end)) return 1;
    memcpy(start, why, length);
    if (lws_write(wsi, start, length, LWS_WRITE_HTTP_FINAL) < (int)length) return 1;
    return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int preflight(struct lws *wsi)
{
    unsigned char buffer[LWS_PRE + 2048], *start = buffer + LWS_PRE, *at = start, *end = buffer + sizeof buffer - 1;
    if (lws_add_http_header_status(wsi, 204, &at, end) || common_headers(wsi, &at, end)) return 1;
    if (lws_finalize_write_http_header(wsi, start, &at, end)) return 1;
    return lws_http_transaction_completed(wsi) ? -1 : 0;
}

static int begin(stream_server *server, struct lws *wsi, stream_viewer *viewer, const char *path)
{
    char token[RC_TOKEN_MAX + 3] = "";
    viewer->place = -1;
    if (lws_hdr_total_length(wsi, WSI_TOKEN_OPTIONS_URI) > 0) return preflight(wsi);
    if (lws_hdr_total_length(wsi, WSI_TOKEN_GET_URI) == 0) return refuse(wsi, 405, "Only GET.", "allow:", "GET, OPTIONS");
    if (strcmp(path, "/stream") != 0) return refuse(wsi, 404, "There is /stream.", NULL, NULL);

    const char *given = lws_get_urlarg_by_name(wsi, "t=", token, sizeof token);
    rc_stream_verdict verdict = rc_camera_enter(server->camera, given, &viewer->place);
    switch (rc_stream_status(verdict)) {
    case 401: return refuse(wsi, 401, "Bad or spent token.", NULL, NULL);
    case 503: return refuse(wsi, 503, "Not now.", "retry-after:", verdict == RC_STREAM_BUSY ? "5" : "2");
    default: break;
    }

    viewer->begun = true;
    viewer->shown = server->shown;
    server->viewers[viewer->place] = wsi;
    unsigned char buffer[LWS_PRE + 2048], *start = buffer + LWS_PRE, *at = start, *end = buffer + sizeof buffer - 1;
    if (lws_add_http_common_headers(wsi, 200, RC_MJPEG_CONTENT_TYPE, LWS_ILLEGAL_HTTP_CONTENT_LEN, &at, end)
        || common_headers(wsi, &at, end) || lws_finalize_write_http_header(wsi, start, &at, end))
        return 1;
    size_t length = strlen(RC_MJPEG_FIRST);
    memcpy(start, RC_MJPEG_FIRST, length);
    lws_set_timeout(wsi, NO_PENDING_TIMEOUT, 0);
    return lws_write(wsi, start, length, LWS_WRITE_HTTP) < (int)length ? -1 : 0;
}

static void leave(stream_server *server, stream_viewer *viewer)
{
    if (!viewer->begun) return;
    viewer->begun = false;
    server->viewers[viewer->place] = NULL;
    rc_camera_leave(server->camera, viewer->place);
}

static int on_event(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *in, size_t length)
{
    (void)length;
    stream_viewer *viewer = user;
    switch (reason) {
    case LWS_CALLBACK_HTTP: return begin(of(wsi), wsi, viewer, in);
    case LWS_CALLBACK_HTTP_WRITEABLE: {
        stream_server *server = of(wsi);
        if (viewer == NULL || !viewer->begun) return 0;
        if (!rc_camera_viewer_lives(server->camera, viewer->place)) return -1;
        if (viewer->shown == server->shown) return 0;
        viewer->shown = server->shown;
        /* What the socket can't take at once is copied by the library, which then says nothing until it is gone. */
        size_t size = server->part_length;
        return lws_write(wsi, server->part + LWS_PRE, size, LWS_WRITE_HTTP) < (int)size ? -1 : 0;
    }
    case LWS_CALLBACK_CLOSED_HTTP:
        if (viewer != NULL) leave(of(wsi), viewer);
        return 0;
    default: return lws_callback_http_dummy(wsi, reason, user, in, length);
    }
}

void stream_server_show(stream_server *server, const rc_jpeg *jpeg)
{
    unsigned char *at = server->part + LWS_PRE;
    at += rc_mjpeg_part((char *)at, 128, rc_jpeg_length(jpeg));
    memcpy(at, jpeg->head, jpeg->head_length);
    at += jpeg->head_length;
    memcpy(at, jpeg->tail, jpeg->tail_length);
    at += jpeg->tail_length;
    memcpy(at, RC_MJPEG_NEXT, strlen(RC_MJPEG_NEXT));
    at += strlen(RC_MJPEG_NEXT);
    server->part_length = (size_t)(at - server->part - LWS_PRE);
    server->shown++;
    for (int i = 0; i < RC_VIEWERS; i++)
        if (server->viewers[i] != NULL) lws_callback_on_writable(server->viewers[i]);
}

void stream_server_cut(stream_server *server)
{
    for (int i = 0; i < RC_VIEWERS; i++)
        if (server->viewers[i] != NULL && !rc_camera_viewer_lives(server->camera, i))
            lws_set_timeout(server->viewers[i], PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_ASYNC);
}

const struct lws_protocols stream_server_protocol = {
    .name = "http",
    .callback = on_event,
    .per_session_data_size = sizeof(stream_viewer),
};
