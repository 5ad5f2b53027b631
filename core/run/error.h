// The one exception of the project: a sentence for the user and the exit code it stands for.
#pragma once

#include "core/run/plural.h"
#include "core/run/translate.h"

#include <fmt/format.h>
#include <stdexcept>
#include <string>
#include <utility>

namespace thaw {

// Values are the exit codes of `thaw`.
enum class Fault {
    failure = 1, // the world said no: disk full, folder missing, device absent
    usage = 2,   // what was asked for is wrong: config, command line
    damaged = 3, // a file is not what it should be
};

// `what()` says what went wrong, where, and what to do; it is already in the user's language.
class Error : public std::runtime_error {
  public:
    Error(Fault fault, const std::string& sentence) : std::runtime_error(sentence), fault_(fault) {}
    Fault fault() const { return fault_; }

  private:
    Fault fault_;
};

// A translated sentence with its blanks filled: sentence("{} is not a folder", path). Words that go
// with a number stand in brackets behind it: sentence("{} [run|runs]", count).
template <class... Arguments>
std::string sentence(const char* english, const Arguments&... arguments) {
    const std::string text = tr(english);
    if (text.find('|') == std::string::npos)
        return fmt::format(fmt::runtime(text), arguments...);
    return fmt::format(
        fmt::runtime(with_plurals(text, {fmt::format(fmt::runtime("{}"), arguments)...})),
        arguments...);
}

template <class... Arguments>
Error failure(const char* english, const Arguments&... arguments) {
    return {Fault::failure, sentence(english, arguments...)};
}
template <class... Arguments>
Error usage(const char* english, const Arguments&... arguments) {
    return {Fault::usage, sentence(english, arguments...)};
}
template <class... Arguments>
Error damaged(const char* english, const Arguments&... arguments) {
    return {Fault::damaged, sentence(english, arguments...)};
}

} // namespace thaw
