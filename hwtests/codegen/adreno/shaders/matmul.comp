#version 450
layout(local_size_x = 256) in;
layout(binding = 0) writeonly buffer C { vec4 c[]; };
layout(binding = 1) readonly buffer B { vec4 b[]; };
layout(binding = 2) readonly buffer A { vec4 a[]; };
shared vec4 left[2][8][33];
shared vec4 right[2][8][33];

// A tile of 128 x 128 of a product of 256 x 256 matrices, 8 x 8 of it for each lane, in steps of 8 through two
// buffers: as the kernel of `a @ b` has it.
void main()
{
    uint lane = gl_LocalInvocationID.x, group = gl_WorkGroupID.x;
    uint down = lane >> 4, across = lane & 15u;
    uint a_at = ((group >> 1) * 128u + (lane >> 1)) * 64u + (lane & 1u);
    uint b_at = (lane >> 5) * 64u + (group & 1u) * 32u + (lane & 31u);
    vec4 total[8][2];
    for (uint row = 0u; row < 8u; row++)
        total[row][0] = total[row][1] = vec4(0.0);
    vec4 next_a = a[a_at], next_b = b[b_at];
    uint row_of_a = (lane & 1u) * 4u, column_of_a = lane >> 1;
    for (uint step = 0u; step < 32u; step++) {
        uint buffer_ = step & 1u;
        left[buffer_][row_of_a][column_of_a >> 2][column_of_a & 3u] = next_a.x;
        left[buffer_][row_of_a + 1u][column_of_a >> 2][column_of_a & 3u] = next_a.y;
        left[buffer_][row_of_a + 2u][column_of_a >> 2][column_of_a & 3u] = next_a.z;
        left[buffer_][row_of_a + 3u][column_of_a >> 2][column_of_a & 3u] = next_a.w;
        right[buffer_][lane >> 5][lane & 31u] = next_b;
        barrier();
        uint following = min(step + 1u, 31u);
        next_a = a[a_at + following * 2u];
        next_b = b[b_at + following * 512u];
        for (uint half_ = 0u; half_ < 2u; half_++)
            for (uint k = 0u; k < 4u; k++) {
                uint depth = half_ * 4u + k;
                vec4 p = left[buffer_][depth][down], q = left[buffer_][depth][down + 16u];
                vec4 r = right[buffer_][depth][across], s = right[buffer_][depth][across + 16u];
                for (uint row = 0u; row < 4u; row++) {
                    total[row][0] = fma(vec4(p[row]), r, total[row][0]);
                    total[row][1] = fma(vec4(p[row]), s, total[row][1]);
                    total[row + 4u][0] = fma(vec4(q[row]), r, total[row + 4u][0]);
                    total[row + 4u][1] = fma(vec4(q[row]), s, total[row + 4u][1]);
                }
            }
    }
    uint at = ((group >> 1) * 128u + down * 4u) * 64u + (group & 1u) * 32u + across;
    for (uint row = 0u; row < 8u; row++) {
        uint line = at + ((row & 3u) + (row >> 2) * 64u) * 64u;
        c[line] = total[row][0];
        c[line + 16u] = total[row][1];
    }
}
