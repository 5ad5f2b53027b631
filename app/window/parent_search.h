// The file of the run that another one was forked from: in the fork's folder, known by its run id.
#pragma once

#include "core/run/run_header.h"
#include "widgets/background_work.h"

#include <QObject>
#include <filesystem>

namespace thaw {

class ParentSearch : public QObject {
    Q_OBJECT
  public:
    // Looks once, on a thread of its own; a parent that is not there is not looked for again.
    ParentSearch(const std::filesystem::path& fork, const Parent& parent, QObject* owner = nullptr);

  Q_SIGNALS:
    void found(const QString& file);

  private:
    BackgroundWork work_;
};

} // namespace thaw
