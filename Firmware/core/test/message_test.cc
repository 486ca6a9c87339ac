// Reading the server's text.

#include <cmath>
#include <random>

#include "fake_board.h"

extern "C" {
#include "rc/json.h"
}

namespace {

rc_message Read(const std::string &text)
{
    rc_message message;
    rc_message_read(&message, text.data(), text.size());
    return message;
}

TEST(Message, AStopWithUnreadableFieldsStillStops)
{
    for (auto text : {
             "{\"type\":\"stop\"}", "{\"type\":\"stop\",\"epoch\":\"x\"}", "{\"type\":\"stop\",\"epoch\":-1,\"latched\":1}",
             "{\"type\":\"stop\",\"epoch\":3,\"epoch\":4}", "{\"type\":\"stop\",\"epoch\":3,\"x\":{\"a\":1,\"a\":2}}",
             "{\"type\":\"st\\u006fp\",\"epoch\":1.5}",
         }) {
        auto message = Read(text);
        EXPECT_EQ(RC_MESSAGE_STOP, message.type) << text;
        EXPECT_EQ(UINT32_MAX, message.stop.epoch) << text;
    }

    EXPECT_TRUE(Read("{\"type\":\"stop\",\"latched\":true,\"epoch\":1,\"epoch\":1}").stop.latched);
    EXPECT_EQ(RC_MESSAGE_MALFORMED, Read("{\"type\":\"stop\"").type) << "not JSON";
}

TEST(Message, AKeyGivenTwiceSpoilsAnythingElse)
{
    for (auto type : {"drive", "session", "resume", "session-ended", "registered", "relay", "error", "offer"}) {
        auto message = Read(std::string("{\"type\":\"") + type + "\",\"epoch\":3,\"epoch\":3,\"on\":true}");
        EXPECT_EQ(RC_MESSAGE_MALFORMED, message.type) << type;
        EXPECT_NE(RC_MESSAGE_MALFORMED, message.spoiled) << type;
    }
}

TEST(Message, SessionFieldsAreBounded)
{
    auto session = [](const char *epoch, const char *ttl, const char *cap) {
        return Read(std::string("{\"type\":\"session\",\"epoch\":") + epoch + ",\"leaseTtlMs\":" + ttl + ",\"maxThrottle\":" + cap + "}").type;
    };
    EXPECT_EQ(RC_MESSAGE_SESSION, session("1", "1", "0.0001"));
    EXPECT_EQ(RC_MESSAGE_SESSION, session("4294967295", "60000", "1"));
    EXPECT_EQ(RC_MESSAGE_MALFORMED, session("0", "3000", "1"));
    EXPECT_EQ(RC_MESSAGE_MALFORMED, session("3", "0", "1"));
    EXPECT_EQ(RC_MESSAGE_MALFORMED, session("3", "60001", "1"));
    EXPECT_EQ(RC_MESSAGE_MALFORMED, session("3", "3000", "0"));
    EXPECT_EQ(RC_MESSAGE_MALFORMED, session("3", "3000", "-0.5"));
    EXPECT_EQ(RC_MESSAGE_MALFORMED, session("3", "3000", "1.01"));
}

TEST(Message, RelayIsClamped)
{
    auto message = Read("{\"type\":\"relay\",\"on\":true,\"fps\":99,\"quality\":1}");
    EXPECT_EQ(30u, message.relay.fps);
    EXPECT_EQ(4u, message.relay.quality);
    EXPECT_EQ(RC_MESSAGE_MALFORMED, Read("{\"type\":\"relay\",\"on\":1}").type);
}

TEST(Message, UnknownTypesAreIgnoredAndNonsenseIsMalformed)
{
    EXPECT_EQ(RC_MESSAGE_IGNORED, Read("{\"type\":\"offer\",\"sdp\":\"" + std::string(15000, 'x') + "\"}").type);
    EXPECT_EQ(RC_MESSAGE_IGNORED, Read("{\"type\":\"a type that is longer than any of ours\"}").type);
    for (auto text : {"", " ", "{", "}", "[]", "null", "5", "\"x\"", "{\"type\":\"session\"", "{\"a\":}", "{,}", "{\"a\" 1}", "{\"type\":null}",
             "{\"type\":\"x\"}x", "\xEF\xBB\xBF{\"type\":\"x\"}", "{\"type\":\"x\",\"a\":tru}", "{\"type\":\"x\",\"a\":\"\\u12g4\"}", "{\"type\":\"x\",\"a\":[1,]}"})
        EXPECT_EQ(RC_MESSAGE_MALFORMED, Read(text).type) << text;
}

TEST(Json, AxesAgreeWithFloatingPoint)
{
    std::mt19937 random(7);
    for (int i = 0; i < 200000; i++) {
        char text[64];
        double value = (static_cast<double>(random()) / UINT32_MAX * 2 - 1) * (i % 4 == 0 ? 3 : 1) * std::pow(10, -static_cast<int>(random() % 9));
        snprintf(text, sizeof text, i % 3 == 0 ? "%.17g" : i % 3 == 1 ? "%.4f" : "%.3e", value);
        double written = strtod(text, nullptr);
        rc_json_value number{RC_JSON_NUMBER, text, strlen(text)};
        int32_t axis;
        bool good = rc_json_axis(&number, &axis);
        ASSERT_EQ(std::fabs(written) <= 1, good) << text;
        if (!good) continue;
        ASSERT_LE(std::fabs(axis / 10000.0 - written), 0.0001) << text;
        ASSERT_EQ(written == 0, axis == 0) << text;
        ASSERT_EQ(std::signbit(written), axis < 0 || (axis == 0 && std::signbit(written))) << text;
    }
}

TEST(Json, AxesAtTheEnds)
{
    auto axis = [](const std::string &text) {
        rc_json_value number{RC_JSON_NUMBER, text.data(), text.size()};
        int32_t value;
        return rc_json_axis(&number, &value) ? value : INT32_MAX;
    };
    for (auto one : {"1", "1.0", "1e0", "10e-1", "0.1e1", "1.000000000000000000000000", "100000000000000000000e-20", "0.99999", "0.000001e6"}) EXPECT_EQ(10000, axis(one)) << one;
    for (auto more : {"1.0000000000000000000000001", "1e1", "1e999999999999", "2", "10", "1.0001", "9e0", "100000000000000000000"}) EXPECT_EQ(INT32_MAX, axis(more)) << more;
    for (auto zero : {"0", "-0", "0.0", "0e5", "0e999999999", "-0.000", "0.00000000000000000000000"}) EXPECT_EQ(0, axis(zero)) << zero;
    for (auto tiny : {"0.00001", "1e-30", "1e-999999999999", "0.000000000000000000000000001", "4e-5"}) EXPECT_EQ(1, axis(tiny)) << tiny;
    EXPECT_EQ(-1, axis("-1e-400"));
    EXPECT_EQ(-10000, axis("-1"));
    EXPECT_EQ(3333, axis("0." + std::string(5000, '3')));
}

TEST(Json, WholeNumbersStopAtTheirBound)
{
    auto whole = [](const std::string &text, uint64_t most) {
        rc_json_value number{RC_JSON_NUMBER, text.data(), text.size()};
        uint64_t value = 77;
        return rc_json_whole(&number, most, &value) ? static_cast<int64_t>(value) : -1;
    };
    EXPECT_EQ(4294967295, whole("4294967295", UINT32_MAX));
    EXPECT_EQ(-1, whole("4294967296", UINT32_MAX));
    EXPECT_EQ(-1, whole("42949672950", UINT32_MAX));
    EXPECT_EQ(-1, whole("99999999999999999999999999", UINT32_MAX));
    EXPECT_EQ(5, whole("5", 5));
    EXPECT_EQ(-1, whole("6", 5));
    EXPECT_EQ(-1, whole("9", 5));
    EXPECT_EQ(0, whole("0", 0));
    for (auto text : {"-1", "-0", "1.0", "1e0", "1.5"}) EXPECT_EQ(-1, whole(text, UINT32_MAX)) << text;
}

TEST(Json, TooManyKeysAndTooDeepAreStrangeNotDangerous)
{
    const char *names[] = {"type"};
    rc_json_value value;
    for (int keys : {RC_JSON_KEYS, RC_JSON_KEYS + 1}) {
        std::string text = "{\"type\":\"x\"";
        for (int i = 1; i < keys; i++) text += ",\"k" + std::to_string(i) + "\":" + std::to_string(i);
        text += "}";
        EXPECT_EQ(keys > RC_JSON_KEYS ? RC_JSON_STRANGE : RC_JSON_GOOD, rc_json_read(text.data(), text.size(), names, &value, 1));
    }

    for (int depth : {RC_JSON_STRICT_DEPTH, RC_JSON_STRICT_DEPTH + 1, RC_JSON_DEPTH, RC_JSON_DEPTH + 1, 5000}) {
        std::string text = "{\"type\":" + std::string(static_cast<size_t>(depth) - 1, '[') + std::string(static_cast<size_t>(depth) - 1, ']') + "}";
        auto expected = depth > RC_JSON_DEPTH ? RC_JSON_BAD : depth > RC_JSON_STRICT_DEPTH ? RC_JSON_STRANGE : RC_JSON_GOOD;
        EXPECT_EQ(expected, rc_json_read(text.data(), text.size(), names, &value, 1)) << depth;
    }
}

TEST(Json, TextIsUnescapedAndBounded)
{
    auto read = [](const std::string &text, size_t size) {
        rc_json_value value{RC_JSON_STRING, text.data(), text.size()};
        char out[64];
        return rc_json_text(&value, out, size) ? std::string(out) : "(no)";
    };
    EXPECT_EQ("a\"\\/\b\f\n\r\t\xC3\xA9\xE2\x82\xAC\xF0\x9F\x9A\x97", read("a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\u20AC\\ud83d\\ude97", 64));
    EXPECT_EQ("\xEF\xBF\xBDx", read("\\ud83dx", 64));
    EXPECT_EQ("abc", read("abc", 4));
    EXPECT_EQ("(no)", read("abc", 3));
    EXPECT_EQ("(no)", read("a\\u0000b", 64));
    char out[16];
    EXPECT_EQ(0u, rc_json_quote(out, 5, "abcd"));
    EXPECT_EQ(8u, rc_json_quote(out, 16, "\x01"));
    EXPECT_EQ(0, memcmp(out, "\"\\u0001\"", 8));
}

}  // namespace
