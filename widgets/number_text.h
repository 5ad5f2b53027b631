// Numbers as a person types and reads them: one way for every field of the window.
#pragma once

#include <QString>
#include <cstdint>
#include <optional>

namespace thaw {

// Taken are the plain form, that of a config (0.001, 1e-3), and the one of the user's locale
// (0,001 on a German desktop, ٠٫٠٠١ on an Arabic one). Nothing is taken where the text is no
// number, has separators of thousands, or means one number in the plain form and another one with
// the locale's separators: a 1.000 that is 1 here and 1000 there is asked about, not guessed at.
std::optional<double> read_real(const QString& text);
std::optional<std::int64_t> read_integer(const QString& text);

// Why nothing was read, and how it is written.
QString unreadable_real(const QString& text);
QString unreadable_integer(const QString& text);

// By the user's locale without separators of thousands; the shortest that is read as the same
// number.
QString entry_text(double value);
QString entry_text(std::int64_t value);

} // namespace thaw
