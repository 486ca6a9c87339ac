namespace RcFleet.VirtualCar.Streaming;

/// <summary>One whole JPEG.</summary>
/// <param name="Id">From 1, grows by one with each frame drawn.</param>
/// <param name="CaptureMs">u32 ms of the car's monotonic clock.</param>
/// <param name="Jpeg">The file, with its <c>rc1</c> comment.</param>
public sealed record EncodedFrame(uint Id, uint CaptureMs, byte[] Jpeg);
