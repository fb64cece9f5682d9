#version 450
layout(local_size_x = 64) in;
layout(binding = 0) readonly buffer X { uint x[]; };
layout(binding = 1) writeonly buffer Results { uint results[]; };

// Eight numbers in registers, of which the data says which two change places.
void main()
{
    uint i = gl_GlobalInvocationID.x;
    uint value = x[i];
    uint numbers[8];
    for (uint k = 0; k < 8; k++)
        numbers[k] = (value >> (4 * k)) & 15u;
    uint first = value & 7u, second = (value >> 7) & 7u;
    uint kept = numbers[first];
    numbers[first] = numbers[second];
    numbers[second] = kept;
    uint packed = 0;
    for (uint k = 0; k < 8; k++)
        packed |= numbers[k] << (4 * k);
    results[i] = packed;
}
