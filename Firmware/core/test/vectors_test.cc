// The wire vectors that every implementation of the contract runs. See Firmware/vectors/README.md.

#include <algorithm>
#include <fstream>
#include <nlohmann/json.hpp>

#include "fake_board.h"

extern "C" {
#include "rc/json.h"
#include "rc/video_chunk.h"
}

using nlohmann::json;

namespace {

struct Case {
    std::string file, name;
    json root, body;
};

std::vector<Case> Cases(std::initializer_list<const char *> files)
{
    std::vector<Case> cases;
    for (auto file : files) {
        std::ifstream in(std::string(VECTORS) + "/" + file);
        auto root = json::parse(in);
        EXPECT_EQ(1, root.at("format"));
        for (auto &body : root.at("cases")) cases.push_back({file, body.at("name"), root, body});
    }

    return cases;
}

std::string Name(const testing::TestParamInfo<Case> &info)
{
    std::string name = std::to_string(info.index) + "_";
    for (char c : info.param.name) name += isalnum(static_cast<unsigned char>(c)) ? c : '_';
    return name;
}

void PrintTo(const Case &found, std::ostream *out) { *out << found.file << ": " << found.name; }

double Axis(int32_t value) { return value / static_cast<double>(RC_AXIS_FULL); }

class DriveFrames : public testing::TestWithParam<Case> {};

TEST_P(DriveFrames, AreReadAsTheVectorSays)
{
    auto &body = GetParam().body;
    std::string line = body.at("line");
    rc_message message;
    rc_message_read(&message, line.data(), line.size());
    ASSERT_EQ(body.at("valid").get<bool>(), message.type == RC_MESSAGE_DRIVE) << line;
    if (!body.at("valid")) {
        EXPECT_EQ(RC_MESSAGE_MALFORMED, message.type);
        return;
    }

    for (auto &[field, value] : body.at("fields").items()) {
        if (field == "epoch") EXPECT_EQ(value.get<uint32_t>(), message.drive.epoch);
        else if (field == "seq") EXPECT_EQ(value.get<uint32_t>(), message.drive.seq);
        else if (field == "t") EXPECT_EQ(value.get<uint32_t>(), message.drive.t);
        else if (field == "steering") EXPECT_NEAR(value.get<double>(), Axis(message.drive.steering), 0.0001);
        else if (field == "throttle") EXPECT_NEAR(value.get<double>(), Axis(message.drive.throttle), 0.0001);
        else FAIL() << "The case has a field that this test does not know: " << field;
    }
}

INSTANTIATE_TEST_SUITE_P(Vectors, DriveFrames, testing::ValuesIn(Cases({"drive-frames.json"})), Name);

class Controller : public testing::TestWithParam<Case> {
protected:
    rc_drive drive;
    rc_message message;

