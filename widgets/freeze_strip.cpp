#include "widgets/freeze_strip.h"

#include "widgets/appearance.h"
#include "widgets/say.h"

#include <QPainter>
#include <QPolygonF>
#include <algorithm>

namespace thaw {

namespace {
constexpr double after_present = 0.4; // opacity of what has not happened yet

QColor text_on(const QColor& fill) {
    return fill.lightnessF() > 0.55f ? QColor(Qt::black) : QColor(Qt::white);
}
} // namespace

FreezeStrip::FreezeStrip(ShownRun* run, StepAxis* axis, QWidget* parent)
    : BlockStrip(run, axis, parent) {
    set_title(say("Freeze timeline"));
    look_anew();
}

void FreezeStrip::look() {
    timeline_ = freeze_timeline(run().config(), plan(), run().history().events(),
                                run().history().last_step());
    const ShownRun* parent = parent_run();
    parents_ = parent == nullptr
                   ? FreezeTimeline{}
                   : freeze_timeline(parent->config(), parent->plan(), parent->history().events(),
                                     parent->history().last_step());
}

bool FreezeStrip::released_by(std::size_t block, std::int64_t step) const {
    return !covers(timeline_.frozen[block], step);
}

std::int64_t FreezeStrip::planned(std::size_t block) const {
    for (const auto& release : timeline_.ahead)
        if (release.block == block && release.step < plan().steps)
            return release.step;
    return -1;
}

QString FreezeStrip::tip(std::size_t block, std::int64_t) const {
    const std::string& name = plan().blocks[block].name;
    const std::int64_t since = timeline_.released_at[block];
    QString state;
    if (timeline_.freezes_at >= 0 && planned(block) >= 0)
        state = say("{}: trainable until step {}, then frozen, to be released at step {}", name,
                    shown_integer(timeline_.freezes_at), shown_integer(planned(block)));
    else if (since == 0)
        state = say("{}: trainable from the start", name);
    else if (since > 0 && timeline_.frozen[block].back().from > 0)
        state = say("{}: frozen from step {} to {}, trainable before and since", name,
                    shown_integer(timeline_.frozen[block].back().from), shown_integer(since));
    else if (since > 0)
        state = say("{}: frozen until step {}, trainable since", name, shown_integer(since));
    else if (planned(block) >= 0)
        state = say("{}: frozen, to be released at step {}", name, shown_integer(planned(block)));
    else if (timeline_.held_at >= 0)
        state = say("{}: frozen, held since step {}", name, shown_integer(timeline_.held_at));
    else
        state = say("{}: frozen, no release is planned", name);
    if (!parents_.released_at.empty())
        state +=
            QLatin1Char('\n') + (parents_.released_at[block] >= 0
                                     ? say("Parent {}, the pale bar: trainable since step {}",
                                           ghost_name(), shown_integer(parents_.released_at[block]))
                                     : say("Parent {}: frozen", ghost_name()));
    const QString parameters = shown_integer(plan().blocks[block].parameters);
    return state + QLatin1Char('\n') +
           (timeline_.parameters && block + 1 < plan().blocks.size()
                ? say("{} random [parameter|parameters] of all blocks below the head, as many as "
                      "this block has",
                      parameters)
                : say("{} [parameter|parameters]", parameters));
}

QString FreezeStrip::readout_at(std::optional<std::int64_t> cursor) const {
    if (timeline_.released_at.empty())
        return {};
    const auto open_at = [&](std::int64_t step) {
        std::size_t open = 0;
        for (std::size_t b = 0; b < plan().blocks.size(); ++b)
            open += released_by(b, step) ? 1 : 0;
        return shown_integer(static_cast<qint64>(open));
    };
    const QString all = shown_integer(static_cast<qint64>(plan().blocks.size()));
    if (cursor && *cursor <= run().history().last_step())
        return say("At step {}, {} of {} [block was|blocks were] trainable", shown_integer(*cursor),
                   open_at(*cursor), all);
    const QString open = open_at(run().history().last_step());
    if (timeline_.freezes_at >= 0)
        return say("All blocks are trainable until step {}, then the head alone",
                   shown_integer(timeline_.freezes_at));
    if (timeline_.over &&
        std::count(timeline_.released_at.begin(), timeline_.released_at.end(), -1) == 0)
        return say("All blocks are trainable");
    if (timeline_.held_at >= 0)
        return say("{} of {} [block is|blocks are] trainable, held since step {}", open, all,
                   shown_integer(timeline_.held_at));
    if (!timeline_.ahead.empty() && timeline_.ahead.front().step < plan().steps)
        return say("{} of {} [block is|blocks are] trainable, {} follows at step {}", open, all,
                   plan().blocks[timeline_.ahead.front().block].name,
                   shown_integer(timeline_.ahead.front().step));
    return say("{} of {} [block is|blocks are] trainable", open, all);
}

void FreezeStrip::draw_rows(QPainter& painter) {
    for (std::size_t b = 0; b < plan().blocks.size(); ++b)
        draw_block(painter, b);
    if (parent_run() != nullptr && !parents_.released_at.empty()) // look() may have yet to come
        for (std::size_t b = 0; b < plan().blocks.size(); ++b)
            draw_parent(painter, b);
    draw_held(painter);
    const std::int64_t now = run().history().last_step();
    if (now > 0 && now < plan().steps) {
        const double x = pixel_of_step(now), top = plot_area().top();
        const QColor color = palette().color(QPalette::WindowText);
        painter.setPen(QPen(color, 1.5));
        painter.drawLine(QPointF(x, top), QPointF(x, plot_area().bottom()));
        painter.setPen(Qt::NoPen); // its head tells it from the cursor
        painter.setBrush(color);
        painter.drawPolygon(
            QPolygonF{{QPointF(x - 5, top), QPointF(x + 5, top), QPointF(x, top + 6)}});
    }
}

void FreezeStrip::draw_block(QPainter& painter, std::size_t block) const {
    const QRectF line = row(block).adjusted(0, 1.5, 0, -1.5);
    const QColor open = event_color(static_cast<int>(EventKind::released), palette());
    const std::int64_t now = run().history().last_step();
    const std::int64_t since = timeline_.released_at[block], next = planned(block);
    std::vector<FrozenSpan> frozen = timeline_.frozen[block];
    const bool will_freeze = timeline_.freezes_at >= 0 && block + 1 < plan().blocks.size();
    if (will_freeze)
        frozen.push_back({.from = timeline_.freezes_at});

    const auto bar = [&](std::int64_t from, std::int64_t to, auto draw) {
        if (from >= to)
            return;
        const double left = pixel_of_step(from), right = pixel_of_step(to);
        draw(QRectF(left, line.top(), right - left, line.height()));
    };
    // What has happened at full strength, what has not fainter.
    const auto before_and_after = [&](std::int64_t from, std::int64_t to, auto draw) {
        bar(from, std::min(to, now), draw);
        painter.setOpacity(after_present);
        bar(std::max(from, now), to, draw);
        painter.setOpacity(1);
    };
    const auto label = [&](std::int64_t step, const QColor& color) {
        const QString text = shown_integer(step);
        QRectF place(pixel_of_step(step) + 5, line.top(), line.right(), line.height());
        place.setRight(std::min(plot_area().right(), pixel_of_step(plan().steps)) - 3);
        if (place.width() < fontMetrics().horizontalAdvance(text) ||
            line.height() < fontMetrics().height() - 2)
            return;
        painter.setPen(color);
        painter.drawText(place, Qt::AlignLeft | Qt::AlignVCenter, text);
    };

    std::int64_t trained = 0; // up to here it is told
    for (const FrozenSpan& span : frozen) {
        const std::int64_t to = span.to >= 0 ? span.to : next >= 0 ? next : plan().steps;
        before_and_after(trained, span.from,
                         [&](const QRectF& rect) { painter.fillRect(rect, open); });
        before_and_after(span.from, to, [&](const QRectF& rect) {
            QColor ground = palette().color(QPalette::WindowText);
            ground.setAlpha(18);
            painter.fillRect(rect, ground);
            ground.setAlpha(90);
            painter.fillRect(rect, QBrush(ground, Qt::BDiagPattern));
        });
        trained = to;
    }
    if (since >= 0 && !will_freeze) {
        before_and_after(since, plan().steps,
                         [&](const QRectF& rect) { painter.fillRect(rect, open); });
        if (since > 0)
            label(since, text_on(open));
    } else if (next >= 0) {
        bar(next, plan().steps, [&](const QRectF& rect) {
            QColor faint = open;
            faint.setAlpha(30);
            painter.setBrush(faint);
            painter.setPen(QPen(open, 1.2, Qt::DashLine));
            painter.drawRect(rect.adjusted(0.6, 0.6, -0.6, -0.6));
        });
        label(next, palette().color(QPalette::WindowText));
    }
}

void FreezeStrip::draw_parent(QPainter& painter, std::size_t block) const {
    const std::int64_t since = parents_.released_at[block];
    if (since < 0)
        return;
    const QRectF line = row(block).adjusted(0, 1.5, 0, -1.5);
    const double left = pixel_of_step(since), high = std::max(3.0, line.height() / 5);
    QColor pale = palette().color(QPalette::Base);
    pale.setAlpha(190);
    const double right = pixel_of_step(parent_run()->history().last_step());
    const QRectF bar(left, line.bottom() - high, std::max(2.0, right - left), high);
    painter.fillRect(bar, pale);
    painter.fillRect(
        bar.adjusted(1, 1, -1, -1),
        ghost_color(event_color(static_cast<int>(EventKind::released), palette()), palette()));
}

// A line over the blocks that stay frozen, and the word in the topmost of them.
void FreezeStrip::draw_held(QPainter& painter) const {
    if (timeline_.held_at < 0)
        return;
    const QColor color = event_color(static_cast<int>(EventKind::held), palette());
    const double x = pixel_of_step(timeline_.held_at);
    bool named = false;
    for (std::size_t b = plan().blocks.size(); b-- > 0;) {
        if (released_by(b, timeline_.held_at))
            continue;
        const QRectF line = row(b);
        painter.setPen(QPen(color, 2));
        painter.drawLine(QPointF(x, line.top()), QPointF(x, line.bottom()));
        if (named)
            continue;
        named = true;
        const QString text = say("Held at step {}", shown_integer(timeline_.held_at));
        const double wide = fontMetrics().horizontalAdvance(text) + 10;
        if (x + wide > plot_area().right() || line.height() < fontMetrics().height())
            continue;
        const QRectF place(x + 4, line.center().y() - fontMetrics().height() / 2.0, wide,
                           fontMetrics().height());
        painter.setPen(Qt::NoPen);
        painter.setBrush(palette().color(QPalette::Window));
        painter.drawRoundedRect(place, 3, 3);
        painter.setPen(palette().color(QPalette::WindowText));
        painter.drawText(place, Qt::AlignCenter, text);
    }
}

} // namespace thaw
