#include "rc/drive.h"

#include <string.h>

#define FAILSAFE_LEAST 50
#define FAILSAFE_MOST 2000
#define AGE_LEAST 20
#define AGE_MOST 1000

const char *rc_verdict_word(rc_verdict verdict)
{
    static const char *const words[RC_DRIVE_VERDICTS] = {
        "accepted", "malformed", "link-down", "no-session", "wrong-epoch", "lease-expired",
        "stale-seq", "too-old", "stopped", "not-armed", "awaiting-zero",
    };
    return (unsigned)verdict < RC_DRIVE_VERDICTS ? words[verdict] : "?";
}

rc_drive_config rc_drive_defaults(void)
{
    return (rc_drive_config){.failsafe_ms = 250, .max_age_ms = 150, .link_good_ms = 500, .boot_hold_ms = 0};
}

static void void_drive(rc_drive *drive)
{
    drive->driven = false;
    drive->throttle = 0;
    drive->steering = 0;
}

static void latch(rc_drive *drive)
{
    drive->latched = true;
    drive->awaiting_zero = true;
    void_drive(drive);
}

void rc_drive_init(rc_drive *drive, const rc_drive_config *config, int64_t now_ms)
{
    memset(drive, 0, sizeof *drive);
    drive->config = *config;
    drive->failsafe_ms = config->failsafe_ms;
    drive->max_age_ms = config->max_age_ms;
    drive->boot_ms = now_ms;
    drive->max_throttle = RC_AXIS_FULL;
    rc_age_reset(&drive->age);
}

void rc_drive_registered(rc_drive *drive, int64_t now_ms, const rc_registered *message)
{
    rc_drive_link_closed(drive);
    drive->registered = true;
    drive->registered_ms = now_ms;
    if (message->failsafe_ms >= FAILSAFE_LEAST && message->failsafe_ms <= FAILSAFE_MOST)
        drive->failsafe_ms = message->failsafe_ms;
    if (message->max_command_age_ms >= AGE_LEAST && message->max_command_age_ms <= AGE_MOST)
        drive->max_age_ms = message->max_command_age_ms;

    /* The server remembers the latch for us; what it says here stands for a resume or a stop that we missed. */
    if (message->has_stopped && message->stopped) latch(drive);
    else if (message->has_stopped) drive->latched = false;
}

void rc_drive_link_closed(rc_drive *drive)
{
    drive->registered = false;
    drive->leased = false;
    rc_age_reset(&drive->age);
    void_drive(drive);
}

void rc_drive_session(rc_drive *drive, int64_t now_ms, const rc_session *session)
{
    if (!drive->registered || session->epoch < drive->epoch || session->epoch <= drive->ended_epoch) {
        drive->stale_messages++;
        return;
    }

    if (session->epoch > drive->epoch) {
        drive->epoch = session->epoch;
        drive->has_seq = false;
        drive->seq = 0;
        void_drive(drive);
    }

    drive->live = true;
    drive->leased = true;
    drive->leased_ms = now_ms;
    drive->lease_ttl_ms = session->lease_ttl_ms;
    drive->max_throttle = session->max_throttle;
}

static bool lease_lives(const rc_drive *drive, int64_t now_ms)
{
    return drive->leased && now_ms - drive->leased_ms < (int64_t)drive->lease_ttl_ms;
}

static int32_t axis_within(int32_t value, int32_t most)
{
    return value > most ? most : value < -most ? -most : value;
}

