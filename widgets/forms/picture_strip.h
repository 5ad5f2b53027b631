// Some small pictures in a row, with their labels below; what they were made of in a row above
// them. Small images are enlarged by whole pixels of the screen and stay sharp, large ones reduced.
#pragma once

#include "core/run/data_preview.h"

#include <QImage>
#include <QWidget>
#include <vector>

namespace thaw {

class PictureStrip : public QWidget {
    Q_OBJECT
  public:
    explicit PictureStrip(QWidget* parent = nullptr);

    // `clean` is empty or has one for each picture.
    void set_pictures(const std::vector<Picture>& pictures, const std::vector<Picture>& clean);

    int rows() const { return clean_.empty() ? 1 : 2; }
    // Where a picture is drawn: row 0 is the upper one.
    QRectF picture_rect(int row, int column) const;

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    int heightForWidth(int width) const override;

  protected:
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override; // tool tips

  private:
    // Sides of the pictures as they are drawn, in logical pixels, where the strip is so wide.
    QSizeF cell(int width) const;
    QFont label_font() const;
    int label_height() const;
    const QImage& image(int row, int column) const;

    std::vector<QImage> pictures_, clean_;
    QStringList labels_;
};

} // namespace thaw
