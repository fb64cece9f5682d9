"""Lines as they stand in programs written for PyTorch, run on both: values, dtypes and shapes are equal.

Each is an expression, or statements that leave `y`, over what `inputs` makes. The kinds of lines are those of
language models, detectors, segmentation and speech models, and of what prepares their data.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
import pytest

from barewire import Tensor
from barewire.tensor import torch_names

torch = pytest.importorskip("torch")

IDIOMS = """
# language models: shapes of attention
B, T, C = x3.size(); y = x3.view(B, T, 2, C // 2).transpose(1, 2)
q, k, v = x3.repeat(1, 1, 3).split(4, dim=2); y = q + k * v
q, k, v = x3.repeat(1, 1, 3).chunk(3, dim=-1); y = q @ k.transpose(-2, -1)
y = (x3 @ x3.transpose(-2, -1)) * (1.0 / math.sqrt(x3.size(-1)))
mask = T.tril(T.ones(3, 3)).view(1, 3, 3);
    y = (x3 @ x3.mT).masked_fill(mask == 0, float("-inf")).softmax(dim=-1)
y = x3.transpose(1, 2).contiguous().view(2, -1)
y = x3.permute(0, 2, 1).reshape(2, 4, 3)
y = T.arange(0, 3, dtype=T.long).unsqueeze(0)
y = x3[:, [-1], :]
y = x3[:, -1, :] / 0.8
v, _ = T.topk(x, min(2, x.size(-1))); y = T.where(x < v[:, [-1]], T.full_like(x, -float("inf")), x)
logits = x.clone(); v, _ = logits.topk(2); logits[logits < v[:, [-1]]] = -float("Inf");
    y = logits.softmax(-1)
y = T.cat((i, i), dim=1)
y = T.stack([x[0], x[1]]).mean(0)
y = sum(p.numel() for p in [x, x3])
y = x3.flatten(0, 1)
y = x.view(-1, x.size(-1))
y = i.view(-1)
y = x3.pow(2).mean(-1, keepdim=True)
y = x3 * T.rsqrt(x3.pow(2).mean(-1, keepdim=True) + 1e-6)
y = x3.float() .type_as(x3)
y = T.outer(T.arange(3).float(), 1.0 / (10000 ** (T.arange(0, 4, 2).float() / 4)))
half = x3.shape[-1] // 2; y = T.cat((-x3[..., half:], x3[..., :half]), dim=-1)
x1, x2 = x3[..., ::2], x3[..., 1::2]; y = T.stack((-x2, x1), dim=-1).flatten(-2)
y = x3[:, :, None, :].expand(2, 3, 2, 4).reshape(2, 6, 4)
y = x3.repeat_interleave(2, dim=1)
y = T.triu(T.full((3, 3), float("-inf")), diagonal=1)
y = T.zeros(3, 3, dtype=T.bool).masked_fill(T.ones(3, 3).tril() == 0, True)
y = (1.0 - m.float()) * -10000.0
y = m[:, None, None, :].to(dtype=x.dtype)
y = T.full((3, 3), T.finfo_min).triu_(1)
pe = T.zeros(4, 6); pos = T.arange(0, 4, dtype=T.float).unsqueeze(1);
    div = T.exp(T.arange(0, 6, 2).float() * (-math.log(10000.0) / 6)); pe[:, 0::2] = T.sin(pos * div);
    pe[:, 1::2] = T.cos(pos * div); y = pe.unsqueeze(0)
y = T.cumsum(m.long(), dim=1) - 1
y = m.long().cumsum(-1).masked_fill_(m == 0, 1)
y = (i != 0).sum(-1, keepdim=True)
y = i.ne(2).int()
y = T.eq(i, 2).any(dim=-1)
y = i.new_zeros(i.shape); y[:, 1:] = i[:, :-1].clone(); y[:, 0] = 7
y = i.masked_fill(i == 2, -100)
y = x.gather(1, i[:, :1]).squeeze(1)
y = x.log_softmax(-1).gather(-1, i[:, :2])
y = T.einsum("bij,bkj->bik", x3, x3)
y = T.einsum("bthd->bhtd", x3.view(2, 3, 2, 2))
y = T.bmm(x3, x3.transpose(1, 2))
y = T.matmul(x3, x3.mT)
y = T.baddbmm(T.zeros(2, 3, 3), x3, x3.mT, beta=0, alpha=0.5)
y = T.addmm(T.ones(4), x, T.eye(4))
y = x3.norm(dim=-1, keepdim=True)
y = x / x.norm(p=2, dim=-1, keepdim=True)
y = x.argmax(dim=-1, keepdim=True)
y = x.argmax(-1) == T.tensor([0, 1])
y = x.max(dim=-1)[0]
y = x.max(-1, keepdim=True).values
y = x.max(1).indices
y = x.min(dim=0).values
value, index = x.max(dim=1); y = value + index
sorted_logits, sorted_indices = T.sort(x, descending=True); y = sorted_logits.softmax(dim=-1).cumsum(dim=-1)
s, o = x.sort(descending=True, dim=-1); y = o
s, o = T.sort(x, dim=-1); remove = s.softmax(-1).cumsum(-1) <= 0.3; remove[..., -1:] = 0;
    y = remove.scatter(1, o, remove)
remove = x > 0; remove[..., 1:] = remove[..., :-1].clone(); remove[..., 0] = 0; y = remove
y = x.topk(2, dim=-1, largest=False, sorted=True).values
y = T.multinomial(T.tensor([0.0, 1.0]), 1)
y = T.zeros_like(x).scatter_(1, i[:, :1], 1.0)
y = T.zeros(2, 5).scatter_(1, i, 1)
y = T.nn_functional_one_hot(i, 5)
y = x.new_full((2, 2), 3)
y = x.new_ones(2)
y = x.new_tensor([1, 2])
y = x.new_empty((2, 3)).shape[0]
y = x.type(T.float64)
y = x.to(T.float16)
y = x.to(x3.device, T.float64)
y = x.to("cpu", dtype=T.float64, non_blocking=True)
y = x.to(i)
y = x.to(device="cpu")
y = x.half().float()
y = x.bfloat16().float()
y = x.long()
y = x.int() // 2
y = x.bool()
y = x.cpu().numpy().sum().item()
y = x.detach().cpu().clone()
y = x.contiguous(memory_format=None) if False else x.contiguous()
y = x.data + 1
y = x.view_as(x)
y = x3.reshape_as(x3)
y = x[0].expand_as(x)
y = x[None].expand(3, -1, -1)
y = x.unsqueeze(1).repeat(1, 2, 1)
y = x.tile((2, 1))
y = x.T
y = x.t() @ x
y = x.swapaxes(0, 1)
y = x3.movedim(0, -1)
y = x3.transpose(0, 1).flatten(1)
y = x3.unflatten(2, (2, 2))
y = x3.select(1, 0)
y = x3.narrow(1, 0, 2)
y = x3.unbind(1)[0]
y = T.unbind(x3, dim=-1)[2]
y = x3.index_select(1, T.tensor([0, 2]))
y = x[T.arange(2), i[:, 0]]
y = x[..., None]
y = x[:, ::2]
y = x.roll(1, dims=-1)
y = x3.roll(shifts=(1, -1), dims=(1, 2))
y = T.flip(x, dims=[1])
y = x.flip(0, 1)
y = x.diagonal()
y = T.diag(x[0])
y = x[:, :2].tril()
y = T.eye(3).unsqueeze(0).repeat(2, 1, 1)
y = T.linspace(0, 1, steps=5)
y = T.logspace(0, 2, 3)
y = T.arange(5, device=x.device)
y = T.arange(1, 10, 3)
y = T.full((2, 3), 5)
y = T.full([2], 1.5, dtype=T.float64)
y = T.empty(0).numel()
y = T.zeros((2, 3), device=x.device, dtype=x.dtype)
y = T.ones_like(x, dtype=T.long)
y = T.full_like(i, 7)
# reductions
y = x.sum()
y = x.sum(-1)
y = x.sum((0, 1))
y = x.sum(1, True)
y = x.sum(dim=(0,), keepdim=True)
y = x.sum(0, dtype=T.float64)
y = x.mean((0, 1))
y = x3.mean(dim=[1, 2])
y = x.mean(dim=1, keepdim=True)
y = i.float().mean()
y = x.var(-1)
y = x.var(-1, keepdim=True, unbiased=False)
y = x.var(1, correction=0)
y = x.std()
y = x.std(dim=0)
y = x.std(0, unbiased=False)
y = T.std(x, -1, keepdim=True)
y = T.var_mean(x, dim=1)
y = T.std_mean(x, 1, correction=0)
y = x.prod(-1)
y = x.amax(dim=(0, 1))
y = x.amin(1, keepdim=True)
y = T.aminmax(x)
y = x.all()
y = (x > -9).all(dim=1)
y = (x > 0).any(1)
y = x.count_nonzero()
y = T.count_nonzero(x, dim=1)
y = x.median()
y = x.median(dim=1)
y = x.mode(1).values
y = i.mode(1).values
y = x.kthvalue(2, dim=1)
y = x.quantile(0.5)
y = T.quantile(x, T.tensor([0.25, 0.75]), dim=1)
y = x.nansum()
y = T.nanmean(x)
y = x.logsumexp(dim=1)
y = T.logsumexp(x, -1, keepdim=True)
y = x.cumsum(1)
y = x.cumprod(dim=-1)
y = x.cummax(1).values
y = x.cummin(dim=1).indices
y = x.logcumsumexp(1)
y = x.argmin()
y = x.argsort(descending=True)
y = x.argsort(dim=0)
y = x.diff()
y = x.diff(dim=0)
y = x.norm()
y = T.norm(x, p=1)
y = x.norm(2, 1)
y = x.dist(x + 1)
y = i.unique()
y = T.unique(i, return_inverse=True)
y = i.unique(return_counts=True)[1]
y = T.unique_consecutive(T.tensor([1, 1, 2, 2, 1]))
y = T.bincount(T.tensor([0, 1, 1, 3]), minlength=5)
y = T.histc(x, bins=4, min=-2, max=2)
y = T.cov(x)
y = T.corrcoef(x)
y = T.trapezoid(x)
# elementwise
y = x.clamp(min=0)
y = x.clamp(0, 1)
y = x.clamp(max=0.5)
y = T.clamp(x, min=-0.5, max=0.5)
y = x.clamp_min(0.1)
y = x.clip(0, 1)
y = T.maximum(x, T.zeros_like(x))
y = x.max(T.zeros_like(x))
y = T.min(x, x.flip(0))
y = T.where(x > 0, x, 0.0)
y = T.where(x > 0, x, x * 0.1)
y = x.where(x > 0, T.zeros_like(x))
y = T.where(x > 0)
y = (x > 0).nonzero()
y = T.nonzero(x > 0, as_tuple=True)[0]
y = T.nonzero(x > 0, as_tuple=False).squeeze(1)
y = x[x > 0]
y = x.masked_select(x > 0)
y = x.abs().log1p()
y = x.exp().sub(1)
y = x.neg().exp()
y = x.sigmoid()
y = T.sigmoid(x).sub_(0.5)
y = x.tanh()
y = T.relu(x)
y = x.square().sum().sqrt()
y = x.rsqrt().nan_to_num(0.0)
y = x.erf()
y = x.pow(3)
y = 2 ** x
y = x ** 2
y = x.reciprocal()
y = x.sign()
y = x.floor()
y = x.ceil().long()
y = x.round()
y = x.round(decimals=1)
y = x.trunc()
y = x.frac()
y = x.fmod(1)
y = x.remainder(0.5)
y = x % 1
y = x // 0.5
y = i / 2
y = i // 2
y = T.div(i, 2, rounding_mode="floor")
y = T.div(i, 3, rounding_mode="trunc")
y = T.floor_divide(i, 2)
y = x.add(1, alpha=2)
y = T.add(x, x, alpha=0.5)
y = x.sub(x, alpha=2)
y = T.mul(x, 2)
y = T.lerp(x, x + 1, 0.3)
y = x.addcmul(x, x, value=0.1)
y = x.addcdiv(x, x.abs() + 1, value=0.1)
y = T.atan2(x, x.flip(0))
y = T.hypot(x, x)
y = x.lgamma()
y = x.clamp(-0.9, 0.9).erfinv()
y = x.sigmoid().logit()
y = x.sinc()
y = x.isnan().any()
y = x.isfinite().all()
y = T.isinf(x)
y = x.isclose(x + 1e-9)
y = T.allclose(x, x + 1e-9)
y = T.equal(x, x)
y = x.eq(x).all().item()
y = T.isin(i, T.tensor([1, 2]))
y = (x > 0) & (x < 1)
y = (x > 0) | ~(x < 1)
y = T.logical_and(x > 0, x < 1)
y = (x > 0).logical_not()
y = (x > 0) ^ (x < 1)
y = i << 1
y = i & 1
y = i.bitwise_not()
y = x.deg2rad()
y = T.heaviside(x, T.tensor([0.5]))
y = x.float_power(2)
y = x.softmax(1)
y = T.softmax(x, dim=-1, dtype=T.float64)
y = x.log_softmax(dim=1)
y = T.tensor(3.0).item()
y = float(x.sum())
y = int(i.max())
y = len(x)
y = x.tolist()[0][0] > -99
y = x.shape[0] * x.shape[-1]
y = x.dim() + x.ndim
y = x.numel()
y = x.nelement() * x.element_size()
y = x.is_floating_point()
y = x.is_contiguous(), x.t().is_contiguous()
y = x.stride()
y = x3.stride(0)
y = T.is_tensor(x)
y = x.size(0), x.size(-1)
y = x.shape == (2, 4)
y = x.device == x3.device
y = x.dtype == i.dtype
y = x.requires_grad
# in place
y = x.clone(); y.add_(1).mul_(2)
y = x.clone(); y.zero_()
y = x.clone(); y.fill_(3)
y = x.clone(); y[0].zero_()
y = x.clone(); y[:, 1] = 0
y = x.clone(); y[..., 0] *= 2
y = x.clone(); y[:, [0, 2]] -= 1
y = x.clone(); y[y < 0] = 0
y = x.clone(); y += x
y = x.clone(); z = y; z -= 1
y = x.clone(); y.view(-1)[3] = 9
y = x.clone(); y.t()[0] = 5
y = x.clone(); y.copy_(x[0])
y = x.clone(); y.clamp_(0, 1)
y = x.clone(); y.clamp_(min=0.2)
y = x.clone(); y.masked_fill_(y > 0, -1)
y = x.clone(); y.div_(2).sub_(1).neg_()
y = x.clone(); y.exp_().log_()
y = x.clone(); y.sqrt_().nan_to_num_(0.0)
y = x.clone(); y.relu_()
y = x.clone(); y.sigmoid_()
y = x.clone(); y.lerp_(x + 1, 0.1)
y = x.clone(); y.mul_(0.9).add_(x, alpha=0.1)
y = x.clone(); y.addcmul_(x, x, value=0.1)
y = x.clone(); y.addcdiv_(x, x.abs().add_(1), value=-0.1)
y = x.clone(); y.index_fill_(1, T.tensor([0]), 0)
y = x.clone(); y.index_add_(0, T.tensor([0, 1]), x)
y = x.clone(); y.index_copy_(0, T.tensor([1, 0]), x)
y = x.clone(); y.scatter_add_(1, i[:, :2], T.ones(2, 2))
y = x.clone(); y.index_put_((T.tensor([0]), T.tensor([1])), T.tensor(4.0))
y = x.clone(); y.unsqueeze_(0)
y = x.clone(); y.squeeze_()
y = x.clone(); y.t_()
y = x.clone(); y.transpose_(0, 1)
y = x[:, :2].clone(); y.fill_diagonal_(7)
y = x.clone(); y.round_()
y = x.clone(); y.pow_(2)
y = x.clone(); y.tril_()
y = x.clone(); y.cumsum_(1)
y = x.clone(); a, b = y.chunk(2, dim=1); a.add_(10); b.zero_()
y = x.clone(); [row.add_(n) for n, row in enumerate(y)]
y = x3.clone(); y[:, 0], y[:, 1] = y[:, 1].clone(), y[:, 0].clone()
y = x.clone(); y.data.mul_(2)
y = x.clone(); y.detach().add_(1)
y = x.clone(); y.narrow(1, 0, 2).fill_(0)
y = x.clone(); y.select(0, 1).fill_(4)
y = x.clone(); y.diagonal().zero_()
y = T.empty(3).uniform_(1, 1)
y = T.empty(2, 2).normal_(mean=1.0, std=0.0)
y = T.zeros(3).bernoulli_(1.0)
y = T.zeros_like(x).copy_(i[:, :1])
# boxes and masks
y = b[:, 2:] - b[:, :2]
y = (b[:, 2] - b[:, 0]) * (b[:, 3] - b[:, 1])
lt = T.max(b[:, None, :2], b[:, :2]); rb = T.min(b[:, None, 2:], b[:, 2:]); wh = (rb - lt).clamp(min=0);
    y = wh[:, :, 0] * wh[:, :, 1]
x0, y0, x1, y1 = b.unbind(-1); y = T.stack([(x0 + x1) / 2, (y0 + y1) / 2, x1 - x0, y1 - y0], dim=-1)
cx, cy, w, h = b.unbind(dim=-1); y = T.stack((cx - 0.5 * w, cy - 0.5 * h, cx + 0.5 * w, cy + 0.5 * h), -1)
y = b.clone(); y[..., [0, 2]] = y[..., [0, 2]].clamp(0, 5); y[..., 1::2].clamp_(0, 4)
y = b.clone(); y[:, [0, 2]] /= 2.0; y[:, 1].sub_(1)
y = b[T.argsort(b[:, 0], descending=True)]
y = T.cat([b, b[:, :1]], 1)
y = b.new_zeros((0, 4)).shape[1]
y, x_ = T.meshgrid(T.arange(2), T.arange(3), indexing="ij"); y = T.stack((x_, y), 2).view(-1, 2)
y = T.meshgrid([T.arange(2), T.arange(3)], indexing="xy")[0]
y = b.view(-1, 1, 4).repeat(1, 2, 1).reshape(-1, 4)
y = x3.amax(1).sigmoid().gt(0.5).sum()
conf, j = x.sigmoid().max(1, keepdim=True); y = T.cat((conf, j.float()), 1)[conf.view(-1) > 0.1]
y = (b[:, :2] + b[:, 2:]).div(2).floor().long()
y = T.cdist(b[:, :2], b[:, 2:])
y = T.cross(x[:, :3], x[:, 1:], dim=-1)
y = T.bucketize(x, T.tensor([-1.0, 0.0, 1.0]))
y = T.searchsorted(T.tensor([1.0, 3.0]), T.tensor([0.0, 2.0, 4.0]))
y = (x3 > 0).flatten(1).sum(1)
y = (x > 0).to(T.uint8) * 255
y = x3.mul(255).clamp_(0, 255).to(T.uint8)
y = (i.float() / 255.0).sub_(T.tensor([0.5])).div_(0.25)
y = x3.permute(1, 2, 0).contiguous()
y = T.from_numpy(n).permute(1, 0).float()
y = T.as_tensor(n, dtype=T.float32)
y = T.tensor(n).unsqueeze(0)
y = x3[[0]].squeeze(0)
y = x3[:, :, 0].max()
y = T.nn_functional_pad(x, (1, 1))
y = T.nn_functional_pad(x, (0, 2), value=-1.0)
y = T.vstack([x, x])
y = T.hstack((x, x))
y = T.dstack((x, x))
y = T.column_stack((x[0], x[1]))
y = T.block_diag(x, x)
y = T.cartesian_prod(T.tensor([1, 2]), T.tensor([3, 4]))
y = T.combinations(T.tensor([1, 2, 3]))
y = T.tensor_split(x, 3, dim=1)[0]
y = T.atleast_2d(x[0])
y = T.broadcast_tensors(x[:, :1], x)[0]
y = x.take_along_dim(x.argsort(1), 1)
y = T.take_along_dim(x, i[:, :2], dim=1)
y = T.gather(x, 1, i[:, :1])
y = T.scatter_add(x, 1, i[:, :2], T.ones(2, 2))
y = T.masked_select(x, x > 0)
y = T.tril_indices(3, 3)
y = T.triu_indices(3, 3, offset=1)
y = T.outer(x[0], x[1])
y = T.dot(x[0], x[1])
y = x.mv(x[0])
y = T.mm(x, x.t())
y = T.tensordot(x, x, dims=([1], [1]))
y = T.kron(x, T.ones(1, 2))
y = T.trace(x[:, :2])
y = x3.sum_to_size(1, 4) if False else x.sum_to_size(1, 4)
y = x.unfold(1, 2, 1)
y = T.rot90(x)
y = x.fliplr()
y = T.renorm(x, 2, 0, 1.0)
y = T.hann_window(8)
y = T.stack([x[:, 0], x[:, 1]], dim=-1).view(-1)
y = x.unsqueeze(0).unsqueeze(-1).squeeze()
y = x.log().exp().nan_to_num(nan=0.0)
y = T.cat([x, T.zeros(2, 1)], dim=-1)[:, 1:]
y = (x - x.mean()) / (x.std() + 1e-5)
y = x.sub(x.amax(-1, keepdim=True)).exp().sum(-1).log()
y = T.stack(x3.unbind(0)).sum(0)
y = [p.shape for p in x3.split([1, 2], dim=1)][1][1]
y = T.ones(2, 3).cumsum(-1)[:, -1:] - 1
y = i.view(2, 3).t().contiguous().view(-1).float().mean()
# gradients
w = x.clone().requires_grad_(); (w * w).sum().backward(); y = w.grad
w = x.clone().requires_grad_(True); w.relu().sum().backward(); y = w.grad.clone()
w = x.detach().clone().requires_grad_(); w.max(1).values.sum().backward(); y = w.grad
w = x.detach().clone().requires_grad_(); (w.sort(1).values * T.arange(4.0)).sum().backward(); y = w.grad
w = x.detach().clone().requires_grad_(); h = w * 2; h[:, 0] = 0; (h * h).sum().backward(); y = w.grad
w = x.detach().clone().requires_grad_(); h = w * 2; h[0].mul_(3); h.sum().backward(); y = w.grad
w = x.detach().clone().requires_grad_(); w.var(1).sum().backward(); y = w.grad
w = x.detach().clone().requires_grad_(); w.cummax(1).values.sum().backward(); y = w.grad
w = x.detach().clone().requires_grad_(); w.median(1).values.sum().backward(); y = w.grad
w = x.detach().clone().requires_grad_(); w.lgamma().sum().backward(); y = w.grad
w = x.detach().clone().requires_grad_(); w.data.sub_(0.1); y = w.detach()
w = x.detach().clone().requires_grad_(); y = w.detach().clone().mul_(2)
"""


def lines() -> list[str]:
    """The programs; what is indented continues the line before."""
    joined = IDIOMS.strip().replace("\n    ", " ")
    return [line for line in joined.splitlines() if not line.startswith("#")]


class Library:
    """PyTorch's module level, or ours: its functions of these names, and the methods of Tensor."""

    finfo_min = float(np.finfo(np.float32).min)

    def __init__(self, ours: bool) -> None:
        self._ours = ours
        self.nn_functional_one_hot = Tensor.one_hot if ours else torch.nn.functional.one_hot
        self.nn_functional_pad = Tensor.pad if ours else torch.nn.functional.pad

    def __getattr__(self, name: str) -> Any:
        if not self._ours:
            return getattr(torch, name)
        if name == "tensor":
            return Tensor
        # Functions of the Array API mean what that says; PyTorch's meaning is the method's.
        return getattr(torch_names, name)


def inputs(make: Any) -> dict[str, Any]:
    random = np.random.default_rng(5)
    return {
        "x": make(random.normal(size=(2, 4)).astype(np.float32)),
        "x3": make(random.normal(size=(2, 3, 4)).astype(np.float32)),
        "i": make(np.array([[0, 1, 2], [3, 2, 1]])),
        "m": make(np.array([[True, True, False], [True, False, False]])),
        "b": make(np.array([[0.0, 1.0, 3.0, 4.0], [2.0, 2.0, 6.0, 5.0]], dtype=np.float32)),
        "n": random.normal(size=(3, 2)),
        "math": math,
    }


def parts(value: Any) -> list[Any]:
    return [each for part in value for each in parts(part)] if isinstance(value, (tuple, list)) else [value]


def check(line: str) -> None:
    found = []
    for ours in (False, True):
        scope = {**inputs(Tensor if ours else torch.tensor), "T": Library(ours)}
        exec(line, scope)
        found.append(parts(scope["y"]))
    theirs, got = found
    assert len(theirs) == len(got)
    for want, have in zip(theirs, got, strict=True):
        if not isinstance(want, torch.Tensor):
            assert type(have) is type(want) and (have == want or math.isclose(have, want, rel_tol=1e-5))
            continue
        assert isinstance(have, Tensor), type(have)
        assert have.dtype.name == str(want.dtype).removeprefix("torch.")
        assert have.shape == tuple(want.shape)
        np.testing.assert_allclose(have.detach().numpy(), want.detach().numpy(), rtol=2e-5, atol=1e-6)


@pytest.mark.parametrize("line", lines())
def test_a_line_written_for_torch_gives_the_same_here(line: str) -> None:
    check(line)
