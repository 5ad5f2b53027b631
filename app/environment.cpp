#include "app/environment.h"

#include <cstdlib>
#include <dlfcn.h>
#include <string_view>
#include <unistd.h>

namespace thaw {

namespace {

// Empty where the system does not tell.
std::filesystem::path this_program() {
    std::error_code ignored;
    return std::filesystem::read_symlink("/proc/self/exe", ignored);
}

bool has_avx512() {
#if defined(__x86_64__)
    return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512cd") != 0 &&
           __builtin_cpu_supports("avx512bw") != 0 && __builtin_cpu_supports("avx512dq") != 0 &&
           __builtin_cpu_supports("avx512vl") != 0;
#else
    return false;
#endif
}

// OpenBLAS gives a processor that is newer than itself the kernels of the last one that it knows,
// without AVX-512. Its own word for what it chose when it was loaded; empty: another BLAS.
std::string_view blas_kernels() {
    using Name = char* (*)();
    const auto name = reinterpret_cast<Name>(dlsym(RTLD_DEFAULT, "openblas_get_corename"));
    return name == nullptr ? std::string_view() : std::string_view(name());
}

bool blas_misses_avx512() {
    const std::string_view kernels = blas_kernels();
    return has_avx512() && (kernels == "Haswell" || kernels == "Zen" || kernels == "Sandybridge" ||
                            kernels == "Prescott" || kernels == "Nehalem");
}

// Whether OpenBLAS, by its own word, computes on OpenMP's threads, which are LibTorch's too.
bool blas_shares_threads() {
    constexpr int openmp = 2; // OPENBLAS_OPENMP
    using Parallel = int (*)();
    const auto parallel = reinterpret_cast<Parallel>(dlsym(RTLD_DEFAULT, "openblas_get_parallel"));
    return parallel != nullptr && parallel() == openmp;
}

} // namespace

std::filesystem::path share_folder() {
    return this_program().parent_path().parent_path() / "share";
}

void settle_environment(char** arguments) {
    constexpr int keep = 0; // what the user has set wins
    bool changed = false;
    const auto set = [&](const char* name, const char* value) {
        changed = changed || std::getenv(name) == nullptr;
        setenv(name, value, keep);
    };
    set("OMP_WAIT_POLICY", "passive");
    // Some microseconds of waiting before a thread sleeps: a step takes a tenth less. Ten times as
    // long would be a little better still, alone, and at times by 40 % worse beside other programs.
    set("GOMP_SPINCOUNT", "1000");
    // The C library gives a step's activations back to the system and asks for new pages in the
    // next step: a narrow ResNet-18's step takes a seventh less where it keeps them.
    set("MALLOC_MMAP_THRESHOLD_", "33554432"); // the most that it takes
    set("MALLOC_TRIM_THRESHOLD_", "268435456");
    if (!blas_shares_threads())
        set("OPENBLAS_NUM_THREADS", "1");
    if (blas_misses_avx512())
        set("OPENBLAS_CORETYPE", "SkylakeX");
    if (!changed)
        return;
    execv(this_program().c_str(), arguments); // by its own name: process lists show that
}

} // namespace thaw
