#version 450
layout(local_size_x = 64) in;
layout(binding = 0) readonly buffer X { float x[]; };
layout(binding = 1) writeonly buffer Results { int results[]; };

// Seven results of each number: integers of it by several roundings, bits moved about, a comparison.
void main()
{
    uint i = gl_GlobalInvocationID.x;
    float value = x[i];
    int whole = int(value);
    results[7 * i] = whole;
    results[7 * i + 1] = int(floor(value)) + 3 * int(ceil(value)) + 7 * int(trunc(value)) + 11 * int(roundEven(value));
    results[7 * i + 2] = bitfieldReverse(whole);
    results[7 * i + 3] = bitCount(whole);
    results[7 * i + 4] = findMSB(uint(abs(whole)));
    results[7 * i + 5] = (value > 1.5 ? whole << 3 : whole >> 1) ^ floatBitsToInt(value);
    results[7 * i + 6] = floatBitsToInt(float(uint(whole)) + clamp(value, -1.0, 1.0) + sign(value) * abs(fract(value)));
}
