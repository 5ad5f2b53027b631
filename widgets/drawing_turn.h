// When a view is drawn anew. All views of a page change together as its run grows or its axis
// moves; drawing them all in one go keeps mouse and keys waiting for several frames. So views take
// turns: those that are drawn quickly together, the others one after the other, with the event loop
// in between.
#pragma once

#include <QObject>
#include <functional>

namespace thaw {

// One view's place in the row. The screen's thread only.
class DrawingTurn : public QObject {
    Q_OBJECT
  public:
    // `draw` works out the view's new picture and asks Qt to paint it.
    DrawingTurn(std::function<void()> draw, QObject* parent);
    ~DrawingTurn() override;

    // To be drawn soon, once, however often it is asked for before.
    void ask();
    void forget(); // it has been drawn meanwhile
    bool asked() const { return asked_; }

  private:
    friend class DrawingRow;
    std::function<void()> draw_;
    bool asked_ = false;
};

} // namespace thaw
