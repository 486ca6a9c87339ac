// The camera board: frames, viewers, dynamic DNS.

#include "fake_board.h"

namespace {

const std::string kKey = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";
const std::string kToken = "v1.5.s-42.1763800060.bm9uY2UtMDE.8lrWJaCoGcgA8QmT8MVQcQ";

struct Camera : testing::Test, FakeBoard {
    rc_camera camera;
    rc_camera_config config = rc_camera_defaults();

    void Boot()
    {
        RestartCrypto();
        config.link = {"car-7-cam", "key", false, "1.0.0", RC_RESET_POWER_ON};
        rc_camera_init(&camera, &config, &hal);
        rc_camera_stream_url(&camera, "http://192.168.0.31:8080/stream");
    }

    void Receive(const std::string &text)
    {
        rc_piece piece{text.data(), text.size(), false, true, true};
        rc_camera_socket_received(&camera, &piece);
    }

    void Connect(const std::string &observed = "203.0.113.7")
    {
        After(camera.link.wait_ms);
        rc_camera_poll(&camera);
        rc_camera_socket_opened(&camera);
        Receive(Registered("\"stopped\":false,\"streamKey\":\"" + kKey + "\",\"kid\":\"5\",\"observedAddress\":\"" + observed + "\""));
    }

    void After(int64_t ms)
    {
        for (auto until = now + ms; now < until;) {
            now++;
            if (now % 20 == 0) rc_camera_poll(&camera);
            if (now % 1000 == 0) rc_camera_socket_heard(&camera);
        }
    }

    unsigned Frame(const std::vector<uint8_t> &bytes = {0xFF, 0xD8, 0xFF, 0xDB, 1, 2, 3, 0xFF, 0xD9})
    {
        rc_jpeg jpeg;
        return rc_camera_frame(&camera, &jpeg, bytes.data(), bytes.size(), now);
    }

