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
    if (!busy_)
        start();
}

void DatasetWatch::start() {
    busy_ = true;
    thread_ = std::jthread([this, dataset = wanted_] {
        const std::string notice = dataset_notice(dataset);
        QMetaObject::invokeMethod(this, [this, dataset, notice] { // goes with the form
            busy_ = false;
            if (dataset == wanted_)
                Q_EMIT told(QString::fromStdString(notice));
            else
                start();
        });
    });
}

} // namespace thaw
