using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace RcFleet.VirtualCar.Jpeg;

/// <summary>
/// Baseline JPEG (ITU-T T.81), 4:2:0, the standard Huffman tables, quality 1 to 100 on libjpeg's scale. Our own because
/// no image library for .NET is among the packages that the project can restore; checked against libjpeg's decoder.
/// </summary>
/// <remarks>
/// The DCT is Arai, Agui and Nakajima's: five multiplications a line, its scale factors folded into the quantization
/// table. It runs in single precision on eight columns at once, which is both faster and closer than the integer form.
/// One encoder serves one thread at a time and reuses its buffers.
/// </remarks>
public sealed class JpegEncoder
{
    private const int BlockSize = 64;

    // T.81 figure 5: the order in which coefficients are coded.
    private static ReadOnlySpan<byte> ZigZag =>
    [
        0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6, 7, 14, 21, 28,
        35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
    ];

    // T.81 annex K.1: quantization tables, row by row.
    private static ReadOnlySpan<byte> LumaQuantization =>
    [
        16, 11, 10, 16, 24, 40, 51, 61, 12, 12, 14, 19, 26, 58, 60, 55, 14, 13, 16, 24, 40, 57, 69, 56, 14, 17, 22, 29, 51, 87, 80, 62,
        18, 22, 37, 56, 68, 109, 103, 77, 24, 35, 55, 64, 81, 104, 113, 92, 49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99,
    ];

    private static ReadOnlySpan<byte> ChromaQuantization =>
    [
        17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99, 24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
        99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
    ];

    // T.81 annex K.3: how many Huffman codes there are of each length, and their symbols.
    private static ReadOnlySpan<byte> LumaDcCounts => [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];

    private static ReadOnlySpan<byte> ChromaDcCounts => [0, 3, 1, 1, 1, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0];

