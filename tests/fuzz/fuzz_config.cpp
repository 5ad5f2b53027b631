// Configs: any bytes are refused with a sentence, or read, and what was read comes back the same.
#include "tests/fuzz/refused.h"
#include "tests/run/test_vocabulary.h"

#include "core/run/config.h"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace thaw;
    static const Vocabulary vocabulary = test::small_vocabulary();
    // The first line of the input, where it begins with "--set ", is an override.
    std::string text(reinterpret_cast<const char*>(data), size);
    std::vector<std::string> overrides;
    if (text.starts_with("--set ")) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        overrides.push_back(text.substr(6, end - 6));
        text.erase(0, end);
    }
    read_or_refuse([&] {
        const RunConfig config = parse_config(text, "fuzz.toml", vocabulary, overrides);
        const RunConfig again = parse_config(to_toml(config), "again.toml", vocabulary);
        if (to_toml(again) != to_toml(config))
            std::abort();
    });
    try {
        table_from_toml(text); // how checkpoints keep what a session knows
    } catch (const Error&) {
    }
    return 0;
}
