// One bar of stacked shares: what the time of a run goes to.
#pragma once

#include <QString>
#include <QWidget>
#include <vector>

namespace thaw {

class CostBar : public QWidget {
    Q_OBJECT
  public:
    struct Part {
        QString label;
        double share = 0; // of the whole; the parts add up to 1
    };

    explicit CostBar(QWidget* parent = nullptr);

    void set_parts(std::vector<Part> parts);
    const std::vector<Part>& parts() const { return parts_; }
    QColor color_of(int part) const; // the same in the legend

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override; // a tool tip for every part

  private:
    QRectF area_of(int part) const;
    std::vector<Part> parts_;
};

} // namespace thaw
