// The safety rules at their boundaries, on a fake clock.

#include <random>

#include "fake_board.h"

namespace {

// Rules alone: in session 3, armed at 1000 ms by the frame with sequence 1.
struct Rules : testing::TestWithParam<int64_t> {
    rc_drive drive;
    int64_t base = 0;

    void Begin(int64_t boot, rc_drive_config config = rc_drive_defaults())
    {
        base = boot;
        rc_drive_init(&drive, &config, boot);
        Registered_(0);
        Session_(100, 3);
        ASSERT_EQ(RC_DRIVE_ACCEPTED, Frame(1000, 1, 0));
    }

    void Registered_(int64_t at, bool stopped = false)
    {
        rc_registered message{};
        message.failsafe_ms = 250;
        message.has_stopped = true;
        message.stopped = stopped;
        rc_drive_registered(&drive, base + at, &message);
    }

    void Session_(int64_t at, uint32_t epoch, uint32_t ttl = 3000, int32_t cap = RC_AXIS_FULL)
    {
        rc_session session{};
        session.epoch = epoch;
        session.lease_ttl_ms = ttl;
        session.max_throttle = cap;
        rc_drive_session(&drive, base + at, &session);
    }

    rc_verdict Frame(int64_t at, uint32_t seq, int32_t throttle, int64_t sent = -1, uint32_t epoch = 3)
    {
        rc_drive_frame frame{epoch, seq, static_cast<uint32_t>(base + (sent < 0 ? at : sent)), 0, throttle};
        return rc_drive_frame_came(&drive, base + at, &frame);
    }

