// The texts inside a run file: plan, provenance, an event's details.
#include "core/run/error.h"
#include "core/storage/json_text.h"
#include "core/storage/layout.h"

#include <cstdint>
#include <cstdlib>
#include <nlohmann/json.hpp>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace thaw;
    using nlohmann::json;
    const auto refused = [](const auto& read) {
        try {
            read();
        } catch (const json::exception&) {
        } catch (const Error& error) {
            if (*error.what() == '\0')
                std::abort();
        }
    };
    refused([&] {
        const json parsed = json::parse(data, data + size);
        refused([&] { plan_from_json(parsed); });
        refused([&] {
            const Table table = table_from_json(parsed);
            if (!(table_from_json(to_json(table)) == table) &&
                dump(to_json(table)).find("nan") == std::string::npos)
                std::abort();
        });
        refused([&] {
            Event event;
            read_details(parsed, event);
            const std::string text = details_text(event, layout::details_size);
            if (text.size() > layout::details_size)
                std::abort();
            Event again;
            read_details(json::parse(text), again);
        });
    });
    return 0;
}
