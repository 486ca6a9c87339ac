// Reconnecting.

#include "fake_board.h"

namespace {

TEST(Backoff, GrowsFromHalfASecondTo10WithJitter)
{
    rc_backoff low{}, high{};
    uint32_t ceilings[] = {1000, 2000, 4000, 8000, 10000, 10000, 10000, 10000, 10000, 10000, 10000, 10000};
    for (auto ceiling : ceilings) {
        EXPECT_EQ(500u, rc_backoff_after(&low, RC_END_LOST, 0));
        EXPECT_NEAR(ceiling, rc_backoff_after(&high, RC_END_LOST, UINT32_MAX), 1);
    }

    rc_backoff_succeeded(&high);
    EXPECT_NEAR(1000, rc_backoff_after(&high, RC_END_LOST, UINT32_MAX), 1);
}

TEST(Backoff, WaitsLongWhereTryingSoonerWouldNotHelpAndShortForARestart)
{
    rc_backoff backoff{};
    for (auto end : {RC_END_UNAUTHORIZED, RC_END_REVOKED, RC_END_REPLACED}) {
        EXPECT_EQ(30000u, rc_backoff_after(&backoff, end, 0));
        EXPECT_NEAR(33000, rc_backoff_after(&backoff, end, UINT32_MAX), 1);
    }

    EXPECT_EQ(100u, rc_backoff_after(&backoff, RC_END_RESTARTING, 0));
    EXPECT_NEAR(1000, rc_backoff_after(&backoff, RC_END_RESTARTING, UINT32_MAX), 1);
}

TEST(LinkMeaning, OfCloseCodesHandshakesAndWords)
{
    EXPECT_EQ(RC_END_UNAUTHORIZED, rc_link_meaning(4401));
    EXPECT_EQ(RC_END_UNAUTHORIZED, rc_link_meaning(401));
    EXPECT_EQ(RC_END_REVOKED, rc_link_meaning(4403));
    EXPECT_EQ(RC_END_REVOKED, rc_link_meaning(403));
    EXPECT_EQ(RC_END_REPLACED, rc_link_meaning(4409));
    EXPECT_EQ(RC_END_RESTARTING, rc_link_meaning(1012));
    for (int code : {0, 1000, 1001, 1006, 4400, 4408, 4413, 4429, 404, 500}) EXPECT_EQ(RC_END_LOST, rc_link_meaning(code)) << code;
    EXPECT_EQ(RC_END_REVOKED, rc_link_meaning_of_word("revoked"));
    EXPECT_EQ(RC_END_LOST, rc_link_meaning_of_word("stream_url_refused"));
}

TEST(Link, AnErrorTellsTheReasonOfTheCloseThatFollows)
{
    ControlBench bench;
    bench.Boot();
    rc_control_poll(&bench.control);
    rc_control_socket_opened(&bench.control);
    bench.Receive("{\"type\":\"error\",\"code\":\"unauthorized\",\"message\":\"no\"}");
    rc_control_socket_closed(&bench.control, 0);
    EXPECT_GE(bench.control.link.wait_ms, 30000u);
    bench.After(29999);
    EXPECT_EQ(1, bench.opens);
    bench.After(40);
    EXPECT_EQ(2, bench.opens);
}

TEST(Link, AServerThatTakesUsAndClosesAtOnceForEverIsTriedLessAndLess)
{
    ControlBench bench;
    bench.chance = UINT32_MAX;
    bench.Boot();
    std::vector<int64_t> opened;
    while (bench.now < 60000) {
        if (static_cast<int>(opened.size()) < bench.opens) {
            opened.push_back(bench.now);
            rc_control_socket_opened(&bench.control);
            bench.Receive(Registered());
            rc_control_socket_closed(&bench.control, 1000);
        }

        bench.After(20);
    }

    ASSERT_LE(opened.size(), 10u);
    EXPECT_GE(opened[5] - opened[4], 9900);
}

TEST(Link, AConnectionThatLastedStartsOverWithTheShortestWait)
{
    ControlBench bench;
    bench.chance = UINT32_MAX;
    bench.Boot();
    for (int i = 0; i < 4; i++) {
        bench.After(11000);
        rc_control_socket_closed(&bench.control, 0);
    }

    bench.After(11000);
    rc_control_socket_opened(&bench.control);
    bench.Receive(Registered());
    bench.After(5000);
    rc_control_socket_closed(&bench.control, 0);
    EXPECT_NEAR(1000, bench.control.link.wait_ms, 1);
}

TEST(Link, OpeningAndRegisteringHaveADeadline)
{
    ControlBench bench;
    bench.Boot();
    bench.After(20);
    ASSERT_EQ(1, bench.opens);
    bench.After(9999);
    EXPECT_TRUE(bench.closes.empty());
    bench.After(41);
    EXPECT_EQ(1u, bench.closes.size());
    rc_control_socket_closed(&bench.control, 0);
    bench.After(1000);
    rc_control_socket_opened(&bench.control);
    bench.After(10040);
    EXPECT_EQ(2u, bench.closes.size());
}

TEST(Link, WhatComesAfterTheEndIsNotHeard)
{
    ControlBench bench;
    bench.Arm();
    rc_control_socket_closed(&bench.control, 0);
    bench.Receive(Registered());
    bench.Receive(Session(9));
    EXPECT_EQ(3u, bench.control.drive.epoch);
    EXPECT_FALSE(bench.control.drive.registered);
    auto losses = bench.control.link.losses;
    rc_control_socket_closed(&bench.control, 0);
    EXPECT_EQ(losses, bench.control.link.losses) << "told twice, counted once";
}

}  // namespace
