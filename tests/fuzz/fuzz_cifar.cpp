// Files of CIFAR's two layouts, and their lists of names.
#include "core/training/datasets/cifar.h"
#include "tests/fuzz/data_file.h"
#include "tests/fuzz/refused.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace thaw;
    const auto path = file_of(data, size);
    for (const CifarKind kind : {CifarKind::ten, CifarKind::hundred})
        read_or_refuse([&] { read_cifar(kind, {path}); });
    read_or_refuse([&] { cifar_names(path, 10); });
    return 0;
}
