#include "core/storage/salvaged_metric.h"

#include "core/run/error.h"
#include "core/storage/layout.h"
#include "core/storage/place_check.h"
#include "core/storage/salvaged_rows.h"
#include "core/storage/zero_chunks.h"

#include <bit>
#include <cmath>
#include <limits>
#include <optional>

namespace thaw {

namespace {

constexpr double nothing = std::numeric_limits<double>::quiet_NaN();

// The checksums of a group of cells, in files that have them.
struct Checks {
    std::optional<PlaceCheck> place;
    SalvagedRows<std::uint32_t> column;

    // Whether the cells of a row are right, however their chunks look.
    template <class... Cells>
    bool prove(std::size_t row, Cells... cells) const {
        return place && row < column.size() && column.values[row] == place->row(row, cells...);
    }
    // Where the checksum itself is damaged, or there never was one, a sound chunk must do.
    bool can_tell(std::size_t row) const { return place && column.is_sound(row); }
};

class MetricSalvage {
  public:
    MetricSalvage(const RunReader& reader, const Plan& plan, const MetricInfo& info)
        : reader_(reader), plan_(plan), info_(info),
          path_(std::string(layout::metrics) + "/" + info.name + "/"),
          running_(hdf5::exists(reader.file(), layout::state) && !closed(reader)),
          step_(integers("step")), examples_(integers("examples")), epoch_(reals("epoch")),
          wall_time_(reals("wall_time")), train_time_(reals("train_time")),
          seconds_(reals("seconds")), step_checks_(checks(layout::step_check)),
          time_checks_(checks(layout::time_check)) {
        for (const auto& one : info.series)
            series_.push_back({reals(one.name + "/value"), reals(one.name + "/value_errors"),
                               integers(one.name + "/count"),
                               checks(one.name + "/" + layout::reading_check)});
    }

    SalvagedMetric take() {
        columns_.series.resize(series_.size());
        for (std::size_t row = 0; row < longest(); ++row)
            if (!was_never_written(row))
                take_row(row);
        tell();
        return std::move(result_);
    }

  private:
    struct Series {
        SalvagedRows<double> value, standard_error;
        SalvagedRows<std::int64_t> count;
        Checks checks;
    };

    static bool closed(const RunReader& reader) {
        try {
            return hdf5::read_text(reader.file(), layout::state) != to_text(RunState::running);
        } catch (const hdf5::Failure&) {
            return false;
        }
    }

    template <class T>
    SalvagedRows<T> column(const std::string& name, hid_t type, const T& unwritten) const {
        auto all = salvaged_rows(reader_.file(), path_ + name, type, unwritten);
        if (!reader_.has_place_checks() && all.readable)
            try {
                for (const auto& lost : suspicious_zeros(reader_.file(), path_ + name))
                    std::fill_n(all.sound.begin() + static_cast<std::ptrdiff_t>(lost.first),
                                lost.count, false);
            } catch (const hdf5::Failure&) { // then its chunks have told already
            }
        return all;
    }
    SalvagedRows<std::int64_t> integers(const std::string& name) const {
        return column(name, H5T_NATIVE_INT64, layout::unwritten_integer);
    }
    SalvagedRows<double> reals(const std::string& name) const {
        return column(name, H5T_NATIVE_DOUBLE, layout::unwritten_real);
    }
    Checks checks(const std::string& name) const {
        if (!reader_.has_place_checks())
            return {};
        return {PlaceCheck(reader_.run_id(), path_ + name),
                salvaged_rows(reader_.file(), path_ + name, H5T_NATIVE_UINT32, std::uint32_t{0})};
    }

    // Of the columns that tell where a row belongs.
    std::size_t longest() const {
        if (running_) // the steps are written last: a row without one was never finished
            return step_.size();
        return std::max({step_.size(), examples_.size(), epoch_.size()});
    }
    bool was_never_written(std::size_t row) const {
        return step_.is_sound(row) && step_.at(row, 0) == layout::unwritten_integer &&
               (running_ || !examples_.is_sound(row) ||
                examples_.at(row, 0) == layout::unwritten_integer);
    }

