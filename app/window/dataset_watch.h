// Whether the data that a form names are those published under that name; looked up beside the
// screen's thread, since it reads files.
#pragma once

#include "core/run/item.h"
#include "widgets/background_work.h"

#include <QString>

namespace thaw {

class DatasetWatch : public QObject {
    Q_OBJECT
  public:
    using QObject::QObject;
    // `dataset` is a checked config's. Of several that come while one is looked up, the last is.
    void look(const Item& dataset);

  Q_SIGNALS:
    // Empty: nothing to say, or not known yet.
    void told(const QString& notice);

  private:
    Item wanted_;
    BackgroundWork work_;
};

} // namespace thaw
