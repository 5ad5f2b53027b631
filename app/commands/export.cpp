#include "app/commands/command_line.h"
#include "app/commands/usage_sentence.h"
#include "app/output.h"
#include "core/run/replace_file.h"
#include "core/run/user_file.h"
#include "core/storage/storage.h"

#include <cerrno>
#include <fstream>
#include <ostream>
#include <sys/stat.h>
#include <unistd.h>

namespace thaw {

namespace {

void export_to_stdout(const RunRecord& record, const std::string& format) {
    DataOutput output;
    std::ostream out(&output);
    export_run(record, format, out);
}

// /dev/stdout, /proc/self/fd/1, and a file that stdout leads to already.
bool is_stdout(const std::string& name) {
    struct stat named {};
    struct stat out {};
    return ::stat(name.c_str(), &named) == 0 && ::fstat(STDOUT_FILENO, &out) == 0 &&
           named.st_dev == out.st_dev && named.st_ino == out.st_ino;
}

// As a whole or not at all.
void export_to_file(const RunRecord& record, const std::string& format, const std::string& name) {
    refuse_run(name);
    FileReplacement replacement(name);
    errno = 0;
    std::ofstream out(replacement.part(), std::ios::binary);
    if (out)
        export_run(record, format, out);
    out.close();
    if (!out)
        throw CannotReplace(name, errno == 0 ? EIO : errno);
    replacement.commit();
}

} // namespace

void add_export_command(CLI::App& program) {
    struct Arguments {
        std::string run, to, out;
    };
    CLI::App* command =
        program.add_subcommand("export", tr("Write a run's data in another format"));
    auto arguments = std::make_shared<Arguments>();
    command->add_option("run", arguments->run, tr("Run file"))->check(file_name())->required();
    command->add_option("--to", arguments->to, tr("Format"))
        ->required()
        ->check(CLI::IsMember(export_formats()));
    command->add_option("--out", arguments->out, tr("File; stdout if not given"))
        ->check(file_name());
    command->footer(tr("Examples:\n"
                       "  thaw export RUN --to csv > readings.csv\n"
                       "  thaw export RUN --to json --out run.json"));
    command->callback([arguments] {
        const RunRecord record = read_run(arguments->run);
        if (arguments->out.empty() || is_stdout(arguments->out))
            export_to_stdout(record, arguments->to);
        else
            export_to_file(record, arguments->to, arguments->out);
    });
}

} // namespace thaw
