// A plot's legend, which is its readout too: how each curve is drawn, what it is called, and its
// value under the cursor.
#pragma once

#include "widgets/appearance.h"

#include <QListWidget>
#include <vector>

namespace thaw {

struct LegendRow {
    QString label;
    CurveStyle style;
    bool bold = false, marked = false;
    bool visible = true;
    QString value;
};

// Rows keep their number: signals name a row by it. A click, Space or Enter shows or hides a curve;
// a double click or the menu recolours it.
class PlotLegend : public QListWidget {
    Q_OBJECT
  public:
    explicit PlotLegend(QWidget* parent = nullptr);

    void set_rows(const std::vector<LegendRow>& rows);
    void set_value(int row, const QString& value);
    // As wide as labels and values of a usual length need; the same for all plots.
    QSize sizeHint() const override;

  Q_SIGNALS:
    void visibility_asked(int row, bool visible);
    void only_asked(int row);
    void all_asked();
    void color_asked(int row, const QColor& color); // invalid: the plot's own again

  protected:
    void keyPressEvent(QKeyEvent* event) override;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void mouseDoubleClickEvent(QMouseEvent* event) override;
    void contextMenuEvent(QContextMenuEvent* event) override;

  private:
    void toggle(int row);
    void choose_color(int row);
    int pressed_ = -1;
};

} // namespace thaw