static rc_verdict judge(rc_drive *drive, int64_t now_ms, const rc_drive_frame *frame)
{
    if (axis_within(frame->steering, RC_AXIS_FULL) != frame->steering) return RC_DRIVE_MALFORMED;
    if (axis_within(frame->throttle, RC_AXIS_FULL) != frame->throttle) return RC_DRIVE_MALFORMED;
    if (!drive->registered) return RC_DRIVE_LINK_DOWN;
    if (!drive->live) return RC_DRIVE_NO_SESSION;
    if (frame->epoch != drive->epoch) return RC_DRIVE_WRONG_EPOCH;
    if (!lease_lives(drive, now_ms)) return RC_DRIVE_LEASE_EXPIRED;
    if (frame->seq <= drive->seq) return RC_DRIVE_STALE_SEQ;
    if (rc_age_observe(&drive->age, now_ms, frame->t) > drive->max_age_ms) return RC_DRIVE_TOO_OLD;

    drive->seq = frame->seq;
    drive->seq_ms = now_ms;
    drive->has_seq = true;
    if (drive->latched) return RC_DRIVE_STOPPED;

    bool at_zero = frame->throttle == 0;
    if (!drive->armed) {
        bool link_good = now_ms - drive->registered_ms >= drive->config.link_good_ms;
        bool held = now_ms - drive->boot_ms >= drive->config.boot_hold_ms;
        if (!at_zero || !link_good || !held) return RC_DRIVE_NOT_ARMED;
        drive->armed = true;
    }

    if (drive->awaiting_zero && !at_zero) return RC_DRIVE_AWAITING_ZERO;
    drive->awaiting_zero = false;

    drive->driven = true;
    drive->driven_ms = now_ms;
    drive->throttle = axis_within(frame->throttle, drive->max_throttle);
    drive->steering = frame->steering;
    return RC_DRIVE_ACCEPTED;
}

rc_verdict rc_drive_frame_came(rc_drive *drive, int64_t now_ms, const rc_drive_frame *frame)
{
    rc_verdict verdict = judge(drive, now_ms, frame);
    drive->verdicts[verdict]++;
    return verdict;
}

rc_verdict rc_drive_malformed(rc_drive *drive)
{
    drive->verdicts[RC_DRIVE_MALFORMED]++;
    return RC_DRIVE_MALFORMED;
}

void rc_drive_stop(rc_drive *drive, uint32_t epoch, bool latched)
{
    if (latched) {
        latch(drive);
        return;
    }

    if (epoch < drive->epoch) {
        drive->stale_messages++;
        return;
    }

    drive->awaiting_zero = true;
    void_drive(drive);
}

void rc_drive_resume(rc_drive *drive, uint32_t epoch)
{
    if (epoch < drive->epoch) drive->stale_messages++;
    else drive->latched = false;
}

void rc_drive_session_ended(rc_drive *drive, uint32_t epoch)
{
    if (epoch > drive->ended_epoch) drive->ended_epoch = epoch;
    if (epoch < drive->epoch) {
        drive->stale_messages++;
        return;
    }

    drive->live = false;
    drive->leased = false;
    drive->armed = false;
    void_drive(drive);
}

rc_verdict rc_drive_message(rc_drive *drive, int64_t now_ms, const rc_message *message)
{
    switch (message->type) {
    case RC_MESSAGE_REGISTERED: rc_drive_registered(drive, now_ms, &message->registered); break;
    case RC_MESSAGE_SESSION: rc_drive_session(drive, now_ms, &message->session); break;
    case RC_MESSAGE_DRIVE: return rc_drive_frame_came(drive, now_ms, &message->drive);
    case RC_MESSAGE_STOP: rc_drive_stop(drive, message->stop.epoch, message->stop.latched); break;
    case RC_MESSAGE_RESUME: rc_drive_resume(drive, message->resume.epoch); break;
    case RC_MESSAGE_SESSION_ENDED: rc_drive_session_ended(drive, message->session_ended.epoch); break;
    case RC_MESSAGE_MALFORMED: return message->spoiled == RC_MESSAGE_DRIVE ? rc_drive_malformed(drive) : RC_DRIVE_ACCEPTED;
    default: break;
    }

    return RC_DRIVE_ACCEPTED;
}

rc_drive_output rc_drive_output_at(const rc_drive *drive, int64_t now_ms)
{
    int64_t age = now_ms - drive->driven_ms;
    bool may_drive = drive->registered && rc_drive_in_session(drive, now_ms) && drive->armed && !drive->latched
        && !drive->awaiting_zero && drive->driven && age <= (int64_t)drive->failsafe_ms;
    return (rc_drive_output){
        .throttle = may_drive ? drive->throttle : 0,
        .steering = may_drive ? drive->steering : 0,
        .neutral = !may_drive,
        .armed = drive->armed,
        .age_ms = may_drive && age > 0 ? (uint32_t)age : 0,
        .failsafe_ms = drive->failsafe_ms,
    };
}

bool rc_drive_in_session(const rc_drive *drive, int64_t now_ms)
{
    return drive->live && lease_lives(drive, now_ms);
}
