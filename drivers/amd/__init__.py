"""AMD cards through the kernel's own interfaces: KFD, or an amdgpu render node alone."""
