#include "app/window/dataset_watch.h"

#include "core/training/training.h"

namespace thaw {

void DatasetWatch::look(const Item& dataset) {
    Item wanted{dataset.id, {}, {}};
    if (dataset.settings.has("path")) // nothing else leads to other files
        wanted.settings.set("path", dataset.settings.text("path"));
    if (wanted == wanted_)
        return;
    wanted_ = wanted;
    Q_EMIT told({});
    work_.start([this, wanted](const BackgroundWork::Stale& /*stale*/) -> BackgroundWork::Answer {
        return [this, notice = dataset_notice(wanted)] {
            Q_EMIT told(QString::fromStdString(notice));
        };
    });
}

} // namespace thaw