    // The step of a row, from itself or from what follows from it.
    std::optional<std::int64_t> step_of(std::size_t row) const {
        const std::int64_t step = step_.at(row, layout::unwritten_integer);
        if (step_checks_.prove(row, step, examples_.at(row, 0), epoch_.at(row, 0)))
            return step;
        for (const std::int64_t candidate : {step, step_from_examples(row), step_from_epoch(row)})
            if (candidate >= 0 && step_checks_.prove(row, candidate, plan_.examples_seen(candidate),
                                                     plan_.epoch(candidate)))
                return candidate;
        if (step_checks_.can_tell(row))
            return {};
        if (step_.is_sound(row) && step >= 0)
            return step;
        const std::int64_t from_examples = step_from_examples(row);
        if (examples_.is_sound(row) && from_examples >= 0)
            return from_examples;
        return {};
    }
    // Of a step of which so many examples are told; -1: there is none.
    std::int64_t step_from_examples(std::size_t row) const {
        const std::int64_t wanted = examples_.at(row, -1);
        return first_step([&](std::int64_t step) { return plan_.examples_seen(step) >= wanted; },
                          [&](std::int64_t step) { return plan_.examples_seen(step) == wanted; });
    }
    std::int64_t step_from_epoch(std::size_t row) const {
        const double wanted = epoch_.at(row, nothing);
        return first_step([&](std::int64_t step) { return plan_.epoch(step) >= wanted; },
                          [&](std::int64_t step) { return plan_.epoch(step) == wanted; });
    }
    template <class Reached, class Equal>
    std::int64_t first_step(const Reached& reached, const Equal& equal) const {
        std::int64_t below = 0;
        std::int64_t above = plan_.steps;
        while (below < above) {
            const std::int64_t middle = below + (above - below) / 2;
            if (reached(middle))
                above = middle;
            else
                below = middle + 1;
        }
        return equal(below) ? below : -1;
    }

    void take_row(std::size_t row) {
        const auto step = step_of(row);
        if (!step || (!columns_.step.empty() && columns_.step.back() >= *step)) {
            ++lost_rows_;
            return;
        }
        const std::int64_t examples = examples_.at(row, -1);
        const double epoch = epoch_.at(row, nothing);
        const bool as_told = step_checks_.prove(row, *step, examples, epoch) ||
                             (!step_checks_.can_tell(row) && step_.is_sound(row) &&
                              examples_.is_sound(row) && epoch_.is_sound(row));
        columns_.step.push_back(*step);
        columns_.examples.push_back(as_told ? examples : plan_.examples_seen(*step));
        columns_.epoch.push_back(as_told ? epoch : plan_.epoch(*step));
        take_times(row);
        for (std::size_t s = 0; s < series_.size(); ++s)
            take_reading(series_[s], row, columns_.series[s]);
    }

    // Cells that are right, or those of them whose chunks are sound and no mere zeros.
    template <class Cell, class T>
    static T kept(const SalvagedRows<Cell>& column, std::size_t row, bool proved, bool told_wrong,
                  T none) {
        const Cell cell = column.at(row, none);
        if (proved)
            return cell;
        const bool zero = std::bit_cast<std::uint64_t>(cell) == 0;
        return column.is_sound(row) && !(told_wrong && zero) ? cell : none;
    }

