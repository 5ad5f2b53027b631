#include "app/window/series_watch.h"

#include "core/training/training.h"

namespace thaw {

std::optional<Plan> SeriesWatch::series_of(const RunConfig& config) {
    const bool looks = looks_for_splits(config.dataset);
    if (looks && looked_at_ != config.dataset) {
        if (under_way_ != config.dataset)
            look(config.dataset);
        return {};
    }
    if (looks && refusal_)
        throw Error(*refusal_);
    RunConfig without = config;
    without.triggers.clear(); // typing in them changes no series
    if (std::string text = to_toml(without); text != planned_for_) {
        planned_ = planned_series(config, looks ? own_ : std::vector<SplitInfo>());
        planned_for_ = std::move(text);
    }
    return planned_;
}

void SeriesWatch::look(const Item& dataset) {
    under_way_ = dataset;
    work_.start([this, dataset](const BackgroundWork::Stale& /*given_up*/) {
        std::vector<SplitInfo> own;
        std::optional<Error> refusal;
        try {
            own = splits_of_dataset(dataset);
        } catch (const Error& error) {
            refusal = error;
        } catch (const std::exception& error) {
            refusal = Error(Fault::failure, error.what());
        }
        return BackgroundWork::Answer([this, dataset, own, refusal] {
            looked_at_ = dataset;
            under_way_.reset();
            own_ = own;
            refusal_ = refusal;
            planned_for_.clear();
            Q_EMIT known();
        });
    });
}

} // namespace thaw
