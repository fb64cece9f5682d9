#version 450
layout(local_size_x = 64) in;
layout(binding = 0) readonly buffer Starts { uint starts[]; };
layout(binding = 1) writeonly buffer Steps { uint steps[]; };

// Steps until 1: lanes leave the loop at different times, and take different branches in it.
void main()
{
    uint i = gl_GlobalInvocationID.x;
    uint n = starts[i];
    uint count = 0;
    while (n > 1) {
        if ((n & 1) == 1) {
            n = n * 3 + 1;
            if (n > 10000)
                count += 1000;
        } else {
            n /= 2;
        }
        count++;
    }
    steps[i] = count;
}