    bool Neutral(int64_t at) { return rc_drive_output_at(&drive, base + at).neutral; }
};

// Every boundary holds whenever the board was booted: also across both wraps of 32 bits and after 60 days.
TEST_P(Rules, DeadManIsStrictAt250)
{
    Begin(GetParam());
    ASSERT_EQ(RC_DRIVE_ACCEPTED, Frame(1050, 2, 4000));
    EXPECT_FALSE(Neutral(1299));
    EXPECT_FALSE(Neutral(1300));
    EXPECT_TRUE(Neutral(1301));
    EXPECT_EQ(RC_DRIVE_ACCEPTED, Frame(1400, 3, 4000));
    EXPECT_FALSE(Neutral(1400));
}

TEST_P(Rules, AgeIsStrictAt150)
{
    Begin(GetParam());
    EXPECT_EQ(RC_DRIVE_ACCEPTED, Frame(1249, 2, 1000, 1100));
    EXPECT_EQ(RC_DRIVE_ACCEPTED, Frame(1250, 3, 1000, 1100));
    EXPECT_EQ(RC_DRIVE_TOO_OLD, Frame(1251, 4, 1000, 1100));
    EXPECT_EQ(3u, drive.seq);
}

TEST_P(Rules, LeaseEndsAtExactlyItsTime)
{
    Begin(GetParam());
    Session_(2000, 3);
    EXPECT_EQ(RC_DRIVE_ACCEPTED, Frame(4998, 2, 1000));
    EXPECT_FALSE(Neutral(4999));
    EXPECT_TRUE(Neutral(5000));
    EXPECT_EQ(RC_DRIVE_LEASE_EXPIRED, Frame(5000, 3, 1000));
    EXPECT_EQ(RC_DRIVE_LEASE_EXPIRED, Frame(5001, 4, 1000));
    Session_(5002, 3);
    EXPECT_EQ(RC_DRIVE_ACCEPTED, Frame(5002, 5, 1000));
}

TEST_P(Rules, ArmsAtExactly500MsOfLinkAndTheBootHold)
{
    base = GetParam();
    for (uint16_t hold : {uint16_t{0}, uint16_t{800}}) {
        auto config = rc_drive_defaults();
        config.boot_hold_ms = hold;
        rc_drive_init(&drive, &config, base);
        Registered_(10);
        Session_(20, 3);
        int64_t due = hold > 510 ? hold : 510;
        EXPECT_EQ(RC_DRIVE_NOT_ARMED, Frame(due - 1, 1, 0)) << hold;
        EXPECT_EQ(RC_DRIVE_NOT_ARMED, Frame(due, 2, 1)) << "one ten-thousandth is not zero";
        EXPECT_EQ(RC_DRIVE_ACCEPTED, Frame(due, 3, 0)) << hold;
        EXPECT_EQ(RC_DRIVE_ACCEPTED, Frame(due + 1, 4, 5000)) << hold;
    }
}

INSTANTIATE_TEST_SUITE_P(
    SinceBoot, Rules, testing::Values(0, (1LL << 31) - 1100, (1LL << 32) - 1100, (1LL << 32) - 200, 60LL * 86400 * 1000));

TEST_F(Rules, AServerMaySetTheTimesWithinBounds)
{
    auto config = rc_drive_defaults();
    rc_drive_init(&drive, &config, 0);
    rc_registered message{};
    struct { uint32_t failsafe, age, wanted_failsafe, wanted_age; } cases[] = {
        {49, 19, 250, 150}, {50, 20, 50, 20}, {2000, 1000, 2000, 1000}, {2001, 1001, 2000, 1000}, {0, 0, 2000, 1000},
    };
    for (auto &c : cases) {
        message.failsafe_ms = c.failsafe;
        message.max_command_age_ms = c.age;
        rc_drive_registered(&drive, 0, &message);
        EXPECT_EQ(c.wanted_failsafe, drive.failsafe_ms);
        EXPECT_EQ(c.wanted_age, drive.max_age_ms);
    }
}

TEST_F(Rules, OtherEpochsAndReplaysNeverDrive)
{
    Begin(0);
    ASSERT_EQ(RC_DRIVE_ACCEPTED, Frame(1050, 2, 4000));
    EXPECT_EQ(RC_DRIVE_WRONG_EPOCH, Frame(1060, 9, 9000, 1060, 2));
    EXPECT_EQ(RC_DRIVE_WRONG_EPOCH, Frame(1060, 9, 9000, 1060, 4));
    EXPECT_EQ(RC_DRIVE_STALE_SEQ, Frame(1060, 2, 9000));
    EXPECT_EQ(RC_DRIVE_STALE_SEQ, Frame(1060, 0, 9000));
    ASSERT_TRUE(Neutral(1301));
    EXPECT_EQ(RC_DRIVE_STALE_SEQ, Frame(1310, 2, 4000)) << "a replay after neutral";
    EXPECT_TRUE(Neutral(1310));
    Session_(1320, 2);
    EXPECT_EQ(3u, drive.epoch) << "only upwards";
    rc_drive_session_ended(&drive, 3);
    Session_(1330, 3);
    EXPECT_EQ(RC_DRIVE_NO_SESSION, Frame(1340, 3, 0)) << "an ended session never comes back";
}

TEST_F(Rules, AStopVoidsWhatIsInFlightUntilANewerZero)
{
    Begin(0);
    ASSERT_EQ(RC_DRIVE_ACCEPTED, Frame(1050, 2, 4000));
    rc_drive_stop(&drive, 3, false);
    EXPECT_TRUE(Neutral(1050));
    for (uint32_t seq = 3; seq < 20; seq++) EXPECT_EQ(RC_DRIVE_AWAITING_ZERO, Frame(1050 + seq, seq, 4000));
    EXPECT_EQ(RC_DRIVE_STALE_SEQ, Frame(1080, 1, 0)) << "an old zero does not release it";
    EXPECT_TRUE(Neutral(1080));
    EXPECT_EQ(RC_DRIVE_ACCEPTED, Frame(1081, 20, 0));
    EXPECT_EQ(RC_DRIVE_ACCEPTED, Frame(1082, 21, 4000));
}

TEST_F(Rules, ALatchedStopEndsOnlyWithResumeAndZero)
{
    Begin(0);
    rc_drive_stop(&drive, 1, true); /* even one of an older epoch */
    EXPECT_EQ(RC_DRIVE_STOPPED, Frame(1060, 2, 0));
    rc_drive_link_closed(&drive);
    Registered_(1100, true);
    Session_(1110, 4);
    EXPECT_EQ(RC_DRIVE_STOPPED, Frame(1700, 1, 0, 1700, 4));
    rc_drive_resume(&drive, 3);
    EXPECT_EQ(RC_DRIVE_STOPPED, Frame(1710, 2, 0, 1710, 4)) << "a resume of an older epoch";
    rc_drive_resume(&drive, 4);
    EXPECT_EQ(RC_DRIVE_AWAITING_ZERO, Frame(1720, 3, 4000, 1720, 4));
    EXPECT_EQ(RC_DRIVE_ACCEPTED, Frame(1730, 4, 0, 1730, 4));
}

TEST_F(Rules, TheSessionCapsTheThrottle)
{
    Begin(0);
    Session_(1010, 3, 3000, 5000);
    ASSERT_EQ(RC_DRIVE_ACCEPTED, Frame(1020, 2, -9000));
    EXPECT_EQ(-5000, rc_drive_output_at(&drive, 1020).throttle);
}

TEST_F(Rules, AFrameOutOfRangeIsMalformedWhoeverMadeIt)
{
    Begin(0);
    EXPECT_EQ(RC_DRIVE_MALFORMED, Frame(1010, 2, 10001));
    EXPECT_EQ(RC_DRIVE_MALFORMED, Frame(1010, 2, -10001));
    EXPECT_EQ(RC_DRIVE_MALFORMED, Frame(1010, 2, INT32_MIN));
}

TEST_F(Rules, TheFastestFrameIsForgottenAfter30To31Seconds)
{
    rc_age_gate gate;
    rc_age_reset(&gate);
    EXPECT_EQ(0u, rc_age_observe(&gate, 1000, 1000));
    EXPECT_EQ(100u, rc_age_observe(&gate, 2100, 2000));
    EXPECT_EQ(100u, rc_age_observe(&gate, 31100, 31000));
    EXPECT_EQ(0u, rc_age_observe(&gate, 33100, 33000));
}

// "No fresh valid frame for 250 ms: the pins carry neutral", whatever else arrives, on the whole board at every ms.
TEST(ControlProperty, NoAcceptedFrameFor250MsMeansNeutralPins)
{
    for (unsigned seed = 1; seed <= 300; seed++) {
        std::mt19937 random(seed);
        auto pick = [&](int most) { return static_cast<int>(random() % static_cast<unsigned>(most)); };
        ControlBench bench((1LL << 32) - 4000 - pick(3000));
        bench.Arm();
        auto accepted = bench.now;
        uint32_t epoch = 3;
        for (int step = 0; step < 120; step++) {
            int after = pick(10) < 6 ? pick(60) : pick(10) < 8 ? 200 + pick(100) : 400 + pick(3600);
            for (auto until = bench.now + after; bench.now < until;) {
                bench.After(1);
                if (bench.now % RC_TICK_MS == 0 && bench.now - accepted > 250) {
                    ASSERT_EQ(1500, bench.Last().throttle) << "seed " << seed << ", " << bench.now - accepted << " ms after the last frame";
                }
            }

            const char *throttles[] = {"0.4", "-0.7", "1", "0", "0.01", "-1"};
            auto before = bench.control.drive.verdicts[RC_DRIVE_ACCEPTED];
            switch (pick(16)) {
            case 0: bench.Receive(Session(epoch)); break;
            case 1: bench.Receive(Session(++epoch)); bench.seq = 0; break;
            case 2: bench.Receive(Stop(epoch)); break;
            case 3: bench.Receive(Stop(epoch, pick(4) == 0)); break;
            case 4: bench.Receive(Resume(epoch)); break;
            case 5: if (pick(4) == 0) bench.Receive(Ended(epoch)); break;
            case 6: bench.Receive("{\"type\":\"drive\",\"epoch\":3,\"seq\":NaN"); break;
            case 7: bench.Receive("{\"type\":\"offer\",\"sessionId\":\"x\"}"); break;
            case 8: rc_control_socket_heard(&bench.control); break;
            case 9: bench.Receive(Drive(epoch, bench.seq, static_cast<uint32_t>(bench.now), "1")); break;
            case 10: bench.Receive(Drive(epoch, ++bench.seq, static_cast<uint32_t>(bench.now - 140 - pick(30)), "1")); break;
            case 11:
                if (pick(6) == 0) {
                    rc_control_socket_closed(&bench.control, 0);
                    ASSERT_EQ(1500, bench.Last().throttle) << "at once, seed " << seed;
                    bench.After(bench.control.link.wait_ms + 40);
                    rc_control_socket_opened(&bench.control);
                    bench.Receive(Registered());
                    bench.Receive(Session(epoch));
                }
                break;
            default: bench.Receive(Drive(epoch, ++bench.seq, static_cast<uint32_t>(bench.now), throttles[pick(6)])); break;
            }

            if (bench.control.drive.verdicts[RC_DRIVE_ACCEPTED] != before) accepted = bench.now;
            auto state = bench.State();
            ASSERT_TRUE(state.neutral || (state.armed && !bench.control.drive.latched && rc_drive_in_session(&bench.control.drive, bench.now)));
            for (auto &pulse : bench.pulses) ASSERT_TRUE(pulse.throttle >= 1000 && pulse.throttle <= 2000 && pulse.steering >= 1000 && pulse.steering <= 2000);
            bench.pulses.erase(bench.pulses.begin(), bench.pulses.end() - 1);
            bench.sent.clear();
        }
    }
}

}  // namespace
