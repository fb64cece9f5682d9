#version 450
layout(local_size_x = 256) in;
layout(binding = 0) writeonly buffer Sums { float sums[]; };
layout(binding = 1) readonly buffer X { vec4 x[]; };
shared float words[256];

// The sums of rows of 1000 numbers, one for each 64 lanes: as the kernel of `x.sum(1)` has it.
float both(float value, uint lane, uint distance)
{
    words[lane] = value;
    memoryBarrierShared();
    float other = words[lane ^ distance];
    memoryBarrierShared();
    return value + other;
}

void main()
{
    uint lane = gl_LocalInvocationID.x, member = lane & 63u;
    uint row = gl_WorkGroupID.x * 4u + (lane >> 6);
    uint first = row * 250u + member;
    vec4 a = x[first], b = x[first + 64u], c = x[first + 128u], d = vec4(0.0);
    if (member < 58u)
        d = x[first + 192u];
    vec4 total = (a + b) + (c + d);
    float sum = (total.x + total.z) + (total.y + total.w);
    sum = both(sum, lane, 1u);
    sum = both(sum, lane, 2u);
    sum = both(sum, lane, 4u);
    sum = both(sum, lane, 8u);
    sum = both(sum, lane, 16u);
    sum = both(sum, lane, 32u);
    if (member == 0u)
        sums[row] = sum;
}
