// Figure documents: any bytes are refused with a sentence, or read, and what was read comes back
// the same.
#include "core/figures/figure_document.h"
#include "tests/fuzz/refused.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace thaw;
    const std::string text(reinterpret_cast<const char*>(data), size);
    read_or_refuse([&] {
        const FigureDocument document = parse_figure(text, "fuzz.toml");
        const std::string written = to_toml(document);
        if (to_toml(parse_figure(written, "again.toml")) != written)
            std::abort();
    });
    return 0;
}
