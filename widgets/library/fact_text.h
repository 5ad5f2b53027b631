// Facts as the screen shows them: numbers by locale, states in words, times as times.
#pragma once

#include "core/compare/run_facts.h"

#include <QString>

namespace thaw {

// `field` tells how the fact is meant: a state, a duration, a moment. Empty where it is not known.
QString shown_fact(const QString& field, const Fact& fact);
// The same for a field of this run; its state also says where it diverged.
QString shown_fact(const QString& field, const Fact& fact, const RunFacts& run);

} // namespace thaw
