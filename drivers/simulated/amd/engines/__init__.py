"""What executes: queues and their doorbells, the command processors, the compute engine."""