    void take_times(std::size_t row) {
        const double wall = wall_time_.at(row, nothing);
        const double train = train_time_.at(row, nothing);
        const double seconds = seconds_.at(row, nothing);
        const bool proved = time_checks_.prove(row, wall, train, seconds);
        const bool told = time_checks_.can_tell(row) && !proved;
        // Where every chunk passes for sound, nobody can say which of the cells is wrong.
        const bool all =
            told && wall_time_.is_sound(row) && train_time_.is_sound(row) && seconds_.is_sound(row);
        columns_.wall_time.push_back(all ? nothing : kept(wall_time_, row, proved, told, nothing));
        columns_.train_time.push_back(all ? nothing
                                          : kept(train_time_, row, proved, told, nothing));
        columns_.seconds.push_back(all ? nothing : kept(seconds_, row, proved, told, nothing));
        const bool whole = proved || (!told && wall_time_.is_sound(row) &&
                                      train_time_.is_sound(row) && seconds_.is_sound(row));
        lost_times_ += whole ? 0 : 1;
    }

    void take_reading(const Series& from, std::size_t row, SeriesColumns& to) {
        const double value = from.value.at(row, nothing);
        const double error = from.standard_error.at(row, nothing);
        const std::int64_t count = from.count.at(row, 0);
        const bool proved = from.checks.prove(row, value, error, count);
        const bool told = from.checks.can_tell(row) && !proved;
        const bool each_sound = from.value.is_sound(row) && from.standard_error.is_sound(row) &&
                                from.count.is_sound(row);
        if (proved || (!told && each_sound)) {
            append(to, value, error, count);
            return;
        }
        // Where every chunk passes for sound, nobody can say which of the cells is wrong; and an
        // error without its value is of no use.
        const double kept_value =
            told && each_sound ? nothing : kept(from.value, row, proved, told, nothing);
        if (std::bit_cast<std::uint64_t>(kept_value) != std::bit_cast<std::uint64_t>(value)) {
            append(to, nothing, nothing, 0);
            ++lost_readings_;
            return;
        }
        append(to, value, kept(from.standard_error, row, proved, told, nothing),
               kept(from.count, row, proved, told, std::int64_t{0}));
        ++lost_errors_;
    }

    static void append(SeriesColumns& to, double value, double error, std::int64_t count) {
        to.value.push_back(value);
        to.standard_error.push_back(error);
        to.count.push_back(count);
    }

    template <class... Arguments>
    void lost(const char* english, const Arguments&... arguments) {
        result_.lost.push_back(sentence(english, arguments...));
    }
    void tell() {
        const std::size_t rows = columns_.step.size();
        if (lost_rows_ > 0)
            lost(translatable("metric {}: {} of {} [row|rows]"), info_.name, lost_rows_,
                 rows + lost_rows_);
        else if (!step_.readable && rows == 0)
            lost(translatable("metric {}: all rows"), info_.name);
        if (lost_times_ > 0)
            lost(translatable("metric {}: times in {} of {} [row|rows]; they are NaN now"),
                 info_.name, lost_times_, rows);
        if (lost_readings_ > 0)
            lost(translatable(
                     "metric {}: {} [reading|readings] in {} otherwise whole [row|rows]; NaN now"),
                 info_.name, lost_readings_, rows);
        if (lost_errors_ > 0)
            lost(translatable("metric {}: standard errors or counts of {} [reading|readings] with "
                              "a sound value"),
                 info_.name, lost_errors_);
        result_.columns = std::move(columns_);
    }

    const RunReader& reader_;
    const Plan& plan_;
    const MetricInfo& info_;
    std::string path_;
    bool running_; // by the file's own word: the writer may have been killed
    SalvagedRows<std::int64_t> step_, examples_;
    SalvagedRows<double> epoch_, wall_time_, train_time_, seconds_;
    Checks step_checks_, time_checks_;
    std::vector<Series> series_;
    MetricColumns columns_;
    SalvagedMetric result_;
    std::size_t lost_rows_ = 0, lost_times_ = 0, lost_readings_ = 0, lost_errors_ = 0;
};

} // namespace

SalvagedMetric salvage_metric(const RunReader& reader, const Plan& plan, const MetricInfo& info) {
    return MetricSalvage(reader, plan, info).take();
}

} // namespace thaw
