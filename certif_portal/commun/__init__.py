"""Ground floor: the kernel, which knows no trade. Everything stands on it; it imports nothing of ours."""
