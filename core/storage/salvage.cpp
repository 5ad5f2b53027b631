#include "core/storage/salvage.h"

#include "core/run/error.h"
#include "core/run/sha256.h"
#include "core/storage/checkpoint_folder.h"
#include "core/storage/json_text.h"
#include "core/storage/layout.h"
#include "core/storage/place_check.h"
#include "core/storage/reader_process.h"
#include "core/storage/records.h"
#include "core/storage/run_reader.h"
#include "core/storage/salvaged_metric.h"
#include "core/storage/salvaged_rows.h"

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
            header.config = reader_.text(layout::resolved);
            header.plan = plan_from_json(nlohmann::json::parse(reader_.text(layout::plan)));
        });
        if (!whole || header.run_id.size() < 8)
            throw damaged("{} cannot be repaired: its name, config or plan is damaged, and nothing "
                          "else can be told without them; start the run anew",
                          path_.string());
        if (!went([&] { header.source = reader_.text(layout::source); }))
            lost(translatable("the config as it was written (the resolved config is there)"));
        if (!went([&] {
                header.provenance =
                    table_from_json(nlohmann::json::parse(reader_.text(layout::provenance)));
            }))
            lost(translatable("the provenance: program, versions, machine"));
        if (!went([&] {
                if (!hdf5::exists(reader_.file(), layout::parent))
                    return;
                const auto parent = nlohmann::json::parse(reader_.text(layout::parent));
                header.parent = Parent{parent.at("run_id"), parent.at("file"), parent.at("step")};
            }))
            lost(translatable("what this run was forked from"));
        return header;
    }

    MetricColumns metric(const MetricInfo& info) {
        const Plan& plan = result_.record.header.plan;
        auto saved = salvage_metric(reader_, plan, info);
        result_.lost.insert(result_.lost.end(), saved.lost.begin(), saved.lost.end());
        return std::move(saved.columns);
    }

    void events() {
        const auto found =
            salvaged_rows(reader_.file(), layout::events, event_row_type(), unwritten_event());
        const PlaceCheck place(reader_.run_id(), layout::events);
        bool closed = false; // then no row was left unwritten
        went([&] {
            closed = hdf5::read_text(reader_.file(), layout::state) != to_text(RunState::running);
        });
        std::size_t damaged_rows = 0;
        for (std::size_t i = 0; i < found.size(); ++i) {
            const EventRow& row = found.values[i];
            const bool checked = reader_.has_place_checks();
            const bool unwritten =
                row.kind[0] == '\0' && (checked ? row.step == layout::unwritten_integer : !closed);
            if (found.sound[i] && unwritten)
                continue;
            // A check that holds proves the row, whatever its chunk's checksum says.
            const bool sound = checked ? row.check == place.row_bytes(i, &row, checked_event_bytes)
                                       : found.sound[i] && row.kind[0] != '\0';
            const bool read =
                sound && went([&] { result_.record.events.push_back(from_row(row)); });
            damaged_rows += read ? 0 : 1;
        }
        if (damaged_rows > 0)
            lost(translatable("{} of {} [event|events]"), damaged_rows,
                 damaged_rows + result_.record.events.size());
        if (!found.readable && found.size() == 0)
            lost(translatable("all events"));
    }

    void checkpoints() {
        const CheckpointFolder folder(path_, result_.record.header.run_id);
        auto& kept = result_.record.checkpoints;
        std::vector<std::string> told; // file names that sound rows speak of
        const auto found = salvaged_rows(reader_.file(), layout::checkpoints, checkpoint_row_type(),
                                         unwritten_checkpoint());
        const PlaceCheck place(reader_.run_id(), layout::checkpoints);
        for (std::size_t row = 0; row < found.size(); ++row) {
            const CheckpointRow& as_read = found.values[row];
            const bool sound =
                reader_.has_place_checks()
                    ? as_read.check == place.row_bytes(row, &as_read, checked_checkpoint_bytes)
                    : bool{found.sound[row]};
            if (!sound || as_read.file[0] == '\0')
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
        std::vector<CheckpointInfo> absent;
        std::erase_if(kept, [&](const CheckpointInfo& info) {
            try {
                if (folder.misses(info))
                    absent.push_back(info);
                else
                    folder.read(info);
                return false;
            } catch (const Error& error) {
                if (error.fault() == Fault::failure) { // nobody can say that it is damaged
                    result_.absent.push_back(sentence("{}; it stays listed", error.what()));
                    return false;
                }
            }
            lost(translatable("the checkpoint of step {} ({}), which is damaged; it is left where "
                              "it is"),
                 info.step, info.file);
            return true;
        });
        if (!absent.empty())
            tell_absent(folder, absent, kept.size());
        for (auto& beside : folder.found_beside(told)) {
            CheckpointInfo& info = beside.info;
            const CheckpointIdentity& inside = beside.inside;
            const auto listed = [&](const CheckpointInfo& known) {
                return known.step == info.step;
            };
            if (std::any_of(kept.begin(), kept.end(), listed) ||
                (inside.step >= 0 && !has_rows_of(result_.record, inside)))
                continue; // who went on from there would leave a gap in the rows
            kept.push_back(std::move(info));
            result_.found_more = true;
        }
        std::stable_sort(kept.begin(), kept.end(),
                         [](const auto& a, const auto& b) { return a.step < b.step; });
    }

    void tell_absent(const CheckpointFolder& folder, const std::vector<CheckpointInfo>& absent,
                     std::size_t listed) {
        const fs::path other = folder.folder_that_has(absent.front());
        result_.absent.push_back(
            other.empty()
                ? sentence("checkpoints that are not in {}: {} of {}; they stay listed, and are of "
                           "use again when the folder is back",
                           folder.path().string(), absent.size(), listed)
                : sentence("checkpoints that are not in {}: {} of {}; they stay listed, and {} has "
                           "them: rename that folder to {}",
                           folder.path().string(), absent.size(), listed, other.string(),
                           folder.path().filename().string()));
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
