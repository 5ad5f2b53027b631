// A legend for colours that stand for numbers: viridis between two values, as wide as they need.
#pragma once

#include <QWidget>

namespace thaw {

class ColorBar : public QWidget {
    Q_OBJECT
  public:
    explicit ColorBar(QWidget* parent = nullptr);
    void set_ends(const QString& low, const QString& high); // empty: nothing is drawn
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

  protected:
    void paintEvent(QPaintEvent* event) override;

  private:
    QString low_, high_;
};

} // namespace thaw
