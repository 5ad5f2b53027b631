// How numbers, times and events read for a person.
#pragma once

#include "core/run/event.h"
#include "core/run/run_record.h"

#include <string>

namespace thaw {

std::string duration_text(double seconds);          // 0:07, 12:30, 3:05:00
std::string event_sentence(const Event& event);     // "step 210: layer4 released (stop_rule)"
std::string state_text(RunState state);             // translated
std::string reason_text(const std::string& reason); // why a session ended, translated
std::string number_text(double value);              // five significant digits; nan, inf

// As many characters as the terminal's line has; wide East Asian characters count two.
std::string fit_to_terminal(const std::string& text);
// Columns that a UTF-8 text takes on a terminal.
std::size_t columns(const std::string& text);
// `text` with blanks added up to `width` columns.
std::string padded(const std::string& text, std::size_t width);

} // namespace thaw