    std::string Register()
    {
        for (auto i = sent.rbegin(); i != sent.rend(); i++)
            if (i->find("\"register\"") != std::string::npos) return *i;
        return "";
    }
};

TEST(Jpeg, IsStampedRightAfterItsStartWithoutACopy)
{
    std::vector<uint8_t> bytes{0xFF, 0xD8, 0xFF, 0xDB, 9, 9, 0xFF, 0xD9, 0, 0, 0};
    rc_jpeg jpeg;
    ASSERT_EQ(RC_JPEG_GOOD, rc_jpeg_stamp(&jpeg, bytes.data(), bytes.size(), 4294967295u, 4294967295u));
    std::string head(jpeg.head, jpeg.head_length), text = "rc1 4294967295 4294967295";
    EXPECT_EQ(std::string("\xFF\xD8\xFF\xFE\0", 5) + static_cast<char>(text.size() + 2) + text, head);
    EXPECT_EQ(bytes.data() + 2, jpeg.tail);
    EXPECT_EQ(6u, jpeg.tail_length) << "without the padding";
}

TEST(Jpeg, FaultsOfASensorAreTold)
{
    rc_jpeg jpeg;
    auto fault = [&](std::vector<uint8_t> bytes) { return rc_jpeg_stamp(&jpeg, bytes.data(), bytes.size(), 1, 1); };
    EXPECT_EQ(RC_JPEG_TOO_SMALL, fault({0xFF, 0xD8, 0xFF}));
    EXPECT_EQ(RC_JPEG_NO_START, fault({0, 0xD8, 0xFF, 0xDB, 0xFF, 0xD9}));
    EXPECT_EQ(RC_JPEG_NO_START, fault({0xFF, 0xD8, 0, 0xDB, 0xFF, 0xD9}));
    EXPECT_EQ(RC_JPEG_NO_END, fault({0xFF, 0xD8, 0xFF, 0xDB, 1, 2, 3}));
    EXPECT_EQ(RC_JPEG_NO_END, fault({0xFF, 0xD8, 0xFF, 0, 0, 0, 0}));
    std::vector<uint8_t> large(RC_FRAME_MAX);
    large[0] = large[2] = large[RC_FRAME_MAX - 2] = 0xFF;
    large[1] = 0xD8;
    large[RC_FRAME_MAX - 1] = 0xD9;
    EXPECT_EQ(RC_JPEG_TOO_LARGE, fault(large));
}

TEST(Mjpeg, PartHeadersSayTheLength)
{
    char out[64];
    size_t length = rc_mjpeg_part(out, sizeof out, RC_FRAME_MAX);
    EXPECT_EQ("Content-Type: image/jpeg\r\nContent-Length: 262144\r\n\r\n", std::string(out, length));
    EXPECT_EQ(0u, rc_mjpeg_part(out, 20, 1));
}

TEST_F(Camera, RegistersWithItsStreamAndBeats)
{
    Boot();
    Connect();
    EXPECT_EQ(
        "{\"type\":\"register\",\"deviceId\":\"car-7-cam\",\"role\":\"camera\",\"streamUrl\":\"http://192.168.0.31:8080/stream\","
        "\"capabilities\":[\"relay\"],\"quality\":\"high\",\"firmware\":\"1.0.0\",\"resetReason\":\"power-on\"}",
        Register());
    sent.clear();
    After(10000);
    EXPECT_NEAR(5, static_cast<double>(sent.size()), 1);
    EXPECT_EQ("{\"type\":\"telemetry\",\"rssi\":-61}", sent.back());
}

TEST_F(Camera, SendsToTheRelayOnlyWhileAskedAndAtItsRate)
{
    Boot();
    Connect();
    EXPECT_EQ(0u, rc_camera_wants(&camera));
    EXPECT_EQ(1000u, rc_camera_wait_ms(&camera));
    Receive("{\"type\":\"relay\",\"on\":true,\"fps\":10,\"quality\":20}");
    EXPECT_EQ(20, rc_camera_quality(&camera, 12));
    int frames = 0;
    for (auto until = now + 2000; now < until; After(1))
        if (rc_camera_wants(&camera) == RC_FRAME_RELAY && Frame() == RC_FRAME_RELAY) frames++;
    EXPECT_NEAR(20, frames, 1);
    Receive("{\"type\":\"relay\",\"on\":false}");
    EXPECT_EQ(0u, rc_camera_wants(&camera));
    Receive("{\"type\":\"relay\",\"on\":true}");
    rc_camera_socket_closed(&camera, 0);
    EXPECT_EQ(0u, rc_camera_wants(&camera));
}

TEST_F(Camera, FaultyFramesReachNobodyAndASilentSensorHasFailed)
{
    Boot();
    Connect();
    Receive("{\"type\":\"relay\",\"on\":true}");
    EXPECT_EQ(0u, Frame({0xFF, 0xD8, 0xFF, 0xDB, 1, 2, 3}));
    EXPECT_EQ(1u, camera.bad_frames);
    After(4980);
    EXPECT_EQ(RC_SENSOR_WORKS, camera.sensor);
    After(60);
    EXPECT_EQ(RC_SENSOR_FAILED, camera.sensor);
    ASSERT_EQ(1u, closes.size()) << "to register anew";
    rc_camera_socket_closed(&camera, 1000);
    Connect();
    EXPECT_NE(std::string::npos, Register().find("\"capabilities\":[],\"fault\":\"camera\""));
    EXPECT_EQ(std::string::npos, Register().find("streamUrl"));
    int viewer;
    EXPECT_EQ(RC_STREAM_TIME_UNKNOWN, rc_camera_enter(&camera, kToken.c_str(), &viewer));
    rc_camera_sensor(&camera, RC_SENSOR_WORKS);
    EXPECT_EQ(2u, closes.size());
}

TEST_F(Camera, AViewerSeesUntilTheSessionEnds)
{
    Boot();
    int viewer;
    EXPECT_EQ(RC_STREAM_TIME_UNKNOWN, rc_camera_enter(&camera, kToken.c_str(), &viewer));
    Connect();
    EXPECT_EQ(RC_STREAM_MALFORMED, rc_camera_enter(&camera, nullptr, &viewer));
    ASSERT_EQ(RC_STREAM_ACCEPTED, rc_camera_enter(&camera, kToken.c_str(), &viewer));
    EXPECT_EQ(RC_FRAME_DIRECT, rc_camera_wants(&camera));
    EXPECT_EQ(RC_FRAME_DIRECT, Frame());
    Receive("{\"type\":\"session-ended\",\"epoch\":3,\"sessionId\":\"s-41\",\"reason\":\"expired\"}");
    EXPECT_TRUE(rc_camera_viewer_lives(&camera, viewer));
    Receive("{\"type\":\"session-ended\",\"epoch\":3,\"sessionId\":\"s-42\",\"reason\":\"expired\"}");
    EXPECT_FALSE(rc_camera_viewer_lives(&camera, viewer));
    EXPECT_EQ(0u, rc_camera_wants(&camera));
    rc_camera_leave(&camera, viewer);
}

TEST_F(Camera, AStreamThatNobodyCanEndEndsAfter10Seconds)
{
    Boot();
    Connect();
    int viewer;
    ASSERT_EQ(RC_STREAM_ACCEPTED, rc_camera_enter(&camera, kToken.c_str(), &viewer));
    rc_camera_socket_closed(&camera, 0);
    After(9980);
    EXPECT_TRUE(rc_camera_viewer_lives(&camera, viewer));
    After(40);
    EXPECT_FALSE(rc_camera_viewer_lives(&camera, viewer));
}

TEST_F(Camera, RateAndQualityHoldForDirectViewersToo)
{
    Boot();
    Connect();
    int viewer;
    ASSERT_EQ(RC_STREAM_ACCEPTED, rc_camera_enter(&camera, kToken.c_str(), &viewer));
    auto direct_in_2_s = [&] {
        int frames = 0;
        for (auto until = now + 2000; now < until; After(1))
            if ((rc_camera_wants(&camera) & RC_FRAME_DIRECT) && (Frame() & RC_FRAME_DIRECT)) frames++;
        return frames;
    };
    EXPECT_NEAR(40, direct_in_2_s(), 1);
    EXPECT_EQ(10, rc_camera_quality(&camera, 10)) << "the board's own";
    Receive("{\"type\":\"relay\",\"on\":false,\"fps\":10,\"quality\":40}");
    EXPECT_NEAR(20, direct_in_2_s(), 1);
    EXPECT_EQ(40, rc_camera_quality(&camera, 10));
    Receive("{\"type\":\"relay\",\"on\":true,\"fps\":15,\"quality\":24}");
    EXPECT_NEAR(30, direct_in_2_s(), 2);
    EXPECT_EQ(24, rc_camera_quality(&camera, 10));
    rc_camera_socket_closed(&camera, 0);
    Connect();
    EXPECT_NEAR(40, direct_in_2_s(), 1) << "another server, or the same anew, has asked for nothing yet";
    EXPECT_EQ(10, rc_camera_quality(&camera, 10));
}

TEST_F(Camera, OnlyTheFleetsPagesMayRead)
{
    Boot();
    EXPECT_STREQ("*", rc_camera_allow_origin(&camera, "https://elsewhere.example", "*"));
    Connect();
    EXPECT_STREQ("*", rc_camera_allow_origin(&camera, "https://elsewhere.example", "*")) << "the server does not say";
    EXPECT_STREQ("http://own", rc_camera_allow_origin(&camera, nullptr, "http://own"));
    auto said = [&](const std::string &value) {
        rc_camera_socket_closed(&camera, 0);
        After(camera.link.wait_ms);
        rc_camera_poll(&camera);
        rc_camera_socket_opened(&camera);
        Receive(Registered("\"pageOrigins\":" + value));
    };
    auto may = [&](const char *origin) {
        const char *allowed = rc_camera_allow_origin(&camera, origin, "*");
        if (allowed != nullptr) {
            EXPECT_STREQ(origin, allowed);
        }
        return allowed != nullptr;
    };
    said("\"https://cars.example.org http://192.168.0.2:8080\"");
    EXPECT_TRUE(may("https://cars.example.org"));
    EXPECT_TRUE(may("http://192.168.0.2:8080"));
    for (auto other : {"https://cars.example.or", "https://cars.example.org.", "https://cars.example.org http://192.168.0.2:8080", " ",
                       "http://192.168.0.2", "null", "*", ""})
        EXPECT_FALSE(may(other)) << other;
    EXPECT_FALSE(may(nullptr));
    said("\"\"");
    EXPECT_FALSE(may("https://cars.example.org"));
    said("\"https://" + std::string(RC_ORIGINS_SIZE, 'x') + ".example\"");
    EXPECT_FALSE(may("https://cars.example.org")) << "a list that does not fit is nobody's";
    said("null");
    EXPECT_STREQ("*", rc_camera_allow_origin(&camera, "https://elsewhere.example", "*"));
}

struct Ddns : Camera {
    void Start(const std::string &observed = "203.0.113.7")
    {
        config.ddns.hostname = "car-7.example.net";
        Boot();
        Connect(observed);
        After(40);
    }

