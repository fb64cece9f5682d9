#version 450
layout(local_size_x = 64) in;
layout(binding = 0) readonly buffer Values { uint values[]; };
layout(binding = 1) buffer Totals { uint histogram[16]; uint greatest; uint first_nine; int least; };
shared uint local_sum;
shared uint local_least;
layout(binding = 2) writeonly buffer Sums { uint sums[]; };

void main()
{
    uint i = gl_GlobalInvocationID.x;
    uint value = values[i];
    if (gl_LocalInvocationID.x == 0) {
        local_sum = 0;
        local_least = 0xffffffffu;
    }
    barrier();
    atomicAdd(local_sum, value);
    atomicMin(local_least, value);
    atomicAdd(histogram[value & 15], 1);
    atomicMax(greatest, value);
    atomicMin(least, int(value) - 500);
    // Whoever sees 0 first writes 9; the others leave it.
    atomicCompSwap(first_nine, 0, 9);
    barrier();
    if (gl_LocalInvocationID.x == 0) {
        sums[2 * gl_WorkGroupID.x] = local_sum;
        sums[2 * gl_WorkGroupID.x + 1] = local_least;
    }
}
