"""What the kernel driver answers, amdgpu with amdkfd: requests, open files, the text of /sys and /proc."""
