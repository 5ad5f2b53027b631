#include "core/sweep/slurm_script.h"

#include "core/run/error.h"
#include "core/run/quoting.h"
#include "core/run/run_file_name.h"
#include "core/run/sha256.h"

#include <charconv>
#include <fmt/format.h>

namespace thaw {

namespace {

// As one word of a line #SBATCH.
std::string sbatch_word(std::string_view text) {
    std::string word = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\')
            word += '\\';
        word += c;
    }
    return word + "\"";
}

// In a pattern for names of logs, where %a is a task.
std::string without_patterns(std::string_view text) {
    std::string out;
    for (const char c : text)
        out += c == '%' ? std::string("%%") : std::string(1, c);
    return out;
}

void refuse_what_slurm_cannot_take(const SlurmScript& script) {
    for (const std::string& folder : {script.folder, script.start})
        if (folder.find_first_of("\\\n") != std::string::npos)
            throw usage("the folder {} has a backslash or a line break in its name, which Slurm "
                        "does not take; rename it",
                        terminal_text(folder));
    for (const std::string& options : script.further)
        if (options.find_first_of("\n\r") != std::string::npos)
            throw usage("--sbatch has a line break in it: give the option once for each line");
    if (script.time.find_first_of(" \t\n\r") != std::string::npos)
        throw usage("--time is one word: 90, 1:30:00 or 1-12:00:00, not {}",
                    terminal_text(script.time));
}

std::string header(const SlurmScript& script) {
    std::string text = "#!/bin/bash\n";
    const auto add = [&text](const std::string& line) { text += "#SBATCH " + line + "\n"; };
    add("--job-name=" + slurm_job_name(script.sweep, script.folder));
    add("--chdir=" + sbatch_word(script.start));
    add("--output=" +
        sbatch_word(without_patterns(slurm_folder(script.folder).string()) + "/%A_%a.out"));
    add("--open-mode=append");
    add("--requeue");
    add(fmt::format("--cpus-per-task={}", script.threads));
    if (!script.time.empty())
        add("--time=" + script.time);
    add(fmt::format("--signal=B:USR1@{}", script.stop_before));
    for (const std::string& options : script.further)
        add(options);
    return text;
}

// {0}: program, {1}: document, {2}: folder of runs, {3}: threads, {4}: seconds.
constexpr const char* body = R"(
# A task trains one member of the sweep, that with its own number plus the first argument, from
# wherever it stands: the script may be submitted again. Written by `thaw sweep --slurm`.
thaw={0}
sweep={1}
runs={2}

# Slurm before 23.02 does not tell a job when it ends.
if [ -z "$SLURM_JOB_END_TIME" ]; then
    end=$(timeout 30 squeue -h -j "$SLURM_JOB_ID" -o %e 2>/dev/null)
    [ -n "$end" ] && end=$(date -d "$end" +%s 2>/dev/null) && export SLURM_JOB_END_TIME="$end"
fi
if [ -n "$SLURM_JOB_END_TIME" ] && [ $((SLURM_JOB_END_TIME - $(date +%s))) -le {4} ]; then
    echo "the time limit is too short: members stop {4} s before it" >&2
    exit 1
fi

# Signals reach this shell. USR1 saves a checkpoint, TERM stops the member with one.
trap '' USR1 # until the program is there to take it
trap 'signalled=1 cancelled=1; [ -z "$member" ] || kill -TERM "$member" 2>/dev/null' TERM
"$thaw" sweep member "$sweep" $((SLURM_ARRAY_TASK_ID + ${{1:-0}})) --out "$runs" \
    --threads {3} --stop-before '{4} s' --quiet &
member=$!
trap 'signalled=1; kill -USR1 "$member" 2>/dev/null' USR1
[ -z "$cancelled" ] || kill -TERM "$member"
signalled=1
while [ -n "$signalled" ]; do # a signal ends the wait, not the member
    signalled=
    wait "$member"
    code=$?
done

# 4: stopped early, for want of time. What was cancelled is not wanted again.
if [ "$code" = 4 ] && [ -z "$cancelled" ] && command -v scontrol >/dev/null; then
    scontrol requeue "${{SLURM_ARRAY_JOB_ID}}_$SLURM_ARRAY_TASK_ID"
fi
exit "$code"
)";

} // namespace

std::filesystem::path slurm_folder(const std::filesystem::path& runs) {
    return runs / "slurm";
}

std::string slurm_job_name(const std::string& sweep, const std::filesystem::path& folder) {
    return readable_file_name(sweep) + "-" + sha256(folder.string()).substr(0, 8);
}

std::string to_text(const SlurmScript& script) {
    refuse_what_slurm_cannot_take(script);
    return header(script) + fmt::format(body, shell_word(script.program),
                                        shell_word(script.document), shell_word(script.folder),
                                        script.threads, script.stop_before);
}

std::optional<double> slurm_seconds(std::string_view time) {
    std::vector<double> parts; // between colons
    bool has_days = false;
    double days = 0;
    while (true) {
        double number = 0;
        const char* end = time.data() + time.size();
        const auto read = std::from_chars(time.data(), end, number, std::chars_format::fixed);
        if (read.ec != std::errc() || number < 0 || parts.size() == 3)
            return {};
        time.remove_prefix(static_cast<std::size_t>(read.ptr - time.data()));
        const char next = time.empty() ? '\0' : time.front();
        if (next == '-' && parts.empty() && !has_days) {
            has_days = true;
            days = number;
        } else {
            parts.push_back(number);
            if (next == '\0')
                break;
            if (next != ':')
                return {};
        }
        time.remove_prefix(1);
    }
    // Behind days the first part is hours; without them it is what makes seconds the last of two
    // or three, and minutes alone.
    if (!has_days && parts.size() < 3)
        parts.insert(parts.begin(), 0);
    parts.resize(3);
    return ((days * 24 + parts[0]) * 60 + parts[1]) * 60 + parts[2];
}

} // namespace thaw
