#include "app/provenance.h"

#include "app/machine.h"
#include "build_info.h"
#include "core/run/error.h"

#include <fmt/format.h>

namespace thaw {

std::string program_version() {
    return fmt::format("{} ({})", build_info::version, build_info::commit);
}

Table full_provenance(Table of_trainer) {
    of_trainer.set("program", "thawscope " + program_version());
    of_trainer.set("compiler", std::string(__VERSION__));
    add_machine(of_trainer);
    return of_trainer;
}

RunHeader make_header(const RunConfig& config, const std::string& source, const Plan& plan,
                      Table provenance) {
    RunHeader header;
    header.run_id = new_run_id();
    header.name = config.run.settings.text("name");
    header.created = utc_now();
    header.config = to_toml(config);
    header.source = source;
    header.plan = plan;
    header.provenance = full_provenance(std::move(provenance));
    return header;
}

std::string weights_notice(const Table& provenance) {
    if (!provenance.has("weights.file"))
        return {};
    std::string text =
        sentence("weights: {} tensors are from {}", provenance.integer("weights.matched"),
                 provenance.text("weights.file"));
    const auto add = [&](const char* key, const char* what) {
        if (provenance.has(key))
            text += "\n  " + sentence(what, provenance.text(key));
    };
    add("weights.reinitialised",
        translatable("of another shape there, so that they begin anew: {}"));
    add("weights.missing", translatable("not there, so that they begin anew: {}"));
    add("weights.unexpected", translatable("there, but not in the network: {}"));
    return text;
}

} // namespace thaw
