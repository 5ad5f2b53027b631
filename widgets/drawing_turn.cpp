#include "widgets/drawing_turn.h"

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QPointer>
#include <QTimer>
#include <algorithm>
#include <deque>

namespace thaw {

namespace {
constexpr int frame_ms = 16;              // from the first wish to the first picture
constexpr int between_turns_ms = 8;       // longer than Qt waits before it paints: 5 ms
constexpr qint64 together_ns = 2'000'000; // painting costs about twice as much again
} // namespace

// Of all views: they share one thread.
class DrawingRow : public QObject {
  public:
    static DrawingRow& shared() {
        static QPointer<DrawingRow> row;
        if (!row)
            row = new DrawingRow;
        return *row;
    }
    void add(DrawingTurn* turn) {
        waiting_.push_back(turn);
        if (!timer_.isActive())
            timer_.start(frame_ms);
    }
    void remove(DrawingTurn* turn) {
        waiting_.erase(std::remove(waiting_.begin(), waiting_.end(), turn), waiting_.end());
    }

  private:
    DrawingRow() : QObject(QCoreApplication::instance()) {
        timer_.setSingleShot(true);
        timer_.setTimerType(Qt::PreciseTimer);
        connect(&timer_, &QTimer::timeout, this, &DrawingRow::draw_next);
    }
    void draw_next() {
        QElapsedTimer spent;
        spent.start();
        while (!waiting_.empty() && spent.nsecsElapsed() < together_ns) {
            DrawingTurn* next = waiting_.front();
            waiting_.pop_front();
            next->asked_ = false;
            next->draw_();
        }
        if (!waiting_.empty())
            timer_.start(between_turns_ms);
    }

    std::deque<DrawingTurn*> waiting_;
    QTimer timer_;
};

DrawingTurn::DrawingTurn(std::function<void()> draw, QObject* parent)
    : QObject(parent), draw_(std::move(draw)) {}

DrawingTurn::~DrawingTurn() {
    forget();
}

void DrawingTurn::ask() {
    if (asked_)
        return;
    asked_ = true;
    DrawingRow::shared().add(this);
}

void DrawingTurn::forget() {
    if (!asked_)
        return;
    asked_ = false;
    DrawingRow::shared().remove(this);
}

} // namespace thaw
