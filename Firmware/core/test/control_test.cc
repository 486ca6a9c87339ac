// The control board as a whole: pieces of messages in, pulses out.

#include "fake_board.h"

namespace {

TEST(Control, PutsNeutralOnThePinsBeforeAnythingElse)
{
    ControlBench bench;
    bench.Boot();
    ASSERT_EQ(1u, bench.pulses.size());
    EXPECT_EQ(1500, bench.Last().throttle);
    EXPECT_EQ(1500, bench.Last().steering);
    EXPECT_TRUE(rc_control_may_update(&bench.control));
}

TEST(Control, RegistersAsControlAndSaysWhyItStarted)
{
    ControlBench bench;
    bench.config.link.reset = RC_RESET_BROWNOUT;
    bench.Boot();
    rc_control_poll(&bench.control);
    ASSERT_EQ(1, bench.opens);
    rc_control_socket_opened(&bench.control);
    EXPECT_EQ(
        "{\"type\":\"register\",\"deviceId\":\"car-7-ctl\",\"role\":\"control\",\"capabilities\":[],\"firmware\":\"1.0.0\","
        "\"resetReason\":\"brownout\"}",
        bench.sent.at(0));
}

TEST(Control, SendsTheKeyInTheMessageOnlyIfAsked)
{
    ControlBench bench;
    bench.config.link.key_in_message = true;
    bench.Boot();
    rc_control_poll(&bench.control);
    rc_control_socket_opened(&bench.control);
    EXPECT_NE(std::string::npos, bench.sent.at(0).find("\"key\":\"the-key\""));
}

TEST(Control, DrivesAndAcknowledges)
{
    ControlBench bench;
    bench.battery = 7600;
    bench.Arm();
    EXPECT_FALSE(rc_control_may_update(&bench.control));
    bench.DriveFor(600, "0.4", "-0.5");
    EXPECT_EQ(1700, bench.Last().throttle);
    EXPECT_EQ(1250, bench.Last().steering);
    bench.After(160);
    auto telemetry = bench.sent.back();
    for (auto part : {"\"batteryMv\":7600", "\"batteryPercent\":45", "\"rssi\":-61", "\"epoch\":3", "\"ackSeq\":31", "\"armed\":true", "\"neutral\":false"})
        EXPECT_NE(std::string::npos, telemetry.find(part)) << telemetry;
}

TEST(Control, RampsDownWhileTheFrameIsLateInsteadOfJumping)
{
    ControlBench bench;
    bench.Arm();
    bench.DriveFor(400, "0.8");
    auto last = bench.now - 20;
    bench.Until(last + 140);
    EXPECT_EQ(1900, bench.Last().throttle) << "140 ms late is still driving";
    uint16_t before = 1900;
    for (int64_t age = 160; age <= 240; age += 20) {
        bench.Until(last + age);
        EXPECT_NEAR(1500 + 400 * (250 - age) / 100, bench.Last().throttle, 1) << age;
        EXPECT_LT(bench.Last().throttle, before);
        before = bench.Last().throttle;
    }

    bench.Until(last + 260);
    EXPECT_EQ(1500, bench.Last().throttle);
    EXPECT_EQ(1500, bench.Last().steering);
}

TEST(Control, AStopReachesThePinsAtOnceNotAtTheNextTick)
{
    ControlBench bench;
    bench.Arm();
    bench.DriveFor(400, "1");
    bench.After(7);
    bench.Receive(Stop(3));
    EXPECT_EQ(bench.now, bench.Last().at);
    EXPECT_EQ(1500, bench.Last().throttle);
}

TEST(Control, ALostSocketReachesThePinsAtOnceAndAReconnectIsNotAReboot)
{
    ControlBench bench;
    bench.Arm();
    bench.DriveFor(400, "1");
    bench.After(3);
    rc_control_socket_closed(&bench.control, 0);
    EXPECT_EQ(1500, bench.Last().throttle);
    EXPECT_EQ(bench.now, bench.Last().at);
    rc_drive_frame frame{3, ++bench.seq, static_cast<uint32_t>(bench.now), 0, 1000};
    EXPECT_EQ(RC_DRIVE_LINK_DOWN, rc_drive_frame_came(&bench.control.drive, bench.now, &frame));
    bench.After(bench.control.link.wait_ms + 20);
    rc_control_socket_opened(&bench.control);
    bench.Receive(Registered());
    EXPECT_EQ(RC_DRIVE_LEASE_EXPIRED, bench.DriveNow("0.4")) << "the lease is of the connection before";
    bench.Receive(Session(3));
    EXPECT_EQ(RC_DRIVE_ACCEPTED, bench.DriveNow("0.4"));
}

TEST(Control, ARebootWhileDrivingStaysDisarmedUntilTheStickIsAtZero)
{
    for (auto reset : {RC_RESET_POWER_ON, RC_RESET_BROWNOUT, RC_RESET_WATCHDOG}) {
        ControlBench bench;
        bench.Arm();
        bench.DriveFor(400, "1");
        auto seq = bench.seq;
        bench.config.link.reset = reset;
        bench.Boot();
        EXPECT_EQ(1500, bench.Last().throttle);
        bench.Connect();
        bench.Receive(Session(3));
        bench.seq = seq;
        bench.DriveFor(6000, "1");
        EXPECT_EQ(1500, bench.Last().throttle);
        EXPECT_FALSE(bench.State().armed);
        EXPECT_EQ(0u, bench.control.drive.verdicts[RC_DRIVE_ACCEPTED]);
        bench.DriveFor(40, "0");
        EXPECT_TRUE(bench.State().armed);
    }
}

TEST(Control, HoldsNeutralAfterBootLongerAfterTrouble)
{
    for (auto [reset, hold] : {std::pair{RC_RESET_POWER_ON, 2000}, std::pair{RC_RESET_BROWNOUT, 5000}, std::pair{RC_RESET_PANIC, 5000}}) {
        ControlBench bench;
        bench.config.link.reset = reset;
        bench.Boot();
        bench.Connect();
        bench.Receive(Session(3, 60000));
        bench.Until(hold - 1);
        EXPECT_EQ(RC_DRIVE_NOT_ARMED, bench.DriveNow("0"));
        bench.Until(hold);
        EXPECT_EQ(RC_DRIVE_ACCEPTED, bench.DriveNow("0"));
    }
}

TEST(Control, PingsSessionsAndTelemetryDoNotKeepTheCarGoing)
{
    ControlBench bench;
    bench.Arm();
    bench.DriveFor(400, "1");
    auto last = bench.now - 20;
    while (bench.now < last + 260) {
        bench.After(5);
        rc_control_socket_heard(&bench.control);
        bench.Receive(Session(3));
        bench.Receive("{\"type\":\"telemetry\",\"batteryMv\":7000}");
        bench.Receive("{\"type\":\"relay\",\"on\":true}");
    }

    EXPECT_EQ(1500, bench.Last().throttle);
    bench.After(10000);
    EXPECT_EQ(1500, bench.Last().throttle);
}

TEST(Control, ABurstAfterAStallMovesNothing)
{
    ControlBench bench;
    bench.Arm();
    bench.DriveFor(400, "0.8");
    std::vector<std::string> backlog;
    for (int i = 0; i < 40; i++) backlog.push_back(Drive(3, ++bench.seq, static_cast<uint32_t>(bench.now + i * 20), "1"));
    bench.After(1000); /* the newest is 220 ms old when they all come */
    for (auto &line : backlog) bench.Receive(line);
    bench.After(500);
    for (auto &pulse : bench.pulses) EXPECT_TRUE(pulse.throttle == 1500 || pulse.at <= bench.now - 1240) << pulse.at;
    EXPECT_EQ(40u, bench.control.drive.verdicts[RC_DRIVE_TOO_OLD]);
    EXPECT_EQ(RC_DRIVE_ACCEPTED, bench.DriveNow("0.3")) << "and the next fresh one drives";
}

TEST(Control, AMessageInPiecesOfOneByteIsTheSameMessage)
{
    ControlBench bench;
    bench.Arm();
    for (std::string line : {Session(3), Drive(3, 2, static_cast<uint32_t>(bench.now), "0.25", "1")})
        for (size_t i = 0; i < line.size(); i++) {
            rc_piece piece{&line[i], 1, false, i == 0, i + 1 == line.size()};
            rc_control_socket_received(&bench.control, &piece);
        }
    EXPECT_EQ(2500, bench.State().throttle);
    EXPECT_EQ(0u, bench.control.malformed);
}

TEST(Control, EveryTruncationOfADriveFrameIsRefusedWhole)
{
    ControlBench bench;
    bench.Arm();
    auto whole = Drive(3, 2, static_cast<uint32_t>(bench.now), "0.75", "1");
    for (size_t length = 0; length < whole.size(); length++)
        for (size_t i = 0; i < (length > 0 ? length : 1); i++) {
            rc_piece piece{whole.data() + i, length > 0 ? 1u : 0u, false, i == 0, i + 1 >= length};
            rc_control_socket_received(&bench.control, &piece);
        }
    EXPECT_EQ(0, bench.State().throttle);
    EXPECT_EQ(1u, bench.control.drive.verdicts[RC_DRIVE_ACCEPTED]);
}

TEST(Control, AMegabyteInPiecesStopsTheCarAndClosesTheConnectionOnce)
{
    ControlBench bench;
    bench.Arm();
    bench.DriveFor(400, "1");
    std::string part(1400, 'x');
    for (int i = 0; i < 750; i++) {
        rc_piece piece{part.data(), part.size(), false, i == 0, i == 749};
        rc_control_socket_received(&bench.control, &piece);
    }

    EXPECT_EQ(std::vector<uint16_t>{1009}, bench.closes);
    EXPECT_EQ(1500, bench.Last().throttle);
    bench.Receive(Session(3));
    EXPECT_EQ(RC_DRIVE_VERDICTS, bench.DriveNow("1")) << "nothing counts any more";
    rc_control_socket_closed(&bench.control, 1009);
    EXPECT_EQ(RC_LINK_WAITING, bench.control.link.state);
}

TEST(Control, ExactlyTheLargestMessageIsRead)
{
    for (int over : {-1, 0, 1}) {
        ControlBench bench;
        bench.Arm();
        std::string head = "{\"type\":\"drive\",\"epoch\":3,\"seq\":2,\"t\":" + std::to_string(bench.now) + ",\"steering\":0,\"throttle\":0.5,\"x\":\"";
        auto line = head + std::string(static_cast<size_t>(RC_TEXT_MAX + over) - head.size() - 2, 'x') + "\"}";
        for (size_t at = 0; at < line.size(); at += 1000) {
            auto size = std::min<size_t>(1000, line.size() - at);
            rc_piece piece{line.data() + at, size, false, at == 0, at + size == line.size()};
            rc_control_socket_received(&bench.control, &piece);
        }

        EXPECT_EQ(over > 0 ? 0 : 5000, bench.State().throttle) << over;
    }
}

TEST(Control, BinaryMessagesAndHalvesOfMessagesAreSkipped)
{
    ControlBench bench;
    bench.Arm();
    auto line = Drive(3, 2, static_cast<uint32_t>(bench.now), "1");
    rc_piece binary{line.data(), line.size(), true, true, true};
    rc_control_socket_received(&bench.control, &binary);
    rc_piece tail{line.data(), line.size(), false, false, true};
    rc_control_socket_received(&bench.control, &tail);
    EXPECT_EQ(0, bench.State().throttle);
    rc_piece half{line.data(), 10, false, true, false};
    rc_control_socket_received(&bench.control, &half);
    bench.Receive(line); /* begins anew */
    EXPECT_EQ(10000, bench.State().throttle);
}

TEST(Control, AConnectionThatSaysNothingForThreeHeartbeatsIsGivenUp)
{
    ControlBench bench;
    bench.Arm();
    auto last = bench.now;
    bench.Until(last + 5999);
    EXPECT_TRUE(bench.closes.empty());
    bench.Until(last + 6020);
    EXPECT_EQ(std::vector<uint16_t>{4408}, bench.closes);
    bench.Until(last + 8020); /* the adapter never says that it is closed */
    EXPECT_EQ(RC_LINK_WAITING, bench.control.link.state);
    bench.After(600);
    EXPECT_EQ(2, bench.opens);
}

TEST(Control, APingKeepsTheConnection)
{
    ControlBench bench;
    bench.Arm();
    for (int i = 0; i < 20; i++) {
        bench.After(2000);
        rc_control_socket_heard(&bench.control);
    }

    EXPECT_TRUE(bench.closes.empty());
}

TEST(Control, TelemetryComesAt5HzInASessionElseAtEachHeartbeatAndNeverFasterThan20)
{
    ControlBench bench;
    bench.Boot();
    bench.Connect();
    bench.sent.clear();
    for (int i = 0; i < 10; i++) {
        bench.After(1000);
        rc_control_socket_heard(&bench.control);
    }

    EXPECT_NEAR(5, static_cast<double>(bench.sent.size()), 1);
    bench.Receive(Session(3, 60000));
    bench.sent.clear();
    for (int i = 0; i < 1000; i++) {
        bench.After(1);
        bench.Receive(Session(3, 60000));
    }

    EXPECT_GE(bench.sent.size(), 5u);
    EXPECT_LE(bench.sent.size(), 8u);
}

TEST(Control, AnEmptyPackSlowsTheCarDown)
{
    ControlBench bench;
    bench.battery = 6600; /* empty */
    bench.Arm();
    bench.DriveFor(1000, "1");
    EXPECT_NEAR(1500 + 167, bench.Last().throttle, 1);
}

TEST(Control, ConfigurationErrorsAreReportedAllAtOnce)
{
    auto config = rc_control_defaults();
    config.link.device_id = "a b";
    config.link.key = "";
    config.link.firmware = "1.0.0";
    config.output.throttle_trim_us = 201;
    config.output.tap_ms = 5;
    config.battery.cells = 7;
    std::vector<std::string> errors;
    rc_report report = [](void *context, const char *sentence) { static_cast<std::vector<std::string> *>(context)->push_back(sentence); };
    EXPECT_FALSE(rc_control_config_check(&config, report, &errors));
    EXPECT_EQ(5u, errors.size());
    config = rc_control_defaults();
    config.link = {"ctl", "key", false, "1.0.0", RC_RESET_UNKNOWN};
    errors.clear();
    EXPECT_TRUE(rc_control_config_check(&config, report, &errors));
    EXPECT_TRUE(errors.empty());
}

}  // namespace