    void Run(const json &step)
    {
        SCOPED_TRACE(step.dump());
        int64_t at = step.at("at");
        std::string verdict;
        if (step.contains("line")) {
            std::string line = step["line"];
            rc_message_read(&message, line.data(), line.size());
            verdict = rc_verdict_word(rc_drive_message(&drive, at, &message));
        } else if (step.contains("event")) {
            ASSERT_EQ("close", step["event"]);
            rc_drive_link_closed(&drive);
        }

        auto output = rc_drive_output_at(&drive, at);
        for (auto &[member, value] : step.items()) {
            if (member == "at" || member == "line" || member == "event") continue;
            if (member == "expect") EXPECT_EQ(value.get<std::string>(), verdict);
            else if (member == "neutral") EXPECT_EQ(value.get<bool>(), output.neutral);
            else if (member == "armed") EXPECT_EQ(value.get<bool>(), output.armed);
            else if (member == "throttle") EXPECT_NEAR(value.get<double>(), Axis(output.throttle), 0.001);
            else if (member == "steering") EXPECT_NEAR(value.get<double>(), Axis(output.steering), 0.001);
            else if (member == "epoch") EXPECT_EQ(value.get<uint32_t>(), drive.epoch);
            else if (member == "ackSeq") EXPECT_EQ(value.get<uint32_t>(), drive.has_seq ? drive.seq : 0);
            else FAIL() << "The step has a member that this test does not know: " << member;
        }
    }
};

TEST_P(Controller, DoesWhatTheVectorSays)
{
    auto config = rc_drive_defaults();
    rc_drive_init(&drive, &config, 0);
    auto &found = GetParam();
    if (found.body.contains("prelude"))
        for (auto &step : found.root.at("preludes").at(found.body["prelude"].get<std::string>())) Run(step);
    for (auto &step : found.body.at("steps")) Run(step);
}

INSTANTIATE_TEST_SUITE_P(
    Vectors, Controller, testing::ValuesIn(Cases({"ages-and-clocks.json", "epochs-and-stops.json"})), Name);

class StreamTokens : public testing::TestWithParam<Case> {};

TEST_P(StreamTokens, AreJudgedAsTheVectorSays)
{
    RestartCrypto();
    auto &found = GetParam();
    std::string device = found.root.at("deviceId");
    ASSERT_EQ(RC_VIEWERS, found.root.at("maxViewers").get<int>());
    static rc_stream_gate gate;
    rc_stream_gate_init(&gate, device.c_str());
    std::vector<int> viewers;
    for (auto &step : found.body.at("steps")) {
        SCOPED_TRACE(step.dump());
        int64_t at = step.at("at");
        if (step.contains("registered")) {
            json line = step["registered"];
            line["type"] = "registered";
            auto text = line.dump();
            rc_message message;
            rc_message_read(&message, text.data(), text.size());
            ASSERT_EQ(RC_MESSAGE_REGISTERED, message.type);
            rc_stream_gate_registered(&gate, at, &message.registered);
        } else if (step.contains("sessionEnded")) {
            std::string id = step["sessionEnded"].contains("sessionId") ? step["sessionEnded"]["sessionId"] : "";
            rc_stream_gate_session_ended(&gate, id.c_str());
        } else if (step.contains("leave")) {
            ASSERT_FALSE(viewers.empty());
            rc_stream_gate_leave(&gate, viewers.back());
            viewers.pop_back();
        } else {
            std::string token = step.at("open");
            int viewer;
            auto verdict = rc_stream_gate_enter(&gate, at, token.data(), token.size(), &viewer);
            EXPECT_EQ(step.at("expect").get<std::string>(), rc_stream_verdict_word(verdict));
            EXPECT_EQ(verdict == RC_STREAM_ACCEPTED, viewer >= 0);
            if (viewer >= 0) viewers.push_back(viewer);
        }
    }
}

INSTANTIATE_TEST_SUITE_P(Vectors, StreamTokens, testing::ValuesIn(Cases({"stream-tokens.json"})), Name);

class Registration : public testing::TestWithParam<Case> {};

TEST_P(Registration, IsReadAsTheVectorSays)
{
    auto &body = GetParam().body;
    std::string line = body.at("line");
    rc_message message;
    rc_message_read(&message, line.data(), line.size());
    ASSERT_EQ(body.at("valid").get<bool>(), message.type == RC_MESSAGE_REGISTERED) << line;
    if (!body.at("valid")) return;
    auto &fields = body.at("fields");
    auto &got = message.registered;
    EXPECT_EQ(fields.value("now", json()), got.now_s > 0 ? json(got.now_s) : json());
    EXPECT_EQ(fields.value("heartbeatMs", json()), got.heartbeat_ms > 0 ? json(got.heartbeat_ms) : json());
    EXPECT_EQ(fields.value("stopped", json()), got.has_stopped ? json(got.stopped) : json());
    EXPECT_EQ(fields.value("hasStreamKey", false), got.has_stream_key);
    EXPECT_EQ(fields.value("kid", ""), got.kid);
}

INSTANTIATE_TEST_SUITE_P(Vectors, Registration, testing::ValuesIn(Cases({"registration.json"})), Name);

std::string Bytes(const std::string &hex)
{
    std::string bytes;
    for (size_t i = 0; i < hex.size(); i += 2) bytes += static_cast<char>(std::stoi(hex.substr(i, 2), nullptr, 16));
    return bytes;
}

std::vector<Case> Sent()
{
    auto cases = Cases({"video-chunks.json"});
    cases.erase(
        std::remove_if(cases.begin(), cases.end(), [](const Case &found) { return !found.body.contains("send"); }), cases.end());
    return cases;
}

class VideoChunks : public testing::TestWithParam<Case> {};

// Wherever the seam between our segment and the sensor's bytes lies.
TEST_P(VideoChunks, AreCutAsTheVectorSays)
{
    auto &body = GetParam().body;
    auto &send = body.at("send");
    auto frame = Bytes(send.at("frame"));
    size_t max = send.at("maxMessage");
    for (size_t seam = 0; seam <= frame.size(); seam++) {
        rc_jpeg jpeg = {};
        memcpy(jpeg.head, frame.data(), seam);
        jpeg.head_length = seam;
        jpeg.tail = reinterpret_cast<const uint8_t *>(frame.data()) + seam;
        jpeg.tail_length = frame.size() - seam;
        std::vector<uint8_t> out(max);
        uint16_t index = 0;
        for (auto &message : body.at("receive")) {
            auto length = rc_video_chunk(out.data(), max, &jpeg, send.at("frameId"), send.at("captureMs"), index++);
            EXPECT_EQ(Bytes(message), std::string(out.begin(), out.begin() + static_cast<long>(length))) << "seam at " << seam;
        }

        EXPECT_EQ(0u, rc_video_chunk(out.data(), max, &jpeg, send.at("frameId"), send.at("captureMs"), index));
    }
}

INSTANTIATE_TEST_SUITE_P(Vectors, VideoChunks, testing::ValuesIn(Sent()), Name);

TEST(VideoChunk, AFrameThatWouldNeedMoreThan1024ChunksIsNotSent)
{
    std::vector<uint8_t> picture(1025);
    rc_jpeg jpeg = {};
    jpeg.tail = picture.data();
    jpeg.tail_length = picture.size();
    uint8_t out[RC_CHUNK_HEADER + 1];
    EXPECT_EQ(0u, rc_video_chunk(out, sizeof out, &jpeg, 1, 1, 0));
    jpeg.tail_length = 1024;
    EXPECT_EQ(sizeof out, rc_video_chunk(out, sizeof out, &jpeg, 1, 1, 1023));
    EXPECT_EQ(0u, rc_video_chunk(out, sizeof out, &jpeg, 1, 1, 1024));
}

}  // namespace
