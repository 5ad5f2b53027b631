#include "core/storage/salvage.h"

#include "core/run/error.h"
#include "core/run/sha256.h"
#include "core/storage/checkpoint_folder.h"
#include "core/storage/json_text.h"
#include "core/storage/layout.h"
#include "core/storage/reader_process.h"
#include "core/storage/records.h"
#include "core/storage/run_reader.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <nlohmann/json.hpp>

namespace thaw {

using hdf5::check_done;
using hdf5::Handle;

namespace {

namespace fs = std::filesystem;

// The elements of a dataset of rows, and which of them could be read.
template <class T>
struct Rows {
    std::vector<T> values; // what was never written is what `unwritten` says
    std::vector<bool> sound;
    bool readable = false; // the dataset is there and can tell its chunks

    std::size_t size() const { return values.size(); }
};

class Salvage {
  public:
    explicit Salvage(const fs::path& file)
        : path_(file), reader_(file, RunReader::Tolerance::cut_off) {}

    Salvaged take() {
        result_.record.header = header();
        for (const auto& info : result_.record.header.plan.metrics)
            result_.record.metrics.push_back(metric(info));
        events();
        checkpoints();
        status();
        return std::move(result_);
    }

  private:
    template <class... Arguments>
    void lost(const char* english, const Arguments&... arguments) {
        result_.lost.push_back(sentence(english, arguments...));
    }

    // Whether it went without a fault of the file.
    static bool went(const std::function<void()>& read) {
        try {
            read();
            return true;
        } catch (const hdf5::Failure&) {
        } catch (const nlohmann::json::exception&) {
        } catch (const Error&) {
        }
        return false;
    }

    RunHeader header() {
        RunHeader header;
        const bool whole = went([&] {
            const Handle root(H5Gopen2(reader_.file(), "/", H5P_DEFAULT));
            header.run_id = hdf5::read_attribute(root, "run_id");
            header.name = hdf5::read_attribute(root, "name");
            header.created = hdf5::read_attribute(root, "created");
            const Handle config(H5Gopen2(reader_.file(), layout::config, H5P_DEFAULT));
            header.config = hdf5::read_text(config, "resolved");
            header.plan = plan_from_json(
                nlohmann::json::parse(hdf5::read_text(reader_.file(), layout::plan)));
        });
        if (!whole || header.run_id.size() < 8)
            throw damaged("{} cannot be repaired: its name, config or plan is damaged, and nothing "
                          "else can be told without them; start the run anew",
                          path_.string());
        if (!went([&] {
                const Handle config(H5Gopen2(reader_.file(), layout::config, H5P_DEFAULT));
                header.source = hdf5::read_text(config, "source");
            }))
            lost(translatable("the config as it was written (the resolved config is there)"));
        if (!went([&] {
                header.provenance = table_from_json(
                    nlohmann::json::parse(hdf5::read_text(reader_.file(), layout::provenance)));
            }))
            lost(translatable("the provenance: program, versions, machine"));
        if (!went([&] {
                if (!hdf5::exists(reader_.file(), layout::parent))
                    return;
                const auto parent =
                    nlohmann::json::parse(hdf5::read_text(reader_.file(), layout::parent));
                header.parent = Parent{parent.at("run_id"), parent.at("file"), parent.at("step")};
            }))
            lost(translatable("what this run was forked from"));
        return header;
    }

