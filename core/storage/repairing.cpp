// repair_run() of storage.h.
#include "core/run/error.h"
#include "core/run/replace_file.h"
#include "core/storage/run_lock.h"
#include "core/storage/run_reader.h"
#include "core/storage/run_writer.h"
#include "core/storage/salvage.h"
#include "core/storage/storage.h"

#include <bit>
#include <cstring>
#include <unistd.h>

namespace thaw {

namespace {

namespace fs = std::filesystem;

template <class T>
bool same_bits(const std::vector<T>& a, const std::vector<T>& b) { // NaN equals itself
    return a.size() == b.size() &&
           (a.empty() || std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0);
}

bool same(const MetricColumns& a, const MetricColumns& b) {
    bool equal = same_bits(a.step, b.step) && same_bits(a.examples, b.examples) &&
                 same_bits(a.epoch, b.epoch) && same_bits(a.wall_time, b.wall_time) &&
                 same_bits(a.train_time, b.train_time) && same_bits(a.seconds, b.seconds) &&
                 a.series.size() == b.series.size();
    for (std::size_t s = 0; equal && s < a.series.size(); ++s)
        equal = same_bits(a.series[s].value, b.series[s].value) &&
                same_bits(a.series[s].standard_error, b.series[s].standard_error) &&
                same_bits(a.series[s].count, b.series[s].count);
    return equal;
}

// Every row, event and checkpoint of `wanted` is in the file.
bool holds(const fs::path& file, const RunRecord& wanted) {
    const RunRecord written = read_run(file);
    bool equal = written.header.run_id == wanted.header.run_id &&
                 written.header.config == wanted.header.config &&
                 written.metrics.size() == wanted.metrics.size() &&
                 written.events.size() == wanted.events.size() &&
                 written.checkpoints.size() == wanted.checkpoints.size() &&
                 written.status.state == wanted.status.state;
    for (std::size_t m = 0; equal && m < written.metrics.size(); ++m)
        equal = same(written.metrics[m], wanted.metrics[m]);
    for (std::size_t i = 0; equal && i < written.checkpoints.size(); ++i)
        equal = written.checkpoints[i].sha256 == wanted.checkpoints[i].sha256;
    return equal;
}

void write_sealed(const fs::path& file, const RunRecord& record) {
    RunWriter writer(file, record.header);
    try {
        writer.add_record(record);
        writer.start();
        writer.set_end(record.status.state, record.status.reason);
        writer.close();
    } catch (...) {
        writer.abandon();
        throw;
    }
}

// A name that is free: RUN.before-repair, RUN.before-repair-2, ...
fs::path name_for_the_original(const fs::path& file) {
    const std::string first = file.string() + ".before-repair";
    std::string name = first;
    for (int i = 2; fs::exists(name); ++i)
        name = fmt::format("{}-{}", first, i);
    return name;
}

// Under a second name, or as a copy where the file system knows no second names.
void keep_original(const fs::path& file, const fs::path& original) {
    std::error_code error;
    fs::create_hard_link(file, original, error);
    if (!error)
        return;
    FileReplacement copy(original, file);
    fs::copy_file(file, copy.part(), fs::copy_options::overwrite_existing, error);
    if (error)
        throw CannotReplace(original, error.value());
    copy.commit();
}

} // namespace

Repair repair_run(const fs::path& name) {
    expect_file(name); // before the lock, which would make a file of its own
    const fs::path file = behind_links(name);
    const RunLock lock(file);
    Salvaged found = salvage_run(file);
    RunRecord& record = found.record;
    refuse_running(record.status, file);
    // A file that was closed properly has a reason; it is left alone if all of it is sound.
    if (found.lost.empty() && !found.found_more && !record.status.reason.empty() &&
        is_sound_at_rest(file))
        return {{}, {}, std::move(found.absent), record.status};
    if (record.status.reason.empty())
        record.status.reason = translatable("ended before the file was closed properly");

    const fs::path original = name_for_the_original(file);
    bool kept = false;
    try {
        FileReplacement copy(file);
        write_sealed(copy.part(), record);
        if (!holds(copy.part(), record))
            throw failure("the repaired copy {} does not hold what was written to it; is the disk "
                          "sound? Nothing was changed",
                          copy.part().string());
        keep_original(file, original);
        kept = true;
        copy.commit(); // at no instant is there no file of this name
    } catch (const std::exception& why) {
        std::error_code ignored;
        if (kept)
            fs::remove(original, ignored);
        if (const auto* by_hdf5 = dynamic_cast<const hdf5::Failure*>(&why))
            throw failure("the run file {} cannot be written: {}", file.string(),
                          hdf5::why_not_written(*by_hdf5));
        throw;
    }
    return {original, std::move(found.lost), std::move(found.absent), record.status};
}

} // namespace thaw
