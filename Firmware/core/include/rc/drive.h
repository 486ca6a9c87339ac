#ifndef RC_DRIVE_H
#define RC_DRIVE_H

#include "rc/message.h"

/**
 * The controller's safety rules: decide, for every moment, whether the motor may turn. Three things must all hold: a
 * session whose lease lives, a controller that is armed and not stopped, and a fresh drive frame not older than the
 * dead-man time. Anything else is neutral. No I/O; every call is handed the monotonic time in ms, which must not go back.
 */

/** What became of a drive frame. Checked in this order; the word in brackets is that of the wire vectors. */
typedef enum rc_verdict {
    RC_DRIVE_ACCEPTED,      /**< [accepted] Feeds the dead-man and reaches the motor. */
    RC_DRIVE_MALFORMED,     /**< [malformed] Could not be read. Never read as zero. */
    RC_DRIVE_LINK_DOWN,     /**< [link-down] No registered connection. */
    RC_DRIVE_NO_SESSION,    /**< [no-session] None announced, or it has ended. */
    RC_DRIVE_WRONG_EPOCH,   /**< [wrong-epoch] A fenced driver. */
    RC_DRIVE_LEASE_EXPIRED, /**< [lease-expired] No `session` on this connection for leaseTtlMs. */
    RC_DRIVE_STALE_SEQ,     /**< [stale-seq] A replay or a reordering. */
    RC_DRIVE_TOO_OLD,       /**< [too-old] Lags the fastest frame of the last 30 s by more than the maximum age. */
    RC_DRIVE_STOPPED,       /**< [stopped] A latched stop holds. The number is taken, the throttle is not. */
    RC_DRIVE_NOT_ARMED,     /**< [not-armed] Link or throttle not yet good since boot or session. The number is taken. */
    RC_DRIVE_AWAITING_ZERO, /**< [awaiting-zero] After a stop, before throttle 0. The number is taken. */
    RC_DRIVE_VERDICTS,
} rc_verdict;

/** The word of the wire vectors. */
const char *rc_verdict_word(rc_verdict verdict);

/** Times of the rules, in ms. */
typedef struct rc_drive_config {
    uint16_t failsafe_ms;  /**< Dead-man, 50 to 2000. Default 250; the server may set it. */
    uint16_t max_age_ms;   /**< A frame that lags by more is dropped, 20 to 1000. Default 150; the server may set it. */
    uint16_t link_good_ms; /**< The link must be registered for this long before the car may arm. Default 500. */
    uint16_t boot_hold_ms; /**< The car does not arm sooner after boot: an ESC learns its neutral then. Default 0. */
} rc_drive_config;

/** The defaults above. */
rc_drive_config rc_drive_defaults(void);

/**
 * Measures how late a frame is without a common clock: the least (arrival - t) of the last 30 s stands for age 0. Kept in
 * one-second buckets; a minimum is forgotten 30 to 31 s after it was seen. One gate belongs to one connection.
 */
#define RC_AGE_WINDOW_S 30
typedef struct rc_age_gate {
    uint32_t least[RC_AGE_WINDOW_S + 1];
    int64_t second[RC_AGE_WINDOW_S + 1];
} rc_age_gate;

void rc_age_reset(rc_age_gate *gate);

/** Takes note of a frame and returns its age in ms. `sent_ms` is u32 ms of the sender's clock and may wrap. */
uint32_t rc_age_observe(rc_age_gate *gate, int64_t arrival_ms, uint32_t sent_ms);

/** What the motor and the servo are told. */
typedef struct rc_drive_output {
    int32_t throttle;    /**< -10,000 to 10,000, capped by the session; 0 while neutral. */
    int32_t steering;    /**< -10,000 to 10,000; 0 while neutral. */
    bool neutral;        /**< The safety rules hold the car. A driver's own throttle 0 is not neutral. */
    bool armed;
    uint32_t age_ms;     /**< Since the frame that drives came; 0 while neutral. */
    uint32_t failsafe_ms;/**< The dead-man time in force. */
} rc_drive_output;

typedef struct rc_drive {
    rc_drive_config config;
    uint32_t failsafe_ms, max_age_ms;  /* in force */
    int64_t boot_ms;
    bool registered;
    int64_t registered_ms;
    uint32_t epoch, ended_epoch;       /* highest set, highest ended */
    bool live;                         /* a session of `epoch` was announced and has not ended */
    bool leased;
    int64_t leased_ms;                 /* last `session` of this connection */
    uint32_t lease_ttl_ms;
    int32_t max_throttle;
    bool armed, latched, awaiting_zero;
    bool has_seq;
    uint32_t seq;
    int64_t seq_ms;
    bool driven;                       /* a frame may move the motor */
    int64_t driven_ms;
    int32_t throttle, steering;
    rc_age_gate age;
    uint32_t verdicts[RC_DRIVE_VERDICTS]; /* how many frames met each */
    uint32_t stale_messages;           /* others that came too late to mean anything */
} rc_drive;

/** Boot: disarmed, in neutral, whatever was before. */
void rc_drive_init(rc_drive *drive, const rc_drive_config *config, int64_t now_ms);

/** The server has accepted the registration on a new connection. */
void rc_drive_registered(rc_drive *drive, int64_t now_ms, const rc_registered *message);

/** The connection is gone: neutral at once. Armed state, epoch, sequence and latch stay: a reconnect is not a reboot. */
void rc_drive_link_closed(rc_drive *drive);

/** Sets the epoch, only upwards, and renews the lease. */
void rc_drive_session(rc_drive *drive, int64_t now_ms, const rc_session *session);

/** Judges a frame and, if it is accepted, drives by it. */
rc_verdict rc_drive_frame_came(rc_drive *drive, int64_t now_ms, const rc_drive_frame *frame);

/** Counts a frame that could not be read. */
rc_verdict rc_drive_malformed(rc_drive *drive);

/** Voids every drive in flight. One of an older epoch is ignored unless it latches. */
void rc_drive_stop(rc_drive *drive, uint32_t epoch, bool latched);

/** Ends a latched stop; the car still waits for throttle 0. One of an older epoch is ignored. */
void rc_drive_resume(rc_drive *drive, uint32_t epoch);

/** Ends the session of this epoch and any older one for good; the next one arms anew. */
void rc_drive_session_ended(rc_drive *drive, uint32_t epoch);

/** Hands any message to the rules. For a drive frame returns its verdict, else RC_DRIVE_ACCEPTED. */
rc_verdict rc_drive_message(rc_drive *drive, int64_t now_ms, const rc_message *message);

/** What holds at this moment. */
rc_drive_output rc_drive_output_at(const rc_drive *drive, int64_t now_ms);

/** A session is announced, not ended, and its lease on this connection lives. */
bool rc_drive_in_session(const rc_drive *drive, int64_t now_ms);

#endif
