"""What the simulated cards of all makers keep memory in: pages, page tables, caches."""
