// The figure on a sheet of paper: at the size that it will be printed in, or larger.
#pragma once

#include "core/figures/figure_scene.h"

#include <QWidget>
#include <memory>
#include <optional>

namespace thaw {

class FigurePreview : public QWidget {
    Q_OBJECT
  public:
    explicit FigurePreview(QWidget* parent = nullptr);

    // Null: there is nothing to show (yet); `instead` then says why.
    void set_scene(std::shared_ptr<const FigureScene> scene, const QString& instead = {});
    // 1 is the printed size on this screen, by its physical dots per inch.
    void set_zoom(double zoom);
    double zoom() const { return zoom_; }
    // Of the figure on the screen, in pixels.
    QSizeF shown_size() const;

    QSize sizeHint() const override;

  Q_SIGNALS:
    void zoom_asked(double zoom); // Ctrl+wheel

  protected:
    void paintEvent(QPaintEvent* event) override;
    void wheelEvent(QWheelEvent* event) override;

  private:
    double pixels_per_point() const;

    std::shared_ptr<const FigureScene> scene_;
    QString instead_;
    double zoom_ = 1;
};

} // namespace thaw
