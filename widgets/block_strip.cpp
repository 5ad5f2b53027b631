#include "widgets/block_strip.h"

#include "widgets/appearance.h"
#include "widgets/copied_picture.h"
#include "widgets/say.h"

#include <QContextMenuEvent>
#include <QHBoxLayout>
#include <QHelpEvent>
#include <QMenu>
#include <QPainter>
#include <QToolTip>
#include <algorithm>
#include <cmath>

namespace thaw {

namespace {
constexpr int gap = 8;                // pixels between names and rows
constexpr qint64 gesture_pause = 600; // ms after which a turning wheel is another gesture
constexpr double zoom_a_notch = 0.8;
constexpr double pan_a_notch = 60; // pixels
} // namespace

BlockStrip::BlockStrip(ShownRun* run, StepAxis* axis, QWidget* parent)
    : QWidget(parent), run_(run), axis_(axis), header_box_(new QWidget(this)),
      header_(new QHBoxLayout(header_box_)), title_(new QLabel(header_box_)),
      readout_(new QLabel(header_box_)), turn_(new DrawingTurn([this] { take_turn(); }, this)) {
    header_->setContentsMargins(0, 0, 0, 0);
    header_->setSpacing(12);
    header_->addWidget(title_);
    header_->addWidget(readout_, 1);
    QFont bold = title_->font();
    bold.setWeight(QFont::DemiBold);
    title_->setFont(bold);
    readout_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
    readout_->setTextFormat(Qt::PlainText);
    setMouseTracking(true);
    setFocusPolicy(Qt::StrongFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);

    connect(run, &ShownRun::grew, this, [this] { ask_to_redraw(true); });
    connect(run, &ShownRun::replaced, this, &BlockStrip::look_anew);
    connect(run, &ShownRun::state_changed, this, [this] { ask_to_redraw(false); });
    connect(axis, &StepAxis::changed, this, [this] { ask_to_redraw(false); });
    connect(axis, &StepAxis::cursor_moved, this, [this] {
        show_readout();
        update();
    });
}

void BlockStrip::set_ghost(const Ghost* ghost) {
    ghost_ = ghost;
    connect(ghost, &Ghost::changed, this, [this] { ask_to_redraw(true); });
    ask_to_redraw(true);
}

const ShownRun* BlockStrip::parent_run() const {
    const ShownRun* parent = ghost_ == nullptr ? nullptr : ghost_->run();
    return parent != nullptr && parent->plan().blocks.size() == plan().blocks.size() ? parent
                                                                                     : nullptr;
}

QString BlockStrip::ghost_name() const {
    return ghost_ == nullptr ? QString() : ghost_->name();
}

void BlockStrip::set_title(const QString& title) {
    title_->setText(title);
    setAccessibleName(title);
}

void BlockStrip::set_margins(int left, int right) {
    left_ = left;
    right_ = right;
    redraw();
}

void BlockStrip::measure_names() {
    int widest = 0;
    for (const auto& block : plan().blocks)
        widest =
            std::max(widest, fontMetrics().horizontalAdvance(QString::fromStdString(block.name)));
    wanted_left_ = widest + 2 * gap;
}

void BlockStrip::set_axis_shown(bool shown) {
    axis_shown_ = shown;
    updateGeometry();
    redraw();
}

int BlockStrip::header_height() const {
    return std::max(header_->sizeHint().height(), fontMetrics().height()) + gap;
}

int BlockStrip::axis_height() const {
    return axis_shown_ ? fontMetrics().height() + gap : 1;
}

QSize BlockStrip::sizeHint() const {
    const int rows = static_cast<int>(plan().blocks.size());
    return {600, header_height() + rows * (fontMetrics().height() + gap) + axis_height()};
}

QSize BlockStrip::minimumSizeHint() const {
    const int rows = static_cast<int>(plan().blocks.size());
    return {160, header_height() + rows * fontMetrics().height() * 3 / 4 + axis_height()};
}

QRectF BlockStrip::plot_area() const {
    const int left = left_ < 0 ? wanted_left_ : left_;
    return {static_cast<double>(left), static_cast<double>(header_height()),
            std::max(1.0, static_cast<double>(width() - left - right_)),
            std::max(1.0, static_cast<double>(height() - header_height() - axis_height()))};
}

QRectF BlockStrip::row(std::size_t block) const {
    const QRectF area = plot_area();
    const double each =
        area.height() / std::max<double>(1, static_cast<double>(plan().blocks.size()));
    const auto from_top = static_cast<double>(plan().blocks.size() - 1 - block);
    return {area.left(), area.top() + from_top * each, area.width(), each};
}

double BlockStrip::pixel_of(double x) const {
    const QRectF area = plot_area();
    return area.left() + axis_->fraction_of(x) * area.width();
}

std::int64_t BlockStrip::step_at_pixel(double pixel) const {
    const QRectF area = plot_area();
    return axis_->step_at(axis_->x_at_fraction((pixel - area.left()) / area.width()));
}

void BlockStrip::look_anew() {
    measure_names();
    look();
    redraw();
}

void BlockStrip::ask_to_redraw(bool look_first) {
    look_first_ = look_first_ || look_first;
    if (isVisible())
        turn_->ask();
    else
        take_turn();
}

void BlockStrip::take_turn() {
    if (look_first_)
        look();
    look_first_ = false;
    redraw();
    if (isVisible())
        draw_picture(); // in this turn, not when Qt paints everything that has changed
}

void BlockStrip::redraw() {
    drawn_ = {};
    show_readout();
    update();
}

void BlockStrip::show_readout() {
    readout_text_ = readout_at(axis_->cursor());
    readout_->setText(
        readout_->fontMetrics().elidedText(readout_text_, Qt::ElideRight, readout_->width()));
    readout_->setToolTip(readout_text_);
    setAccessibleDescription(readout_text_);
}

void BlockStrip::draw_picture() {
    const double ratio = devicePixelRatioF();
    drawn_ = QPixmap(size() * ratio);
    drawn_.setDevicePixelRatio(ratio);
    drawn_.fill(Qt::transparent);
    QPainter painter(&drawn_);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(font());
    draw_names(painter);
    draw_axis(painter);
    painter.setClipRect(plot_area());
    draw_rows(painter);
}

void BlockStrip::paintEvent(QPaintEvent*) {
    if (drawn_.isNull() || drawn_.devicePixelRatio() != devicePixelRatioF())
        draw_picture();
    QPainter painter(this);
    painter.drawPixmap(0, 0, drawn_);
    const QRectF area = plot_area();
    if (axis_->cursor()) {
        const double x = std::round(pixel_of_step(*axis_->cursor())) + 0.5;
        if (x >= area.left() && x <= area.right() + 1) {
            QColor halo = palette().color(QPalette::Window); // seen on every colour
            halo.setAlpha(170);
            for (const QPen& pen :
                 {QPen(halo, 3), QPen(palette().color(QPalette::WindowText), 1)}) {
                painter.setPen(pen);
                painter.drawLine(QPointF(x, area.top()), QPointF(x, area.bottom()));
            }
        }
    }
    if (hasFocus()) {
        painter.setPen(palette().color(QPalette::Highlight));
        painter.drawRect(area.adjusted(-1.5, -1.5, 1.5, 1.5));
    }
}

void BlockStrip::draw_names(QPainter& painter) const {
    painter.setPen(palette().color(QPalette::WindowText));
    for (std::size_t b = 0; b < plan().blocks.size(); ++b) {
        const QRectF line = row(b);
        const QRectF place(2, line.top(), std::max(0.0, line.left() - gap - 2), line.height());
        painter.drawText(place, Qt::AlignRight | Qt::AlignVCenter,
                         fontMetrics().elidedText(QString::fromStdString(plan().blocks[b].name),
                                                  Qt::ElideMiddle,
                                                  static_cast<int>(place.width())));
    }
}

void BlockStrip::draw_axis(QPainter& painter) const {
    if (!axis_shown_)
        return;
    const QRectF area = plot_area();
    const int wanted =
        std::max(2, static_cast<int>(area.width()) / (9 * fontMetrics().averageCharWidth()));
    double taken_to = 0;
    for (const auto& tick :
         ticks(axis_->scale(), axis_->low(), axis_->high(), wanted, axis_->threshold())) {
        const double x = pixel_of(tick.value);
        if (tick.label.isEmpty() || x < area.left() - 1 || x > area.right() + 1)
            continue;
        painter.setPen(grid_color(palette()));
        painter.drawLine(QPointF(x, area.bottom()), QPointF(x, area.bottom() + 3));
        const double wide = fontMetrics().horizontalAdvance(tick.label);
        const double from = std::clamp(x - wide / 2, 0.0, std::max(0.0, width() - wide));
        if (from < taken_to)
            continue;
        taken_to = from + wide + gap;
        painter.setPen(muted_text(palette()));
        painter.drawText(QPointF(from, area.bottom() + 4 + fontMetrics().ascent()), tick.label);
    }
}

void BlockStrip::resizeEvent(QResizeEvent*) {
    header_box_->setGeometry(2, 0, std::max(0, width() - 2 - right_), header_height() - gap / 2);
    header_->activate();
    redraw();
}

void BlockStrip::changeEvent(QEvent* event) {
    QWidget::changeEvent(event);
    if (event->type() == QEvent::PaletteChange || event->type() == QEvent::FontChange ||
        event->type() == QEvent::StyleChange) {
        measure_names();
        updateGeometry();
        redraw();
    }
}

bool BlockStrip::event(QEvent* event) {
    if (event->type() != QEvent::ToolTip)
        return QWidget::event(event);
    const auto* help = static_cast<QHelpEvent*>(event);
    for (std::size_t b = 0; b < plan().blocks.size(); ++b) {
        const QRectF line = row(b);
        if (help->pos().y() < line.top() || help->pos().y() >= line.bottom() ||
            help->pos().x() > line.right())
            continue;
        QToolTip::showText(help->globalPos(), tip(b, step_at_pixel(help->pos().x())), this);
        return true;
    }
    QToolTip::hideText();
    return true;
}

void BlockStrip::wheelEvent(QWheelEvent* event) {
    const QPoint turned = event->angleDelta();
    const bool sideways =
        std::abs(turned.x()) > std::abs(turned.y()) || event->modifiers() & Qt::ShiftModifier;
    const double notches = (turned.x() + turned.y()) / 120.0;
    const bool same = wheel_turned_.isValid() && wheel_turned_.elapsed() < gesture_pause;
    wheel_turned_.start();
    if (sideways) {
        axis_->pan(-notches * pan_a_notch / plot_area().width(), same);
    } else {
        const QRectF area = plot_area();
        axis_->zoom((event->position().x() - area.left()) / area.width(),
                    std::pow(zoom_a_notch, notches), same);
    }
    event->accept();
}

void BlockStrip::mousePressEvent(QMouseEvent* event) {
    if (event->button() == Qt::LeftButton)
        dragged_from_ = event->position().x();
    dragging_ = false;
}

void BlockStrip::mouseMoveEvent(QMouseEvent* event) {
    const double x = event->position().x();
    if (!dragged_from_) {
        if (x >= plot_area().left() && x <= plot_area().right())
            axis_->set_cursor(step_at_pixel(x));
        return;
    }
    if (!dragging_ && std::abs(x - *dragged_from_) < 4)
        return; // a click that trembles
    setCursor(Qt::ClosedHandCursor);
    axis_->pan((*dragged_from_ - x) / plot_area().width(), dragging_);
    dragging_ = true;
    dragged_from_ = x;
}

void BlockStrip::mouseReleaseEvent(QMouseEvent*) {
    dragged_from_.reset();
    unsetCursor();
}

void BlockStrip::mouseDoubleClickEvent(QMouseEvent*) {
    axis_->fit();
}

void BlockStrip::leaveEvent(QEvent*) {
    axis_->set_cursor({});
}

void BlockStrip::contextMenuEvent(QContextMenuEvent* event) {
    QMenu menu;
    menu.addAction(say("Copy as picture"), QKeySequence::Copy, this,
                   [this] { copy_picture(this); });
    fill_menu(menu);
    menu.exec(event->globalPos());
}

// Pixel by pixel, but at least a step.
void BlockStrip::move_cursor(int way) {
    const QRectF area = plot_area();
    const std::int64_t from =
        axis_->cursor().value_or(step_at_pixel(area.left() + area.width() / 2));
    const std::int64_t to = step_at_pixel(pixel_of_step(from) + way);
    axis_->set_cursor(to == from ? from + way : to);
}

void BlockStrip::zoom_by_key(double factor) {
    const double about =
        axis_->cursor() ? axis_->fraction_of(axis_->x_of_step(*axis_->cursor())) : 0.5;
    axis_->zoom(std::clamp(about, 0.0, 1.0), factor);
}

void BlockStrip::keyPressEvent(QKeyEvent* event) {
    const bool control = event->modifiers().testFlag(Qt::ControlModifier);
    if (event->matches(QKeySequence::Copy))
        return copy_picture(this);
    switch (event->key()) {
    case Qt::Key_Left:
        return control ? move_cursor(-1) : axis_->pan(-0.1);
    case Qt::Key_Right:
        return control ? move_cursor(1) : axis_->pan(0.1);
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        return zoom_by_key(zoom_a_notch);
    case Qt::Key_Minus:
        return zoom_by_key(1 / zoom_a_notch);
    case Qt::Key_Home:
        return axis_->fit();
    case Qt::Key_F:
        return axis_->set_following(!axis_->following());
    default:
        QWidget::keyPressEvent(event);
    }
}

} // namespace thaw
