// A sweep as its folder shows it: its plan, and again and again how its members stand and what they
// have read. Files are read on a thread of its own.
#pragma once

#include "app/sweep/sweep_plan.h"
#include "core/compare/compared_run.h"
#include "widgets/background_work.h"

#include <QObject>
#include <QTimer>
#include <filesystem>
#include <memory>

namespace thaw {

class SweepWatch : public QObject {
    Q_OBJECT
  public:
    explicit SweepWatch(std::filesystem::path document, QObject* parent = nullptr);

    const std::filesystem::path& document() const { return document_; }
    const SweepPlan* plan() const { return plan_.get(); } // null until planned() or failed()
    const Ledger& ledger() const { return ledger_; }      // as it was last seen
    void hurry();                                         // something has just changed

  Q_SIGNALS:
    void planned();
    void looked(const thaw::ComparedRuns& runs); // ledger() is new; the members with readings
    void failed(const QString& sentence);        // the document cannot be carried out

  private:
    class Reader;
    void look();

    std::filesystem::path document_;
    std::shared_ptr<const SweepPlan> plan_;
    std::shared_ptr<Reader> reader_; // the thread's alone
    Ledger ledger_;
    QTimer timer_;
    BackgroundWork work_; // last: it uses the above
};

} // namespace thaw
