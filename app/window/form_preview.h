// Shows in a form what its config's data and weights are: looked at beside the screen's thread, and
// only while somebody sees it.
#pragma once

#include "core/run/config.h"
#include "core/training/training.h"
#include "widgets/background_work.h"

#include <QTimer>
#include <optional>

namespace thaw {

class LaunchForm;

class FormPreview : public QObject {
    Q_OBJECT
  public:
    // `form` outlives this.
    explicit FormPreview(LaunchForm* form, QObject* parent = nullptr);

    void forget(); // frees the memory: a run begins

  private:
    struct Asked { // what the answer depends on
        Item dataset, task, network;
        std::vector<Item> ood, splits;
        std::int64_t seed = 0;
        bool operator==(const Asked& other) const = default;
    };
    struct Answer {
        std::optional<Asked> shown, under_way;
    };

    void look();
    void look_anew(); // the files may have changed
    void look_at_data(const RunConfig& config);
    void look_at_weights(const RunConfig& config);
    // False: it is shown or under way already.
    static bool begins(Answer& answer, Answer& other, Asked asked);

    LaunchForm* form_;
    QTimer pause_; // after the last key
    Answer data_, weights_;
    Preview preview_;     // of the work's thread
    BackgroundWork work_; // last: it uses the above
};

} // namespace thaw
