#include "core/training/provenance.h"

#include "core/training/arithmetic_sample.h"
#include "core/training/parallel.h"

#include <ATen/Version.h>
#include <ATen/detail/CUDAHooksInterface.h>
#include <cstdlib>
#include <dlfcn.h>
#include <gnu/libc-version.h>
#include <torch/version.h>

namespace thaw {

namespace {

// Which BLAS is loaded is the system's choice, not the build's, and LibTorch may carry its other
// libraries within itself: all are looked up and not linked. Null: it is not there.
template <class Function>
Function find(const char* symbol) {
    return reinterpret_cast<Function>(dlsym(RTLD_DEFAULT, symbol));
}

std::string text_of(const char* symbol) {
    const auto function = find<const char* (*)()>(symbol);
    return function == nullptr ? std::string() : std::string(function());
}

// OpenBLAS says what it is at run time.
std::string blas() {
    const std::string config = text_of("openblas_get_config");
    return config.empty() ? "other than OpenBLAS"
                          : config + " core " + text_of("openblas_get_corename");
}

// "AVX2", as LibTorch's report of itself has it in every version; empty: not in it.
std::string libtorch_instruction_set() {
    const std::string report = at::show_config();
    const std::string words = "CPU capability usage: ";
    const auto begin = report.find(words);
    if (begin == std::string::npos)
        return {};
    const auto from = begin + words.size();
    return report.substr(from, report.find('\n', from) - from);
}

std::string onednn_instruction_set() {
    const auto chosen = find<int (*)()>("dnnl_get_effective_cpu_isa");
    const auto name = find<const char* (*)(int)>("dnnl_cpu_isa2str");
    return chosen == nullptr || name == nullptr ? std::string() : std::string(name(chosen()));
}

std::string mkl_version() {
    const auto ask = find<void (*)(char*, int)>("MKL_Get_Version_String");
    if (ask == nullptr)
        return {};
    std::string version(200, '\0'); // MKL fills it up with spaces
    ask(version.data(), static_cast<int>(version.size()) - 1);
    version.resize(version.find_last_not_of(std::string(" \0", 2)) + 1);
    return version;
}

void set_known(Table& table, const char* key, const std::string& value) {
    if (!value.empty())
        table.set(key, value);
}

// They steer what is recorded beside them, or what no library tells of itself.
constexpr const char* steering[] = {"ATEN_CPU_CAPABILITY",
                                    "CUBLAS_WORKSPACE_CONFIG",
                                    "DNNL_DEFAULT_FPMATH_MODE",
                                    "DNNL_MAX_CPU_ISA",
                                    "GLIBC_TUNABLES",
                                    "MKL_CBWR",
                                    "MKL_ENABLE_INSTRUCTIONS",
                                    "NVIDIA_TF32_OVERRIDE",
                                    "OMP_NUM_THREADS",
                                    "OMP_WAIT_POLICY",
                                    "ONEDNN_DEFAULT_FPMATH_MODE",
                                    "ONEDNN_MAX_CPU_ISA",
                                    "OPENBLAS_CORETYPE",
                                    "OPENBLAS_NUM_THREADS",
                                    "TORCH_ALLOW_TF32_CUBLAS_OVERRIDE"};

// As the driver calls the first device, which is the one that is used; it is loaded by then.
std::string gpu_name() {
    void* driver = dlopen("libcuda.so.1", RTLD_LAZY | RTLD_NOLOAD);
    if (driver == nullptr)
        return {};
    const auto ask = reinterpret_cast<int (*)(char*, int, int)>(dlsym(driver, "cuDeviceGetName"));
    char name[256] = {};
    const bool told = ask != nullptr && ask(name, sizeof name - 1, 0) == 0;
    dlclose(driver);
    return told ? std::string(name) : std::string();
}

} // namespace

void add_gpu(Table& table) {
    set_known(table, "gpu", gpu_name());
    set_known(table, "cuda", at::detail::getCUDAHooks().showConfig());
}

Table library_provenance() {
    Table table;
    table.set("libtorch", std::string(TORCH_VERSION));
    table.set("blas", blas());
    set_known(table, "onednn", at::get_mkldnn_version());
    set_known(table, "mkl", mkl_version());
    table.set("libc", std::string(gnu_get_libc_version()));
    set_known(table, "instruction_set.libtorch", libtorch_instruction_set());
    set_known(table, "instruction_set.onednn", onednn_instruction_set());
    table.set("threads", working_threads());
    table.set("batch_norm", std::string("on the CPU by sums in float64")); // batch_norm.h
    table.set("arithmetic", arithmetic_sample());
    for (const char* name : steering)
        if (const char* value = std::getenv(name))
            table.set(std::string("environment.") + name, std::string(value));
    return table;
}

} // namespace thaw
