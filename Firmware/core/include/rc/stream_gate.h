#ifndef RC_STREAM_GATE_H
#define RC_STREAM_GATE_H

#include "rc/mac.h"
#include "rc/message.h"

/**
 * Decides who may open the direct stream, offline, by the key that the last registration brought.
 *
 *   v1.<kid>.<sessionId>.<exp>.<nonce>.<mac>
 *   mac = first 16 bytes of HMAC-SHA256 over "rc-stream-v1\n" deviceId "\n/stream\n" sessionId "\n" exp "\n" nonce
 */

#define RC_VIEWERS 2
/** Spent tokens and ended sessions remembered. When that many unexpired tokens are spent, the next is refused, none forgotten. */
#define RC_REMEMBERED 64
/** Sessions with open or past streams that an end without a name ends; the oldest is forgotten. */
#define RC_SEEN 16
#define RC_TOKEN_MAX 512
#define RC_NONCE_SIZE 65

/** What became of a token. Checked in this order; the word in brackets is that of the wire vectors. */
typedef enum rc_stream_verdict {
    RC_STREAM_ACCEPTED,      /**< [accepted] 200; the token is spent. */
    RC_STREAM_TIME_UNKNOWN,  /**< [time-unknown] 503: no registration has told time and key. */
    RC_STREAM_MALFORMED,     /**< [malformed] 401. */
    RC_STREAM_WRONG_KEY,     /**< [wrong-key] 401. */
    RC_STREAM_FORGED,        /**< [forged] 401. */
    RC_STREAM_EXPIRED,       /**< [expired] 401: now is at or past exp. */
    RC_STREAM_WRONG_SESSION, /**< [wrong-session] 401: ended, or not the one that the server announced. */
    RC_STREAM_REPLAYED,      /**< [replayed] 401. */
    RC_STREAM_BUSY,          /**< [busy] 503: two viewers, or too many tokens remembered. Not spent. */
} rc_stream_verdict;

/** The word of the wire vectors. */
const char *rc_stream_verdict_word(rc_stream_verdict verdict);

/** 200, 401 or 503. */
int rc_stream_status(rc_stream_verdict verdict);

typedef struct rc_spent {
    uint64_t expires_s;
    char nonce[RC_NONCE_SIZE];
} rc_spent;

typedef struct rc_viewer {
    bool taken;
    bool ended; /* its session is over: the adapter closes it */
    char session_id[RC_ID_SIZE];
} rc_viewer;

typedef struct rc_stream_gate {
    const char *device_id;
    rc_mac_key key;
    char kid[33];
    bool time_known;
    int64_t told_ms;    /* when the server told the time */
    uint64_t told_s;    /* what it told */
    char live_session[RC_ID_SIZE];
    rc_viewer viewers[RC_VIEWERS];
    size_t spent_count;
    rc_spent spent[RC_REMEMBERED];
    size_t seen_count;  /* sessions that have opened a stream and have not ended */
    char seen[RC_SEEN + 1][RC_ID_SIZE];
    size_t ended_next;  /* ring */
    char ended[RC_REMEMBERED][RC_ID_SIZE];
} rc_stream_gate;

/** `device_id` must stay. */
void rc_stream_gate_init(rc_stream_gate *gate, const char *device_id);

/** A registration. Without time, key or kid nothing changes; else tokens of the key before are worth nothing. */
void rc_stream_gate_registered(rc_stream_gate *gate, int64_t now_ms, const rc_registered *message);

/** The server named the session that lives; tokens of others are refused. Empty: it no longer says. */
void rc_stream_gate_session_lives(rc_stream_gate *gate, const char *session_id);

/** A session is over: its viewers end. Empty: every session that has opened a stream so far is. */
void rc_stream_gate_session_ended(rc_stream_gate *gate, const char *session_id);

/** Ends every stream that is open, without ending its session: the server can no longer end it for us. */
void rc_stream_gate_end_all(rc_stream_gate *gate);

/** Checks a token and, if accepted, spends it and takes a viewer's place, whose number (0 or 1) goes to `viewer`. */
rc_stream_verdict rc_stream_gate_enter(
    rc_stream_gate *gate, int64_t now_ms, const char *token, size_t length, int *viewer);

/** A viewer has gone. */
void rc_stream_gate_leave(rc_stream_gate *gate, int viewer);

/** Whether this viewer may have another frame. */
bool rc_stream_gate_lives(const rc_stream_gate *gate, int viewer);

/** Viewers at the moment. */
int rc_stream_gate_viewers(const rc_stream_gate *gate);

/** Seconds since 1970 by the server's clock; 0 while unknown. */
uint64_t rc_stream_gate_now_s(const rc_stream_gate *gate, int64_t now_ms);

#endif
