"""The configurations, and the modes in which the peers run each of them."""

NETS = ("mlp256", "mlp1000", "conv32", "conv64")
CODINGS = ("rate", "direct")
PEERS = ("snntorch", "spikingjelly", "torchhand")
ALL_PEERS = PEERS + ("norse", "sinabs")


class Configuration:
    """One network, number of steps, coding and number of threads."""

    def __init__(self, net, T, coding, threads):
        self.net, self.T, self.coding, self.threads = net, T, coding, threads

    @property
    def key(self):
        return self.net, self.T, self.coding, self.threads

    @property
    def isConv(self):
        return self.net.startswith("conv")

    @property
    def title(self):
        return f"{self.net}, T = {self.T}, {self.coding}, {self.threads} thread{'s' if self.threads > 1 else ''}"

    @property
    def arguments(self):
        return ["--net", self.net, "--T", str(self.T), "--coding", self.coding, "--threads", str(self.threads)]

    @property
    def what(self):
        """What tinysnn measures: everywhere the same, and once a candidate of a search on 6,000 samples."""
        candidate = ",ptq6000" if self.net == "mlp256" and self.T == 8 else ""
        return "train,infer128,infer1" + candidate

    def modes(self, peer):
        """The modes of a peer, its default first; each is a tuple of flags of peer_bench.py."""
        direct = self.coding == "direct"
        # torchhand computes the first layer of direct coding once in any mode.
        hoist = direct and peer in ("snntorch", "spikingjelly")
        if peer in ("norse", "sinabs"): return [()] if not direct else []
        first = [("hoist",)] if hoist else []
        modes = [(), *first]
        if self.isConv: modes += [("chlast",), *((*f, "chlast") for f in first)]
        # Compiling takes most of a run's time, and the targets are about two threads.
        if self.threads == 1: return modes
        best = first[0] if hoist else ()
        modes.append((*best, "compile"))
        if self.isConv: modes.append((*best, "compile", "chlast"))
        return modes


def library(peer, mode):
    """The name under which peer_bench.py reports a mode."""
    return peer + "".join("+" + flag for flag in ("hoist", "compile", "chlast") if flag in mode)


def configurations(nets=NETS, steps=None, codings=CODINGS, threads=(1, 2)):
    """The grid, in the order of the tables."""
    return [Configuration(net, T, coding, count)
            for net in NETS if net in nets
            for T in ((8,) if net.startswith("conv") else (8, 25)) if not steps or T in steps
            for coding in CODINGS if coding in codings
            for count in threads]