    // One chunk after the other. A chunk outside the file would be read as zeros.
    template <class T>
    Rows<T> rows(const std::string& path, hid_t memory_type, const T& unwritten) const {
        Rows<T> all;
        all.readable = went([&] {
            const Handle dataset = hdf5::open_dataset(reader_.file(), path);
            const std::size_t count = hdf5::row_count(dataset);
            const std::size_t bytes = hdf5::file_bytes(reader_.file());
            if (count > bytes / sizeof(T) + layout::chunk_bytes)
                throw hdf5::Failure("a column claims more rows than the file can hold");
            all.values.resize(count, unwritten);
            all.sound.resize(count, true);
            const Handle properties(H5Dget_create_plist(dataset));
            hsize_t in_chunk = 0;
            if (H5Pget_chunk(properties, 1, &in_chunk) != 1)
                throw hdf5::Failure("a column is not stored in chunks");
            const Handle space(H5Dget_space(dataset));
            hsize_t chunks = 0;
            check_done(H5Dget_num_chunks(dataset, space, &chunks));
            struct Place {
                hsize_t first = 0, size = 0;
                haddr_t address = 0;
            };
            const auto place_of = [&](hsize_t chunk) {
                Place place;
                unsigned skipped_filters = 0;
                check_done(H5Dget_chunk_info(dataset, space, chunk, &place.first, &skipped_filters,
                                             &place.address, &place.size));
                return place;
            };
            const auto lies_outside = [&](const Place& place) {
                return place.address > bytes || place.size > bytes - place.address;
            };
            // Each look-up goes through all chunks before. They lie in the order of their rows:
            // where none is missing and the last one is inside, all are.
            const bool look_up =
                chunks > 0 && (chunks * in_chunk < count || lies_outside(place_of(chunks - 1)));
            for (hsize_t i = 0; i < chunks; ++i) {
                const Place place = look_up ? place_of(i) : Place{i * in_chunk, 0, 0};
                const hsize_t first = place.first;
                if (first >= count)
                    continue;
                const std::size_t here = std::min<std::size_t>(in_chunk, count - first);
                const bool read = !lies_outside(place) && went([&] {
                    hdf5::read_rows(dataset, memory_type, first, here, &all.values[first]);
                });
                std::fill_n(all.sound.begin() + static_cast<std::ptrdiff_t>(first), here, read);
            }
        });
        if (!all.readable)
            std::fill(all.sound.begin(), all.sound.end(), false);
        return all;
    }

    MetricColumns metric(const MetricInfo& info) {
        const std::string path = std::string(layout::metrics) + "/" + info.name + "/";
        const auto reals = [&](const std::string& name) {
            return rows(path + name, H5T_NATIVE_DOUBLE, std::nan(""));
        };
        const auto integers = [&](const std::string& name) {
            return rows(path + name, H5T_NATIVE_INT64, std::int64_t{-1});
        };
        const auto step = integers("step");
        const auto examples = integers("examples");
        const auto epoch = reals("epoch");
        const auto wall_time = reals("wall_time");
        const auto train_time = reals("train_time");
        const auto seconds = reals("seconds");
        struct Series {
            Rows<double> value, standard_error;
            Rows<std::int64_t> count;
        };
        std::vector<Series> series;
        for (const auto& one : info.series)
            series.push_back({reals(one.name + "/value"), reals(one.name + "/value_errors"),
                              integers(one.name + "/count")});

        const auto sound = [](const auto& column, std::size_t row) {
            return row < column.size() && column.sound[row];
        };
        MetricColumns kept;
        kept.series.resize(series.size());
        std::size_t lost_rows = 0;
        std::size_t lost_readings = 0;
        // The steps are written last: a row without one was never finished.
        for (std::size_t row = 0; row < step.size(); ++row) {
            if (step.sound[row] && step.values[row] < 0)
                continue;
            const bool whole = step.sound[row] && sound(examples, row) && sound(epoch, row) &&
                               sound(wall_time, row) && sound(train_time, row) &&
                               sound(seconds, row) &&
                               (kept.step.empty() || kept.step.back() < step.values[row]);
            if (!whole) {
                ++lost_rows;
                continue;
            }
            kept.step.push_back(step.values[row]);
            kept.examples.push_back(examples.values[row]);
            kept.epoch.push_back(epoch.values[row]);
            kept.wall_time.push_back(wall_time.values[row]);
            kept.train_time.push_back(train_time.values[row]);
            kept.seconds.push_back(seconds.values[row]);
            for (std::size_t s = 0; s < series.size(); ++s) {
                const Series& from = series[s];
                const bool read = sound(from.value, row) && sound(from.standard_error, row) &&
                                  sound(from.count, row);
                constexpr double nothing = std::numeric_limits<double>::quiet_NaN();
                kept.series[s].value.push_back(read ? from.value.values[row] : nothing);
                kept.series[s].standard_error.push_back(read ? from.standard_error.values[row]
                                                             : nothing);
                kept.series[s].count.push_back(read ? from.count.values[row] : 0);
                lost_readings += read ? 0 : 1;
            }
        }
        if (lost_rows > 0)
            lost(translatable("metric {}: {} of {} rows"), info.name, lost_rows,
                 kept.step.size() + lost_rows);
        else if (!step.readable)
            lost(translatable("metric {}: all rows"), info.name);
        if (lost_readings > 0)
            lost(
                translatable(
                    "metric {}: {} readings in {} rows that are otherwise whole; they are NaN now"),
                info.name, lost_readings, kept.step.size());
        return kept;
    }

