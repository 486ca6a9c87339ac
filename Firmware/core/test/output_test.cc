// Pulses.

#include "fake_board.h"

namespace {

struct Output : testing::Test {
    rc_output_config config = rc_output_defaults();
    rc_output output;
    int64_t now = 0;

    void Begin() { rc_output_init(&output, &config, now); }

    rc_pulses Step(int32_t throttle, int32_t steering = 0, int32_t cap = RC_AXIS_FULL, uint32_t age = 0)
    {
        now += RC_TICK_MS;
        rc_drive_output wanted{throttle, steering, false, true, age, 250};
        return rc_output_step(&output, now, &wanted, cap);
    }

    rc_pulses Neutral()
    {
        now += RC_TICK_MS;
        rc_drive_output wanted{0, 0, true, true, 0, 250};
        return rc_output_step(&output, now, &wanted, RC_AXIS_FULL);
    }

    rc_pulses Steps(int count, int32_t throttle, int32_t steering = 0, int32_t cap = RC_AXIS_FULL)
    {
        rc_pulses pulses{};
        for (int i = 0; i < count; i++) pulses = Step(throttle, steering, cap);
        return pulses;
    }
};

TEST_F(Output, EndsAndMiddle)
{
    Begin();
    EXPECT_EQ(2000, Steps(20, 10000, 10000).throttle_us);
    EXPECT_EQ(2000, Step(10000, 10000).steering_us);
    EXPECT_EQ(1000, Steps(40, -10000, -10000).throttle_us);
    EXPECT_EQ(1000, Step(-10000, -10000).steering_us);
    EXPECT_EQ(1500, Neutral().throttle_us);
    EXPECT_EQ(1500, Neutral().steering_us);
}

TEST_F(Output, TrimRangeAndInversionStayWithinTheLimits)
{
    config.throttle_trim_us = 200;
    config.steering_trim_us = -200;
    config.steering_inverted = true;
    config.reverse_range_us = 250;
    Begin();
    EXPECT_EQ(1700, Neutral().throttle_us);
    EXPECT_EQ(1300, Neutral().steering_us);
    EXPECT_EQ(2000, Steps(20, 10000, 10000).throttle_us) << "clamped";
    EXPECT_EQ(1000, Step(10000, 10000).steering_us) << "inverted and clamped";
    EXPECT_EQ(1450, Steps(40, -10000).throttle_us);
}

TEST_F(Output, ThrottleGrowsByTheSlewAndFallsAtOnce)
{
    Begin();
    for (int i = 1; i <= 12; i++) EXPECT_EQ(1500 + 40 * i, Step(10000).throttle_us) << i;
    EXPECT_EQ(2000, Step(10000).throttle_us);
    EXPECT_EQ(1600, Step(2000).throttle_us);
    EXPECT_EQ(1640, Step(10000).throttle_us);
    EXPECT_EQ(1500, Neutral().throttle_us);
}

TEST_F(Output, ALongPauseBetweenTicksDoesNotWidenTheStep)
{
    Begin();
    now += 5000;
    EXPECT_EQ(1700, Step(10000).throttle_us) << "counts as 100 ms";
}

TEST_F(Output, CapsOfOwnerAndBatteryHold)
{
    config.max_throttle_percent = 60;
    Begin();
    EXPECT_EQ(1800, Steps(20, 10000).throttle_us);
    EXPECT_EQ(1600, Steps(20, 10000, 0, 2000).throttle_us);
    EXPECT_EQ(1500, Steps(2, 10000, 0, 0).throttle_us);
    EXPECT_EQ(1200, Steps(60, -10000).throttle_us);
}

TEST_F(Output, DirectReverseRests150MsInNeutralBothWays)
{
    Begin();
    Steps(20, 10000);
    int rested = 0;
    while (Step(-10000).throttle_us == 1500) rested++;
    EXPECT_NEAR(8, rested, 1) << "150 ms in ticks of 20";
    Steps(20, -10000);
    rested = 0;
    while (Step(10000).throttle_us == 1500) rested++;
    EXPECT_NEAR(8, rested, 1);
}

TEST_F(Output, FromRestReverseIsImmediate)
{
    Begin();
    Steps(20, 0);
    EXPECT_LT(Step(-10000).throttle_us, 1500);
}

TEST_F(Output, DoubleTapBrakesRestsAndThenReverses)
{
    config.reverse = RC_REVERSE_DOUBLE_TAP;
    Begin();
    Steps(20, 10000);
    std::string seen; /* n: neutral, r: reverse pulse */
    for (int i = 0; i < 60; i++) {
        char kind = Step(-8000).throttle_us < 1500 ? 'r' : 'n';
        if (seen.empty() || seen.back() != kind) seen += kind;
    }

    EXPECT_EQ("nrnr", seen);
    EXPECT_EQ(1100, Step(-8000).throttle_us);
    Steps(10, 0);
    EXPECT_LT(Step(-8000).throttle_us, 1500) << "from reverse to reverse there is no second tap";
}

TEST_F(Output, ATapNeverPassesTheCapAndEndsAtOnceInNeutral)
{
    config.reverse = RC_REVERSE_DOUBLE_TAP;
    Begin();
    Steps(20, 0);
    EXPECT_EQ(1475, Step(-100, 0, 500).throttle_us) << "500 ten-thousandths is all it may";
    EXPECT_EQ(1500, Neutral().throttle_us);
    Steps(10, 0);
    EXPECT_EQ(1450, Step(-100).throttle_us) << "strong enough to be seen by the ESC";
}

TEST_F(Output, WithoutReverseThereIsNone)
{
    config.reverse = RC_REVERSE_NONE;
    Begin();
    EXPECT_EQ(1500, Steps(50, -10000).throttle_us);
}

TEST_F(Output, LateFramesRunDownFromThreeFifthsOfTheDeadMan)
{
    Begin();
    Steps(20, 10000);
    EXPECT_EQ(2000, Step(10000, 0, RC_AXIS_FULL, 150).throttle_us);
    EXPECT_EQ(1995, Step(10000, 0, RC_AXIS_FULL, 151).throttle_us);
    EXPECT_EQ(1750, Step(10000, 0, RC_AXIS_FULL, 200).throttle_us);
    EXPECT_EQ(1505, Step(10000, 0, RC_AXIS_FULL, 249).throttle_us);
    EXPECT_EQ(1500, Step(10000, 0, RC_AXIS_FULL, 250).throttle_us);
}

TEST(Battery, KnowsAPackAndDoesNotFlicker)
{
    rc_battery battery;
    auto config = rc_battery_defaults();
    rc_battery_init(&battery, &config);
    EXPECT_EQ(-1, rc_battery_percent(&battery));
    EXPECT_EQ(10000, rc_battery_cap(&battery));
    rc_battery_measured(&battery, 100); /* nothing connected */
    rc_battery_measured(&battery, 20000);
    EXPECT_EQ(-1, rc_battery_mv(&battery));
    rc_battery_measured(&battery, 7600);
    EXPECT_EQ(45, rc_battery_percent(&battery));
    rc_battery_measured(&battery, 6000); /* the sag of a start */
    EXPECT_GE(rc_battery_percent(&battery), 40);
    for (int i = 0; i < 300; i++) rc_battery_measured(&battery, 8400);
    EXPECT_GE(rc_battery_percent(&battery), 94);
    EXPECT_LE(rc_battery_percent(&battery), 100);
    for (int i = 0; i < 600; i++) rc_battery_measured(&battery, 6600);
    EXPECT_LE(rc_battery_percent(&battery), 1);
    EXPECT_EQ(3333, rc_battery_cap(&battery));
    for (int i = 0, before = 10000; i < 600; i++) {
        (void)before;
        rc_battery_measured(&battery, 7280); /* 3640 mV a cell: 16 % */
    }

    EXPECT_GT(rc_battery_cap(&battery), 3333);
    EXPECT_LT(rc_battery_cap(&battery), 10000);
}

TEST(Battery, ACarWithoutAPackToMeasureIsNotSlowed)
{
    rc_battery battery;
    rc_battery_config config{0, 20, 5};
    rc_battery_init(&battery, &config);
    rc_battery_measured(&battery, 3000);
    EXPECT_EQ(-1, rc_battery_percent(&battery));
    EXPECT_EQ(10000, rc_battery_cap(&battery));
}

}  // namespace
