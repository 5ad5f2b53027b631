// npy and npz: as examples and as labels.
#include "core/training/datasets/array_set.h"
#include "tests/fuzz/data_file.h"
#include "tests/fuzz/refused.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace thaw;
    const auto path = file_of(data, size);
    read_or_refuse([&] {
        const ArrayFile file(path);
        for (const std::string& name :
             file.has_names() ? file.names() : std::vector<std::string>{""})
            read_or_refuse([&] {
                const NumberArray array = file.array(name);
                array.numbers(0, array.rows());
            });
    });
    read_or_refuse([&] { array_source({path, path, "", ""}, ArrayTargets::of_the_labels, {}); });
    return 0;
}
