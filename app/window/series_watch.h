// Which series a form's config would have. Folders and tables that have to be looked at for it are
// looked at beside the screen's thread.
#pragma once

#include "core/run/config.h"
#include "core/run/plan.h"
#include "widgets/background_work.h"

#include <optional>

namespace thaw {

class SeriesWatch : public QObject {
    Q_OBJECT
  public:
    using QObject::QObject;
    // Nothing: the dataset is being looked at, and known() follows. Throws Error where it cannot
    // be.
    std::optional<Plan> series_of(const RunConfig& config);

  Q_SIGNALS:
    void known();

  private:
    void look(const Item& dataset);

    std::optional<Item> looked_at_, under_way_; // datasets
    std::vector<SplitInfo> own_;                // splits of looked_at_
    std::optional<Error> refusal_;              // instead of them
    std::string planned_for_;                   // the config, as text, that planned_ is of
    Plan planned_;
    BackgroundWork work_; // last: it uses the above
};

} // namespace thaw
