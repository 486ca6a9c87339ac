#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <cstring>
#include <map>
#include <string>
#include <vector>

extern "C" {
#include "rc/camera.h"
#include "rc/control.h"
}

#include <psa/crypto.h>

// A board has one key in its life; tests have many boards, and PSA's store has few places.
inline void RestartCrypto()
{
    mbedtls_psa_crypto_free();
    ASSERT_TRUE(rc_mac_start());
}

// A board without hardware: a clock that the test moves, and a record of everything that the core did.
struct FakeBoard {
    struct Pulse {
        int64_t at;
        uint16_t throttle, steering;
    };

    int64_t now = 0;
    uint32_t chance = 0;
    int32_t battery = -1;
    int32_t rssi = -61;
    int opens = 0;
    std::vector<uint16_t> closes;
    std::vector<std::string> sent;
    std::vector<std::string> lines;
    std::vector<std::string> requests;
    std::vector<Pulse> pulses;
    std::map<std::string, std::vector<uint8_t>> stored;
    int saves = 0;
    rc_hal hal{};

    FakeBoard()
    {
        hal.context = this;
        hal.now_ms = [](void *c) { return self(c).now; };
        hal.random = [](void *c) { return self(c).chance; };
        hal.log = [](void *c, const char *line) { self(c).lines.emplace_back(line); };
        hal.socket_open = [](void *c) { self(c).opens++; };
        hal.socket_send = [](void *c, const char *text, size_t length) { self(c).sent.emplace_back(text, length); };
        hal.socket_close = [](void *c, uint16_t code) { self(c).closes.push_back(code); };
        hal.pulses = [](void *c, uint16_t throttle, uint16_t steering) { self(c).pulses.push_back({self(c).now, throttle, steering}); };
        hal.battery_mv = [](void *c) { return self(c).battery; };
        hal.rssi_dbm = [](void *c) { return self(c).rssi; };
        hal.load = [](void *c, const char *name, void *bytes, size_t size) {
            auto found = self(c).stored.find(name);
            if (found == self(c).stored.end() || found->second.size() != size) return false;
            memcpy(bytes, found->second.data(), size);
            return true;
        };
        hal.save = [](void *c, const char *name, const void *bytes, size_t size) {
            auto at = static_cast<const uint8_t *>(bytes);
            self(c).stored[name].assign(at, at + size);
            self(c).saves++;
        };
        hal.web_get = [](void *c, const char *path) { self(c).requests.emplace_back(path); };
    }

    FakeBoard(const FakeBoard &) = delete;

    static FakeBoard &self(void *context) { return *static_cast<FakeBoard *>(context); }
};

inline std::string Registered(const std::string &more = "\"stopped\":false")
{
    return "{\"type\":\"registered\",\"deviceId\":\"car-7-ctl\",\"carId\":\"car-7\",\"now\":1763800000,\"heartbeatMs\":2000,\"failsafeMs\":250," + more + "}";
}

inline std::string Session(uint32_t epoch, int ttl = 3000, const std::string &cap = "1.0")
{
    return "{\"type\":\"session\",\"epoch\":" + std::to_string(epoch) + ",\"secondsLeft\":600,\"leaseTtlMs\":" + std::to_string(ttl)
        + ",\"maxThrottle\":" + cap + ",\"paused\":false}";
}

inline std::string Drive(uint32_t epoch, uint32_t seq, uint32_t t, const std::string &throttle, const std::string &steering = "0")
{
    return "{\"type\":\"drive\",\"epoch\":" + std::to_string(epoch) + ",\"seq\":" + std::to_string(seq) + ",\"t\":" + std::to_string(t)
        + ",\"steering\":" + steering + ",\"throttle\":" + throttle + "}";
}

inline std::string Stop(uint32_t epoch, bool latched = false)
{
    return "{\"type\":\"stop\",\"epoch\":" + std::to_string(epoch) + ",\"reason\":\"driver\",\"latched\":" + (latched ? "true" : "false") + "}";
}

inline std::string Resume(uint32_t epoch) { return "{\"type\":\"resume\",\"epoch\":" + std::to_string(epoch) + "}"; }

inline std::string Ended(uint32_t epoch) { return "{\"type\":\"session-ended\",\"epoch\":" + std::to_string(epoch) + ",\"reason\":\"expired\"}"; }

// The control board on a fake clock, ticking every 20 ms as a board does.
struct ControlBench : FakeBoard {
    rc_control control;
    rc_control_config config = rc_control_defaults();
    uint32_t seq = 0;

    explicit ControlBench(int64_t boot = 0) { now = boot; }

    void Boot()
    {
        config.link.device_id = "car-7-ctl";
        config.link.key = "the-key";
        config.link.firmware = "1.0.0";
        rc_control_init(&control, &config, &hal);
    }

    // Ticks and polls on the way, also at the end if it is due.
    void Until(int64_t at)
    {
        while (now < at) {
            now++;
            if (now % RC_TICK_MS == 0) {
                rc_control_tick(&control);
                rc_control_poll(&control);
            }
        }
    }

    void After(int64_t ms) { Until(now + ms); }

    void Receive(const std::string &text)
    {
        rc_piece piece{text.data(), text.size(), false, true, true};
        rc_control_socket_received(&control, &piece);
    }

    void Connect()
    {
        rc_control_poll(&control);
        rc_control_socket_opened(&control);
        Receive(Registered());
    }

    rc_verdict DriveNow(const std::string &throttle, const std::string &steering = "0")
    {
        uint32_t before[RC_DRIVE_VERDICTS];
        memcpy(before, control.drive.verdicts, sizeof before);
        Receive(Drive(control.drive.epoch, ++seq, static_cast<uint32_t>(now), throttle, steering));
        for (int i = 0; i < RC_DRIVE_VERDICTS; i++)
            if (control.drive.verdicts[i] != before[i]) return static_cast<rc_verdict>(i);
        return RC_DRIVE_VERDICTS;
    }

    // Booted, connected, in session 3, armed.
    void Arm()
    {
        Boot();
        Connect();
        After(2000);
        Receive(Session(3));
        ASSERT_EQ(RC_DRIVE_ACCEPTED, DriveNow("0"));
        ASSERT_TRUE(State().armed);
    }

    // A frame every 20 ms and the lease renewed, until `ms` have passed.
    void DriveFor(int ms, const std::string &throttle, const std::string &steering = "0")
    {
        for (int64_t end = now + ms; now < end;) {
            if (now % 1000 < 20) Receive(Session(control.drive.epoch));
            DriveNow(throttle, steering);
            After(20);
        }
    }

    rc_drive_output State() const { return rc_control_state(&control); }

    Pulse Last() const { return pulses.back(); }
};
