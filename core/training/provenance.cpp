#include "core/training/provenance.h"

#include <ATen/Parallel.h>
#include <cstdlib>
#include <dlfcn.h>
#include <torch/version.h>

namespace thaw {

namespace {

// OpenBLAS says what it is at run time; which BLAS is loaded is the system's choice, not the
// build's, so it is looked up and not linked.
std::string blas() {
    using Text = char* (*)();
    const auto ask = [](const char* symbol) -> std::string {
        const auto function = reinterpret_cast<Text>(dlsym(RTLD_DEFAULT, symbol));
        return function == nullptr ? std::string() : std::string(function());
    };
    const std::string config = ask("openblas_get_config");
    return config.empty() ? "other than OpenBLAS"
                          : config + " core " + ask("openblas_get_corename");
}

} // namespace

Table library_provenance() {
    Table table;
    table.set("libtorch", std::string(TORCH_VERSION));
    table.set("blas", blas());
    table.set("threads", std::int64_t{at::get_num_threads()});
    for (const char* name :
         {"OMP_NUM_THREADS", "OMP_WAIT_POLICY", "OPENBLAS_NUM_THREADS", "OPENBLAS_CORETYPE"})
        if (const char* value = std::getenv(name))
            table.set(std::string("environment.") + name, std::string(value));
    return table;
}

} // namespace thaw
