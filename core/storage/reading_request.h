// What is asked of a process that reads run files, and how it answers; see answer_bytes.h.
#pragma once

#include "core/storage/answer_bytes.h"

namespace thaw::answer {

// A helper of another version, installed while this program runs, ends with this code.
inline constexpr int other_version = 9;
// Counts whenever bytes in either direction mean something else than before.
inline constexpr const char* version = "1";

enum class Wanted { facts, summary, record, salvaged, findings };
constexpr Wanted last_of(Wanted) {
    return Wanted::findings;
}

struct Request {
    Wanted wanted = Wanted::facts;
    std::filesystem::path file, folder; // the folder that a relative name is seen from
    std::string catalogue_folder, language;
};
auto fields(Either<Request> auto& x) {
    auto& [wanted, file, folder, catalogue_folder, language] = x;
    return std::tie(wanted, file, folder, catalogue_folder, language);
}

// What an answer begins with. read: the result follows. refused: the fault and its sentence.
enum class Outcome { read, refused, no_memory };
constexpr Outcome last_of(Outcome) {
    return Outcome::no_memory;
}

} // namespace thaw::answer
