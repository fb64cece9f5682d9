#version 450
layout(local_size_x = 64) in;
layout(binding = 0) readonly buffer X { uint x[]; };
layout(binding = 1) writeonly buffer Results { uint results[]; };

// Sixteen numbers in an array that is indexed by data: insertion sort of the digits of a number in base 4.
void main()
{
    uint i = gl_GlobalInvocationID.x;
    uint value = x[i];
    uint counts[4];
    for (uint digit = 0; digit < 4; digit++)
        counts[digit] = 0;
    for (uint place = 0; place < 16; place++)
        counts[(value >> (2 * place)) & 3]++;
    uint packed = 0;
    for (uint digit = 0; digit < 4; digit++)
        packed = packed * 32 + counts[digit];
    results[i] = packed;
}
