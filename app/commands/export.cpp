#include "app/commands/command_line.h"
#include "core/run/error.h"
#include "core/storage/storage.h"

#include <fstream>
#include <iostream>

namespace thaw {

void add_export_command(CLI::App& program) {
    struct Arguments {
        std::string run, to, out;
    };
    CLI::App* command =
        program.add_subcommand("export", tr("Write a run's data in another format"));
    auto arguments = std::make_shared<Arguments>();
    command->add_option("run", arguments->run, tr("Run file"))->required();
    command->add_option("--to", arguments->to, tr("Format"))
        ->required()
        ->check(CLI::IsMember(export_formats()));
    command->add_option("--out", arguments->out, tr("File; stdout if not given"));
    command->footer(tr("Examples:\n"
                       "  thaw export RUN --to csv > readings.csv\n"
                       "  thaw export RUN --to json --out run.json"));
    command->callback([arguments] {
        const RunRecord record = read_run(arguments->run);
        if (arguments->out.empty()) {
            export_run(record, arguments->to, std::cout);
            std::cout.flush();
            if (!std::cout)
                throw failure("stdout cannot be written to; is the disk full or the reader gone?");
            return;
        }
        std::ofstream out(arguments->out, std::ios::binary);
        if (out)
            export_run(record, arguments->to, out);
        out.close();
        if (!out)
            throw failure("{} cannot be written; check the folder, its permissions and the disk",
                          arguments->out);
    });
}

} // namespace thaw
