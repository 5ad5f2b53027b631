#include "app/commands/command_line.h"
#include "app/text.h"
#include "core/run/error.h"
#include "core/storage/json_text.h"
#include "core/storage/storage.h"

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

namespace thaw {

namespace {

namespace fs = std::filesystem;

std::vector<fs::path> run_files(const fs::path& folder) {
    std::error_code error;
    std::vector<fs::path> files;
    for (fs::recursive_directory_iterator
             at(folder, fs::directory_options::skip_permission_denied, error),
         end;
         !error && at != end; at.increment(error))
        if (at->path().string().ends_with(".thaw.h5"))
            files.push_back(at->path());
    if (error)
        throw failure("{} cannot be listed: {}", folder.string(), error.message());
    std::sort(files.begin(), files.end());
    return files;
}

double headline(const RunSummary& run, const std::string& name) {
    const auto found = run.last.find(name);
    return found == run.last.end() ? std::nan("") : found->second;
}

nlohmann::json json_row(const RunSummary& run) {
    nlohmann::json row{{"file", run.file.string()},
                       {"run_id", run.header.run_id},
                       {"name", run.header.name},
                       {"created", run.header.created},
                       {"state", to_text(run.status.state)},
                       {"step", run.status.last_step},
                       {"steps", run.header.plan.steps},
                       {"stop_step", run.stop_step}};
    for (const auto& [name, value] : run.last)
        row["last"][name] = to_json(value);
    return row;
}

void print_row(const RunSummary& run) {
    fmt::print(
        "{}  {:>9}  {:>5}  {:>6.4f}  {:>6.4f}  {}\n", padded(state_text(run.status.state), 12),
        fmt::format("{}/{}", run.status.last_step, run.header.plan.steps), run.stop_step,
        headline(run, "accuracy.id_test"), headline(run, "accuracy.ood_mean"), run.file.string());
}

} // namespace

void add_list_command(CLI::App& program) {
    struct Arguments {
        std::string folder = "runs";
        bool json = false;
    };
    CLI::App* command = program.add_subcommand("list", tr("List the runs in a folder"));
    auto arguments = std::make_shared<Arguments>();
    command->add_option("folder", arguments->folder, tr("Folder, with those inside it"))
        ->capture_default_str();
    command->add_flag("--json", arguments->json, tr("As JSON"));
    command->footer(tr("Columns: state, steps, step at which unfreezing ended (-1: none), ID and "
                       "mean OOD accuracy last read, file. A damaged file is listed as such.\n"
                       "Example:\n"
                       "  thaw list runs"));
    command->callback([arguments] {
        nlohmann::json all = nlohmann::json::array();
        for (const auto& file : run_files(arguments->folder)) {
            try {
                const RunSummary run = read_summary(file);
                if (arguments->json)
                    all.push_back(json_row(run));
                else
                    print_row(run);
            } catch (const Error& error) {
                if (arguments->json)
                    all.push_back({{"file", file.string()}, {"error", error.what()}});
                else
                    fmt::print("{}  {}\n", padded(tr("damaged"), 12), error.what());
            }
        }
        if (arguments->json)
            fmt::print("{}\n", all.dump(2));
    });
}

} // namespace thaw
