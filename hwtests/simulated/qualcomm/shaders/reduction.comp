#version 450
layout(local_size_x = 128) in;
layout(binding = 0) readonly buffer X { float x[]; };
layout(binding = 1) writeonly buffer Sums { float sums[]; };
shared float partial[128];

// The sum of each 128 numbers, in a tree of halves.
void main()
{
    uint lane = gl_LocalInvocationID.x;
    partial[lane] = x[gl_GlobalInvocationID.x];
    barrier();
    for (uint distance = 64; distance > 0; distance /= 2) {
        if (lane < distance)
            partial[lane] += partial[lane + distance];
        barrier();
    }
    if (lane == 0)
        sums[gl_WorkGroupID.x] = partial[0];
}
