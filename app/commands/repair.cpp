#include "app/commands/command_line.h"
#include "app/commands/usage_sentence.h"
#include "app/output.h"
#include "core/run/error.h"
#include "core/run/sentences.h"
#include "core/storage/storage.h"

namespace thaw {

void add_repair_command(CLI::App& program) {
    CLI::App* command = program.add_subcommand(
        "repair", tr("Save what is sound in a run file that is damaged or was never closed"));
    auto run = std::make_shared<std::string>();
    command->add_option("run", *run, tr("Run file"))->check(file_name())->required();
    command->footer(tr("Copies what is sound into a new file, checks it, and only then puts it in "
                       "the place of the old one, which stays as RUN.before-repair. Tells what is "
                       "lost. `thaw resume` needs no repair: it opens what a kill left behind.\n"
                       "Example:\n"
                       "  thaw repair RUN"));
    command->callback([run] {
        const Repair done = repair_run(*run);
        for (const auto& part : done.absent)
            print_line(part);
        if (done.original.empty()) {
            print_line(sentence("{} is sound; nothing was changed", *run));
            return;
        }
        for (const auto& part : done.lost)
            print_line(sentence("lost: {}", part));
        if (done.lost.empty())
            print_line(tr("nothing is lost"));
        print_line(sentence("{} is sound now: {}", *run, status_text(done.status)));
        print_line(sentence("the file as it was is {}; delete it when all is well",
                            done.original.string()));
    });
}

} // namespace thaw
