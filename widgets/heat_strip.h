// Block by step as colours: tr(F) of every block over the run, or another quantity that the run has
// for every block.
#pragma once

#include "core/run/freeze_timeline.h"
#include "widgets/block_strip.h"

class QComboBox;

namespace thaw {

class ColorBar;

// A cell goes from its reading to the next one and has viridis' colour of the value; where several
// readings share a pixel, that of the greatest. The scale spans the whole run, so that colours do
// not change with the view; logarithmic unless it is chosen otherwise (values that are not above
// zero then have the lowest colour). Not read: the ground. NaN: crossed. While a block was frozen
// its cells are finely hatched. A parent behind the run has the lower edge of every row, pale, in
// the run's own scale.
class HeatStrip : public BlockStrip {
    Q_OBJECT
  public:
    HeatStrip(ShownRun* run, StepAxis* axis, QWidget* parent = nullptr);

    // What there is to be shown, as the beginning of series names: "fisher_trace".
    QStringList choices() const;
    QString shown_choice() const;
    void choose(const QString& beginning);                 // one of choices()
    AxisScale color_scale() const { return color_scale_; } // linear or logarithmic
    void set_color_scale(AxisScale scale);
    // The scale's ends; low > high where nothing has been read.
    double lowest() const { return extent_.low; }
    double highest() const { return extent_.high; }
    QColor color_of(double value) const;

    QString tip(std::size_t block, std::int64_t step) const override;

  protected:
    void look() override;
    void draw_rows(QPainter& painter) override;
    QString readout_at(std::optional<std::int64_t> cursor) const override;
    void fill_menu(QMenu& menu) override;
    void keyPressEvent(QKeyEvent* event) override; // L: the other scale

  private:
    void fill_choices();
    int series_of(std::size_t block) const { return series_[block]; }
    std::optional<std::size_t> row_at(std::int64_t step) const; // the last one not after it
    QString value_at(std::size_t block, std::int64_t step) const;
    // One run's readings by block: the run's own, or its parent's.
    struct Source {
        const RunHistory* history = nullptr;
        const FreezeTimeline* timeline = nullptr;
        std::size_t metric = 0;
        std::vector<int> series; // by block; -1: none
    };
    Source source_of(const ShownRun& shown, const FreezeTimeline& timeline) const;
    // A frozen block that is not measured.
    static bool left_out(const Source& source, std::size_t block, std::size_t row);
    // Edges of the columns of pixels, as numbers of rows that lie before them: the same for all
    // blocks, since they are read together.
    std::vector<std::size_t> edges_of(const Source& source, double unit) const;
    void draw_cells(QPainter& painter, const Source& source, std::size_t block, const QRectF& line,
                    const std::vector<std::size_t>& edges);
    void draw_parent(QPainter& painter);
    void draw_frozen(QPainter& painter, std::size_t block) const;

    std::size_t metric_ = 0;
    std::vector<int> series_; // by block; -1: none
    AxisScale color_scale_ = AxisScale::logarithmic;
    Extent extent_;
    FreezeTimeline timeline_, parents_;
    QComboBox* choice_;
    ColorBar* bar_;
};

} // namespace thaw
