#include "widgets/figures/figure_preview.h"

#include "widgets/figures/figure_painter.h"
#include "widgets/say.h"

#include <QPainter>
#include <QScreen>
#include <QWheelEvent>
#include <cmath>

namespace thaw {

namespace {

constexpr int margin = 24; // of the desk around the paper
constexpr double points_per_inch = 72;

} // namespace

FigurePreview::FigurePreview(QWidget* parent) : QWidget(parent) {
    setAccessibleName(say("Preview of the figure"));
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

double FigurePreview::pixels_per_point() const {
    // What the screen says of itself; a screen that says nonsense is taken for a usual one.
    const double dpi = screen() == nullptr ? 0 : screen()->physicalDotsPerInch();
    constexpr double least = 50, most = 400, usual = 96;
    return (dpi >= least && dpi <= most ? dpi : usual) / points_per_inch * zoom_;
}

QSizeF FigurePreview::shown_size() const {
    return scene_ == nullptr ? QSizeF()
                             : QSizeF(scene_->width, scene_->height) * pixels_per_point();
}

QSize FigurePreview::sizeHint() const {
    constexpr int empty_width = 420, empty_height = 260;
    if (scene_ == nullptr)
        return {empty_width, empty_height};
    return shown_size().toSize() + QSize(2 * margin, 2 * margin);
}

void FigurePreview::set_scene(std::shared_ptr<const FigureScene> scene, const QString& instead) {
    scene_ = std::move(scene);
    instead_ = instead;
    updateGeometry();
    resize(sizeHint());
    update();
}

void FigurePreview::set_zoom(double zoom) {
    constexpr double least = 0.25, most = 16;
    zoom_ = std::clamp(zoom, least, most);
    updateGeometry();
    resize(sizeHint());
    update();
}

void FigurePreview::paintEvent(QPaintEvent* /*event*/) {
    QPainter painter(this);
    if (scene_ == nullptr) {
        painter.setPen(palette().color(QPalette::PlaceholderText));
        painter.drawText(rect().adjusted(margin, margin, -margin, -margin),
                         Qt::AlignCenter | Qt::TextWordWrap, instead_);
        return;
    }
    const QSizeF size = shown_size();
    const QRectF paper(QPointF((width() - size.width()) / 2, (height() - size.height()) / 2), size);
    constexpr int shade = 40;
    painter.fillRect(paper.translated(2, 2), QColor(0, 0, 0, shade));
    painter.fillRect(paper, Qt::white); // paper is white in any colours
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setRenderHint(QPainter::TextAntialiasing);
    painter.translate(paper.topLeft());
    painter.scale(pixels_per_point(), pixels_per_point());
    draw_figure(painter, *scene_);
}

void FigurePreview::wheelEvent(QWheelEvent* event) {
    if (!event->modifiers().testFlag(Qt::ControlModifier)) {
        event->ignore(); // the scroll area's
        return;
    }
    constexpr double notch = 120, factor = 1.2;
    Q_EMIT zoom_asked(zoom_ * std::pow(factor, event->angleDelta().y() / notch));
    event->accept();
}

} // namespace thaw
