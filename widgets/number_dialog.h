// Asks for one number in a small dialog.
#pragma once

#include <QString>
#include <cstdint>
#include <functional>

class QWidget;

namespace thaw {

// A whole number from 0 to `most`, `now` standing in it first. `take` is called with what was
// chosen; nothing is called where the dialog is given up. Comes back at once.
void ask_for_integer(QWidget* owner, const QString& title, const QString& label, std::int64_t now,
                     std::int64_t most, const std::function<void(std::int64_t)>& take);

} // namespace thaw
