#version 450
layout(local_size_x = 8, local_size_y = 8) in;
layout(binding = 0) uniform sampler2D image;
layout(binding = 1) writeonly buffer Results { vec4 results[]; };
layout(push_constant) uniform Sizes { int width; };

// The texel to the right and above, where both coordinates are those of the work-item.
void main()
{
    ivec2 at = ivec2(gl_GlobalInvocationID.xy);
    results[at.y * width + at.x] = texelFetch(image, at, 0) + 2.0 * texelFetch(image, at + ivec2(1, 1), 0);
}
