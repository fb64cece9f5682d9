"""Simulated AMD cards: the answers of amdkfd and amdgpu, and the card behind them."""
