// The freeze timeline: for every block since when it is trainable, and when the plan releases it.
#pragma once

#include "core/run/freeze_timeline.h"
#include "widgets/block_strip.h"

namespace thaw {

// Hatched: frozen; solid: trainable; a dashed opening: a release that is planned. Fainter after the
// present, which is a line. Of a parent behind the run: a pale bar along each row's lower edge
// since it released the block.
class FreezeStrip : public BlockStrip {
    Q_OBJECT
  public:
    FreezeStrip(ShownRun* run, StepAxis* axis, QWidget* parent = nullptr);

    QString tip(std::size_t block, std::int64_t step) const override;

  protected:
    void look() override;
    void draw_rows(QPainter& painter) override;
    QString readout_at(std::optional<std::int64_t> cursor) const override;

  private:
    bool released_by(std::size_t block, std::int64_t step) const;
    std::int64_t planned(std::size_t block) const; // -1: not
    void draw_block(QPainter& painter, std::size_t block) const;
    void draw_held(QPainter& painter) const;
    void draw_parent(QPainter& painter, std::size_t block) const;

    FreezeTimeline timeline_, parents_; // of the run; of its parent, empty without one
};

} // namespace thaw