    private static ReadOnlySpan<byte> DcSymbols => [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

    private static ReadOnlySpan<byte> LumaAcCounts => [0, 2, 1, 3, 3, 2, 4, 3, 5, 5, 4, 4, 0, 0, 1, 0x7d];

    private static ReadOnlySpan<byte> LumaAcSymbols =>
    [
        0x01, 0x02, 0x03, 0x00, 0x04, 0x11, 0x05, 0x12, 0x21, 0x31, 0x41, 0x06, 0x13, 0x51, 0x61, 0x07, 0x22, 0x71, 0x14, 0x32, 0x81, 0x91, 0xa1, 0x08,
        0x23, 0x42, 0xb1, 0xc1, 0x15, 0x52, 0xd1, 0xf0, 0x24, 0x33, 0x62, 0x72, 0x82, 0x09, 0x0a, 0x16, 0x17, 0x18, 0x19, 0x1a, 0x25, 0x26, 0x27, 0x28,
        0x29, 0x2a, 0x34, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3a, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4a, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58, 0x59,
        0x5a, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a, 0x83, 0x84, 0x85, 0x86, 0x87, 0x88, 0x89,
        0x8a, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9a, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xaa, 0xb2, 0xb3, 0xb4, 0xb5, 0xb6,
        0xb7, 0xb8, 0xb9, 0xba, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xd9, 0xda, 0xe1, 0xe2,
        0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xea, 0xf1, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa,
    ];

    private static ReadOnlySpan<byte> ChromaAcCounts => [0, 2, 1, 2, 4, 4, 3, 4, 7, 5, 4, 4, 0, 1, 2, 0x77];

    private static ReadOnlySpan<byte> ChromaAcSymbols =>
    [
        0x00, 0x01, 0x02, 0x03, 0x11, 0x04, 0x05, 0x21, 0x31, 0x06, 0x12, 0x41, 0x51, 0x07, 0x61, 0x71, 0x13, 0x22, 0x32, 0x81, 0x08, 0x14, 0x42, 0x91,
        0xa1, 0xb1, 0xc1, 0x09, 0x23, 0x33, 0x52, 0xf0, 0x15, 0x62, 0x72, 0xd1, 0x0a, 0x16, 0x24, 0x34, 0xe1, 0x25, 0xf1, 0x17, 0x18, 0x19, 0x1a, 0x26,
        0x27, 0x28, 0x29, 0x2a, 0x35, 0x36, 0x37, 0x38, 0x39, 0x3a, 0x43, 0x44, 0x45, 0x46, 0x47, 0x48, 0x49, 0x4a, 0x53, 0x54, 0x55, 0x56, 0x57, 0x58,
        0x59, 0x5a, 0x63, 0x64, 0x65, 0x66, 0x67, 0x68, 0x69, 0x6a, 0x73, 0x74, 0x75, 0x76, 0x77, 0x78, 0x79, 0x7a, 0x82, 0x83, 0x84, 0x85, 0x86, 0x87,
        0x88, 0x89, 0x8a, 0x92, 0x93, 0x94, 0x95, 0x96, 0x97, 0x98, 0x99, 0x9a, 0xa2, 0xa3, 0xa4, 0xa5, 0xa6, 0xa7, 0xa8, 0xa9, 0xaa, 0xb2, 0xb3, 0xb4,
        0xb5, 0xb6, 0xb7, 0xb8, 0xb9, 0xba, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7, 0xc8, 0xc9, 0xca, 0xd2, 0xd3, 0xd4, 0xd5, 0xd6, 0xd7, 0xd8, 0xd9, 0xda,
        0xe2, 0xe3, 0xe4, 0xe5, 0xe6, 0xe7, 0xe8, 0xe9, 0xea, 0xf2, 0xf3, 0xf4, 0xf5, 0xf6, 0xf7, 0xf8, 0xf9, 0xfa,
    ];

    // Code in the upper bits, length in the low byte.
    private static readonly uint[] LumaDc = Codes(LumaDcCounts, DcSymbols);
    private static readonly uint[] LumaAc = Codes(LumaAcCounts, LumaAcSymbols);
    private static readonly uint[] ChromaDc = Codes(ChromaDcCounts, DcSymbols);
    private static readonly uint[] ChromaAc = Codes(ChromaAcCounts, ChromaAcSymbols);

    private readonly byte[] _lumaTable = new byte[BlockSize];
    private readonly byte[] _chromaTable = new byte[BlockSize];
    private readonly Vector256<float>[] _lumaScale = new Vector256<float>[8];
    private readonly Vector256<float>[] _chromaScale = new Vector256<float>[8];
    private readonly short[] _coefficients = new short[BlockSize];
    private readonly byte[] _edgeBlock = new byte[BlockSize];
    private byte[] _output = new byte[64 * 1024];
    private int _length;
    private ulong _bits;
    private int _bitCount;
    private int _quality;

    /// <summary>Encodes one picture.</summary>
    /// <param name="image">The picture.</param>
    /// <param name="quality">1 (smallest) to 100 (best); outside, the nearer end.</param>
    /// <param name="comment">ASCII text of a COM segment right after SOI, at most 200 characters; empty for none.</param>
    /// <returns>The file, valid until the next call.</returns>
    public ReadOnlySpan<byte> Encode(PlanarImage image, int quality, ReadOnlySpan<char> comment = default)
    {
        SetQuality(Math.Clamp(quality, 1, 100));
        (_length, _bits, _bitCount) = (0, 0, 0);
        Headers(image, comment);

        int dcY = 0, dcCb = 0, dcCr = 0;
        for (var top = 0; top < image.Height; top += 16)
        {
            for (var left = 0; left < image.Width; left += 16)
            {
                Reserve(6 * 4 * BlockSize);
                dcY = Block(image.Y, image.Width, image.Height, left, top, dcY, _lumaScale, LumaDc, LumaAc);
                dcY = Block(image.Y, image.Width, image.Height, left + 8, top, dcY, _lumaScale, LumaDc, LumaAc);
                dcY = Block(image.Y, image.Width, image.Height, left, top + 8, dcY, _lumaScale, LumaDc, LumaAc);
                dcY = Block(image.Y, image.Width, image.Height, left + 8, top + 8, dcY, _lumaScale, LumaDc, LumaAc);
                dcCb = Block(image.Cb, image.ChromaWidth, image.ChromaHeight, left / 2, top / 2, dcCb, _chromaScale, ChromaDc, ChromaAc);
                dcCr = Block(image.Cr, image.ChromaWidth, image.ChromaHeight, left / 2, top / 2, dcCr, _chromaScale, ChromaDc, ChromaAc);
            }
        }

        Put(0x7f, 7);   // pad the last byte with ones
        while (_bitCount >= 8) EmitByte();
        Marker(0xd9);
        return _output.AsSpan(0, _length);
    }

    private void SetQuality(int quality)
    {
        if (quality == _quality) return;
        _quality = quality;
        Tables(LumaQuantization, quality, _lumaTable, _lumaScale);
        Tables(ChromaQuantization, quality, _chromaTable, _chromaScale);
    }

    // libjpeg's quality curve, so that a number means here what it means elsewhere.
    private static void Tables(ReadOnlySpan<byte> standard, int quality, Span<byte> table, Span<Vector256<float>> scale)
    {
        ReadOnlySpan<double> aan = [1.0, 1.387039845, 1.306562965, 1.175875602, 1.0, 0.785694958, 0.541196100, 0.275899379];
        var percent = quality < 50 ? 5000 / quality : 200 - quality * 2;
        Span<float> line = stackalloc float[8];
        for (var row = 0; row < 8; row++)
        {
            for (var column = 0; column < 8; column++)
            {
                var step = Math.Clamp((standard[row * 8 + column] * percent + 50) / 100, 1, 255);
                table[row * 8 + column] = (byte)step;
                line[column] = (float)(1 / (step * aan[row] * aan[column] * 8));
            }

            scale[row] = Vector256.Create<float>(line);
        }
    }

    private void Headers(PlanarImage image, ReadOnlySpan<char> comment)
    {
        Reserve(1024);
        Marker(0xd8);
        if (!comment.IsEmpty)
        {
            var text = comment[..Math.Min(comment.Length, 200)];
            Segment(0xfe, text.Length);
            foreach (var character in text) Byte(char.IsAscii(character) ? (byte)character : (byte)'?');
        }

        Segment(0xe0, 14);
        Bytes([(byte)'J', (byte)'F', (byte)'I', (byte)'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
        Segment(0xdb, 130);
        Byte(0);
        foreach (var index in ZigZag) Byte(_lumaTable[index]);
        Byte(1);
        foreach (var index in ZigZag) Byte(_chromaTable[index]);
        Segment(0xc0, 15);
        Byte(8);
        Word(image.Height);
        Word(image.Width);
        Bytes([3, 1, 0x22, 0, 2, 0x11, 1, 3, 0x11, 1]);
        Segment(0xc4, 4 * 17 + 12 + 162 + 12 + 162);
        HuffmanTable(0x00, LumaDcCounts, DcSymbols);
        HuffmanTable(0x10, LumaAcCounts, LumaAcSymbols);
        HuffmanTable(0x01, ChromaDcCounts, DcSymbols);
        HuffmanTable(0x11, ChromaAcCounts, ChromaAcSymbols);
        Segment(0xda, 10);
        Bytes([3, 1, 0x00, 2, 0x11, 3, 0x11, 0, 63, 0]);
    }

    private void HuffmanTable(byte id, ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        Byte(id);
        Bytes(counts);
        Bytes(symbols);
    }

    private int Block(
        byte[] plane, int width, int height, int left, int top, int lastDc, Vector256<float>[] scale, uint[] dc, uint[] ac)
    {
        if (left + 8 <= width && top + 8 <= height)
        {
            Transform(plane.AsSpan(top * width + left), width, scale);
        }
        else
        {
            // Beyond the edge the last row and column repeat.
            for (var y = 0; y < 8; y++)
            {
                var row = Math.Min(top + y, height - 1) * width;
                for (var x = 0; x < 8; x++) _edgeBlock[y * 8 + x] = plane[row + Math.Min(left + x, width - 1)];
            }

            Transform(_edgeBlock, 8, scale);
        }

        return Entropy(lastDc, dc, ac);
    }

    private void Transform(ReadOnlySpan<byte> pixels, int stride, Vector256<float>[] scale)
    {
        var r0 = Load(pixels);
        var r1 = Load(pixels[stride..]);
        var r2 = Load(pixels[(2 * stride)..]);
        var r3 = Load(pixels[(3 * stride)..]);
        var r4 = Load(pixels[(4 * stride)..]);
        var r5 = Load(pixels[(5 * stride)..]);
        var r6 = Load(pixels[(6 * stride)..]);
        var r7 = Load(pixels[(7 * stride)..]);
        Lines(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        Transpose(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        Lines(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        Transpose(ref r0, ref r1, ref r2, ref r3, ref r4, ref r5, ref r6, ref r7);
        Store(r0, r1, scale[0], scale[1], 0);
        Store(r2, r3, scale[2], scale[3], 16);
        Store(r4, r5, scale[4], scale[5], 32);
        Store(r6, r7, scale[6], scale[7], 48);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<float> Load(ReadOnlySpan<byte> pixels)
    {
        var bytes = Vector128.CreateScalar(BinaryPrimitives.ReadUInt64LittleEndian(pixels)).AsByte();
        var words = Vector128.WidenLower(bytes);
        var wide = Vector256.Create(Vector128.WidenLower(words), Vector128.WidenUpper(words)).AsInt32();
        return Vector256.ConvertToSingle(wide - Vector256.Create(128));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Store(Vector256<float> a, Vector256<float> b, Vector256<float> scaleA, Vector256<float> scaleB, int at)
    {
        var first = Vector256.ConvertToInt32(Vector256.Round(a * scaleA));
        var second = Vector256.ConvertToInt32(Vector256.Round(b * scaleB));
        Vector256.Narrow(first, second).CopyTo(_coefficients, at);
    }

    // One AAN DCT down eight columns at once.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Lines(
        ref Vector256<float> d0, ref Vector256<float> d1, ref Vector256<float> d2, ref Vector256<float> d3,
        ref Vector256<float> d4, ref Vector256<float> d5, ref Vector256<float> d6, ref Vector256<float> d7)
    {
        var (t0, t7) = (d0 + d7, d0 - d7);
        var (t1, t6) = (d1 + d6, d1 - d6);
        var (t2, t5) = (d2 + d5, d2 - d5);
        var (t3, t4) = (d3 + d4, d3 - d4);

        var (t10, t13) = (t0 + t3, t0 - t3);
        var (t11, t12) = (t1 + t2, t1 - t2);
        d0 = t10 + t11;
        d4 = t10 - t11;
        var z1 = (t12 + t13) * 0.707106781f;
        d2 = t13 + z1;
        d6 = t13 - z1;

        t10 = t4 + t5;
        t11 = t5 + t6;
        t12 = t6 + t7;
        var z5 = (t10 - t12) * 0.382683433f;
        var z2 = t10 * 0.541196100f + z5;
        var z4 = t12 * 1.306562965f + z5;
        var z3 = t11 * 0.707106781f;
        var z11 = t7 + z3;
        var z13 = t7 - z3;
        d5 = z13 + z2;
        d3 = z13 - z2;
        d1 = z11 + z4;
        d7 = z11 - z4;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Transpose(
        ref Vector256<float> r0, ref Vector256<float> r1, ref Vector256<float> r2, ref Vector256<float> r3,
        ref Vector256<float> r4, ref Vector256<float> r5, ref Vector256<float> r6, ref Vector256<float> r7)
    {
        var (a, b, c, d) = Quarter(r0.GetLower(), r1.GetLower(), r2.GetLower(), r3.GetLower());
        var (e, f, g, h) = Quarter(r0.GetUpper(), r1.GetUpper(), r2.GetUpper(), r3.GetUpper());
        var (i, j, k, l) = Quarter(r4.GetLower(), r5.GetLower(), r6.GetLower(), r7.GetLower());
        var (m, n, o, p) = Quarter(r4.GetUpper(), r5.GetUpper(), r6.GetUpper(), r7.GetUpper());
        r0 = Vector256.Create(a, i);
        r1 = Vector256.Create(b, j);
        r2 = Vector256.Create(c, k);
        r3 = Vector256.Create(d, l);
        r4 = Vector256.Create(e, m);
        r5 = Vector256.Create(f, n);
        r6 = Vector256.Create(g, o);
        r7 = Vector256.Create(h, p);
    }

    // Transposes 4 by 4.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static (Vector128<float> A, Vector128<float> B, Vector128<float> C, Vector128<float> D) Quarter(
        Vector128<float> a, Vector128<float> b, Vector128<float> c, Vector128<float> d)
    {
        var low = ZipLow(a, c);
        var high = ZipHigh(a, c);
        var low2 = ZipLow(b, d);
        var high2 = ZipHigh(b, d);
        return (ZipLow(low, low2), ZipHigh(low, low2), ZipLow(high, high2), ZipHigh(high, high2));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipLow(Vector128<float> a, Vector128<float> b) =>
        System.Runtime.Intrinsics.X86.Sse.IsSupported ? System.Runtime.Intrinsics.X86.Sse.UnpackLow(a, b)
        : System.Runtime.Intrinsics.Arm.AdvSimd.Arm64.IsSupported ? System.Runtime.Intrinsics.Arm.AdvSimd.Arm64.ZipLow(a, b)
        : Vector128.Create(a[0], b[0], a[1], b[1]);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector128<float> ZipHigh(Vector128<float> a, Vector128<float> b) =>
        System.Runtime.Intrinsics.X86.Sse.IsSupported ? System.Runtime.Intrinsics.X86.Sse.UnpackHigh(a, b)
        : System.Runtime.Intrinsics.Arm.AdvSimd.Arm64.IsSupported ? System.Runtime.Intrinsics.Arm.AdvSimd.Arm64.ZipHigh(a, b)
        : Vector128.Create(a[2], b[2], a[3], b[3]);

    private int Entropy(int lastDc, uint[] dc, uint[] ac)
    {
        var block = _coefficients;
        var zigZag = ZigZag;
        var level = block[0];
        var difference = level - lastDc;
        var size = Size(difference);
        Code(dc[size]);
        Put(Magnitude(difference, size), size);

        // A bit for each coefficient that is not zero, in zigzag order.
        var pending = 0UL;
        for (var i = 1; i < BlockSize; i++)
            pending |= (block[zigZag[i]] != 0 ? 1UL : 0UL) << i;

        var last = 0;
        while (pending != 0)
        {
            var at = BitOperations.TrailingZeroCount(pending);
            pending &= pending - 1;
            var run = at - last - 1;
            last = at;
            for (; run > 15; run -= 16) Code(ac[0xf0]);
            int value = block[zigZag[at]];
            size = Size(value);
            Code(ac[run << 4 | size]);
            Put(Magnitude(value, size), size);
        }

        if (last != 63) Code(ac[0]);
        return level;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Size(int value) => 32 - BitOperations.LeadingZeroCount((uint)Math.Abs(value));

    // T.81 F.1.2.1: a negative number is coded as its ones' complement.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint Magnitude(int value, int size) => (uint)(value + (value >> 31)) & ((1u << size) - 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Code(uint code) => Put(code >> 8, (int)(code & 0xff));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Put(uint value, int count)
    {
        _bits = _bits << count | value;
        _bitCount += count;
        if (_bitCount >= 32) Emit();
    }

    private void Emit()
    {
        _bitCount -= 32;
        var word = (uint)(_bits >> _bitCount);

        // A byte 0xff in the data is followed by a 0: the usual word has none and goes out whole.
        if (!HasFullByte(word))
        {
            BinaryPrimitives.WriteUInt32BigEndian(_output.AsSpan(_length), word);
            _length += 4;
            return;
        }

        for (var shift = 24; shift >= 0; shift -= 8) Stuffed((byte)(word >> shift));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool HasFullByte(uint word) => ((~word - 0x01010101u) & word & 0x80808080u) != 0;

    private void EmitByte()
    {
        _bitCount -= 8;
        Stuffed((byte)(_bits >> _bitCount));
    }

    private void Stuffed(byte value)
    {
        Byte(value);
        if (value == 0xff) Byte(0);
    }

    private void Reserve(int bytes)
    {
        if (_output.Length - _length < bytes) Array.Resize(ref _output, Math.Max(_output.Length * 2, _length + bytes));
    }

    private void Marker(byte marker)
    {
        Byte(0xff);
        Byte(marker);
    }

    private void Segment(byte marker, int payload)
    {
        Marker(marker);
        Word(payload + 2);
    }

    private void Word(int value)
    {
        Byte((byte)(value >> 8));
        Byte((byte)value);
    }

    private void Bytes(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(_output.AsSpan(_length));
        _length += bytes.Length;
    }

    private void Byte(byte value) => _output[_length++] = value;

    private static uint[] Codes(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        var codes = new uint[256];
        var (code, next) = (0u, 0);
        for (var length = 1; length <= 16; length++, code <<= 1)
            for (var i = 0; i < counts[length - 1]; i++)
                codes[symbols[next++]] = code++ << 8 | (uint)length;
        return codes;
    }
}
