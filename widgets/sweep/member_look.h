// How a member of a sweep stands, for the eye: a colour, a symbol and a word, so that none of them
// is needed to tell the others.
#pragma once

#include "core/sweep/ledger.h"

#include <QColor>
#include <QPalette>
#include <QString>

namespace thaw {

QString state_symbol(MemberState state);
QColor state_color(MemberState state, const QPalette& palette);
// "▶ running 120/938"; without its steps where they say nothing. `steps`: of the whole run.
QString standing_label(const MemberStanding& standing, std::int64_t steps);
// Why it stands so, where that is to be told; several lines for a tool tip.
QString standing_reason(const MemberStanding& standing);

} // namespace thaw