    void events() {
        const auto found = rows(layout::events, event_row_type(), EventRow{});
        std::size_t damaged_rows = 0;
        for (std::size_t row = 0; row < found.size(); ++row) {
            if (found.sound[row] && found.values[row].kind[0] == '\0')
                continue;
            const bool read = found.sound[row] && went([&] {
                                  result_.record.events.push_back(from_row(found.values[row]));
                              });
            damaged_rows += read ? 0 : 1;
        }
        if (damaged_rows > 0)
            lost(translatable("{} of {} events"), damaged_rows,
                 damaged_rows + result_.record.events.size());
        if (!found.readable && found.size() == 0)
            lost(translatable("all events"));
    }

    void checkpoints() {
        const CheckpointFolder folder(path_);
        auto& kept = result_.record.checkpoints;
        std::vector<std::string> told; // file names that sound rows speak of
        const auto found = rows(layout::checkpoints, checkpoint_row_type(), CheckpointRow{});
        for (std::size_t row = 0; row < found.size(); ++row) {
            if (!found.sound[row] || found.values[row].file[0] == '\0')
                continue;
            went([&] {
                const CheckpointInfo info = from_row(found.values[row]);
                told.push_back(info.file);
                if (found.values[row].kept == 0)
                    return;
                std::erase_if(kept, [&](const auto& older) { return older.step == info.step; });
                kept.push_back(info);
            });
        }
        std::erase_if(kept, [&](const CheckpointInfo& info) {
            if (went([&] { folder.read(info); }))
                return false;
            lost(translatable("the checkpoint of step {} ({})"), info.step, info.file);
            return true;
        });
        for (CheckpointInfo& info : folder.found()) {
            const auto listed = [&](const CheckpointInfo& known) {
                return known.step == info.step;
            };
            if (std::find(told.begin(), told.end(), info.file) == told.end() &&
                std::none_of(kept.begin(), kept.end(), listed))
                kept.push_back(std::move(info));
        }
        std::stable_sort(kept.begin(), kept.end(),
                         [](const auto& a, const auto& b) { return a.step < b.step; });
    }

    void status() {
        RunStatus& status = result_.record.status;
        if (!went([&] { status = reader_.status(); })) {
            status.state = RunState::interrupted;
            lost(translatable("how the run stood; it is taken for interrupted"));
        }
        for (const auto& metric : result_.record.metrics)
            if (!metric.step.empty())
                status.last_step = std::max(status.last_step, metric.step.back());
    }

    fs::path path_;
    RunReader reader_;
    Salvaged result_;
};

} // namespace

Salvaged salvage_run(const fs::path& file) {
    if (reads_elsewhere())
        return read_elsewhere<Salvaged>(file);
    try {
        return Salvage(file).take();
    } catch (const hdf5::Failure& why) {
        throw damaged("{} cannot be repaired: {}", file.string(), why.what());
    }
}

} // namespace thaw
