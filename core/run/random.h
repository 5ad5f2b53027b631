// Random streams without state: every stream is a function of (seed, name, index).
//
// Nothing has to be saved to resume or fork a run: step 500's batch order, label draws and
// perturbations follow from the seeds alone, and no diagnostic can shift another's stream.
#pragma once

#include <cstdint>
#include <random>
#include <string_view>
#include <vector>

namespace thaw {

// A well-mixed 64-bit seed (splitmix64 finaliser over an FNV-1a hash of the name).
constexpr std::uint64_t stream_seed(std::uint64_t seed, std::string_view name,
                                    std::uint64_t index = 0) {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : name)
        hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    const auto mix = [](std::uint64_t x) {
        x += 0x9e3779b97f4a7c15U;
        x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9U;
        x = (x ^ (x >> 27U)) * 0x94d049bb133111ebU;
        return x ^ (x >> 31U);
    };
    return mix(mix(mix(seed) ^ hash) ^ index);
}

// One stream. The engine is std::mt19937_64, whose output the standard fixes; the mappings to
// ranges are ours, because those of the standard library differ between implementations.
class Random {
  public:
    explicit Random(std::uint64_t seed) : engine_(seed) {}
    Random(std::uint64_t seed, std::string_view name, std::uint64_t index = 0)
        : engine_(stream_seed(seed, name, index)) {}

    // Uniform in [0, 1), 53 bits.
    double uniform() { return static_cast<double>(engine_() >> 11U) * 0x1.0p-53; }
    // Uniform in [low, high).
    double uniform(double low, double high) { return low + (high - low) * uniform(); }
    // Uniform in {0, ..., n - 1}; n >= 1. Lemire's multiply-shift with rejection: no bias.
    std::uint64_t below(std::uint64_t n);
    // Standard normal (polar method).
    double normal();
    // Poisson with the given mean >= 0 (Knuth's products up to 60, then transformed rejection).
    std::int64_t poisson(double mean);
    std::uint64_t bits() { return engine_(); }

  private:
    std::mt19937_64 engine_;
    double spare_ = 0;
    bool has_spare_ = false;
};

// A uniformly drawn permutation of 0 .. n-1 (Fisher-Yates).
std::vector<std::int64_t> permutation(std::int64_t n, Random& random);

} // namespace thaw
