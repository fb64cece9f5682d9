#version 450
layout(local_size_x = 256) in;
layout(binding = 0) writeonly buffer Result { vec4 result[]; };
layout(binding = 1) readonly buffer Weights { float weights[]; };
layout(binding = 2) readonly buffer X { float x[]; };

// Four results of a depthwise convolution of 32 x 56 x 56 by 3 x 3, a line of the 3 x 3 in each turn: as the
// kernel of `x.conv2d(weights, padding=1, groups=32)` has it.
const uint LAST = 100351u;

void main()
{
    uint item = gl_WorkGroupID.x * 256u + gl_LocalInvocationID.x;
    uint line = item / 14u, place = item - line * 14u, row = line % 56u, channel = item / 784u;
    vec4 left = vec4(0.0), middle = vec4(0.0), right = vec4(0.0);
    for (uint k = 0u; k < 3u; k++) {
        bool inside = row - 1u + k < 56u;
        uint at = item * 4u + k * 56u;
        float p = x[min(at - 57u, LAST)], q = x[min(at - 56u, LAST)], r = x[min(at - 55u, LAST)];
        float s = x[min(at - 54u, LAST)], t = x[min(at - 53u, LAST)], u = x[min(at - 52u, LAST)];
        p = inside && place != 0u ? p : 0.0;
        q = inside ? q : 0.0;
        r = inside ? r : 0.0;
        s = inside ? s : 0.0;
        t = inside ? t : 0.0;
        u = inside && place != 13u ? u : 0.0;
        uint w = channel * 9u + k * 3u;
        left = fma(vec4(weights[w]), vec4(p, q, r, s), left);
        middle = fma(vec4(weights[w + 1u]), vec4(q, r, s, t), middle);
        right = fma(vec4(weights[w + 2u]), vec4(r, s, t, u), right);
    }
    result[item] = (left + middle) + right;
}
