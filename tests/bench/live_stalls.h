// A whole page beside a session that trains flat out.
#pragma once

#include <QApplication>
#include <QString>
#include <map>

namespace thaw::bench {

// Knows which objects' events this thread's own time goes into.
class TimedApplication : public QApplication {
  public:
    using QApplication::QApplication;
    bool notify(QObject* receiver, QEvent* event) override;
    void time(bool timing) { timing_ = timing; }
    void tell_shares();

  private:
    struct Share { // milliseconds
        double sum = 0, most = 0;
        int count = 0;
    };
    bool timing_ = false;
    double inner_ = 0; // of the event being delivered, what it sent on took
    std::map<QString, Share> shares_;
};

// Prints how long frames take and how long the event loop stands still.
void live_stalls(TimedApplication& application);

} // namespace thaw::bench
