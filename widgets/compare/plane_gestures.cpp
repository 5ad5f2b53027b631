#include "widgets/compare/plane_gestures.h"

#include "widgets/copied_picture.h"
#include "widgets/say.h"

#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QWheelEvent>
#include <cmath>

namespace thaw {

namespace {
constexpr double zoom_step = 1.25;

bool wants_more(Qt::KeyboardModifiers modifiers) {
    return modifiers.testFlag(Qt::ControlModifier);
}
} // namespace

PlaneGestures::PlaneGestures(PlotView* view, PlaneAxis* x, PlaneAxis* y, QObject* parent)
    : QObject(parent), view_(view), x_(x), y_(y) {
    view_->installEventFilter(this);
    view_->viewport()->installEventFilter(this);
}

bool PlaneGestures::eventFilter(QObject* watched, QEvent* event) {
    if (event->type() == QEvent::KeyPress && watched == view_)
        return key(static_cast<QKeyEvent&>(*event));
    if (watched == view_) // else its viewport; while it is taken down it can no longer be asked
        return false;
    switch (event->type()) {
    case QEvent::MouseButtonPress:
        press(static_cast<QMouseEvent&>(*event));
        return true;
    case QEvent::MouseMove:
        move(static_cast<QMouseEvent&>(*event));
        return true;
    case QEvent::MouseButtonRelease:
        release(static_cast<QMouseEvent&>(*event));
        return true;
    case QEvent::MouseButtonDblClick:
        x_->fit();
        y_->fit();
        return true;
    case QEvent::Wheel:
        wheel(static_cast<QWheelEvent&>(*event));
        return true;
    case QEvent::Leave:
        x_->set_cursor(std::nullopt);
        return false;
    case QEvent::ToolTip: {
        const auto& help = static_cast<QHelpEvent&>(*event);
        Q_EMIT pointed_at(help.pos(), help.globalPos());
        return true;
    }
    default:
        return false;
    }
}

void PlaneGestures::press(const QMouseEvent& event) {
    view_->setFocus(Qt::MouseFocusReason);
    from_ = event.position();
    start_ = map();
    moved_ = false;
    const bool box =
        event.button() == Qt::RightButton || event.modifiers().testFlag(Qt::ShiftModifier);
    if (event.button() == Qt::LeftButton || box)
        drag_ = box ? Drag::zoom : brushing_ ? Drag::brush : Drag::pan;
}

void PlaneGestures::move(const QMouseEvent& event) {
    const QPointF at = event.position();
    if (drag_ != Drag::none && (at - from_).manhattanLength() >= QApplication::startDragDistance())
        moved_ = true;
    if (drag_ == Drag::none) {
        const bool over = map().area.contains(at);
        view_->viewport()->setCursor(over ? Qt::CrossCursor : Qt::ArrowCursor);
        x_->set_cursor(over ? std::optional(map().x.value(at.x())) : std::nullopt);
        return;
    }
    if (!moved_)
        return;
    if (drag_ != Drag::pan) {
        view_->set_zoom_box(QRectF(from_, at).normalized() & map().area);
        return;
    }
    view_->viewport()->setCursor(Qt::ClosedHandCursor);
    show_x(start_.x.moved(at.x() - from_.x()));
    if (!y_->fitted())
        show_y(start_.y.moved(at.y() - from_.y()));
}

void PlaneGestures::release(const QMouseEvent& event) {
    const Drag was = drag_;
    drag_ = Drag::none;
    view_->set_zoom_box({});
    view_->viewport()->setCursor(Qt::CrossCursor);
    if (!moved_) {
        if (event.button() == Qt::RightButton)
            open_menu(event.globalPosition().toPoint());
        if (was != Drag::none && event.button() == Qt::LeftButton)
            Q_EMIT clicked(event.position(), wants_more(event.modifiers()));
        return;
    }
    const QRectF box = QRectF(from_, event.position()).normalized() & map().area;
    if (was == Drag::brush)
        Q_EMIT brushed(box, wants_more(event.modifiers()));
    if (was != Drag::zoom)
        return;
    const PlotMap before = map();
    if (box.width() > 3)
        x_->show(before.x.value(box.left()), before.x.value(box.right()));
    if (box.height() > 3)
        y_->show(before.y.value(box.bottom()), before.y.value(box.top()));
}

void PlaneGestures::open_menu(const QPoint& global) {
    auto* menu = new QMenu(view_);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(say("Copy as picture"), QKeySequence::Copy, this,
                    [this] { copy_picture(view_->parentWidget()); });
    menu->addAction(say("Show all"), QKeySequence(Qt::Key_Home), this, [this] {
        x_->fit();
        y_->fit();
    });
    menu->popup(global);
}

void PlaneGestures::wheel(const QWheelEvent& event) {
    const QPointF at = event.position();
    const double factor = std::pow(zoom_step, event.angleDelta().y() / 120.0);
    const bool up = event.modifiers().testFlag(Qt::ControlModifier) || at.x() < map().area.left();
    const bool both =
        brushing_ && map().area.contains(at) && !event.modifiers().testFlag(Qt::ControlModifier);
    if (event.modifiers().testFlag(Qt::ShiftModifier) || event.angleDelta().x() != 0) {
        const int turn =
            event.angleDelta().x() != 0 ? event.angleDelta().x() : event.angleDelta().y();
        show_x(map().x.moved(turn / 2.0));
        return;
    }
    const PlotMap before = map();
    if (!up || both)
        show_x(before.x.zoomed(factor, at.x()));
    if (up || both)
        show_y(before.y.zoomed(factor, at.y()));
}

bool PlaneGestures::key(const QKeyEvent& event) {
    if (event.matches(QKeySequence::Copy)) {
        copy_picture(view_->parentWidget());
        return true;
    }
    const QRectF area = map().area;
    const bool control = event.modifiers().testFlag(Qt::ControlModifier);
    const auto zoom = [&](double factor) {
        control ? show_y(map().y.zoomed(factor, area.center().y()))
                : show_x(map().x.zoomed(factor, area.center().x()));
    };
    switch (event.key()) {
    case Qt::Key_Left:
    case Qt::Key_Right: {
        const double by = event.key() == Qt::Key_Left ? 1 : -1;
        if (!control) {
            show_x(map().x.moved(by * area.width() * 0.1));
            return true;
        }
        const double now = x_->cursor() ? map().x.pixel(*x_->cursor()) : area.center().x();
        x_->set_cursor(map().x.value(std::clamp(now - by, area.left(), area.right())));
        return true;
    }
    case Qt::Key_Up:
    case Qt::Key_Down:
        show_y(map().y.moved(area.height() * (event.key() == Qt::Key_Up ? 0.1 : -0.1)));
        return true;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        zoom(zoom_step);
        return true;
    case Qt::Key_Minus:
        zoom(1 / zoom_step);
        return true;
    case Qt::Key_Home:
        x_->fit();
        y_->fit();
        return true;
    case Qt::Key_L:
        Q_EMIT scale_change_asked();
        return true;
    default:
        return false;
    }
}

void PlaneGestures::show_x(const AxisMap& map) {
    x_->show(map.low(), map.high());
}

void PlaneGestures::show_y(const AxisMap& map) {
    y_->show(map.low(), map.high());
}

} // namespace thaw
