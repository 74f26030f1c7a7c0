"""The networks of peer_bench.py with interchangeable neurons and tinysnn's parameters, for curve.py."""
import torch, torch.nn as nn, torch.nn.functional as F

BETA, SLOPE = 0.9, 25.0
CHANNELS = {"conv32": 32, "conv64": 64}
HIDDEN = {"mlp256": 256, "mlp1000": 1000}


class FastSigmoid(torch.autograd.Function):
    @staticmethod
    def forward(ctx, x):
        ctx.save_for_backward(x)
        return (x > 0).float()

    @staticmethod
    def backward(ctx, g):
        (x,) = ctx.saved_tensors
        return g / (SLOPE * x.abs() + 1.0) ** 2


class HandLIF(nn.Module):
    """Membrane, then reset; `late` resets after the decay as torchhand does."""

    def __init__(self, late):
        super().__init__()
        self.late = late

    def forward(self, currents):
        v, reset, spikes = 0.0, 0.0, []
        for current in currents:
            u = BETA * v + current - reset
            s = FastSigmoid.apply(u - 1.0)
            v, reset = (u, s.detach()) if self.late else (u - s.detach(), 0.0)
            spikes.append(s)
        return torch.stack(spikes)


class TorchLIF(nn.Module):
    """snnTorch's Leaky, step by step; `late` is its own reset."""

    def __init__(self, late):
        super().__init__()
        import snntorch as snn
        from snntorch import surrogate

        class Decayed(snn.Leaky):
            def _base_sub(self, input_):
                return self._base_state_function(input_) - self.beta.clamp(0, 1) * self.reset * self.threshold

        self.cell = (snn.Leaky if late else Decayed)(beta=BETA, spike_grad=surrogate.fast_sigmoid(slope=SLOPE))

    def forward(self, currents):
        mem, spikes = torch.zeros_like(currents[0]), []
        for current in currents:
            s, mem = self.cell(current, mem)
            spikes.append(s)
        return torch.stack(spikes)


class JellyLIF(nn.Module):
    """SpikingJelly's LIFNode over all steps; its reset is tinysnn's, `timed` takes its own surrogate."""

    def __init__(self, timed):
        super().__init__()
        from spikingjelly.activation_based import neuron, surrogate
        self.cell = neuron.LIFNode(tau=1 / (1 - BETA), decay_input=False, v_threshold=1.0, v_reset=None,
                                   surrogate_function=surrogate.ATan() if timed else FastSigmoid.apply,
                                   detach_reset=True, step_mode="m")

    def forward(self, currents):
        self.cell.reset()
        return self.cell(currents)


class Network(nn.Module):
    def __init__(self, net, steps, coding, lif):
        super().__init__()
        self.steps, self.coding, self.conv = steps, coding, net in CHANNELS
        if self.conv:
            c = CHANNELS[net]
            self.synapses = nn.ModuleList([nn.Conv2d(1, 12, 5), nn.Conv2d(12, c, 5), nn.Linear(c * 16, 10)])
        else:
            self.synapses = nn.ModuleList([nn.Linear(784, HIDDEN[net]), nn.Linear(HIDDEN[net], 10)])
        self.neurons = nn.ModuleList([lif() for _ in self.synapses])

    def load(self, values):
        """Takes over tinysnn's parameters: [kernel row][kernel column][input][output], images row, column, channel."""
        at = 0

        def take(count):
            nonlocal at
            at += count
            return torch.from_numpy(values[at - count:at].copy())

        with torch.no_grad():
            for synapses in self.synapses:
                shape = synapses.weight.shape
                if len(shape) == 4:
                    w = take(shape.numel()).view(shape[2], shape[3], shape[1], shape[0]).permute(3, 2, 0, 1)
                elif self.conv:
                    w = take(shape.numel()).view(4, 4, shape[1] // 16, shape[0]).permute(3, 2, 0, 1).reshape(shape)
                else:
                    w = take(shape.numel()).view(shape[1], shape[0]).t()
                synapses.weight.copy_(w)
                synapses.bias.copy_(take(shape[0]))
        assert at == len(values), "the network has another number of parameters"

    def forward(self, x):
        T, B = self.steps, x.shape[0]
        x = x.view(B, 1, 28, 28) if self.conv else x
        if self.coding == "rate":
            h = (torch.rand(T, *x.shape) < x).float().flatten(0, 1)
        else:
            h = x
        for i, (synapses, neurons) in enumerate(zip(self.synapses, self.neurons)):
            if self.conv and i == 2: h = h.flatten(1)
            h = synapses(h)
            if self.conv and i < 2: h = F.max_pool2d(h, 2)
            if i == 0 and self.coding == "direct":
                h = h.unsqueeze(0).expand(T, *h.shape)
            else:
                h = h.unflatten(0, (T, B))
            h = neurons(h).flatten(0, 1)
        return h.unflatten(0, (T, B)).sum(0)
