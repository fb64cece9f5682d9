#version 450
#extension GL_EXT_shader_explicit_arithmetic_types_int16 : require
layout(local_size_x = 64) in;
layout(binding = 0) readonly buffer X { int x[]; };
layout(binding = 1) writeonly buffer Results { int results[]; };

// Six results of the low and the high half of each number, computed in 16 bits.
void main()
{
    uint i = gl_GlobalInvocationID.x;
    int16_t low = int16_t(x[i]), high = int16_t(x[i] >> 16);
    results[6 * i] = int(low + high);
    results[6 * i + 1] = int(low - high * int16_t(3));
    results[6 * i + 2] = int(min(low, high));
    results[6 * i + 3] = int(low >> int16_t(2)) ^ int(uint16_t(high) >> uint16_t(3));
    results[6 * i + 4] = low < high ? int(low & high) : int(low | ~high);
    results[6 * i + 5] = int(float(low) * 0.5) + int(uint16_t(low));
}