    void Answer(const std::string &body, int status = 200) { rc_camera_web_answered(&camera, status, body.data(), body.size()); }
};

TEST_F(Ddns, UpdatesOnceAndOnlyOnChange)
{
    Start();
    ASSERT_EQ(std::vector<std::string>{"/nic/update?hostname=car-7.example.net&myip=203.0.113.7"}, requests);
    Answer("good 203.0.113.7\n");
    EXPECT_EQ(RC_DDNS_CURRENT, camera.ddns.state);
    After(3600 * 1000);
    EXPECT_EQ(1u, requests.size());

    /* another boot, the same address */
    ASSERT_NO_FATAL_FAILURE(Start());
    EXPECT_EQ(1u, requests.size());
    EXPECT_EQ(RC_DDNS_CURRENT, camera.ddns.state);
    rc_camera_socket_closed(&camera, 0);
    Connect("203.0.113.8");
    After(599 * 1000);
    EXPECT_EQ(1u, requests.size()) << "not more often than every 10 minutes";
    After(2 * 1000);
    EXPECT_EQ(2u, requests.size());
}

TEST_F(Ddns, ACurrentNameIsRegisteredAsAWanCandidate)
{
    Start();
    Answer("nochg 203.0.113.7");
    After(40);
    ASSERT_EQ(std::vector<uint16_t>{1000}, closes) << "to register anew at a quiet moment";
    rc_camera_socket_closed(&camera, 1000);
    Connect();
    EXPECT_NE(std::string::npos, Register().find(
        "\"streamUrls\":[{\"kind\":\"lan\",\"url\":\"http://192.168.0.31:8080/stream\"},"
        "{\"kind\":\"wan\",\"url\":\"http://car-7.example.net:8080/stream\"}]"));
    EXPECT_NE(std::string::npos, Register().find("\"reach\":\"current\""));
    After(60000);
    EXPECT_EQ(1u, closes.size()) << "once";
}

TEST_F(Ddns, RefusalsAreForEverAlsoAfterAReboot)
{
    for (std::string word : {"badauth", "nohost", "notfqdn", "abuse", "badagent"}) {
        stored.clear();
        requests.clear();
        Start();
        Answer(word + "\r\n");
        EXPECT_EQ(RC_DDNS_REFUSED, camera.ddns.state) << word;
        Start();
        After(86400 * 1000LL / 100);
        EXPECT_EQ(1u, requests.size()) << word;
    }
}

TEST_F(Ddns, ABrownOutInTheMiddleOfAnUpdateDoesNotAskAgainAtOnce)
{
    Start();
    for (int boot = 0; boot < 20; boot++) Start(); /* never lives to see the answer */
    EXPECT_EQ(1u, requests.size());
}

TEST_F(Ddns, TroubleOfTheProviderWaits30MinutesAndFailuresDouble)
{
    Start();
    Answer("911");
    After(1799 * 1000);
    EXPECT_EQ(1u, requests.size());
    After(3 * 1000);
    ASSERT_EQ(2u, requests.size());
    Answer("oops", 500);
    auto wait = camera.ddns.memory.next_s - 1763800000u - static_cast<uint64_t>(now / 1000);
    EXPECT_NEAR(120, static_cast<double>(wait), 3);
    After(125 * 1000);
    ASSERT_EQ(3u, requests.size());
    After(31 * 1000); /* no answer at all */
    EXPECT_EQ(RC_DDNS_WAITING, camera.ddns.state);
}

TEST_F(Ddns, BehindACarriersNatNothingIsUpdatedAndItIsSaid)
{
    Start("100.64.3.9");
    EXPECT_EQ(RC_DDNS_CGNAT, camera.ddns.state);
    EXPECT_TRUE(requests.empty());
    ASSERT_FALSE(lines.empty());
    EXPECT_NE(std::string::npos, lines.back().find("NAT"));

    Boot();
    rc_ddns_router(&camera.ddns, "10.20.30.40"); /* the router is itself behind another */
    Connect();
    After(40);
    EXPECT_EQ(RC_DDNS_CGNAT, camera.ddns.state);
    After(100);
    rc_camera_socket_closed(&camera, 1000);
    Connect();
    EXPECT_NE(std::string::npos, Register().find("\"reach\":\"cgnat\""));
}

TEST_F(Ddns, AServerInTheSameNetworkIsNoReasonToUpdate)
{
    for (auto address : {"192.168.0.31", "10.1.2.3", "172.31.255.255", "127.0.0.1", "169.254.1.1", "fd00::1", "::1", "fe80::1", "::ffff:10.0.0.1"}) {
        Start(address);
        EXPECT_EQ(RC_DDNS_PRIVATE, camera.ddns.state) << address;
    }

    EXPECT_TRUE(requests.empty());
    EXPECT_FALSE(rc_address_is_private("172.32.0.1"));
    EXPECT_FALSE(rc_address_is_private("2001:db8::1"));
    EXPECT_FALSE(rc_address_is_shared("100.128.0.1"));
    EXPECT_TRUE(rc_address_is_shared("100.127.255.255"));
}

TEST_F(Ddns, AnAddressThatIsNoneNeverReachesARequest)
{
    Start("203.0.113.7&hostname=evil");
    EXPECT_TRUE(requests.empty());
}

}  // namespace
