#include "widgets/forms/picture_strip.h"

#include "widgets/appearance.h"
#include "widgets/say.h"

#include <QHelpEvent>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>
#include <cstring>

namespace thaw {

namespace {

constexpr int usual_count = 8, gap = 6;
constexpr double largest_side = 64, least_side = 16; // logical pixels

QImage image_of(const Picture& picture) {
    QImage image(picture.width, picture.height,
                 picture.channels == 1 ? QImage::Format_Grayscale8 : QImage::Format_RGB888);
    const auto row =
        static_cast<std::size_t>(picture.width) * static_cast<std::size_t>(picture.channels);
    for (int y = 0; y < picture.height; ++y)
        std::memcpy(image.scanLine(y), picture.pixels.data() + static_cast<std::size_t>(y) * row,
                    row);
    return image;
}

std::vector<QImage> images_of(const std::vector<Picture>& pictures) {
    std::vector<QImage> images;
    for (const Picture& picture : pictures)
        images.push_back(image_of(picture));
    return images;
}

} // namespace

PictureStrip::PictureStrip(QWidget* parent) : QWidget(parent) {
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
}

void PictureStrip::set_pictures(const std::vector<Picture>& pictures,
                                const std::vector<Picture>& clean) {
    pictures_ = images_of(pictures);
    clean_ = images_of(clean);
    labels_.clear();
    for (const Picture& picture : pictures)
        labels_ << QString::fromStdString(picture.label);
    setAccessibleDescription(labels_.join(QStringLiteral(", ")));
    updateGeometry();
    update();
}

QFont PictureStrip::label_font() const {
    QFont small = font();
    small.setPointSizeF(small.pointSizeF() * 0.8);
    return small;
}

// The labels of what was made of other pictures are those of the ID test set.
int PictureStrip::label_height() const {
    return clean_.empty() ? QFontMetrics(label_font()).lineSpacing() + 2 : 0;
}

QSizeF PictureStrip::cell(int width) const {
    if (pictures_.empty())
        return {0, 0};
    const int count = std::max(usual_count, static_cast<int>(pictures_.size()));
    const double ratio = devicePixelRatioF();
    const double most = std::clamp((width - gap * (count - 1)) / static_cast<double>(count),
                                   least_side, largest_side) *
                        ratio;
    const QSize size = pictures_.front().size();
    const int longer = std::max(size.width(), size.height());
    const double factor = longer <= most ? std::floor(most / longer) : std::floor(most) / longer;
    return QSizeF(std::max(1.0, std::round(size.width() * factor)),
                  std::max(1.0, std::round(size.height() * factor))) /
           ratio;
}

const QImage& PictureStrip::image(int row, int column) const {
    return (row + 1 == rows() ? pictures_ : clean_)[static_cast<std::size_t>(column)];
}

QRectF PictureStrip::picture_rect(int row, int column) const {
    const QSizeF size = cell(width());
    const double ratio = devicePixelRatioF();
    // Begins at a whole pixel of the screen.
    const auto whole = [ratio](double x) { return std::round(x * ratio) / ratio; };
    return {QPointF(whole(column * (size.width() + gap)), whole(row * (size.height() + gap))),
            size};
}

int PictureStrip::heightForWidth(int width) const {
    const double each = cell(width).height();
    return static_cast<int>(std::ceil(rows() * each + (rows() - 1) * gap)) + label_height();
}

QSize PictureStrip::sizeHint() const {
    const int width = static_cast<int>(usual_count * largest_side) + (usual_count - 1) * gap;
    return {width, heightForWidth(width)};
}

QSize PictureStrip::minimumSizeHint() const {
    const int width = static_cast<int>(usual_count * least_side) + (usual_count - 1) * gap;
    return {width, heightForWidth(width)};
}

void PictureStrip::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    painter.setFont(label_font());
    QColor frame = palette().color(QPalette::WindowText);
    frame.setAlphaF(0.25F);
    const double ratio = devicePixelRatioF();
    for (int row = 0; row < rows(); ++row)
        for (int column = 0; column < static_cast<int>(pictures_.size()); ++column) {
            const QRectF area = picture_rect(row, column);
            const QImage& from = image(row, column);
            const QSize pixels = (area.size() * ratio).toSize();
            const bool larger = pixels.width() >= from.width();
            QImage drawn = from.scaled(pixels, Qt::IgnoreAspectRatio,
                                       larger ? Qt::FastTransformation : Qt::SmoothTransformation);
            drawn.setDevicePixelRatio(ratio);
            painter.setOpacity(isEnabled() ? 1 : 0.5);
            painter.drawImage(area.topLeft(), drawn);
            painter.setPen(QPen(frame, 1 / ratio));
            painter.drawRect(area.adjusted(0.5 / ratio, 0.5 / ratio, -0.5 / ratio, -0.5 / ratio));
        }
    if (label_height() == 0)
        return;
    painter.setPen(muted_text(palette()));
    for (int column = 0; column < labels_.size(); ++column) {
        const QRectF above = picture_rect(0, column);
        const QRectF area(above.left() - gap / 2.0, above.bottom() + 1, above.width() + gap,
                          label_height());
        painter.drawText(area, Qt::AlignHCenter | Qt::AlignTop,
                         painter.fontMetrics().elidedText(labels_[column], Qt::ElideRight,
                                                          static_cast<int>(above.width())));
    }
}

bool PictureStrip::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    QString tip;
    for (int row = 0; row < rows(); ++row)
        for (int column = 0; column < labels_.size(); ++column)
            if (picture_rect(row, column).contains(help->pos()))
                tip = rows() == 1 ? labels_[column]
                      : row == 0  ? say("{}, clean", labels_[column])
                                  : say("{}, shifted", labels_[column]);
    QToolTip::showText(help->globalPos(), tip.toHtmlEscaped(), this);
    return true;
}

} // namespace thaw
