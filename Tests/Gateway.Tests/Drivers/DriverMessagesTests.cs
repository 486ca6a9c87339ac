using System.Text;
using RcFleet.Cars;
using RcFleet.Gateway.Drivers;

namespace RcFleet.Gateway.Tests.Drivers;

public class DriverMessagesTests
{
    [Fact]
    public void Read_Drive_InAnyOrderOfMembers()
    {
        var message = Read("""{"throttle":-0.5,"seq":118,"extra":{"a":[1,2]},"t":4294967295,"steering":1e-1,"type":"drive"}""");
        Assert.Equal(new DriverMessage(DriverMessageKind.Drive, 118, uint.MaxValue, 0.1f, -0.5f), message);
    }

    [Theory]
    [InlineData("""{"type":"video","quality":"low"}""", VideoQuality.Low)]
    [InlineData("""{"quality":"medium","type":"video"}""", VideoQuality.Medium)]
    [InlineData("""{"type":"video","quality":"high"}""", VideoQuality.High)]
    [InlineData("""{"type":"video","quality":"High"}""", null)]
    [InlineData("""{"type":"video","quality":["high"]}""", null)]
    [InlineData("""{"type":"video","quality":"high","quality":"low"}""", null)]
    [InlineData("""{"type":"video"}""", null)]
    public void Read_Video(string json, VideoQuality? quality) =>
        Assert.Equal(new DriverMessage(DriverMessageKind.Video, Quality: quality), Read(json));

    [Fact]
    public void Read_DriveWithoutT_HasNoStamp() =>
        Assert.Null(Read("""{"type":"drive","seq":1,"steering":0,"throttle":0}""").Stamp);

    [Theory]
    [InlineData("""{"type":"drive","seq":1,"steering":0}""")]
    [InlineData("""{"type":"drive","seq":1,"throttle":0}""")]
    [InlineData("""{"type":"drive","steering":0,"throttle":0}""")]
    [InlineData("""{"type":"drive","seq":0,"steering":0,"throttle":0}""")]
    [InlineData("""{"type":"drive","seq":-1,"steering":0,"throttle":0}""")]
    [InlineData("""{"type":"drive","seq":1.5,"steering":0,"throttle":0}""")]
    [InlineData("""{"type":"drive","seq":4294967296,"steering":0,"throttle":0}""")]
    [InlineData("""{"type":"drive","seq":"1","steering":0,"throttle":0}""")]
    [InlineData("""{"type":"drive","seq":1,"steering":1.0001,"throttle":0}""")]
    [InlineData("""{"type":"drive","seq":1,"steering":0,"throttle":-1.0001}""")]
    [InlineData("""{"type":"drive","seq":1,"steering":0,"throttle":1e999}""")]
    [InlineData("""{"type":"drive","seq":1,"steering":0,"throttle":-1e999}""")]
    [InlineData("""{"type":"drive","seq":1,"steering":"0","throttle":0}""")]
    [InlineData("""{"type":"drive","seq":1,"steering":null,"throttle":0}""")]
    [InlineData("""{"type":"drive","seq":1,"steering":[0],"throttle":0}""")]
    [InlineData("""{"type":"drive","seq":1,"steering":true,"throttle":0}""")]
    [InlineData("""{"type":"drive","seq":1,"t":-1,"steering":0,"throttle":0}""")]
    [InlineData("""{"type":"drive","seq":1,"t":"x","steering":0,"throttle":0}""")]
    [InlineData("""{"type":"drive","seq":1,"steering":0,"throttle":0,"throttle":1}""")]
    public void Read_DriveWithABadField_IsMalformed_NeverReadAsZero(string json) =>
        Assert.Equal(DriverMessageKind.MalformedDrive, Read(json).Kind);

    [Theory]
    [InlineData("")]
    [InlineData("drive")]
    [InlineData("[]")]
    [InlineData("42")]
    [InlineData("null")]
    [InlineData("""{"type":"drive","seq":1,"steering":0,"throttle":0""")]
    [InlineData("""{"type":"drive","seq":1,"steering":NaN,"throttle":0}""")]
    [InlineData("""{"type":"drive"} {"type":"drive"}""")]
    [InlineData("""{"type":"stop",}""")]
    [InlineData("""{"a":[[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]],"type":"stop"}""")]
    public void Read_WhatIsNotOneJsonObject_IsNotJson(string text) =>
        Assert.Equal(DriverMessageKind.NotJson, Read(text).Kind);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"type":"fly"}""")]
    [InlineData("""{"type":7}""")]
    [InlineData("""{"type":"stop","type":"drive"}""")]
    public void Read_WithoutOneKnownType_IsUnknown(string json) =>
        Assert.Equal(DriverMessageKind.Unknown, Read(json).Kind);

    [Fact]
    public void Read_InvalidUtf8_DoesNotThrow() =>
        Assert.NotEqual(DriverMessageKind.Join, DriverMessages.Read([.. "{\"type\":\"join\",\"token\":\""u8, 0xFF, 0xFE, .. "\"}"u8]).Kind);

    [Fact]
    public void Read_Join_TakesTheToken_AndOnlyAString()
    {
        Assert.Equal("abc", Read("""{"type":"join","token":"abc"}""").Token);
        Assert.Null(Read("""{"type":"join","token":7}""").Token);
        Assert.Null(Read("""{"type":"join","token":"a","token":"b"}""").Token);
    }

    private static DriverMessage Read(string json) => DriverMessages.Read(Encoding.UTF8.GetBytes(json));
}
