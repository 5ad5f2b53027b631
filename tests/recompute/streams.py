"""Thawscope's random streams (core/run/random.h) a second time, from their description."""

MASK = (1 << 64) - 1


def mixed(x):
    x = (x + 0x9E3779B97F4A7C15) & MASK
    x = ((x ^ (x >> 30)) * 0xBF58476D1CE4E5B9) & MASK
    x = ((x ^ (x >> 27)) * 0x94D049BB133111EB) & MASK
    return x ^ (x >> 31)


def stream_seed(seed, name, index=0):
    hashed = 0xCBF29CE484222325
    for byte in name.encode():
        hashed = ((hashed ^ byte) * 0x100000001B3) & MASK
    return mixed(mixed(mixed(seed) ^ hashed) ^ index)


class Mt19937_64:
    """std::mt19937_64, whose output the C++ standard fixes."""

    def __init__(self, seed):
        self.words, self.at = [seed], 312
        for i in range(1, 312):
            before = self.words[-1]
            self.words.append((6364136223846793005 * (before ^ (before >> 62)) + i) & MASK)

    def bits(self):
        if self.at == 312:
            for i in range(312):
                x = (self.words[i] & 0xFFFFFFFF80000000) | (self.words[(i + 1) % 312] & 0x7FFFFFFF)
                self.words[i] = (self.words[(i + 156) % 312] ^ (x >> 1)
                                 ^ (0xB5026F5AA96619E9 if x & 1 else 0))
            self.at = 0
        x = self.words[self.at]
        self.at += 1
        x ^= (x >> 29) & 0x5555555555555555
        x ^= (x << 17) & 0x71D67FFFEDA60000
        x ^= (x << 37) & 0xFFF7EEE000000000
        return x ^ (x >> 43)

    def below(self, n):
        threshold = (1 << 64) % n
        while True:
            product = self.bits() * n
            if product & MASK >= threshold:
                return product >> 64


def permutation(n, seed):
    engine, order = Mt19937_64(seed), list(range(n))
    for i in range(n, 1, -1):
        j = engine.below(i)
        order[i - 1], order[j] = order[j], order[i - 1]
    return order
