// A row for every block of the network over the shared step axis: what the freeze timeline and the
// heat strip have in common. The head is on top, the input at the bottom.
#pragma once

#include "widgets/drawing_turn.h"
#include "widgets/ghost.h"
#include "widgets/shown_run.h"
#include "widgets/step_axis.h"

#include <QElapsedTimer>
#include <QLabel>
#include <QPixmap>
#include <QWidget>

class QHBoxLayout;
class QMenu;

namespace thaw {

// Keeps pointers to run and axis, which outlive it. Hands and keys do what they do in the plots:
// the wheel zooms where the pointer is, dragging and Shift with the wheel pan, a double click and
// Home fit; the arrows pan and with Ctrl move the cursor, plus and minus zoom, F follows.
class BlockStrip : public QWidget {
    Q_OBJECT
  public:
    BlockStrip(ShownRun* run, StepAxis* axis, QWidget* parent);

    // Pixels left and right of what is drawn over steps: those of the plots beside it.
    void set_margins(int left, int right);
    int wanted_left() const { return wanted_left_; } // that the names of the blocks need
    void set_axis_shown(bool shown);
    void set_ghost(const Ghost* ghost); // the run's parent, pale; outlives this

    QRectF plot_area() const;
    QRectF row(std::size_t block) const;
    double pixel_of(double x) const;
    double pixel_of_step(std::int64_t step) const { return pixel_of(axis_->x_of_step(step)); }
    std::int64_t step_at_pixel(double pixel) const;
    QString readout() const { return readout_text_; } // in the header
    virtual QString tip(std::size_t block, std::int64_t step) const = 0;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    // The run has grown or is another one: called before anything is drawn of it.
    virtual void look() = 0;
    // Into plot_area(), clipped to it; kept until the run, the axis, the size or the colours
    // change.
    virtual void draw_rows(QPainter& painter) = 0;
    virtual QString readout_at(std::optional<std::int64_t> cursor) const = 0;

    const ShownRun& run() const { return *run_; }
    const StepAxis& axis() const { return *axis_; }
    const Plan& plan() const { return run_->plan(); }
    const ShownRun* parent_run() const; // null: none is to be drawn
    QString ghost_name() const;
    QHBoxLayout* header() { return header_; }
    void set_title(const QString& title);
    void redraw(); // what is drawn is out of date
    void look_anew();
    void ask_to_redraw(bool look_first); // in its turn among all views

    void paintEvent(QPaintEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;
    void changeEvent(QEvent* event) override;
    bool event(QEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void leaveEvent(QEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;
    virtual void fill_menu(QMenu& /*menu*/) {} // what it offers beside a copy

  private:
    void take_turn();
    void draw_picture();
    void draw_names(QPainter& painter) const;
    void draw_axis(QPainter& painter) const;
    void show_readout();
    void measure_names();
    int header_height() const;
    int axis_height() const;
    void move_cursor(int way);
    void zoom_by_key(double factor);

    ShownRun* run_;
    StepAxis* axis_;
    const Ghost* ghost_ = nullptr;
    int left_ = -1, right_ = 12; // left_ -1: as the names need
    int wanted_left_ = 0;
    bool axis_shown_ = true;
    QWidget* header_box_;
    QHBoxLayout* header_;
    QLabel *title_, *readout_;
    QString readout_text_;
    QPixmap drawn_;
    DrawingTurn* turn_;
    bool look_first_ = false;            // before it is drawn in its turn
    std::optional<double> dragged_from_; // pixel
    bool dragging_ = false;
    QElapsedTimer wheel_turned_;
};

} // namespace thaw
