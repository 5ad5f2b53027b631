#include "widgets/sweep/member_look.h"

#include "core/run/sentences.h"
#include "widgets/appearance.h"
#include "widgets/say.h"

namespace thaw {

QString state_symbol(MemberState state) {
    switch (state) {
    case MemberState::queued:
        return QStringLiteral("○");
    case MemberState::running:
        return QStringLiteral("▶");
    case MemberState::finished:
        return QStringLiteral("✓");
    case MemberState::stopped:
        return QStringLiteral("■");
    case MemberState::preempted:
        return QStringLiteral("‖");
    case MemberState::interrupted:
        return QStringLiteral("◇");
    case MemberState::failed:
        return QStringLiteral("✕");
    case MemberState::diverged:
        return QStringLiteral("∞");
    }
    return {};
}

QColor state_color(MemberState state, const QPalette& palette) {
    const auto of_event = [&](EventKind kind) {
        return event_color(static_cast<int>(kind), palette);
    };
    switch (state) {
    case MemberState::running:
        return of_event(EventKind::released);
    case MemberState::finished:
        return of_event(EventKind::released_all);
    case MemberState::stopped:
    case MemberState::preempted:
    case MemberState::interrupted:
        return of_event(EventKind::held);
    case MemberState::failed:
    case MemberState::diverged:
        return of_event(EventKind::diverged);
    case MemberState::queued:
        break;
    }
    return muted_text(palette);
}

QString standing_label(const MemberStanding& standing, std::int64_t steps) {
    const QString word = state_symbol(standing.state) + QLatin1Char(' ') +
                         QString::fromStdString(shown_text(standing.state));
    if (standing.is_done() || standing.state == MemberState::queued)
        return word;
    return word +
           QStringLiteral(" %1/%2").arg(shown_integer(standing.last_step), shown_integer(steps));
}

QString standing_reason(const MemberStanding& standing) {
    if (standing.reason.empty() || standing.state == MemberState::queued ||
        standing.state == MemberState::running || standing.state == MemberState::finished)
        return {};
    return QString::fromStdString(reason_text(standing.reason));
}

} // namespace thaw
