// Data and weights as the form shows them before a run is made.
#include "core/training/data/giving_up.h"
#include "core/training/data/sample.h"
#include "core/training/data/subset_source.h"
#include "core/training/preparation.h"
#include "core/training/run_splits.h"
#include "core/training/shifts/shifted_set.h"
#include "core/training/splits/split_kind.h"
#include "core/training/tasks/task.h"
#include "core/training/training.h"
#include "core/training/undrawn_weights.h"
#include "core/training/weights_file.h"

namespace thaw {

namespace {

constexpr std::int64_t sample = 8; // pictures of a split

// What can be wrong with how images are prepared, without the statistics, for which all are read.
void check_preparation(const Table& settings, const ExampleSource& train) {
    Table without = settings;
    if (settings.text("statistics") == "data")
        without.set("normalise", false);
    preparation_of(without, train);
}

SplitPreview preview_of(const DataSplit& split) {
    SplitPreview preview{.info = split.info};
    add_targets(*split.source, preview);
    preview.pictures = pictures_of(*split.source, sample_places(*split.source, sample));
    return preview;
}

class Maker {
  public:
    Maker(const RunConfig& config, const Dataset& dataset)
        : config_(config), train_(dataset.train), id_(dataset.id_test) {
        end_if(given_up_);
        const ExampleSpec& spec = train_.source->spec();
        const InputShape seen = input_shape(spec, config.dataset.settings);
        const bool images = spec.kind == ElementKind::pixels;
        made_.width = images ? spec.shape.at(1) : spec.elements();
        made_.height = images ? spec.shape.at(0) : 1;
        made_.channels = images ? spec.shape.at(2) : 0;
        made_.seen_width = images ? seen.width : made_.width;
        made_.seen_height = images ? seen.height : 1;
        made_.classification = spec.targets == TargetKind::classes;
        made_.outputs = spec.outputs;
        made_.classes = class_names(spec);
        id_.source = mixed_if_sorted(id_.source);
        places_ = sample_places(*id_.source, sample);
    }

    DataPreview make(const Dataset& dataset) {
        const auto validation = validation_of(config_, train_);
        add(train_);
        add(id_);
        if (validation)
            add(*validation);
        for (const DataSplit& split : dataset.others)
            add(split);
        for (const Item& entry : config_.ood)
            add_shifted(entry);
        for (const Item& entry : config_.splits)
            add_further(entry);
        try {
            check_together();
        } catch (const Error& error) {
            made_.problem = error.what();
        }
        return std::move(made_);
    }

  private:
    void add(DataSplit split) {
        end_if(given_up_);
        if (split.info.role != SplitRole::train && split.info.role != SplitRole::id)
            split.source = mixed_if_sorted(split.source);
        made_.splits.push_back(preview_of(split));
    }

    void add_shifted(const Item& entry) {
        end_if(given_up_);
        SplitPreview& split = made_.splits.emplace_back();
        split.info = shifted_info(entry, id_.info);
        split.info.domain = id_.info.domain;
        try {
            check_can_be_shifted(config_, id_.source->spec());
            const auto seed = static_cast<std::uint64_t>(config_.seeds.settings.integer("shifts"));
            split.pictures =
                pictures_of(*id_.source, places_,
                            shifted_images(*id_.source, places_, entry.id, entry.settings, seed));
            split.clean = pictures_of(*id_.source, places_);
            add_targets(*id_.source, split);
        } catch (const std::exception& error) {
            split.problem = error.what();
        }
    }

    void add_further(const Item& entry) {
        end_if(given_up_);
        try {
            for (DataSplit& split : make_splits(entry, {*train_.source, *id_.source})) {
                end_if(given_up_);
                split.source = mixed_if_sorted(split.source);
                if (!split.info.paired) {
                    made_.splits.push_back(preview_of(split));
                    continue;
                }
                SplitPreview& changed = made_.splits.emplace_back(SplitPreview{.info = split.info});
                add_targets(*split.source, changed);
                changed.pictures = pictures_of(*split.source, places_);
                changed.clean = pictures_of(*id_.source, places_);
            }
        } catch (const GivenUp&) {
            throw;
        } catch (const std::exception& error) {
            SplitPreview& split = made_.splits.emplace_back();
            split.info.name = entry.settings.text("name");
            split.info.role = role_of(entry.settings);
            split.problem = error.what();
        }
    }

    void check_together() const {
        check_preparation(config_.dataset.settings, *train_.source);
        const auto task = entry_of(tasks(), config_.task.id).make(config_.task.settings);
        check_task(config_, task->targets(), train_.source->spec());
        std::vector<SplitInfo> infos;
        for (const SplitPreview& split : made_.splits)
            if (split.info.role != SplitRole::train)
                infos.push_back(split.info);
        check_split_names(infos);
    }

    const RunConfig& config_;
    const WhetherGivenUp given_up_ = whether_given_up();
    DataSplit train_, id_;
    std::vector<std::int64_t> places_; // of the ID test set's sample
    DataPreview made_;
};

} // namespace

struct Preview::Kept {
    Item item;
    Dataset dataset;

    const Dataset& of(const Item& wanted) {
        if (dataset.train.source && item == wanted)
            return dataset;
        dataset = {}; // two of them at once may be too many
        dataset = entry_of(datasets(), wanted.id).make(wanted.settings);
        item = wanted;
        return dataset;
    }
};

Preview::Preview() : kept_(std::make_unique<Kept>()) {}
Preview::~Preview() = default;

DataPreview Preview::data(const RunConfig& config, const Interrupted& interrupted) {
    const MayGiveUp scope(interrupted);
    const Dataset& dataset = kept_->of(config.dataset);
    return Maker(config, dataset).make(dataset);
}

WeightsReport Preview::weights(const RunConfig& config, const Interrupted& interrupted) {
    const MayGiveUp scope(interrupted);
    const ExampleSpec& spec = kept_->of(config.dataset).train.source->spec();
    end_if(interrupted);
    const UndrawnWeights shape_only;
    const auto network =
        entry_of(networks(), config.network.id)
            .make(config.network.settings, input_shape(spec, config.dataset.settings));
    return load_weights(*network, config.network.settings.text("weights"));
}

void Preview::forget() {
    *kept_ = {};
}

} // namespace thaw
