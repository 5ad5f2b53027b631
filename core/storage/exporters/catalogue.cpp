#include "core/storage/exporters/exporter.h"
#include "core/storage/storage.h"

#include <stdexcept>

namespace thaw {

namespace {
std::vector<Exporter> exporters() {
    return {csv_exporter(), json_exporter()};
}
} // namespace

std::vector<std::string> export_formats() {
    std::vector<std::string> ids;
    for (const auto& exporter : exporters())
        ids.emplace_back(exporter.id);
    return ids;
}

void export_run(const RunRecord& record, const std::string& format, std::ostream& out) {
    for (const auto& exporter : exporters())
        if (exporter.id == format)
            return exporter.write(record, out);
    throw std::logic_error("no exporter " + format);
}

} // namespace thaw
