#include "app/commands/command_line.h"
#include "app/commands/run_table.h"
#include "app/commands/usage_sentence.h"
#include "app/output.h"
#include "core/compare/run_copies.h"
#include "core/run/error.h"
#include "core/storage/annotation_file.h"
#include "core/storage/run_index.h"

namespace thaw {

namespace {

// Runs are listed without notes that cannot be read.
Annotations notes() {
    try {
        return AnnotationFile().read();
    } catch (const Error& error) {
        tell(error.what());
        return {};
    }
}

} // namespace

void add_list_command(CLI::App& program, int& exit_code) {
    struct Arguments {
        std::string folder = "runs", where, columns, sort, group, format = "table";
        bool json = false;
    };
    CLI::App* command = program.add_subcommand("list", tr("List the runs in a folder"));
    auto arguments = std::make_shared<Arguments>();
    command->add_option("folder", arguments->folder, tr("Folder, with those inside it"))
        ->check(file_name())
        ->capture_default_str();
    command->add_option(
        "--where", arguments->where,
        tr("Only runs of which this is true: \"stop_step < 300 and seed in [1, 2]\""));
    command->add_option("--columns", arguments->columns,
                        tr("What to tell of each: name,seed,ood_acc-id_acc"));
    command->add_option("--sort", arguments->sort, tr("By this column's value; -ood_acc: falling"));
    command->add_option("--group", arguments->group,
                        tr("One line for all runs with the same value: their number and means"));
    command->add_option("--format", arguments->format, tr("table, csv or json"))
        ->check(CLI::IsMember({"table", "csv", "json"}))
        ->capture_default_str();
    command->add_flag("--json", arguments->json, tr("As JSON"))->excludes("--format");
    command->footer(
        tr("Without --columns: state, steps, step at which unfreezing ended, ID and mean OOD "
           "accuracy last read, file. A damaged file is listed as such. `--columns ?` lists "
           "everything that can be asked for; best. and best_step. before a series' name are its "
           "best value (the greatest accuracy, the least loss) and where it was.\n"
           "Examples:\n"
           "  thaw list runs\n"
           "  thaw list runs --where \"state == 'finished' and ood_acc > 0.6\" --sort -ood_acc\n"
           "  thaw list runs --group stop_step --columns id_acc,ood_acc --format csv"));
    command->callback([arguments, &exit_code] {
        RunIndex index(arguments->folder);
        const RunIndex::Scan scan = index.scan();
        std::vector<std::string> remarks;
        const RunList runs = annotated(without_copies(scan.runs, remarks), notes());
        if (const std::string hidden = hidden_sentence(scan.hidden); !hidden.empty())
            remarks.push_back(hidden);
        RunTableRequest request;
        request.where = arguments->where;
        request.columns = arguments->columns;
        request.sort = arguments->sort;
        request.group = arguments->group;
        request.format = arguments->json ? "json" : arguments->format;
        const RunTableText text = run_table(runs, request);
        const bool for_people = request.format == "table" || request.columns == "?";
        for_people ? print(text.out) : print_data(text.out);
        if (!text.remark.empty())
            remarks.push_back(text.remark);
        for (const std::string& remark : remarks)
            tell(remark);
        if (!scan.unread.empty()) {
            tell(unread_sentence(scan.unread));
            exit_code = static_cast<int>(Fault::failure); // whoever counts on all must know
        }
    });
}

} // namespace thaw
