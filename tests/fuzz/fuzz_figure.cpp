// Figure documents: any bytes are refused with a sentence, or read, and what was read comes back
// the same.
#include "core/figures/figure_document.h"
#include "core/run/error.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace thaw;
    const std::string text(reinterpret_cast<const char*>(data), size);
    try {
        const FigureDocument document = parse_figure(text, "fuzz.toml");
        const std::string written = to_toml(document);
        if (to_toml(parse_figure(written, "again.toml")) != written)
            std::abort();
    } catch (const Error& error) {
        if (*error.what() == '\0')
            std::abort();
    }
    return 0;
}
