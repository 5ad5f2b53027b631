#include "widgets/plots/plot_gestures.h"

#include <QApplication>
#include <QHelpEvent>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>
#include <algorithm>
#include <cmath>

namespace thaw {

namespace {

constexpr double near = 5; // pixels within which a line is grabbed
constexpr double zoom_step = 1.25;
constexpr qint64 pause_ms = 400; // after which a turn of the wheel is a new gesture

bool is_range(double low, double high) {
    return std::isfinite(low) && std::isfinite(high) &&
           high - low > 1e-9 * std::max(1.0, std::max(std::abs(low), std::abs(high)));
}

} // namespace

PlotGestures::PlotGestures(PlotView* view, StepAxis* axis, QObject* parent)
    : QObject(parent), view_(view), axis_(axis), range_drag_(axis) {
    view_->installEventFilter(this);
    view_->viewport()->installEventFilter(this);
}

bool PlotGestures::eventFilter(QObject* watched, QEvent* event) {
    const bool inside = watched != view_; // in its viewport, for which a dying view has no answer
    switch (event->type()) {
    case QEvent::MouseButtonPress:
        return inside && press(static_cast<QMouseEvent&>(*event));
    case QEvent::MouseMove:
        return inside && move(static_cast<QMouseEvent&>(*event));
    case QEvent::MouseButtonRelease:
        return inside && release(static_cast<QMouseEvent&>(*event));
    case QEvent::MouseButtonDblClick:
        return inside && double_click(static_cast<QMouseEvent&>(*event));
    case QEvent::Wheel:
        return inside && wheel(static_cast<QWheelEvent&>(*event));
    case QEvent::Leave:
        if (inside && drag_ == Drag::none)
            axis_->set_cursor(std::nullopt);
        return false;
    case QEvent::ToolTip:
        if (inside) {
            const auto& help = static_cast<QHelpEvent&>(*event);
            Q_EMIT tooltip_asked(help.globalPos(), help.pos());
        }
        return inside;
    case QEvent::ShortcutOverride:
        // A key that the plot understands is not a menu's while the plot has the focus.
        if (!inside && drag_ != Drag::none &&
            static_cast<QKeyEvent&>(*event).key() == Qt::Key_Escape)
            event->accept();
        return false;
    case QEvent::KeyPress:
        return !inside && key(static_cast<QKeyEvent&>(*event));
    default:
        return false;
    }
}

int PlotGestures::line_at(const QPointF& at) const {
    const auto& rules = view_->frame().rules;
    for (std::size_t i = 0; i < rules.size() && i < lines_.size(); ++i)
        if (std::abs((rules[i].orientation == Qt::Horizontal ? at.y() : at.x()) - rules[i].at) <=
            near)
            return static_cast<int>(i);
    return -1;
}

double PlotGestures::line_value(const QPointF& at) const {
    if (orientation_ == Qt::Horizontal)
        return snapped(map().y.value(at.y()));
    return static_cast<double>(std::max(last_step_ + 1, axis_->step_at(map().x.value(at.x()))));
}

bool PlotGestures::grabs_range(const QMouseEvent& event) {
    if (!range_drag_.possible())
        return false;
    const bool fresh =
        event.modifiers().testFlag(Qt::ControlModifier) && start_.area.contains(from_);
    const auto part = fresh ? RangeDrag::Part::fresh : range_drag_.part_at(start_, from_);
    if (part == RangeDrag::Part::none)
        return false;
    drag_ = Drag::range;
    range_drag_.begin(part, start_, from_);
    return true;
}

bool PlotGestures::press(const QMouseEvent& event) {
    view_->setFocus(Qt::MouseFocusReason);
    from_ = event.position();
    start_ = map();
    moved_ = panned_ = false;
    right_ = event.button() == Qt::RightButton;
    if (event.button() != Qt::LeftButton && !right_)
        return true;
    line_ = line_at(from_);
    if (right_ || event.modifiers().testFlag(Qt::ShiftModifier)) {
        drag_ = Drag::box;
        return true;
    }
    if (grabs_range(event))
        return true;
    // An edge is as thick as a line that is grabbed, where lines can be pulled out of it.
    const double edge = steerable_ && line_ < 0 ? near : 0;
    const bool y_gutter = from_.x() < start_.area.left() + edge;
    const bool x_gutter = from_.y() > start_.area.bottom() - edge;
    if (!y_gutter && !x_gutter)
        Q_EMIT line_selected(line_);
    const bool movable = line_ >= 0 && lines_[static_cast<std::size_t>(line_)].fired_step < 0;
    if (steerable_ && (y_gutter != x_gutter || (!y_gutter && movable))) {
        drag_ = Drag::line;
        if (y_gutter || x_gutter) {
            line_ = -1;
            orientation_ = y_gutter ? Qt::Horizontal : Qt::Vertical;
        } else {
            orientation_ = lines_[static_cast<std::size_t>(line_)].orientation;
        }
        return true;
    }
    drag_ = Drag::pan;
    return true;
}

bool PlotGestures::move(const QMouseEvent& event) {
    const QPointF at = event.position();
    if (drag_ != Drag::none && !moved_ &&
        (at - from_).manhattanLength() >= QApplication::startDragDistance())
        moved_ = true;
    if (moved_ && range_drag_.possible() && (drag_ == Drag::line || drag_ == Drag::pan) &&
        from_.y() > start_.area.bottom() && at.y() > start_.area.bottom() &&
        RangeDrag::is_along(from_, at)) {
        drag_ = Drag::range; // along the axis, not out of it
        Q_EMIT line_drag_ended();
        range_drag_.begin(RangeDrag::Part::fresh, start_, from_);
    }
    if (drag_ == Drag::none || drag_ == Drag::line || drag_ == Drag::range) {
        const bool over = map().area.adjusted(-1, -1, 1, 1).contains(at);
        axis_->set_cursor(over ? std::optional(axis_->step_at(map().x.value(at.x())))
                               : std::nullopt);
    }
    if (drag_ == Drag::none) {
        show_cursor_for(at);
        return true;
    }
    if (!moved_)
        return true;
    switch (drag_) {
    case Drag::pan:
        view_->viewport()->setCursor(Qt::ClosedHandCursor);
        show_x(start_.x.moved(at.x() - from_.x()), panned_);
        panned_ = true;
        if (y_fixed_)
            show_y(start_.y.moved(at.y() - from_.y()));
        break;
    case Drag::box:
        view_->set_zoom_box(QRectF(from_, at).normalized() & map().area);
        break;
    case Drag::line:
        Q_EMIT line_moving(line_, orientation_, line_value(at));
        break;
    case Drag::range:
        range_drag_.move(map(), at);
        break;
    case Drag::none:
        break;
    }
    return true;
}

void PlotGestures::show_cursor_for(const QPointF& at) {
    const int line = steerable_ ? line_at(at) : -1;
    const bool movable = line >= 0 && lines_[static_cast<std::size_t>(line)].fired_step < 0;
    const bool level =
        movable && lines_[static_cast<std::size_t>(line)].orientation == Qt::Horizontal;
    const auto part = range_drag_.part_at(map(), at);
    view_->viewport()->setCursor(part == RangeDrag::Part::whole  ? Qt::OpenHandCursor
                                 : part != RangeDrag::Part::none ? Qt::SizeHorCursor
                                 : !map().area.contains(at)      ? Qt::ArrowCursor
                                 : level                         ? Qt::SizeVerCursor
                                 : movable                       ? Qt::SizeHorCursor
                                                                 : Qt::CrossCursor);
}

bool PlotGestures::release(const QMouseEvent& event) {
    const Drag was = drag_;
    const bool moved = moved_;
    drag_ = Drag::none;
    view_->viewport()->setCursor(Qt::CrossCursor);
    view_->set_zoom_box({});
    if (was == Drag::box && moved) {
        const QRectF box = QRectF(from_, event.position()).normalized() & map().area;
        if (box.width() > 3)
            show_x({axis_->scale(), map().x.value(box.left()), map().x.value(box.right()), 0, 1});
        if (box.height() > 3)
            Q_EMIT y_range_asked(map().y.value(box.bottom()), map().y.value(box.top()));
    } else if (right_ && !moved) {
        Q_EMIT line_selected(line_);
        Q_EMIT menu_asked(event.globalPosition().toPoint(), line_);
    } else if (was == Drag::line) {
        // Back at the edge from which it came, a line is not wanted.
        const double edge = line_ < 0 ? near : 0;
        if (moved && map().area.adjusted(edge, 0, 0, -edge).contains(event.position()))
            Q_EMIT line_dropped(line_, orientation_, line_value(event.position()),
                                event.globalPosition().toPoint());
        Q_EMIT line_drag_ended();
    } else if (was == Drag::range && moved) {
        Q_EMIT range_chosen();
    }
    return true;
}

bool PlotGestures::double_click(const QMouseEvent& event) {
    if (event.button() != Qt::LeftButton)
        return true;
    end_drag();
    const QPointF at = event.position();
    const int line = line_at(at);
    if (line >= 0) {
        Q_EMIT line_selected(line);
        Q_EMIT edit_asked();
        return true;
    }
    const double present = map().x.pixel(axis_->x_of_step(last_step_));
    if (steerable_ && map().area.contains(at) && at.x() > present + 1) {
        orientation_ = Qt::Vertical;
        Q_EMIT line_dropped(-1, Qt::Vertical, line_value(at), event.globalPosition().toPoint());
        return true;
    }
    axis_->fit();
    Q_EMIT y_fit_asked();
    return true;
}

bool PlotGestures::wheel(const QWheelEvent& event) {
    const QPointF at = event.position();
    const double turns = event.angleDelta().y() / 120.0;
    const double across = event.angleDelta().x() / 120.0;
    const bool going_on = since_wheel_.isValid() && since_wheel_.elapsed() < pause_ms;
    since_wheel_.start();
    if (event.modifiers().testFlag(Qt::ControlModifier) || at.x() < map().area.left())
        show_y(map().y.zoomed(std::pow(zoom_step, turns), at.y()));
    else if (event.modifiers().testFlag(Qt::ShiftModifier) || std::abs(across) > std::abs(turns))
        show_x(map().x.moved((std::abs(across) > std::abs(turns) ? across : turns) * 60), going_on);
    else
        show_x(map().x.zoomed(std::pow(zoom_step, turns), at.x()), going_on);
    return true;
}

bool PlotGestures::key(const QKeyEvent& event) {
    const QRectF area = map().area;
    const auto zoom = [&](double factor) {
        const double about =
            axis_->cursor() ? map().x.pixel(axis_->x_of_step(*axis_->cursor())) : area.center().x();
        show_x(map().x.zoomed(factor, std::clamp(about, area.left(), area.right())));
    };
    if (event.matches(QKeySequence::Copy)) {
        Q_EMIT copy_asked();
        return true;
    }
    const bool control = event.modifiers().testFlag(Qt::ControlModifier);
    switch (event.key()) {
    case Qt::Key_Left:
    case Qt::Key_Right: {
        const int way = event.key() == Qt::Key_Left ? -1 : 1;
        if (control) { // the cursor, pixel by pixel but at least a step
            const std::int64_t now =
                axis_->cursor().value_or(axis_->step_at(map().x.value(area.center().x())));
            const double x = map().x.pixel(axis_->x_of_step(now)) + way;
            const std::int64_t next = axis_->step_at(map().x.value(x));
            axis_->set_cursor(next != now ? next : std::max<std::int64_t>(0, now + way));
        } else {
            show_x(map().x.moved(-way * area.width() * 0.1));
        }
        return true;
    }
    case Qt::Key_Up:
    case Qt::Key_Down:
        show_y(map().y.moved(area.height() * (event.key() == Qt::Key_Up ? 0.1 : -0.1)));
        return true;
    case Qt::Key_Plus:
    case Qt::Key_Equal:
        control ? show_y(map().y.zoomed(zoom_step, area.center().y())) : zoom(zoom_step);
        return true;
    case Qt::Key_Minus:
        control ? show_y(map().y.zoomed(1 / zoom_step, area.center().y())) : zoom(1 / zoom_step);
        return true;
    case Qt::Key_Home:
        axis_->fit();
        Q_EMIT y_fit_asked();
        return true;
    case Qt::Key_Y:
        Q_EMIT y_fit_asked();
        return true;
    case Qt::Key_L:
        Q_EMIT scale_change_asked();
        return true;
    case Qt::Key_F:
        axis_->set_following(!axis_->following());
        return true;
    case Qt::Key_R:
        Q_EMIT next_line_asked();
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        Q_EMIT edit_asked();
        return true;
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
        Q_EMIT removal_asked();
        return true;
    case Qt::Key_Menu:
        Q_EMIT menu_asked(view_->viewport()->mapToGlobal(area.center().toPoint()), -1);
        return true;
    case Qt::Key_F10:
        if (!event.modifiers().testFlag(Qt::ShiftModifier))
            return false;
        Q_EMIT menu_asked(view_->viewport()->mapToGlobal(area.center().toPoint()), -1);
        return true;
    case Qt::Key_Escape:
        if (drag_ == Drag::none)
            return false;
        if (drag_ == Drag::pan && moved_)
            show_x(start_.x, true);
        if (drag_ == Drag::range)
            range_drag_.give_up();
        end_drag();
        return true;
    default:
        return false;
    }
}

void PlotGestures::end_drag() {
    drag_ = Drag::none;
    right_ = false;
    view_->set_zoom_box({});
    Q_EMIT line_drag_ended();
}

void PlotGestures::show_x(const AxisMap& x, bool same_gesture) {
    if (is_range(x.low(), x.high()))
        axis_->set_range(x.low(), x.high(), same_gesture);
}

void PlotGestures::show_y(const AxisMap& y) {
    if (std::isfinite(y.low()) && std::isfinite(y.high()) && y.low() < y.high())
        Q_EMIT y_range_asked(y.low(), y.high());
}

} // namespace thaw
