"""Memory as the card sees it: pages, page tables, caches."""
