// Tables as text.
#include "core/training/data/table_file.h"
#include "tests/fuzz/data_file.h"
#include "tests/fuzz/refused.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace thaw;
    const auto path = file_of(data, size);
    for (const char separator : {',', '\t'})
        read_or_refuse([&] {
            const CsvTable table = read_table(path, separator);
            for (const TableRow& row : table.rows)
                if (row.line < 1 || row.fields.size() != table.columns.size())
                    std::abort();
        });
    return 0;
}
